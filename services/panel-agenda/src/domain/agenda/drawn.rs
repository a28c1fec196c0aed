//! A drawn agenda as it is kept and shown, without its children.

use super::Inputs;
use crate::domain::rules::{Cohort, Rules};
use calendar::{BankHolidays, UnknownYear, london_instant};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use fault::Fault;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// An agenda that is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The panel's date.
    pub panel: NaiveDate,
    /// The key of the cohort; none for the one whose turn it is.
    pub cohort: Option<String>,
    /// The extract; none for the newest.
    pub extract: Option<Uuid>,
    /// Nothing is kept: any date, any rules.
    pub preview: bool,
    /// Rules to preview, as text.
    pub rules: Option<String>,
    /// The agenda that is to be drawn once more, as it was.
    pub redrawn: Option<Uuid>,
    /// Nothing is drawn from an extract that was made more than three days before the agenda is due (B13).
    pub fresh_only: bool,
}

/// A drawn agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its id; nil for a preview.
    pub id: Uuid,
    /// The extract.
    pub extract_import_id: Uuid,
    /// The panel's date.
    pub panel: NaiveDate,
    /// The key of the cohort.
    pub cohort: String,
    /// As people know it.
    pub cohort_title: String,
    /// The date of the extract.
    pub as_of: NaiveDate,
    /// The day on which it is due.
    pub draw_on: NaiveDate,
    /// Everything that it depends on, as the line that was hashed.
    pub inputs: String,
    /// The filters in the order in which they were tried.
    pub filters: Vec<FilterSaid>,
    /// Of the agenda, in hexadecimal.
    pub sha256: String,
    /// The extract was made more than three days before the agenda was due (B13).
    pub stale: bool,
    /// It was drawn after noon of the day on which it was due (B13).
    pub late: bool,
    /// How many children are on it.
    pub listed: i32,
    /// How many are not.
    pub not_listed: i32,
    /// Who drew it, and when.
    pub by: Signed,
    /// As which version of its panel's agenda it was circulated last.
    pub issue: Option<Issue>,
}

/// Who did something, how the directory shows them, and when.
pub type Signed = (Uuid, String, DateTime<Utc>);

/// Who did it and when, as a refusal of a stale etag says it.
pub fn changed(last: Option<&Signed>) -> (Option<Uuid>, Option<DateTime<Utc>>) {
    last.map(|(by, _, at)| (*by, *at)).unzip()
}

/// A circulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// As which version.
    pub number: i32,
    /// By whom.
    pub by: Signed,
}

/// A filter in the guidance's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterSaid {
    /// Stable.
    pub key: String,
    /// In the guidance's own words.
    pub label: String,
    /// Where it comes from.
    pub source: String,
}

impl FilterSaid {
    /// The filters of a cohort.
    pub fn of(rules: &Rules, cohort: &Cohort) -> Vec<Self> {
        let said = rules.filters_of(cohort).map(|filter| Self {
            key: filter.key.to_string(),
            label: filter.label.clone(),
            source: filter.source.clone(),
        });
        said.collect()
    }
}

impl Drawn {
    /// What it is called in events and audit entries.
    pub fn subject(&self) -> String {
        format!("agenda/{}", self.id)
    }

    /// What it was drawn from. That it cannot be read is a defect: it was written as [`Inputs`], whose fields stay what they are.
    pub fn read_inputs(&self) -> Result<Inputs, Fault> {
        serde_json::from_str(&self.inputs).map_err(Fault::defect)
    }
}

impl Wanted {
    /// The day on which the agenda is due: the Monday of the panel's week, or the last working day before it (B9).
    pub fn draw_on(&self) -> Result<NaiveDate, UnknownYear> {
        let monday = self.panel - Days::new(u64::from(self.panel.weekday().num_days_from_monday()));
        BankHolidays::ENGLAND.working_day_by(monday)
    }

    /// Up to which day extracts count, where none is named: the day on which the agenda is due or, for a late draw, today, while it
    /// is before the panel (B13).
    pub fn extracts_up_to(&self, draw_on: NaiveDate, today: NaiveDate) -> NaiveDate {
        if today > self.panel { draw_on } else { draw_on.max(today.min(self.panel - Days::new(1))) }
    }
}

impl Inputs {
    /// What tells equal draws: SHA-256 of the extract's id and of the inputs' line.
    pub fn key(extract_import_id: Uuid, line: &str) -> [u8; 32] {
        Sha256::new().chain_update(extract_import_id).chain_update(line).finalize().into()
    }

    /// Whether a draw at that instant comes after noon of the day on which it is due, when agendas are circulated.
    pub fn are_late_at(&self, at: DateTime<Utc>) -> bool {
        at > london_instant(self.draw_on, NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::date;

    fn draw_on(panel: &str) -> NaiveDate {
        let (panel, cohort) = (date(panel), Some("section_20".to_owned()));
        wanted(panel, cohort).draw_on().unwrap()
    }

    fn wanted(panel: NaiveDate, cohort: Option<String>) -> Wanted {
        Wanted { panel, cohort, extract: None, preview: true, rules: None, redrawn: None, fresh_only: false }
    }

    #[test]
    fn a_late_draw_takes_extracts_up_to_its_day_and_none_of_the_panels_own() {
        let wanted = wanted(date("2026-11-26"), None);
        let up_to = |today: &str| wanted.extracts_up_to(date("2026-11-23"), date(today)).to_string();
        for (today, expected) in [
            ("2026-11-20", "2026-11-23"),
            ("2026-11-23", "2026-11-23"),
            ("2026-11-24", "2026-11-24"),
            ("2026-11-26", "2026-11-25"),
            ("2026-11-27", "2026-11-23"),
        ] {
            assert_eq!(up_to(today), expected, "{today}");
        }
    }

    #[test]
    fn an_agenda_is_due_on_the_monday_or_the_working_day_before_a_bank_holiday() {
        assert_eq!(draw_on("2026-11-26"), date("2026-11-23"));
        assert_eq!(draw_on("2026-05-28"), date("2026-05-22"), "25 May is a bank holiday");
        assert_eq!(draw_on("2026-04-09"), date("2026-04-02"), "Easter Monday, after Good Friday");
        assert_eq!(draw_on("2026-11-23"), date("2026-11-23"), "a preview for any day of the week");
    }
}
