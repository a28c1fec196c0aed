//! `pair_every: {months: 3, next_action: a, field: used_for}`

use super::{Check, Choosing, Kind};
use crate::domain::{case::Case, process::Key, queue::QueuedAction};
use calendar::{london_date, months_after};
use chrono::NaiveDate;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// Every so many months a next action is chosen twice, once for each of its two purposes; in between once, for the
/// usual one (A:175, A3).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairEvery {
    /// Calendar months, month end clipped: 30 November and three are the last of February.
    pub months: u32,
    /// What is paired.
    pub next_action: Key,
    /// The field of the step it leads to that shows which of the pair it is.
    pub field: Key,
}

/// When the next pair is due, and of what.
struct Due<'a> {
    on: NaiveDate,
    purposes: &'a [Key],
}

impl Kind for PairEvery {
    fn check(&self, check: &mut Check) {
        check.pair(self);
    }

    fn settles(&self) -> Option<&Key> {
        Some(&self.next_action)
    }

    fn refuse_choice(&self, choosing: &Choosing) -> Option<Refusal> {
        let chosen: Vec<&QueuedAction> =
            choosing.chosen.iter().copied().filter(|action| action.kind == *self.next_action).collect();
        let due = self.due(choosing)?;
        let is_due = choosing.today >= due.on;
        match (is_due, chosen.is_empty()) {
            (_, true) => None,
            (true, false) => (!is_pair(&chosen, due.purposes)).then(|| self.pair_required(&due, choosing)),
            (false, false) => (!is_usual(&chosen, due.purposes)).then(|| self.not_due(&due, choosing)),
        }
    }
}

impl PairEvery {
    /// None while no such step has ever been started in the case.
    fn due<'a>(&self, choosing: &Choosing<'a>) -> Option<Due<'a>> {
        let action = choosing.step_type.next_action(&self.next_action)?;
        let since = last_pair(choosing.case, action.leads_to.as_ref()?, &action.purposes)?;
        Some(Due { on: months_after(since, self.months), purposes: &action.purposes })
    }

    fn pair_required(&self, due: &Due, choosing: &Choosing) -> Refusal {
        let message = format!(
            "{} months have passed on {}: queue {} twice, once for each of {}",
            self.months,
            due.on,
            choosing.title(&self.next_action),
            super::words::keys(due.purposes.iter().map(|purpose| &**purpose))
        );
        self.refusal(Reason::PairRequired, message, due)
    }

    fn not_due(&self, due: &Due, choosing: &Choosing) -> Refusal {
        let message = format!(
            "the next pair is due on {}: until then queue {} once, for {}",
            due.on,
            choosing.title(&self.next_action),
            due.purposes.first().map_or("", |usual| usual)
        );
        self.refusal(Reason::PairNotDue, message, due)
    }

    fn refusal(&self, reason: Reason, message: String, due: &Due) -> Refusal {
        Refusal::new(reason, message).with("next_action", &self.next_action).with("due_on", due.on)
    }
}

/// The London date on which the last pair was added, or else on which the case's first such step was started.
fn last_pair(case: &Case, kind: &Key, purposes: &[Key]) -> Option<NaiveDate> {
    let of_kind = || case.steps.iter().filter(|step| step.kind == **kind);
    let is_unusual = |purpose: &str| purposes.first().is_some_and(|usual| *usual != *purpose);
    let of_a_pair = of_kind().filter(|step| step.purpose.as_deref().is_some_and(is_unusual));
    let last_added = of_a_pair.map(|step| step.arrived).max();
    let first_started = || of_kind().filter_map(|step| step.started_at).min();
    last_added.or_else(first_started).map(london_date)
}

fn is_pair(chosen: &[&QueuedAction], purposes: &[Key]) -> bool {
    let chosen_for = |purpose: &Key| chosen.iter().any(|action| action.purpose.as_deref() == Some(purpose));
    chosen.len() == purposes.len() && purposes.iter().all(chosen_for)
}

fn is_usual(chosen: &[&QueuedAction], purposes: &[Key]) -> bool {
    match chosen {
        [only] => only.purpose.as_deref() == purposes.first().map(|usual| &**usual),
        _ => false,
    }
}
