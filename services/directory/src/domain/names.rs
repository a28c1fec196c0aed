//! How names are found, ordered and compared. They are stored exactly as they were written.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The form in which a person's name is searched and ordered: case, accents and the kind of apostrophe and dash ignored,
/// one space between its parts. "Zoë  O’Brien-Łukasz" becomes "zoe o'brien-lukasz".
pub fn searchable(name: &str) -> String {
    let plain: String =
        name.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect();
    let spelt: String = plain.chars().fold(String::with_capacity(plain.len()), |mut spelt, letter| {
        match spelling(letter) {
            Some(letters) => spelt.push_str(letters),
            None => spelt.push(letter),
        }
        spelt
    });
    spelt.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The parts of what somebody typed into a search, each of which must occur in one of the names. What stands around a part in a list or in
/// brackets is not of it; where nothing but that was typed, it is searched for, and not everybody.
pub fn search_words(typed: &str) -> Vec<String> {
    let typed = searchable(typed);
    let parts: Vec<&str> = typed.split(' ').filter(|part| !part.is_empty()).collect();
    let words = parts.iter().map(|part| part.trim_matches(['(', ')', ','])).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    if words.is_empty() { parts.into_iter().map(str::to_owned).collect() } else { words }
}

/// The form in which the names of teams and inboxes are compared: case, spacing and kind of dash ignored. "CS QAAG – Inbox"
/// and "cs qaag-inbox" are one name.
pub fn comparable(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| if is_dash(letter) { '-' } else { letter })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Letters that are no base letter with a mark, and signs that keyboards and word processors write differently.
fn spelling(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'þ' => "th",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        '‘' | '’' | 'ʼ' | '`' | '´' => "'",
        other if is_dash(other) => "-",
        _ => return None,
    })
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_kinds_of_signs_do_not_hinder_a_search() {
        for (written, searched) in [
            ("Priya Nair", "priya nair"),
            ("Zoë  O’Brien", "zoe o'brien"),
            ("ŁUKASZ Żółć", "lukasz zolc"),
            ("Søren Ærø", "soren aero"),
            ("Anne–Marie", "anne-marie"),
            ("  İpek\u{a0}Şahin ", "ipek sahin"),
            ("Groß", "gross"),
            ("e\u{301}", "e"),
        ] {
            assert_eq!(searchable(written), searched);
        }
    }

    #[test]
    fn a_search_is_by_each_word_that_was_typed() {
        assert_eq!(search_words("  NAIR  pri "), ["nair", "pri"]);
        assert_eq!(search_words("Smith, Chloe , (3549863)"), ["smith", "chloe", "3549863"]);
        assert!(search_words(" \t ").is_empty());
        assert_eq!(search_words(" () ,"), ["()", ","], "everybody was not asked for");
    }

    #[test]
    fn names_of_inboxes_are_one_whatever_their_case_spacing_and_dashes() {
        let exact = comparable("CS QAAG – Inbox");
        for spelt in ["cs qaag - inbox", "CS  QAAG—Inbox", "CSQAAG‑INBOX", "CS\u{a0}QAAG − Inbox"] {
            assert_eq!(comparable(spelt), exact);
        }
        assert_ne!(comparable("CS QAAG Inbox"), exact, "a dash is not nothing");
    }
}
