//! How the names of inboxes are compared. They are stored exactly as they were written.

/// The form in which the names of inboxes are compared: case, spacing and kind of dash ignored (reading A10). What people
/// type as "cs qaag-inbox" finds "CS QAAG – Inbox" in `people_inbox.name_key`.
pub fn comparable(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| if is_dash(letter) { '-' } else { letter })
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn inboxes_are_one_whatever_their_case_spacing_and_dashes() {
        let exact = comparable("CS QAAG – Inbox");
        for spelt in ["cs qaag - inbox", "CS  QAAG—Inbox", "CSQAAG‑INBOX", "CS\u{a0}QAAG − Inbox"] {
            assert_eq!(comparable(spelt), exact);
        }
        assert_ne!(comparable("CS QAAG Inbox"), exact, "a dash is not nothing");
    }
}
