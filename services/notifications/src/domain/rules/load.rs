//! Loading rules: everything that is wrong with them is said at once, by line and column.

use super::part::Subject;
use super::{Due, Key, Kind, Reminder, Rules};
use crate::domain::happening::Audience;
use std::collections::BTreeSet;
use std::fmt::Display;

/// Why rules cannot be used: all that is wrong, in the order of the file.
#[derive(Debug, thiserror::Error)]
#[error("the rules of notifications cannot be used: {}", .0.join("; "))]
pub struct RulesError(pub Vec<String>);

impl Rules {
    /// Reads and checks rules.
    pub fn load(yaml: &str) -> Result<Self, RulesError> {
        let rules: Rules =
            serde_saphyr::from_str(yaml).map_err(|error| RulesError(vec![error.to_string()]))?;
        let mut wrong = Wrong::default();
        let kinds = rules.kinds.iter().map(|kind| &kind.key);
        wrong.keys(kinds.chain(rules.reminders.iter().map(|reminder| &reminder.key)));
        rules.kinds.iter().for_each(|kind| wrong.kind(kind));
        wrong.told_twice(&rules.kinds);
        rules.reminders.iter().for_each(|reminder| wrong.reminder(reminder, &rules));
        wrong.require(rules.rules.place(), rules.reminds_at_hour < 24, "a day has 24 hours");
        if wrong.0.is_empty() { Ok(rules) } else { Err(wrong.into_error()) }
    }
}

#[derive(Default)]
struct Wrong(Vec<((u64, u64), String)>);

impl Wrong {
    fn require(&mut self, at: (u64, u64), holds: bool, what: impl Display) {
        if !holds {
            self.0.push((at, what.to_string()));
        }
    }

    fn into_error(mut self) -> RulesError {
        self.0.sort();
        let line = |((line, column), what)| format!("line {line}, column {column}: {what}");
        RulesError(self.0.into_iter().map(line).collect())
    }

    fn keys<'k>(&mut self, keys: impl Iterator<Item = &'k Key>) {
        let mut seen = BTreeSet::new();
        for key in keys {
            let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
            let is_key = (1..=60).contains(&key.len()) && key.chars().all(fits);
            self.require(key.place(), is_key, "a key is 1 to 60 small letters, digits and _");
            self.require(key.place(), seen.insert(&**key), "there is a kind of that key already");
        }
    }

    fn kind(&mut self, kind: &Kind) {
        let place = kind.key.place();
        self.require(place, !kind.tells.is_empty(), "it tells nobody");
        for audience in &kind.tells {
            let part = kind.when.involves(*audience);
            self.require(place, part, format_args!("{audience:?} has no part in {:?}", kind.when));
        }
        if let Some(until) = kind.until {
            let comes = kind.when.comes_to(until);
            self.require(place, comes, format_args!("{:?} never comes to {until:?}", kind.when));
        }
        self.title(&kind.title, &kind.when.places());
    }

    fn reminder(&mut self, reminder: &Reminder, rules: &Rules) {
        let place = reminder.key.place();
        let subject = subject_of(&reminder.due);
        self.require(place, !reminder.tells.is_empty(), "it tells nobody");
        let told: BTreeSet<&Audience> = reminder.tells.iter().collect();
        self.require(place, told.len() == reminder.tells.len(), "somebody is told of it already");
        for audience in &reminder.tells {
            let part = subject.involves(*audience);
            self.require(place, part, format_args!("{audience:?} has no part in it"));
        }
        self.title(&reminder.title, subject.places());
        match &reminder.due {
            Due::RequestUnanswered { working_days, .. } | Due::PanelUnrecorded { working_days } => {
                self.days(place, *working_days);
            }
            Due::WorkstepOpen { of, working_days } => {
                self.days(place, *working_days);
                self.require(place, !of.is_empty(), "it is of no step");
            }
            Due::PanelAction { working_days } => {
                let within = *working_days != 0 && working_days.abs() <= 20;
                self.require(place, within, "1 to 20 working days before the day or after it");
            }
            Due::TrackerNotUpdated { working_days_before } => {
                let within = (1..=20).contains(working_days_before);
                self.require(place, within, "1 to 20 working days before the panel");
            }
            Due::Review { days } => {
                let rhythm = rules.review.as_ref();
                self.require(place, rhythm.is_some(), "there are no reviews: see review");
                let within = rhythm.is_some_and(|rhythm| days.abs() < i64::from(rhythm.months) * 28);
                self.require(place, within, "it would fall due before the months begin, or after the next");
            }
        }
    }

    fn days(&mut self, place: (u64, u64), working_days: u32) {
        self.require(place, (1..=250).contains(&working_days), "1 to 250 working days");
    }

    /// A title holds what there is to put in, and nothing that somebody might take for a child's name.
    fn title(&mut self, title: &Key, places: &[&str]) {
        let place = title.place();
        let one_line = !title.trim().is_empty() && !title.chars().any(char::is_control);
        self.require(place, one_line && title.len() <= 200, "a title is one line of 1 to 200 bytes");
        let rest = places.iter().fold(title.to_string(), |rest, place| rest.replace(place, ""));
        let only = format_args!("only {} can be put in", places.join(" and ")).to_string();
        self.require(place, !rest.contains(['{', '}']), only);
    }

    /// The second of two kinds that tell the same people of the same would never be raised.
    fn told_twice(&mut self, kinds: &[Kind]) {
        let mut told = BTreeSet::new();
        for kind in kinds {
            for audience in &kind.tells {
                let first = told.insert((kind.when, *audience));
                self.require(kind.key.place(), first, format_args!("{audience:?} is told of it already"));
            }
        }
    }
}

/// What a reminder is about. Before it is answered, a request has the same people as when it was sent.
fn subject_of(due: &Due) -> Subject {
    match due {
        Due::RequestUnanswered { .. } => Subject::Request,
        Due::WorkstepOpen { .. } | Due::Review { .. } => Subject::Step,
        Due::PanelAction { .. } | Due::TrackerNotUpdated { .. } => Subject::PanelActions,
        Due::PanelUnrecorded { .. } => Subject::Panel,
    }
}

#[cfg(test)]
mod tests {
    use super::super::STANDARD;
    use super::*;

    const RIGHT: &str = "
rules: tried
kinds:
  - key: work_arrived
    source: ext
    when: workstep_arrived
    tells: [assignee, social_worker]
    title: 'Work has come: {workstep}'
    until: started
  - key: request_completed
    source: ext
    when: request_completed
    tells: [sender]
    title: 'Completed: {request}'
reminds_at_hour: 8
review: {workstep: family_finding, purpose: THREE_MONTH_REVIEW, months: 3}
reminders:
  - key: review_due
    source: ext
    due: {review: {days: 0}}
    tells: [assignee]
    title: 'Due'
  - key: decision_open
    source: ext
    due: {workstep_open: {of: [agency_decision], working_days: 8}}
    tells: [line_managers]
    title: 'Open: {workstep}'
";

    fn wrong(from: &str, to: &str) -> String {
        assert!(RIGHT.contains(from), "{from}");
        Rules::load(&RIGHT.replacen(from, to, 1)).unwrap_err().0.join("; ")
    }

    #[test]
    fn the_rules_that_come_with_the_software_can_be_used() {
        let rules = Rules::load(STANDARD).unwrap();
        assert_eq!(&*rules.rules, "standard");
        assert!(Rules::load(RIGHT).is_ok());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (from, to, said) in [
            (
                "key: request_completed",
                "key: work_arrived",
                "line 10, column 10: there is a kind of that key",
            ),
            ("key: request_completed", "key: Completed!", "line 10, column 10: a key is 1 to 60"),
            ("tells: [sender]", "tells: []", "line 10, column 10: it tells nobody"),
            ("[assignee, social_worker]", "[sender]", "Sender has no part in WorkstepArrived"),
            ("[sender]", "[sender, sender]", "Sender is told of it already"),
            ("until: started", "until: answered", "WorkstepArrived never comes to Answered"),
            ("{workstep}", "{request}", "line 8, column 12: only {workstep} can be put in"),
            ("{request}", "{child}", "only {workstep} and {request} can be put in"),
            ("tells: [sender]", "tells: [everybody]", "everybody"),
            ("until: started", "til: started", "til"),
            ("when: workstep_arrived", "when: fell_due", "fell_due"),
            ("key: decision_open", "key: review_due", "there is a kind of that key already"),
            ("tells: [line_managers]", "tells: [sender]", "Sender has no part in it"),
            ("working_days: 8", "working_days: 0", "1 to 250 working days"),
            ("[agency_decision]", "[]", "it is of no step"),
            ("days: 0", "days: -84", "before the months begin"),
            ("when: request_completed", "when: extract_read", "Sender has no part in ExtractRead"),
            (
                "{review: {days: 0}}",
                "{panel_action: {working_days: 0}}",
                "1 to 20 working days before the day",
            ),
            ("{review: {days: 0}}", "{panel_unrecorded: {working_days: 4}}", "Assignee has no part in it"),
            (
                "{review: {days: 0}}",
                "{tracker_not_updated: {working_days_before: 0}}",
                "1 to 20 working days before the panel",
            ),
            ("reminds_at_hour: 8", "reminds_at_hour: 24", "a day has 24 hours"),
        ] {
            let found = wrong(from, to);
            assert!(found.contains(said), "{to}: {found}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let twice = RIGHT.replace("[sender]", "[]").replacen("{workstep}", "{child}", 1);
        assert_eq!(Rules::load(&twice).unwrap_err().0.len(), 2);
    }
}
