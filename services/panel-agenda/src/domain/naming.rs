//! Words as people and systems spell them.

/// What is left of a text when case, spacing and punctuation are ignored: texts that fold alike are one.
pub fn folded(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn case_spacing_and_punctuation_are_ignored() {
        assert_eq!(folded("CIC Episode – Start_Date"), folded("cic episode start date"));
        assert_eq!(folded("V2: Single period under S20"), "v2singleperiodunders20");
        assert_eq!(folded(" – "), "");
        assert_ne!(folded("s20"), folded("s21"));
    }
}
