//! What an answer over HTTP means, and what none means.

use crate::domain::delivery::{Outcome, Stage};
use chrono::TimeDelta;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::error::Error;

pub(super) const NOT_ALLOWED: &str = "the address is not allowed";

/// What the other side's answer means. A message that it will never take is not tried again; whatever may be put right is.
pub(super) fn answered(status: StatusCode, headers: &HeaderMap) -> Outcome {
    let outcome = match status.as_u16() {
        200..=299 => Stage::Delivered,
        300..=399 | 400 | 410 | 413 | 415 | 422 => Stage::PermanentFailure,
        _ => Stage::TemporaryFailure,
    };
    let asked = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = asked.and_then(|value| value.parse::<u32>().ok());
    let pause = seconds.map(|seconds| TimeDelta::seconds(seconds.into()));
    Outcome { pause, ..Outcome::new(outcome, format!("HTTP {}", status.as_u16())) }
}

/// The error itself names the URL, in which there may be a secret of the other side's.
pub(super) fn unanswered(error: &reqwest::Error) -> Outcome {
    let detail = if is_not_allowed(error) {
        NOT_ALLOWED
    } else if error.is_timeout() {
        "no answer in time"
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
            let outcome = answered(StatusCode::from_u16(code).unwrap(), &HeaderMap::new());
            assert_eq!((outcome.status, outcome.detail), (status, format!("HTTP {code}")));
        }
    }

    #[test]
    fn the_other_side_may_ask_for_a_pause_in_seconds() {
        let asked = |value: &str| {
            let headers = [(RETRY_AFTER, value.parse().unwrap())].into_iter().collect();
            answered(StatusCode::TOO_MANY_REQUESTS, &headers).pause
        };
        assert_eq!(asked("30"), Some(TimeDelta::seconds(30)));
        assert_eq!(asked("Wed, 21 Oct 2026 07:28:00 GMT"), None);
        assert_eq!(asked("-1"), None);
    }
}
