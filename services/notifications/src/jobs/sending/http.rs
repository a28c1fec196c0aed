//! What an answer over HTTP means, and what none means.

use crate::domain::delivery::{Outcome, Stage};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::error::Error;

/// Longer than whoever sends waits.
pub(super) const NO_ANSWER: &str = "no answer in time";
pub(super) const NOT_ALLOWED: &str = "the address is not allowed";

/// What the other side's answer means at that instant. A message that it will never take is not tried again; whatever may be put
/// right is.
pub(super) fn answered(status: StatusCode, headers: &HeaderMap, at: DateTime<Utc>) -> Outcome {
    let outcome = match status.as_u16() {
        200..=299 => Stage::Delivered,
        300..=399 | 400 | 410 | 413 | 415 | 422 => Stage::PermanentFailure,
        _ => Stage::TemporaryFailure,
    };
    let asked = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let pause = asked.and_then(|asked| pause(asked, at));
    Outcome { pause, ..Outcome::new(outcome, format!("HTTP {}", status.as_u16())) }
}

/// How long the other side asks to be left alone: so many seconds, or until a date (RFC 9110, 10.2.3). Nothing where it says
/// neither, or a date that has passed.
fn pause(asked: &str, at: DateTime<Utc>) -> Option<TimeDelta> {
    if let Ok(seconds) = asked.parse::<u32>() {
        return Some(TimeDelta::seconds(seconds.into()));
    }
    let until = DateTime::<Utc>::from(httpdate::parse_http_date(asked).ok()?);
    Some(until - at).filter(|pause| *pause > TimeDelta::zero())
}

/// The error itself names the URL, in which there may be a secret of the other side's.
pub(super) fn unanswered(error: &reqwest::Error) -> Outcome {
    let detail = if is_not_allowed(error) {
        NOT_ALLOWED
    } else if error.is_timeout() {
        NO_ANSWER
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    };
    Outcome::new(Stage::TechnicalFailure, detail)
}

/// No address of a name is one that may be called.
#[derive(Debug, thiserror::Error)]
#[error("no address of the name is allowed")]
pub(super) struct NotAllowed;

fn is_not_allowed(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<NotAllowed>() {
            return true;
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_put_right_is_tried_again_and_what_is_refused_for_good_is_not() {
        for (code, status) in [
            (204, Stage::Delivered),
            (302, Stage::PermanentFailure),
            (400, Stage::PermanentFailure),
            (404, Stage::TemporaryFailure),
            (410, Stage::PermanentFailure),
            (429, Stage::TemporaryFailure),
            (500, Stage::TemporaryFailure),
        ] {
            let outcome =
                answered(StatusCode::from_u16(code).unwrap(), &HeaderMap::new(), DateTime::UNIX_EPOCH);
            assert_eq!((outcome.status, outcome.detail), (status, format!("HTTP {code}")));
        }
    }

    #[test]
    fn the_other_side_may_ask_for_a_pause_in_seconds_or_until_a_date() {
        let asked = |value: &str| {
            let headers = [(RETRY_AFTER, value.parse().unwrap())].into_iter().collect();
            answered(StatusCode::TOO_MANY_REQUESTS, &headers, "2026-10-21T07:27:00Z".parse().unwrap()).pause
        };
        assert_eq!(asked("30"), Some(TimeDelta::seconds(30)));
        for date in [
            "Wed, 21 Oct 2026 07:28:00 GMT",
            // As servers wrote it before 1995, which whoever reads it still has to know.
            "Wednesday, 21-Oct-26 07:28:00 GMT",
            "Wed Oct 21 07:28:00 2026",
        ] {
            assert_eq!(asked(date), Some(TimeDelta::minutes(1)), "{date}");
        }
        for neither in ["Wed, 21 Oct 2026 07:26:59 GMT", "-1", "soon", ""] {
            assert_eq!(asked(neither), None, "{neither}");
        }
    }
}
