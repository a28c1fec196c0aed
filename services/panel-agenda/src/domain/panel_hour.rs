//! At which hour panels begin: until then agendas are changed, from then on discussions are recorded.

use calendar::{london_date, london_instant};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use fault::{Reason, Refusal};
use std::str::FromStr;

/// When a panel begins on its day, in London.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PanelHour(NaiveTime);

/// A text that is no hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no hour as 10:00")]
pub struct NoHour;

impl Default for PanelHour {
    /// Ten, unless it is said otherwise (B10).
    fn default() -> Self {
        Self(NaiveTime::MIN + TimeDelta::hours(10))
    }
}

impl FromStr for PanelHour {
    type Err = NoHour;

    fn from_str(text: &str) -> Result<Self, NoHour> {
        NaiveTime::parse_from_str(text, "%H:%M").map(Self).map_err(|_| NoHour)
    }
}

impl PanelHour {
    /// As London's clocks show it.
    pub fn time(self) -> NaiveTime {
        self.0
    }

    /// When the panel of that date begins.
    pub fn begins(self, panel: NaiveDate) -> DateTime<Utc> {
        london_instant(panel, self.0)
    }

    /// The last day whose panel has begun at that instant.
    pub fn last_begun(self, now: DateTime<Utc>) -> NaiveDate {
        let today = london_date(now);
        if now < self.begins(today) { today - Days::new(1) } else { today }
    }

    /// Refuses with `PANEL_BEGUN` what comes after the beginning of that panel.
    pub fn expect_not_begun(self, panel: NaiveDate, now: DateTime<Utc>) -> Result<(), Refusal> {
        if now < self.begins(panel) {
            return Ok(());
        }
        let refusal = Refusal::new(Reason::PanelBegun, "the panel has begun, and its agenda stands");
        Err(refusal.with("panel_date", panel))
    }

    /// Refuses with `PANEL_NOT_BEGUN` what comes before the panel.
    pub fn expect_begun(self, panel: NaiveDate, now: DateTime<Utc>) -> Result<(), Refusal> {
        if now >= self.begins(panel) {
            return Ok(());
        }
        let refusal = Refusal::new(Reason::PanelNotBegun, "the panel has not discussed anybody yet");
        Err(refusal.with("panel_date", panel))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::date;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_panel_begins_at_ten_in_london_summer_and_winter() {
        let ten = PanelHour::default();
        assert_eq!(ten.begins(date("2026-11-26")), at("2026-11-26T10:00:00Z"));
        assert_eq!(ten.begins(date("2026-07-02")), at("2026-07-02T09:00:00Z"));
        assert!(ten.expect_not_begun(date("2026-07-02"), at("2026-07-02T08:59:59Z")).is_ok());
        assert!(ten.expect_not_begun(date("2026-07-02"), at("2026-07-02T09:00:00Z")).is_err());
        assert!(ten.expect_begun(date("2026-07-02"), at("2026-07-02T09:00:00Z")).is_ok());
        assert_eq!(ten.last_begun(at("2026-07-02T08:59:59Z")), date("2026-07-01"));
        assert_eq!(ten.last_begun(at("2026-07-02T09:00:00Z")), date("2026-07-02"));
    }

    #[test]
    fn another_hour_is_said_as_hours_and_minutes() {
        let half_past_one: PanelHour = "13:30".parse().unwrap();
        assert_eq!(half_past_one.begins(date("2026-11-26")), at("2026-11-26T13:30:00Z"));
        for none in ["", "10", "25:00", "10:00:00", "ten"] {
            assert_eq!(none.parse::<PanelHour>(), Err(NoHour), "{none}");
        }
    }
}
