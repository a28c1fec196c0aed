//! Lines of text that fit, without a font at hand.

/// About how wide a text is in a common sans-serif of that size. A little more than most fonts need, so that nothing
/// runs over.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// How wide a character is, in parts of the size.
fn em(char: char) -> f64 {
    match char {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' => 0.3,
        'f' | 'r' | 't' | ' ' | '(' | ')' | '/' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        char if char.is_uppercase() => 0.72,
        char if char.is_ascii() => 0.58,
        _ => 0.75,
    }
}

/// Breaks a text between words into lines of at most that width; a longer word has a line of its own.
pub(super) fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text as it may stand in an element or an attribute. What XML cannot hold at all is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            char if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => {}
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_broken_between_words_and_no_line_is_wider_than_asked() {
        let title = "SC Permanence Family Finding Meeting / Review";
        let lines = wrapped(title, 14.0, 190.0);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| width(line, 14.0) <= 190.0), "{lines:?}");
        assert_eq!(lines.join(" "), title);
        assert_eq!(wrapped("Unbreakablyandveryverylong word", 14.0, 50.0).len(), 2);
        assert!(wrapped("", 14.0, 50.0).is_empty());
    }

    #[test]
    fn nothing_in_a_text_can_be_taken_for_markup() {
        assert_eq!(escaped("<a b='\"'> & \u{1}c"), "&lt;a b=&#39;&quot;&#39;&gt; &amp; c");
    }
}
