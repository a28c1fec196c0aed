//! To whom GOV.UK Notify sends, in the words of its documentation where it does not.

/// What is wrong with an e-mail address: it has a name, and a host of two parts at least, of which the last is in letters.
pub fn wrong_with_address(given: &str) -> Option<&'static str> {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_part = |part: &str| {
        let known = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        known && (1..=63).contains(&part.len()) && !part.starts_with('-') && !part.ends_with('-')
    };
    let is_one = given.split_once('@').is_some_and(|(name, host)| {
        let last = host.rsplit_once('.').map(|(_, last)| last);
        (1..=320).contains(&given.len())
            && !name.is_empty()
            && name.bytes().all(in_name)
            && host.split('.').all(is_part)
            && last.is_some_and(|it| it.len() > 1 && it.bytes().all(|byte| byte.is_ascii_alphabetic()))
            && !given.contains("..")
    });
    (!is_one).then_some("Not a valid email address")
}

/// What is wrong with a telephone number: it is a mobile number here, or any number abroad.
pub fn wrong_with_number(given: &str) -> Option<&'static str> {
    let number: String = given.chars().filter(|char| !" ()-+.".contains(*char)).collect();
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("Must not contain letters or symbols");
    }
    let says_country = given.starts_with('+') || number.starts_with("00");
    let number = number.strip_prefix("00").unwrap_or(&number);
    let abroad = says_country && !number.starts_with("44");
    let here = number.strip_prefix("44").unwrap_or(number).trim_start_matches('0');
    let (number, least, most) = if abroad { (number, 8, 15) } else { (here, 10, 10) };
    match number.len() {
        digits if digits < least => Some("Not enough digits"),
        digits if digits > most => Some("Too many digits"),
        _ if abroad && number.starts_with('0') => Some("Not a valid country prefix"),
        _ if !abroad && !number.starts_with('7') => Some("Not a UK mobile number"),
        _ => None,
    }
}

#[test]
fn what_is_no_address_and_no_number_is_refused_in_notifys_words() {
    for good in ["sam.okafor@council.test", "o'nair+work@social-care.council.gov.uk"] {
        assert_eq!(wrong_with_address(good), None, "{good}");
    }
    for bad in
        ["", "sam", "sam@council", "@council.test", "sam@-council.test", "a..b@council.test", "a b@c.test"]
    {
        assert_eq!(wrong_with_address(bad), Some("Not a valid email address"), "{bad}");
    }
    for good in ["+447700900123", "07700 900123", "0044 7700 900123", "+1 202 555 0123"] {
        assert_eq!(wrong_with_number(good), None, "{good}");
    }
    for (bad, wrong) in [
        ("", "Not enough digits"),
        ("07700900", "Not enough digits"),
        ("077009001234", "Too many digits"),
        ("020 8123 4567", "Not a UK mobile number"),
        ("+0202555012345", "Not a valid country prefix"),
        ("07700 900 NHS", "Must not contain letters or symbols"),
    ] {
        assert_eq!(wrong_with_number(bad), Some(wrong), "{bad}");
    }
}
