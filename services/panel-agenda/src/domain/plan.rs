//! When panels take place: rotations in the order in which they were recorded, and what was cancelled.

use super::{
    agenda::{Signed, changed},
    panel_hour::PanelHour,
    rotation::{FallsOut, Rotation, Thursday, WhenItFallsOut},
    rules::Rules,
};
use calendar::{BankHolidays, UnknownYear, london_instant};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use fault::{Reason, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// By when its agenda is circulated.
const NOON: (u32, u32) = (12, 0);

/// For how many rounds of the rotation it is told which panels are planned.
const ROUNDS: u32 = 3;

/// All that was recorded of when panels take place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order in which they were recorded.
    pub rotations: Vec<Recorded>,
    /// By their Thursday.
    pub cancelled: BTreeMap<NaiveDate, Cancellation>,
    /// The version that is issued, by the panel's Thursday.
    pub issued: BTreeMap<NaiveDate, Issued>,
}

/// A version of a panel's agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Which one of them.
    pub number: i32,
    /// The agenda.
    pub agenda_id: uuid::Uuid,
    /// The key of its cohort.
    pub cohort: String,
}

/// A rotation that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Which one of them: its etag.
    pub number: i32,
    /// The Thursday on which the first cohort is considered.
    pub anchor: NaiveDate,
    /// What becomes of a cohort whose Thursday falls out.
    pub when_it_falls_out: WhenItFallsOut,
    /// By whom, and when.
    pub by: Signed,
}

/// Why a panel does not take place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancellation {
    /// In words.
    pub reason: String,
    /// Who cancelled it, and when.
    pub by: Signed,
}

/// A rotation that is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedRotation {
    /// The Thursday on which the first cohort is considered.
    pub anchor: NaiveDate,
    /// What becomes of a cohort whose Thursday falls out.
    pub when_it_falls_out: WhenItFallsOut,
    /// The present rotation's; empty where there is none.
    pub etag: String,
}

/// A panel that is to be cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedCancellation {
    /// Its Thursday.
    pub panel: NaiveDate,
    /// Why.
    pub reason: String,
}

/// What the panel of a date is called in events and audit entries.
pub fn subject(panel: NaiveDate) -> String {
    format!("panel/{panel}")
}

/// Noon of that day.
pub fn noon(day: NaiveDate) -> DateTime<Utc> {
    at(day, NOON)
}

fn at(day: NaiveDate, (hour, minute): (u32, u32)) -> DateTime<Utc> {
    london_instant(day, NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
}

impl Plan {
    /// The etag of the rotation that was recorded last; empty where there is none.
    pub fn etag(&self) -> String {
        if self.rotations.is_empty() { String::new() } else { self.rotations.len().to_string() }
    }

    /// The rotation by which a day is planned.
    pub fn rotation_on(&self, day: NaiveDate) -> Option<&Recorded> {
        self.rotations.iter().rev().find(|recorded| recorded.anchor <= day)
    }

    /// That Thursday; none for another day, or where no rotation is recorded for it.
    pub fn thursday(&self, day: NaiveDate, rules: &Rules) -> Result<Option<Thursday>, UnknownYear> {
        let Some(recorded) = self.rotation_on(day).filter(|_| day.weekday() == Weekday::Thu) else {
            return Ok(None);
        };
        let weeks = (day - recorded.anchor).num_weeks() + 1;
        let rotation = recorded.rotation(rules);
        let cancelled: BTreeSet<NaiveDate> = self.cancelled.keys().copied().collect();
        let weeks = u32::try_from(weeks).unwrap_or_default();
        let mut thursdays = rotation.thursdays(weeks, &BankHolidays::ENGLAND, &cancelled)?;
        Ok(thursdays.pop())
    }

    /// So many Thursdays from a day on, as far as they are planned and known; the first of them has to be known.
    pub fn thursdays(
        &self,
        from: NaiveDate,
        weeks: u32,
        rules: &Rules,
    ) -> Result<Vec<Thursday>, UnknownYear> {
        let to_thursday = (10 - from.weekday().num_days_from_monday()) % 7;
        let first = from + Days::new(to_thursday.into());
        let days = (0..weeks).map(|week| first + Days::new(u64::from(week) * 7));
        let mut found = Vec::new();
        for day in days {
            match self.thursday(day, rules) {
                Ok(thursday) => found.extend(thursday),
                Err(unknown) if found.is_empty() => return Err(unknown),
                Err(_) => break,
            }
        }
        Ok(found)
    }

    /// The panels from a day on, each with the key of its cohort, for which no agenda of that cohort is issued: those of so many rounds.
    /// None where the bank holidays of that time are not known yet: which Thursdays fall out is not either.
    pub fn to_issue(&self, from: NaiveDate, rules: &Rules) -> Vec<(String, NaiveDate)> {
        let weeks = u32::try_from(rules.cohorts.len()).unwrap_or_default() * ROUNDS;
        let planned = self.thursdays(from, weeks, rules).unwrap_or_default().into_iter();
        let cohort =
            |it: Thursday| Some((rules.cohorts.get(it.cohort as usize - 1)?.key.to_string(), it.date));
        let is_issued =
            |cohort: &str, date: NaiveDate| self.issued.get(&date).is_some_and(|it| it.cohort == cohort);
        let to_come = planned.filter(|it| it.panel.is_ok()).filter_map(cohort);
        to_come.filter(|(cohort, date)| !is_issued(cohort, *date)).collect()
    }

    /// The panel on that day, which takes place. Refused with `ROTATION_MISSING` and `PANEL_FALLS_OUT`.
    pub fn panel(&self, day: NaiveDate, rules: &Rules) -> Result<Thursday, PlanRefused> {
        let missing = || Refusal::new(Reason::RotationMissing, "no panel is planned on that day");
        let thursday = self.thursday(day, rules)?.ok_or_else(missing)?;
        let state = match thursday.panel {
            Ok(_) => return Ok(thursday),
            Err(FallsOut::BankHoliday) => "BANK_HOLIDAY",
            Err(FallsOut::Cancelled) => "CANCELLED",
        };
        let refusal = Refusal::new(Reason::PanelFallsOut, "there is no panel on that Thursday");
        Err(refusal.with("panel_date", day).with("state", state).into())
    }

    /// Refuses a rotation that cannot take the place of the one there is.
    pub fn accepts(&self, wanted: &WantedRotation) -> Result<(), Refusal> {
        if wanted.etag != self.etag() {
            let last = self.rotations.last().map(|last| &last.by);
            return Err(Refusal::etag_stale("rotation", changed(last), self.etag()));
        }
        Ok(())
    }
}

impl Recorded {
    fn rotation(&self, rules: &Rules) -> Rotation {
        Rotation {
            anchor: self.anchor,
            cohorts: u32::try_from(rules.cohorts.len()).unwrap_or(1).max(1),
            when_it_falls_out: self.when_it_falls_out,
        }
    }
}

/// A Thursday with everything that is known of its panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPanel {
    /// The Thursday.
    pub thursday: Thursday,
    /// The key and the title of the cohort whose turn it is.
    pub cohort: (String, String),
    /// Why it was cancelled, if it was.
    pub cancelled: Option<Cancellation>,
    /// The number of the version that is issued, and its agenda.
    pub issued: Option<(i32, uuid::Uuid)>,
    /// When it begins.
    pub begins: DateTime<Utc>,
}

impl PlannedPanel {
    /// The panel on that day, taking place or not; none where none is planned.
    pub fn on(
        plan: &Plan,
        day: NaiveDate,
        (rules, hour): (&Rules, PanelHour),
    ) -> Result<Option<Self>, UnknownYear> {
        Ok(plan.thursday(day, rules)?.map(|thursday| Self::of(plan, thursday, (rules, hour))))
    }

    /// The panel of that Thursday.
    pub fn of(plan: &Plan, thursday: Thursday, (rules, hour): (&Rules, PanelHour)) -> Self {
        let cohort = rules.cohorts.get(thursday.cohort as usize - 1);
        Self {
            cohort: cohort.map(|cohort| (cohort.key.to_string(), cohort.title.clone())).unwrap_or_default(),
            cancelled: plan.cancelled.get(&thursday.date).cloned(),
            issued: plan.issued.get(&thursday.date).map(|issued| (issued.number, issued.agenda_id)),
            begins: hour.begins(thursday.date),
            thursday,
        }
    }
}

/// Why there is no panel to work on.
#[derive(Debug)]
pub enum PlanRefused {
    /// The state of things forbids it.
    Refused(Refusal),
    /// Nobody can say which days of that year are bank holidays.
    Unknown(UnknownYear),
}

impl From<Refusal> for PlanRefused {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<UnknownYear> for PlanRefused {
    fn from(unknown: UnknownYear) -> Self {
        Self::Unknown(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{RULES, date};
    use uuid::Uuid;

    fn signed() -> Signed {
        (Uuid::from_u128(1), "Bea Lang".into(), DateTime::UNIX_EPOCH)
    }

    fn recorded(anchor: &str, when_it_falls_out: WhenItFallsOut) -> Recorded {
        Recorded { number: 1, anchor: date(anchor), when_it_falls_out, by: signed() }
    }

    fn cohorts(plan: &Plan, from: &str, weeks: u32) -> Vec<(String, u32, bool)> {
        let thursdays = plan.thursdays(date(from), weeks, &RULES).unwrap();
        thursdays
            .iter()
            .map(|it| (it.date.format("%d/%m").to_string(), it.cohort, it.panel.is_ok()))
            .collect()
    }

    #[test]
    fn a_later_rotation_holds_from_its_anchor_on() {
        let mut plan = Plan::default();
        assert!(plan.thursday(date("2026-11-26"), &RULES).unwrap().is_none());
        plan.rotations.push(recorded("2026-11-19", WhenItFallsOut::Slides));
        plan.rotations.push(recorded("2026-12-10", WhenItFallsOut::Skips));
        let told = cohorts(&plan, "2026-11-13", 5);
        let told: Vec<(&str, u32)> = told.iter().map(|(day, cohort, _)| (&**day, *cohort)).collect();
        assert_eq!(told, [("19/11", 1), ("26/11", 2), ("03/12", 3), ("10/12", 1), ("17/12", 2)]);
        assert!(plan.thursday(date("2026-11-25"), &RULES).unwrap().is_none(), "a Wednesday");
    }

    #[test]
    fn what_is_known_is_listed_up_to_the_last_year_whose_bank_holidays_are() {
        let plan =
            Plan { rotations: vec![recorded("2026-11-19", WhenItFallsOut::Slides)], ..Plan::default() };
        let told = cohorts(&plan, "2028-10-20", 10);
        assert_eq!(told.first().unwrap().0, "26/10");
        assert_eq!(told.last().unwrap().0, "21/12", "what the next one wants recorded falls into 2029");
        assert!(plan.thursdays(date("2029-01-04"), 10, &RULES).is_err());
    }

    #[test]
    fn what_is_still_to_be_issued_takes_place_and_has_no_agenda_of_its_cohort() {
        let mut plan =
            Plan { rotations: vec![recorded("2026-11-19", WhenItFallsOut::Skips)], ..Plan::default() };
        plan.cancelled.insert(date("2026-12-03"), Cancellation { reason: "Snow".into(), by: signed() });
        let issued = |cohort: usize| Issued {
            number: 1,
            agenda_id: uuid::Uuid::nil(),
            cohort: RULES.cohorts[cohort - 1].key.to_string(),
        };
        plan.issued.insert(date("2026-11-26"), issued(2));
        plan.issued.insert(date("2026-12-10"), issued(3));
        let planned = plan.to_issue(date("2026-11-26"), &RULES);
        let days: Vec<String> = planned.iter().map(|(_, date)| date.format("%d/%m").to_string()).collect();
        let expected = [
            "10/12", "17/12", "24/12", "31/12", "07/01", "14/01", "21/01", "28/01", "04/02", "11/02",
            "18/02", "25/02", "04/03",
        ];
        assert_eq!(days, expected, "not the one that is issued nor the one that is cancelled");
        assert_eq!(planned[0].0, *RULES.cohorts[3].key, "whose agenda stands there is another's");
        assert_eq!(Plan::default().to_issue(date("2026-11-26"), &RULES), []);
    }

    #[test]
    fn what_is_cancelled_slides() {
        let mut plan =
            Plan { rotations: vec![recorded("2026-11-19", WhenItFallsOut::Slides)], ..Plan::default() };
        plan.cancelled.insert(date("2026-11-26"), Cancellation { reason: "Snow".into(), by: signed() });
        let told = cohorts(&plan, "2026-11-19", 3);
        assert_eq!(told[1], ("26/11".into(), 2, false));
        assert_eq!(told[2], ("03/12".into(), 2, true));
        let refused = plan.panel(date("2026-11-26"), &RULES).unwrap_err();
        assert!(matches!(refused, PlanRefused::Refused(refusal) if refusal.reason == Reason::PanelFallsOut));
    }
}
