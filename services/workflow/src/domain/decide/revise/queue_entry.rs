//! One next action that is chosen: whether the step offers it, and what has to be said with it.

use crate::domain::{
    edit::ActionToQueue,
    found::Found,
    people::Assignee,
    process::{Choice, Key, NextActionType, PassesTo, StepType},
    queue::QueuedAction,
    step::Step,
};
use fault::{Fields, Reason, Refusal};

/// A next action that is chosen.
pub(in crate::domain::decide) struct QueueEntry<'a> {
    pub found: &'a Found,
    pub step_type: &'a StepType,
    pub step: &'a Step,
    /// Where it stands in the request.
    pub path: &'a str,
    pub asked: &'a ActionToQueue,
}

impl QueueEntry<'_> {
    /// The entry as it would stand; none where the step does not offer it.
    pub(in crate::domain::decide) fn read(
        &self,
        wrong: &mut Fields,
        refusals: &mut Vec<Refusal>,
    ) -> Option<QueuedAction> {
        let Some(action) = self.offered() else {
            refusals.push(self.not_available());
            return None;
        };
        refusals.extend(self.already_sent());
        self.require_reason(action, wrong, refusals);
        self.require_assignee(action, wrong);
        Some(QueuedAction {
            kind: action.key.to_string(),
            assignee: self.asked.assignee,
            reason: self.asked.reason.clone(),
            purpose: self.purpose(action, wrong),
            sent_step: None,
        })
    }

    /// Whether two entries are one and the same; of a pair, each purpose stands once.
    pub(in crate::domain::decide) fn repeats(&self, one: &QueuedAction, other: &QueuedAction) -> bool {
        let paired = self.step_type.is_paired(&one.kind);
        one.kind == other.kind && other.sent_step.is_none() && (!paired || one.purpose == other.purpose)
    }

    /// The next action, if this instance of the step offers it.
    pub(in crate::domain::decide) fn offered(&self) -> Option<&NextActionType> {
        let action = self.step_type.next_action(&self.asked.kind);
        action.filter(|action| action.is_offered_for(self.step.purpose.as_deref()))
    }

    pub(in crate::domain::decide) fn not_available(&self) -> Refusal {
        let message = match self.step_type.next_action(&self.asked.kind) {
            Some(action) => {
                format!("“{}” is not for what this step is used for: choose another", action.title)
            }
            None => "this step has no such next action: choose another".to_owned(),
        };
        Refusal::new(Reason::NextActionNotAvailable, message).with("next_action", &self.asked.kind)
    }

    /// Once only: what was sent immediately is not queued again.
    pub(in crate::domain::decide) fn already_sent(&self) -> Option<Refusal> {
        let sent_step = self.step.queue.of_kind(&self.asked.kind).find_map(|queued| queued.sent_step)?;
        let message = "it was sent immediately before, and is sent once: leave it out";
        let refusal = Refusal::new(Reason::NextActionAlreadySent, message);
        Some(refusal.with("next_action", &self.asked.kind).with("workstep_id", sent_step))
    }

    /// What is said of an entry that stands in the queue says what stands there.
    pub(in crate::domain::decide) fn require_as_queued(
        &self,
        action: &NextActionType,
        queued: &QueuedAction,
        wrong: &mut Fields,
    ) {
        let mut same = |field, holds| {
            let says = "is not as it is queued: leave it out, or save the queue first";
            wrong.require(format_args!("{}.{field}", self.path), holds, says);
        };
        let ActionToQueue { kind: _, assignee, reason, purpose } = self.asked;
        same("reason", reason.is_none() || *reason == queued.reason);
        same("purpose", purpose.is_none() || *purpose == queued.purpose);
        if queued.assignee.is_some() {
            same("assignee", assignee.is_none() || *assignee == queued.assignee);
        } else {
            self.require_assignee(action, wrong);
        }
    }

    fn require_reason(&self, action: &NextActionType, wrong: &mut Fields, refusals: &mut Vec<Refusal>) {
        let known = |reason: &String| action.reasons.iter().any(|choice| choice.key == **reason);
        match &self.asked.reason {
            Some(_) if action.reasons.is_empty() => {
                wrong.refuse(
                    format_args!("{}.reason", self.path),
                    "is given, and this next action asks for none",
                );
            }
            None if action.reasons.is_empty() => {}
            Some(reason) if known(reason) => {}
            Some(_) | None => refusals.push(reason_required(action)),
        }
    }

    /// What the new step is for: what was asked, else the usual.
    fn purpose(&self, action: &NextActionType, wrong: &mut Fields) -> Option<String> {
        let Some(asked) = &self.asked.purpose else { return action.purposes.first().map(Key::to_string) };
        let known = action.purposes.iter().any(|purpose| *purpose == **asked);
        wrong.require(format_args!("{}.purpose", self.path), known, "is no purpose that it can have");
        Some(asked.clone())
    }

    /// The process says to whom a next action passes; who is named has to be that one.
    fn require_assignee(&self, action: &NextActionType, wrong: &mut Fields) {
        let path = format!("{}.assignee", self.path);
        match (&action.passes_to, self.asked.assignee) {
            (Some(PassesTo::Found(roles)), Some(Assignee::Worker(worker))) => {
                let person = self.found.people.get(&worker);
                let fits =
                    person.is_some_and(|person| person.may_be_given(roles.iter().map(|name| name.role)));
                wrong.require(path, fits, "is nobody to whom it can pass");
            }
            (Some(PassesTo::Found(_)), _) => wrong.refuse(path, "names no worker to whom it passes"),
            (_, None) => {}
            (Some(PassesTo::Inbox(name)), Some(named)) => {
                let inbox = self.found.inbox(name).map(|inbox| Assignee::Inbox(inbox.id));
                wrong.require(path, inbox == Some(named), format_args!("is not the inbox {name}"));
            }
            (Some(PassesTo::Allocated(holder)), Some(named)) => {
                let allocated = self.found.allocated(holder).map(Assignee::Worker);
                wrong.require(path, allocated == Some(named), format_args!("is not the {holder}"));
            }
            (None, Some(_)) => wrong.refuse(path, "is given, and this next action passes nothing on"),
        }
    }
}

fn reason_required(action: &NextActionType) -> Refusal {
    let label = |choice: &Choice| format!("“{}”", choice.label);
    let reasons = action.reasons.iter().map(label).collect::<Vec<_>>().join(", ");
    let message = format!("“{}” needs a reason: {reasons}", action.title);
    Refusal::new(Reason::NextActionReasonRequired, message).with("next_action", &action.key)
}
