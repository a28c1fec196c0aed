//! When panels take place, as appointments.

use super::Appointment;
use crate::domain::{
    plan::{Plan, PlannedPanel},
    rotation::FallsOut,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// For how long a panel is put into calendars [ext]: the guidance does not say how long panels take.
const TAKES: TimeDelta = TimeDelta::hours(2);

impl Plan {
    /// A Thursday as an appointment. One that falls out is cancelled. The hour was changed at those instants: every change makes a
    /// later version of each, or calendars would go on showing the hour before.
    pub fn appointment(&self, planned: &PlannedPanel, hour_changes: &[DateTime<Utc>]) -> Appointment {
        let date = planned.thursday.date;
        let title = &planned.cohort.1;
        let (state, details) = match &planned.thursday.panel {
            Ok(panel) => ("", details(panel.draw_on, panel.actions_by)),
            Err(FallsOut::BankHoliday) => (" (bank holiday)", String::new()),
            Err(FallsOut::Cancelled) => (" (cancelled)", String::new()),
        };
        let mut changes = self.changes_to(date);
        changes.extend(hour_changes);
        let changed_at = changes.iter().max().copied();
        Appointment {
            id: format!("panel-{date}@permanence"),
            title: format!("Permanence Panel: {title}{state}"),
            details,
            begins: planned.begins,
            ends: planned.begins + TAKES,
            cancelled: planned.thursday.panel.is_err(),
            version: i64::try_from(changes.len()).unwrap_or(i64::MAX).saturating_sub(1),
            changed_at: changed_at.unwrap_or(DateTime::UNIX_EPOCH),
        }
    }

    /// When that was recorded on which a Thursday depends: rotations from before it, and every panel up to it that was cancelled,
    /// since whatever falls out may change whose turn it is afterwards. More are added, none is taken back.
    fn changes_to(&self, date: NaiveDate) -> Vec<DateTime<Utc>> {
        let rotations = self.rotations.iter().filter(|rotation| rotation.anchor <= date);
        let cancelled = self.cancelled.iter().filter(|(panel, _)| **panel <= date);
        rotations.map(|rotation| rotation.by.2).chain(cancelled.map(|(_, it)| it.by.2)).collect()
    }
}

fn details(draw_on: NaiveDate, actions_by: NaiveDate) -> String {
    let day = |date: NaiveDate| date.format("%d/%m/%Y").to_string();
    format!("Agenda circulated by 12:00 on {}. Actions recorded by {}.", day(draw_on), day(actions_by))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        panel_hour::PanelHour,
        plan::{Cancellation, Recorded},
        rotation::WhenItFallsOut,
        sample::{RULES, date},
    };
    use uuid::Uuid;

    fn signed(at: &str) -> (Uuid, String, DateTime<Utc>) {
        (Uuid::from_u128(1), "Bea Lang".into(), at.parse().unwrap())
    }

    fn plan() -> Plan {
        let recorded = Recorded {
            number: 1,
            anchor: date("2026-11-05"),
            when_it_falls_out: WhenItFallsOut::Slides,
            by: signed("2026-10-01T09:00:00Z"),
        };
        Plan { rotations: vec![recorded], ..Plan::default() }
    }

    fn appointment(plan: &Plan, day: &str) -> Appointment {
        let planned = PlannedPanel::on(plan, date(day), (&RULES, PanelHour::default())).unwrap().unwrap();
        plan.appointment(&planned, &[])
    }

    #[test]
    fn another_hour_is_a_later_version_of_every_date() {
        let day = "2026-11-26";
        let half_past_one: PanelHour = "13:30".parse().unwrap();
        let planned = PlannedPanel::on(&plan(), date(day), (&RULES, half_past_one)).unwrap().unwrap();
        let since = "2026-11-20T07:00:00Z".parse().unwrap();
        let (before, after) = (appointment(&plan(), day), plan().appointment(&planned, &[since]));
        assert_eq!((&after.id, after.version, after.changed_at), (&before.id, before.version + 1, since));
        assert_ne!(after.begins, before.begins);
    }

    #[test]
    fn a_panel_says_whose_turn_it_is_and_what_is_due_when() {
        let winter = appointment(&plan(), "2026-11-26");
        assert_eq!(winter.id, "panel-2026-11-26@permanence");
        assert_eq!(winter.title, "Permanence Panel: long-term matching");
        assert_eq!(
            winter.details,
            "Agenda circulated by 12:00 on 23/11/2026. Actions recorded by 01/12/2026."
        );
        assert_eq!(winter.begins.to_rfc3339(), "2026-11-26T10:00:00+00:00");
        assert_eq!((winter.version, winter.cancelled), (0, false));
        let summer = appointment(&plan(), "2027-07-01");
        assert_eq!(summer.begins.to_rfc3339(), "2027-07-01T09:00:00+00:00", "ten in London");
    }

    #[test]
    fn what_is_cancelled_and_what_slides_because_of_it_are_newer_than_before() {
        let mut plan = plan();
        let before = appointment(&plan, "2026-11-19");
        let cancellation = Cancellation { reason: "Snow".into(), by: signed("2026-11-18T09:00:00Z") };
        plan.cancelled.insert(date("2026-11-19"), cancellation);
        let cancelled = appointment(&plan, "2026-11-19");
        assert_eq!((cancelled.cancelled, cancelled.version), (true, before.version + 1));
        assert_eq!(cancelled.id, before.id);
        assert!(cancelled.changed_at > before.changed_at && cancelled.title.ends_with(" (cancelled)"));
        let slid = appointment(&plan, "2026-11-26");
        assert_eq!((&*slid.title, slid.version), ("Permanence Panel: reunification", 1));
        assert_eq!(appointment(&plan, "2026-11-12").version, 0, "what lies before stays");
    }

    #[test]
    fn a_bank_holiday_is_in_it_as_cancelled() {
        let mut plan = plan();
        plan.rotations[0].anchor = date("2025-12-18");
        let christmas = appointment(&plan, "2025-12-25");
        assert!(christmas.cancelled && christmas.title.ends_with(" (bank holiday)"));
        assert_eq!(christmas.details, "");
    }
}
