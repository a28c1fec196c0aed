//! Dates as they arrive: as serial numbers of both of Excel's calendars, and as text.

use super::{issue::IssueKind, row::Cell};
use chrono::{Datelike, Days, NaiveDate};

/// From which day a workbook counts its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialDates {
    /// 1 is 1 January 1900, and 60 a 29 February that never was: what Excel does unless told otherwise.
    From1900,
    /// 0 is 1 January 1904, as old Macintoshes counted.
    From1904,
}

impl SerialDates {
    /// The year from which the numbers count.
    pub fn year(self) -> u16 {
        match self {
            Self::From1900 => 1900,
            Self::From1904 => 1904,
        }
    }

    /// The day of that serial number. The time of day is left out. None before March 1900, where programs disagree.
    pub fn date(self, serial: f64) -> Option<NaiveDate> {
        let (first, least) = match self {
            Self::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 30), 61.0),
            Self::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1), 0.0),
        };
        let day = serial.floor();
        if !(least..2_958_466.0).contains(&day) {
            return None;
        }
        // In range, and whole.
        first?.checked_add_days(Days::new(day as u64)).filter(plausible)
    }
}

/// The date in a cell. Text is DD/MM/YYYY or ISO, perhaps at midnight; a number is a serial of a workbook whose calendar
/// is known.
pub fn date_in(cell: Cell, serials: Option<SerialDates>) -> Result<Option<NaiveDate>, IssueKind> {
    match cell {
        Cell::Blank => Ok(None),
        Cell::Text(text) => written(text).map(Some),
        Cell::Number(serial, _) => {
            let date = serials.and_then(|from| from.date(serial));
            date.map(Some).ok_or(IssueKind::DateUnreadable)
        }
        Cell::Unreadable(_) => Err(IssueKind::DateUnreadable),
    }
}

fn written(text: &str) -> Result<NaiveDate, IssueKind> {
    let day = at_midnight(text).ok_or(IssueKind::DateUnreadable)?;
    let date = match day.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            ymd(number(&[*y1, *y2, *y3, *y4]), number(&[*m1, *m2]), number(&[*d1, *d2]))
        }
        [d1, d2, b'/', m1, m2, b'/', y1, y2, y3, y4] => {
            ymd(number(&[*y1, *y2, *y3, *y4]), number(&[*m1, *m2]), number(&[*d1, *d2]))
        }
        other => return unpadded(other),
    };
    date.ok_or(IssueKind::DateUnreadable)
}

/// As 4/5/2018; the year never in two digits.
fn unpadded(text: &[u8]) -> Result<NaiveDate, IssueKind> {
    let mut parts = text.split(|byte| *byte == b'/');
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(IssueKind::DateUnreadable);
    };
    let short = |part: &[u8]| (1..=2).contains(&part.len());
    match year.len() {
        4 if short(day) && short(month) => {
            ymd(number(year), number(month), number(day)).ok_or(IssueKind::DateUnreadable)
        }
        2 if short(day) && short(month) && number(year).is_some() => Err(IssueKind::DateTwoDigitYear),
        _ => Err(IssueKind::DateUnreadable),
    }
}

/// The day of a text, whose time of day, if it says one, is midnight.
fn at_midnight(text: &str) -> Option<&str> {
    let Some(at) = text.find([' ', 'T']) else { return Some(text) };
    let (day, time) = text.split_at(at);
    let clock = &time[1..];
    let midnight = clock.len() >= 5 && clock.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'));
    midnight.then_some(day)
}

fn ymd(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year?).ok()?, month?, day?).filter(plausible)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

fn plausible(date: &NaiveDate) -> bool {
    (1900..=2200).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn text_is_day_month_year_or_iso() {
        for (text, expected) in [
            ("25/08/2023", "2023-08-25"),
            ("2023-08-25", "2023-08-25"),
            ("4/5/2018", "2018-05-04"),
            ("04/5/2018", "2018-05-04"),
            ("29/02/2008", "2008-02-29"),
            ("25/08/2023 00:00", "2023-08-25"),
            ("2023-08-25 00:00:00.000", "2023-08-25"),
            ("2023-08-25T00:00:00", "2023-08-25"),
        ] {
            assert_eq!(date_in(Cell::Text(text), None), Ok(Some(date(expected))), "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_is_refused() {
        for text in ["25/08/23", "4/5/18", "01/02/03"] {
            assert_eq!(date_in(Cell::Text(text), None), Err(IssueKind::DateTwoDigitYear), "{text}");
        }
        for text in [
            "29/02/2009",
            "08/25/2023",
            "2023-13-01",
            "25.08.2023",
            "25-08-2023",
            "25 Aug 2023",
            "2023/08/25",
            "45163",
            "1/2",
            "1/2/3/2020",
            "//",
            "2023-08-24T23:00:00Z",
            "25/08/2023 14:30",
            "25/08/2023 ",
            "01/01/1899",
            "01/01/2999",
            "+1/01/2020",
            "٠١/٠١/٢٠٢٠",
        ] {
            assert_eq!(date_in(Cell::Text(text), None), Err(IssueKind::DateUnreadable), "{text}");
        }
    }

    #[test]
    fn serials_count_from_their_workbooks_first_day() {
        use SerialDates::{From1900, From1904};
        for (from, serial, expected) in [
            (From1900, 61.0, Some("1900-03-01")),
            (From1900, 60.0, None),
            (From1900, 45163.0, Some("2023-08-25")),
            (From1900, 45163.99, Some("2023-08-25")),
            (From1904, 0.0, Some("1904-01-01")),
            (From1904, 43701.0, Some("2023-08-25")),
            (From1904, -1.0, None),
            (From1900, f64::NAN, None),
            (From1900, f64::INFINITY, None),
            (From1900, 1e300, None),
            (From1900, 2_958_465.0, None),
        ] {
            assert_eq!(from.date(serial), expected.map(date), "{from:?} {serial}");
        }
    }

    #[test]
    fn a_number_whose_calendar_is_not_known_is_refused() {
        assert_eq!(date_in(Cell::Number(45163.0, "45163"), None), Err(IssueKind::DateUnreadable));
        let known = Some(SerialDates::From1900);
        assert_eq!(date_in(Cell::Number(45163.0, "45163"), known), Ok(Some(date("2023-08-25"))));
        assert_eq!(date_in(Cell::Unreadable("#N/A"), known), Err(IssueKind::DateUnreadable));
        assert_eq!(date_in(Cell::Blank, known), Ok(None));
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_however_it_is_written(days in 0..73_000_u64) {
            let day = date("1904-01-02") + Days::new(days);
            for text in [day.format("%d/%m/%Y").to_string(), day.to_string(), day.format("%-d/%-m/%Y").to_string()] {
                prop_assert_eq!(date_in(Cell::Text(&text), None), Ok(Some(day)));
            }
            let serial = |first: &str| (day - date(first)).num_days() as f64;
            prop_assert_eq!(SerialDates::From1900.date(serial("1899-12-30")), Some(day));
            prop_assert_eq!(SerialDates::From1904.date(serial("1904-01-01")), Some(day));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,24}", serial in proptest::num::f64::ANY) {
            let _any = date_in(Cell::Text(&text), None);
            let _any = date_in(Cell::Number(serial, ""), Some(SerialDates::From1900));
        }
    }
}
