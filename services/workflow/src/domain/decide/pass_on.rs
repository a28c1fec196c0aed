//! Work changes hands: it is claimed out of an inbox, released into it, or reassigned.

use crate::domain::{
    fact::{Fact, Passing, TimelineEntry, TimelineKind, Told},
    moment::Moment,
    naming::same_name,
    people::{Act, Actor, Assignee, Inbox, Person, Right},
    process::{Holder, PassesTo, Process, StepType},
    step::{Step, StepState},
};
use chrono::SecondsFormat;
use contracts::r#type::v1::Role;
use fault::{Reason, Refusal};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// A step that somebody wants to pass on, without its form and requests.
#[derive(Clone, Debug)]
pub struct InHand {
    /// The version of the process that its case began with.
    pub process: Arc<Process>,
    /// The step.
    pub step: Step,
    /// The managers of the worker in whose hands it lies, upwards.
    pub managers: Vec<Uuid>,
    /// Who changed it or anything in it last; none where it only arrived, and where nobody noted that yet.
    pub changed: Option<Act>,
}

/// A step that changes hands.
#[derive(Clone, Debug, PartialEq)]
pub struct PassedOn {
    /// The step as it was found.
    pub before: Step,
    /// The step as it now lies.
    pub step: Step,
    /// Who passed it on.
    pub act: Act,
    /// What its case's timeline will say.
    pub timeline: TimelineEntry,
    /// What the feed will say.
    pub told: Told,
}

/// Whoever shall have it.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// The worker or the inbox.
    pub assignee: Assignee,
    /// The worker, as the directory knows them; none for an inbox, and for nobody whom it knows.
    pub person: Option<Person>,
    /// The inbox, likewise.
    pub inbox: Option<Inbox>,
}

/// Who passes on, and whether they may pass on anybody's work.
#[derive(Clone, Debug)]
pub struct Passer<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// Whether a policy lets them pass on what lies with anybody.
    pub of_anybody: bool,
}

/// Takes a step out of an inbox; what lies in the actor's own hands already stays as it is.
pub fn claim(
    in_hand: &InHand,
    etag: &str,
    actor: &Actor,
    moment: Moment,
) -> Result<Option<PassedOn>, Refusal> {
    let step = &in_hand.step;
    must_be_open(step)?;
    let right = actor.has_in_hand(&step.assignee).ok_or_else(|| not_the_assignee(step))?;
    must_be_as_read(in_hand, etag)?;
    let right = match in_hand.process.step(&step.kind) {
        Some(kind) => right_to_take(kind, step, actor, right)?,
        None => right,
    };
    let act = actor.act_in(right, moment.at);
    Ok(passed(step, Assignee::Worker(act.whose()), act, Passing::Claimed))
}

/// Puts a step back into the inbox that it was taken out of.
pub fn release(
    in_hand: &InHand,
    etag: &str,
    actor: &Actor,
    moment: Moment,
) -> Result<Option<PassedOn>, Refusal> {
    let step = &in_hand.step;
    must_be_open(step)?;
    let right = actor.has_in_hand(&step.assignee).ok_or_else(|| not_the_assignee(step))?;
    let inbox = step.from_inbox.ok_or_else(|| {
        let message = "it was taken out of no inbox: reassign it";
        about(step, Refusal::new(Reason::NotFromAnInbox, message))
    })?;
    must_be_as_read(in_hand, etag)?;
    let act = actor.act_in(right, moment.at);
    Ok(passed(step, Assignee::Inbox(inbox), act, Passing::Released))
}

/// Passes a step on to another worker or inbox; with whom it lies already it stays.
pub fn reassign(
    in_hand: &InHand,
    etag: &str,
    passer: &Passer,
    receiver: &Receiver,
    moment: Moment,
) -> Result<Option<PassedOn>, Refusal> {
    let step = &in_hand.step;
    let right = passer.right_over(in_hand).ok_or_else(|| not_yours(step))?;
    must_be_open(step)?;
    if !etag.is_empty() {
        must_be_as_read(in_hand, etag)?;
    }
    if !receiver.has_a_part_in(in_hand) {
        let message = "the new assignee has no part in the step, or has left";
        let (Assignee::Worker(id) | Assignee::Inbox(id)) = receiver.assignee;
        return Err(about(step, Refusal::new(Reason::ReceiverNotPermitted, message)).with("assignee", id));
    }
    Ok(passed(step, receiver.assignee, passer.actor.act_in(right, moment.at), Passing::Reassigned))
}

impl Passer<'_> {
    /// In whose right a step is passed on: by whoever has it in hand, manages who has it, or may pass on anybody's.
    fn right_over(&self, in_hand: &InHand) -> Option<Right> {
        let right = self.actor.has_in_hand(&in_hand.step.assignee);
        let manages = |worker: &Uuid| in_hand.managers.contains(worker);
        let covered = self.actor.covers.iter().map(|covered| covered.worker_id);
        let own = || (self.of_anybody || manages(&self.actor.worker_id)).then_some(Right::Own);
        right.or_else(own).or_else(|| covered.filter(manages).map(Right::For).next())
    }
}

impl Receiver {
    /// A worker is here, does case work and writes or finishes such steps; an inbox is one that such steps come to.
    fn has_a_part_in(&self, in_hand: &InHand) -> bool {
        let Some(kind) = in_hand.process.step(&in_hand.step.kind) else { return false };
        match (&self.person, &self.inbox) {
            (Some(person), _) => person.may_be_given(parts_in(kind).map(|holder| holder.role)),
            (None, Some(inbox)) => comes_to(&in_hand.process, kind).any(|name| same_name(name, &inbox.name)),
            (None, None) => false,
        }
    }
}

/// In whose right a step is taken out of an inbox; elsewhere the one that is given. Whoever takes it, and whose it becomes, can do something
/// with it: a role comes neither with a membership nor with a cover.
pub(super) fn right_to_take(
    kind: &StepType,
    step: &Step,
    actor: &Actor,
    right: Right,
) -> Result<Right, Refusal> {
    if !matches!(step.assignee, Assignee::Inbox(_)) {
        return Ok(right);
    }
    let has_a_part = |roles: &[Role]| parts_in(kind).any(|holder| roles.contains(&holder.role));
    let mut rights = actor.rights_over(&step.assignee).filter(|_| has_a_part(&actor.roles));
    rights.find(|right| has_a_part(actor.roles_by(right))).ok_or_else(|| role_required(kind, step))
}

fn role_required(kind: &StepType, step: &Step) -> Refusal {
    let roles: BTreeSet<&str> = parts_in(kind).map(|holder| holder.role.as_str_name()).collect();
    let roles = roles.into_iter().collect::<Vec<_>>().join(", ");
    let message = format!("who takes the step out of its inbox writes or finishes such steps: {roles}");
    about(step, Refusal::new(Reason::RoleRequired, message)).with("roles", roles)
}

fn parts_in(kind: &StepType) -> impl Iterator<Item = &Holder> {
    let writers = kind.form.sections.iter().flat_map(|section| &section.written_by);
    writers.chain(&kind.form.next_actions.written_by).chain(&kind.finished_by)
}

fn comes_to<'a>(process: &'a Process, kind: &'a StepType) -> impl Iterator<Item = &'a str> {
    let actions = process.steps.iter().flat_map(|step| &step.next_actions);
    let leading = actions.filter(|action| action.leads_to.as_ref().is_some_and(|to| *to == *kind.key));
    leading.filter_map(|action| match &action.passes_to {
        Some(PassesTo::Inbox(name)) => Some(&**name),
        _ => None,
    })
}

fn passed(before: &Step, to: Assignee, act: Act, passing: Passing) -> Option<PassedOn> {
    if before.assignee == to {
        return None;
    }
    let step = Step { version: before.version + 1, ..before.clone().passed_to(to) };
    let kind = match passing {
        Passing::Claimed => TimelineKind::WorkstepClaimed,
        Passing::Released => TimelineKind::WorkstepReleased,
        Passing::Reassigned => TimelineKind::WorkstepReassigned,
    };
    let timeline = TimelineEntry { to: Some(to), ..TimelineEntry::of_step(kind, before, act) };
    let from = before.assignee;
    let fact = Fact::StepPassedOn { step: step.id, kind: step.kind.clone(), passing, from, to, act };
    let told = Told { subject_version: step.version, fact };
    Some(PassedOn { before: before.clone(), step, act, timeline, told })
}

fn must_be_open(step: &Step) -> Result<(), Refusal> {
    let (state, ended) = match step.state {
        StepState::Incoming | StepState::Started { .. } => return Ok(()),
        StepState::Finished { finished, .. } => ("FINISHED", finished),
        StepState::Cancelled { cancelled, .. } => ("CANCELLED", cancelled),
    };
    let refusal = Refusal::new(Reason::WorkstepEnded, "the step has ended, and stays as it is");
    let at = ended.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    Err(about(step, refusal).with("state", state).with("by", ended.by).with("at", at))
}

fn must_be_as_read(InHand { step, changed, .. }: &InHand, etag: &str) -> Result<(), Refusal> {
    if etag == step.etag() {
        return Ok(());
    }
    let changed = (changed.map(|act| act.by), changed.map(|act| act.at));
    Err(about(step, Refusal::etag_stale(format!("workstep/{}", step.id), changed, step.etag())))
}

fn not_the_assignee(step: &Step) -> Refusal {
    let (Assignee::Worker(id) | Assignee::Inbox(id)) = step.assignee;
    about(step, Refusal::new(Reason::NotTheAssignee, "the step is assigned to somebody else"))
        .with("assignee", id)
}

fn not_yours(step: &Step) -> Refusal {
    let message = "the step lies with somebody whom you neither are nor cover nor manage";
    about(step, Refusal::new(Reason::NotYoursToPassOn, message))
}

fn about(step: &Step, refusal: Refusal) -> Refusal {
    refusal.with("workstep_id", step.id)
}
