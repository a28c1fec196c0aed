//! Names as people spell them: stored exactly, found by any spelling (A10).

/// What is left of a title when case, spacing and the kind of dash are ignored: equal keys are one name.
pub fn key_of(title: &str) -> String {
    let words =
        title.split(|char: char| char.is_whitespace() || is_dash(char)).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether two spellings are one name.
pub fn same_name(one: &str, other: &str) -> bool {
    key_of(one) == key_of(other)
}

fn is_dash(char: char) -> bool {
    matches!(char, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spacing_and_the_kind_of_dash_are_ignored() {
        assert!(same_name("CS QAAG – Inbox", "cs qaag-inbox"));
        assert!(same_name("CS QAAG/Adoption Panel", "CS QAAG/Adoption  Panel"));
        assert!(!same_name("CS QAAG – Inbox", "CS QAAG – Outbox"));
    }
}
