//! How refusals name things: exact titles, in quotation marks.

/// One title.
pub(super) fn quoted(title: &str) -> String {
    format!("“{title}”")
}

/// Several titles, the last joined by a word: `“A”, “B” or “C”`.
pub(super) fn listed<'t>(titles: impl IntoIterator<Item = &'t str>, word: &str) -> String {
    let mut quoted: Vec<String> = titles.into_iter().map(quoted).collect();
    match (quoted.pop(), quoted.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only,
        (Some(last), false) => format!("{} {word} {last}", quoted.join(", ")),
    }
}

/// Keys for programs: `a, b`.
pub(super) fn keys<'k>(keys: impl IntoIterator<Item = &'k str>) -> String {
    keys.into_iter().collect::<Vec<_>>().join(", ")
}
