//! Which reminders there are to be, and when they fall due.

use super::panel::Action;
use super::request::{self, Request};
use super::rules::{Due, Reminder, Rules};
use super::workstep::{self, Workstep};
use calendar::{london_date, london_instant};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// What a reminder is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A request that waits, of a step in that case.
    Request {
        /// The request.
        id: Uuid,
        /// The case.
        case_id: Uuid,
    },
    /// A workstep that is open.
    Workstep {
        /// The step.
        id: Uuid,
        /// The case.
        case_id: Uuid,
    },
    /// The next review of the case.
    Review(Uuid),
    /// What a panel wants done for a child.
    PanelAction {
        /// The panel.
        panel: NaiveDate,
        /// The child.
        child_id: String,
        /// The action.
        id: Uuid,
    },
    /// What a panel came to, which is to be recorded.
    Recording(NaiveDate),
    /// How far a child's actions are, of which the tracker is to tell a panel.
    Tracker {
        /// The panel that comes.
        panel: NaiveDate,
        /// The child.
        child_id: String,
    },
}

/// A reminder that is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its key in the rules.
    pub kind: String,
    /// Of what.
    pub of: Of,
    /// The date from which its days or months are counted.
    pub counted_from: NaiveDate,
    /// When it falls due; nothing where the bank holidays until then are not known.
    pub due_at: Option<DateTime<Utc>>,
}

impl Rules {
    /// Those of a request that was sent.
    pub fn reminders_of_request(&self, request: &Request) -> Vec<Planned> {
        let concerns = |reminder: &&Reminder| reminder.due.is_of_request(&request.kind);
        let counted_from = london_date(request.sent_at);
        self.planned(concerns, &request.reminded_of(), counted_from)
    }

    /// Those of a step that is open.
    pub fn reminders_of_step(&self, step: &Workstep) -> Vec<Planned> {
        let concerns = |reminder: &&Reminder| reminder.due.is_of_step(&step.kind);
        self.planned(concerns, &step.reminded_of(), london_date(step.arrived_at))
    }

    /// Those of a case's next review. Of several whose day has passed only the last is still of use.
    pub fn reminders_of_review(
        &self,
        case_id: Uuid,
        counted_from: NaiveDate,
        now: DateTime<Utc>,
    ) -> Vec<Planned> {
        let concerns = |reminder: &&Reminder| matches!(reminder.due, Due::Review { .. });
        let mut planned = self.planned(concerns, &Of::Review(case_id), counted_from);
        planned.sort_by_key(|reminder| reminder.due_at);
        let passed = planned.iter().filter(|reminder| reminder.due_at.is_some_and(|due| due <= now)).count();
        planned.drain(..passed.saturating_sub(1));
        planned
    }

    /// Those of what a panel wants done, heard of at that instant: that it is due soon is told only where it is told before.
    pub fn reminders_of_action(&self, action: &Action, heard_at: DateTime<Utc>) -> Vec<Planned> {
        let concerns = |reminder: &&Reminder| matches!(reminder.due, Due::PanelAction { .. });
        let mut planned = self.planned(concerns, &action.reminded_of(), action.due_on);
        let comes_before = |due: DateTime<Utc>| london_date(due) < action.due_on;
        planned.retain(|it| it.due_at.is_none_or(|due| !comes_before(due) || due > heard_at));
        planned
    }

    /// Those of what a panel came to, while it is not recorded.
    pub fn reminders_of_recording(&self, panel: NaiveDate) -> Vec<Planned> {
        let concerns = |reminder: &&Reminder| matches!(reminder.due, Due::PanelUnrecorded { .. });
        self.planned(concerns, &Of::Recording(panel), panel)
    }

    /// Those of a child whose actions the tracker does not tell of, before a panel.
    pub fn reminders_of_tracker(&self, panel: NaiveDate, child_id: &str) -> Vec<Planned> {
        let concerns = |reminder: &&Reminder| matches!(reminder.due, Due::TrackerNotUpdated { .. });
        self.planned(concerns, &Of::Tracker { panel, child_id: child_id.to_owned() }, panel)
    }

    /// When a reminder of that kind falls due; nothing while that cannot be known.
    pub fn due_at(&self, kind: &str, counted_from: NaiveDate) -> Option<DateTime<Utc>> {
        let reminder = self.reminder(kind)?;
        let day = reminder.day(counted_from, self.review.as_ref()).ok()?;
        Some(london_instant(day, self.morning()))
    }

    /// The reminder of that key.
    pub fn reminder(&self, key: &str) -> Option<&Reminder> {
        self.reminders.iter().find(|reminder| *reminder.key == *key)
    }

    fn planned(
        &self,
        concerns: impl FnMut(&&Reminder) -> bool,
        of: &Of,
        counted_from: NaiveDate,
    ) -> Vec<Planned> {
        let plan = |reminder: &Reminder| Planned {
            kind: reminder.key.to_string(),
            of: of.clone(),
            counted_from,
            due_at: self.due_at(&reminder.key, counted_from),
        };
        self.reminders.iter().filter(concerns).map(plan).collect()
    }

    /// Whether a step is of the kind that is reviewed, and for its main purpose.
    pub fn is_reviewed(&self, step: &Workstep) -> bool {
        let of_the_kind = |rhythm: &super::rules::Rhythm| {
            *rhythm.workstep == *step.kind && *rhythm.purpose != *step.purpose
        };
        self.review.as_ref().is_some_and(of_the_kind)
    }

    /// Whether a step is itself a review.
    pub fn is_a_review(&self, step: &Workstep) -> bool {
        let is_one = |rhythm: &super::rules::Rhythm| {
            *rhythm.workstep == *step.kind && *rhythm.purpose == *step.purpose
        };
        self.review.as_ref().is_some_and(is_one)
    }
}

impl Request {
    /// What its reminders are of.
    pub fn reminded_of(&self) -> Of {
        Of::Request { id: self.id, case_id: self.case_id }
    }
}

impl Workstep {
    /// What its reminders are of.
    pub fn reminded_of(&self) -> Of {
        Of::Workstep { id: self.id, case_id: self.case_id }
    }
}

impl Action {
    /// What its reminders are of.
    pub fn reminded_of(&self) -> Of {
        Of::PanelAction { panel: self.panel, child_id: self.child_id.clone(), id: self.id }
    }
}

/// Whether there is still something to remind of.
pub fn waits(request: &Request) -> bool {
    request.state == request::State::Waiting
}

/// Whether there is still something to remind of.
pub fn is_open(step: &Workstep) -> bool {
    step.state != workstep::State::Ended
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::STANDARD;
    use crate::domain::sample::{waiting_request, waiting_step};
    use proptest::prelude::*;

    fn rules() -> Rules {
        Rules::load(STANDARD).unwrap()
    }

    fn instant(at: &str) -> DateTime<Utc> {
        at.parse().unwrap()
    }

    fn due(planned: &[Planned]) -> Vec<(&str, String)> {
        let shown = |it: &Planned| it.due_at.map(|due| due.to_rfc3339()).unwrap_or_default();
        planned.iter().map(|it| (it.kind.as_str(), shown(it))).collect()
    }

    #[test]
    fn an_unanswered_request_is_reminded_of_after_working_days_in_the_london_morning() {
        for (sent, again, falls) in [
            ("2026-01-14T12:00:00Z", "2026-01-19T08:00:00+00:00", "2026-01-21T08:00:00+00:00"),
            // Good Friday and Easter Monday do not count, and summer time has begun.
            ("2026-03-27T12:00:00Z", "2026-04-01T07:00:00+00:00", "2026-04-07T07:00:00+00:00"),
            // Late in the evening of London's 1 July it is still that day, although not yet by UTC's midnight.
            ("2026-06-30T23:30:00Z", "2026-07-06T07:00:00+00:00", "2026-07-08T07:00:00+00:00"),
        ] {
            let request = Request { sent_at: instant(sent), ..waiting_request() };
            let planned = rules().reminders_of_request(&request);
            let both = [("request_waiting", again.to_owned()), ("request_unanswered", falls.to_owned())];
            assert_eq!(due(&planned), both, "{sent}");
        }
    }

    #[test]
    fn a_decision_is_reminded_of_once_seven_working_days_have_passed() {
        let decision = Workstep { kind: "agency_decision".into(), ..waiting_step() };
        let planned = rules().reminders_of_step(&decision);
        assert_eq!(due(&planned), [("decision_open", "2026-01-26T08:00:00+00:00".to_owned())]);
        assert_eq!(rules().reminders_of_step(&waiting_step()), []);
    }

    #[test]
    fn whoever_decides_is_reminded_seven_working_days_after_they_were_asked() {
        let request = Request { sent_at: instant("2026-01-14T12:00:00Z"), ..waiting_request() };
        let referred = Request { kind: "refer_to_adm".into(), ..request };
        let planned = rules().reminders_of_request(&referred);
        let unanswered = ("request_unanswered", "2026-01-21T08:00:00+00:00".to_owned());
        let undecided = ("decision_unanswered", "2026-01-26T08:00:00+00:00".to_owned());
        let waiting = ("request_waiting", "2026-01-19T08:00:00+00:00".to_owned());
        assert_eq!(due(&planned), [waiting, unanswered, undecided]);
    }

    #[test]
    fn a_reminder_whose_key_means_something_else_by_now_is_of_nothing() {
        let of = |key: &str| rules().reminder(key).unwrap().due.clone();
        assert!(of("decision_open").is_of_step("agency_decision"));
        assert!(!of("decision_open").is_of_step("family_finding"), "of another kind of step");
        assert!(!of("decision_open").is_of_request("refer_to_adm"));
        assert!(of("decision_unanswered").is_of_request("refer_to_adm"));
        assert!(!of("decision_unanswered").is_of_request("authorise_report"), "of another type of request");
        assert!(of("request_unanswered").is_of_request("authorise_report"));
        assert!(!of("review_due").is_of_step("family_finding"));
    }

    #[test]
    fn a_review_is_announced_two_weeks_before_on_its_day_and_after_it() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let planned = |now| rules().reminders_of_review(Uuid::nil(), date, instant(now));
        let soon = ("review_due_soon", "2027-02-14T08:00:00+00:00".to_owned());
        let on_the_day = ("review_due", "2027-02-28T08:00:00+00:00".to_owned());
        let after = ("review_overdue", "2027-03-01T08:00:00+00:00".to_owned());
        assert_eq!(due(&planned("2026-12-01T00:00:00Z")), [soon, on_the_day.clone(), after.clone()]);
        assert_eq!(due(&planned("2027-02-28T09:00:00Z")), [on_the_day, after.clone()]);
        assert_eq!(due(&planned("2027-06-01T09:00:00Z")), [after], "of what has passed only the last");
    }

    #[test]
    fn what_a_panel_wants_done_is_reminded_of_two_working_days_before_and_on_the_one_after() {
        let action = |due_on: &str| Action {
            id: Uuid::nil(),
            panel: "2026-11-26".parse().unwrap(),
            child_id: "3549863".into(),
            owner: Uuid::nil(),
            due_on: due_on.parse().unwrap(),
        };
        let planned = |due_on, at| rules().reminders_of_action(&action(due_on), instant(at));
        let soon = |at: &str| ("panel_action_due_soon", at.to_owned());
        let overdue = |at: &str| ("panel_action_overdue", at.to_owned());
        let recorded = "2026-12-01T10:00:00Z";
        let both = [soon("2026-12-08T08:00:00+00:00"), overdue("2026-12-11T08:00:00+00:00")];
        assert_eq!(due(&planned("2026-12-10", recorded)), both);
        // Christmas, Boxing Day in lieu and the weekend between do not count.
        let over_christmas = [soon("2026-12-23T08:00:00+00:00"), overdue("2026-12-29T08:00:00+00:00")];
        assert_eq!(due(&planned("2026-12-27", recorded)), over_christmas);
        let at_once = [overdue("2026-12-03T08:00:00+00:00")];
        assert_eq!(due(&planned("2026-12-02", recorded)), at_once, "that it is due soon was just told");
    }

    #[test]
    fn a_panel_is_recorded_within_three_working_days_and_the_tracker_before_the_next() {
        let panel = |day: &str| day.parse::<NaiveDate>().unwrap();
        let unrecorded = |day| rules().reminders_of_recording(panel(day));
        let fourth = |at: &str| [("panel_actions_unrecorded", at.to_owned())];
        let told = unrecorded("2026-11-26");
        assert_eq!(due(&told), fourth("2026-12-02T08:00:00+00:00"));
        // Good Friday and Easter Monday follow the panel, and summer time has begun.
        let told = unrecorded("2026-04-02");
        assert_eq!(due(&told), fourth("2026-04-10T07:00:00+00:00"));
        let told = rules().reminders_of_tracker(panel("2026-11-26"), "3549863");
        assert_eq!(due(&told), [("tracker_not_updated", "2026-11-24T08:00:00+00:00".to_owned())]);
    }

    #[test]
    fn in_a_year_whose_bank_holidays_are_not_known_nothing_is_guessed() {
        let request = Request { sent_at: instant("2028-12-28T12:00:00Z"), ..waiting_request() };
        assert_eq!(rules().reminders_of_request(&request)[0].due_at, None);
    }

    proptest! {
        #[test]
        fn a_reminder_never_falls_due_on_a_weekend_nor_before_its_cause(days in 0..2_800_u64) {
            let first = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap();
            let from = first.checked_add_days(chrono::Days::new(days)).unwrap();
            if let Some(due) = rules().due_at("decision_open", from) {
                let day = london_date(due);
                prop_assert!(day > from);
                prop_assert!(calendar::BankHolidays::ENGLAND.is_working_day(day).unwrap());
            }
        }
    }
}
