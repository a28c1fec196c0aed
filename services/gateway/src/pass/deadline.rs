//! How long a call may take: what its caller says in `grpc-timeout`, else a default.

use http::HeaderMap;
use std::time::Duration;

/// For callers who say nothing.
pub(crate) const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);

const GRPC_TIMEOUT: &str = "grpc-timeout";

/// What the caller allows, if they say it as gRPC prescribes: at most eight digits and a unit.
pub(crate) fn deadline_of(headers: &HeaderMap) -> Option<Duration> {
    let said = headers.get(GRPC_TIMEOUT)?.to_str().ok()?;
    let (digits, unit) = said.split_at_checked(said.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(count * 3600)),
        "M" => Some(Duration::from_secs(count * 60)),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(GRPC_TIMEOUT, value.parse().unwrap());
        deadline_of(&headers)
    }

    #[test]
    fn every_unit_of_grpc_is_understood() {
        let of_each = ["2H", "2M", "2S", "2m", "2u", "2n"].map(said);
        let micros =
            [7_200_000_000, 120_000_000, 2_000_000, 2_000, 2].map(|it| Some(Duration::from_micros(it)));
        assert_eq!(of_each[..5], micros);
        assert_eq!(of_each[5], Some(Duration::from_nanos(2)));
    }

    #[test]
    fn what_grpc_does_not_allow_is_as_if_nothing_was_said() {
        for value in ["", "S", "5", "5s", "-5S", "123456789S", "5 S", "1.5S"] {
            assert_eq!(said(value), None, "{value}");
        }
        assert_eq!(deadline_of(&HeaderMap::new()), None);
    }
}
