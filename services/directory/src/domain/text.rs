//! What may be recorded as a name.

use fault::Fields;

/// Subjects that begin so belong to the suite's own services: no worker may sign in under one.
const SERVICE_SUBJECTS: &str = "service:";

/// Reads a text of one line, as a name; surrounding space does not count towards the least.
pub fn line(wrong: &mut Fields, field: &str, raw: &str, least: usize, most: usize) -> String {
    if raw.contains(['\n', '\t']) {
        wrong.refuse(field, "holds a line break or a tab");
    } else {
        wrong.text(field, raw, least, most);
    }
    raw.to_owned()
}

/// Reads how others see a worker.
pub fn display_name(wrong: &mut Fields, field: &str, raw: &str) -> String {
    line(wrong, field, raw, 1, 200)
}

/// Reads what the identity provider calls a worker.
pub fn worker_subject(wrong: &mut Fields, field: &str, raw: &str) -> String {
    if raw.starts_with(SERVICE_SUBJECTS) {
        wrong.refuse(field, "is a subject of the suite's own services");
    }
    line(wrong, field, raw, 1, 200)
}

/// Reads an e-mail address; none where it is empty. Whether anybody reads there is not for us to say.
pub fn email(wrong: &mut Fields, field: &str, raw: &str) -> Option<String> {
    let strange = |char: char| char.is_whitespace() || char.is_control() || "<>()[],;:\\\"".contains(char);
    let is_one = |raw: &str| {
        let parts = raw.rsplit_once('@');
        let whole =
            parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !name.contains('@'));
        whole && raw.len() <= 254 && !raw.contains(strange)
    };
    wrong.require(field, raw.is_empty() || is_one(raw), "is no e-mail address");
    (!raw.is_empty()).then(|| raw.to_owned())
}

/// Reads a telephone number, with or without spaces; none where it is empty.
pub fn phone(wrong: &mut Fields, field: &str, raw: &str) -> Option<String> {
    let number: String = raw.chars().filter(|char| *char != ' ').collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let is_one = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    wrong.require(field, raw.is_empty() || is_one, "is not 7 to 15 digits, with or without + before them");
    (!number.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(read: impl Fn(&mut Fields, &str) -> String, raw: &str) -> bool {
        let mut wrong = Fields::default();
        read(&mut wrong, raw);
        wrong.finish().is_err()
    }

    #[test]
    fn a_name_is_one_line_of_something() {
        let name = |wrong: &mut Fields, raw: &str| display_name(wrong, "name", raw);
        let longest = "é".repeat(200);
        for good in ["P", "Priya Nair", "Zoë O’Brien", longest.as_str()] {
            assert!(!refused(name, good), "{good}");
        }
        for bad in ["", "  ", "Priya\nNair", "Priya\tNair", "Priya\0Nair", "Priya\r", &"é".repeat(201)] {
            assert!(refused(name, bad), "{bad:?}");
        }
    }

    fn contact(
        read: fn(&mut Fields, &str, &str) -> Option<String>,
        raw: &str,
    ) -> Result<Option<String>, fault::Fault> {
        let mut wrong = Fields::default();
        let read = read(&mut wrong, "contact", raw);
        wrong.finish().map(|()| read)
    }

    #[test]
    fn an_address_is_one_that_a_message_can_be_sent_to() {
        assert_eq!(contact(email, "").unwrap(), None);
        let good = "priya.o'nair+work@social-care.council.gov.uk";
        assert_eq!(contact(email, good).unwrap().as_deref(), Some(good));
        let long = format!("{}@council.gov.uk", "p".repeat(254));
        for bad in
            ["priya", "@council", "priya@", "a b@c", "a@b\r\nBcc: c@d", "<a@b>", "a@b,c@d", "a@b@c", &long]
        {
            assert!(contact(email, bad).is_err(), "{bad}");
        }
        assert_eq!(contact(phone, "").unwrap(), None);
        assert_eq!(contact(phone, "+44 7700 900 123").unwrap().as_deref(), Some("+447700900123"));
        assert_eq!(contact(phone, "07700900123").unwrap().as_deref(), Some("07700900123"));
        for bad in ["123456", "+", " ", "07700-900123", "1234567890123456", "phone", "07700900123x"] {
            assert!(contact(phone, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_worker_signs_in_as_a_service() {
        let subject = |wrong: &mut Fields, raw: &str| worker_subject(wrong, "subject", raw);
        assert!(refused(subject, "service:workflow"));
        assert!(!refused(subject, "0f5c1c8e-6f0e-4a56-9df3-8a0a5b0f5c1c"));
    }
}
