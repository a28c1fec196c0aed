//! Everything that a decision may look at: one load.

use super::{
    case::Case,
    naming::same_name,
    note::{CaseNote, NotedStep},
    people::{Actor, Child, Inbox, Person},
    process::{Holder, Process, StepType},
    ratification::Ratification,
    refused::Refused,
    section::Section,
    step::Step,
};
use contracts::{directory::v1::AllocationRole, fitting_roles};
use fault::{Reason, Refusal};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// What stands, for a command on a step.
#[derive(Clone, Debug)]
pub struct Found {
    /// The version of the process that the case began with.
    pub process: Arc<Process>,
    /// The case with all its steps.
    pub case: Case,
    /// The step.
    pub step: Step,
    /// Who gives the command.
    pub actor: Actor,
    /// Whose record it is.
    pub child: Child,
    /// Who is what to the child now.
    pub allocations: BTreeMap<AllocationRole, Uuid>,
    /// The council's inboxes.
    pub inboxes: Vec<Inbox>,
    /// The workers whom the command names, as far as the directory knows them.
    pub people: BTreeMap<Uuid, Person>,
    /// The ratification of the child's placement that stands.
    pub ratification: Option<Ratification>,
    /// The sections that the step copies, by kind of step and number, of the case's latest step of that kind; needed
    /// by a start only.
    pub sources: BTreeMap<(String, i32), Section>,
}

impl Found {
    /// The kind of the step. A case stays on its process, so that its steps are always known there.
    pub fn step_type(&self) -> Result<&StepType, Refused> {
        kind_of(&self.process, &self.step)
    }

    /// Who is that to the child now; nobody where that one has left, or holds none of the roles any more that make them so.
    pub fn allocated(&self, holder: &Holder) -> Option<Uuid> {
        let relation = holder.of_the_child?;
        let worker = self.allocations.get(&relation).copied()?;
        let fits = |person: &Person| person.may_be_given(fitting_roles(relation).iter().copied());
        self.people.get(&worker).is_none_or(fits).then_some(worker)
    }

    /// The inbox of that name, by any spelling (A10).
    pub fn inbox(&self, name: &str) -> Option<&Inbox> {
        self.inboxes.iter().find(|inbox| same_name(&inbox.name, name))
    }
}

fn kind_of<'p>(process: &'p Process, step: &Step) -> Result<&'p StepType, Refused> {
    let unknown = || Refusal::new(Reason::Internal, "the case's process has no such step");
    Ok(process.step(&step.kind).ok_or_else(unknown)?)
}

/// What stands, for opening a case.
#[derive(Clone, Debug)]
pub struct FoundToOpen {
    /// The newest version of the process.
    pub process: Arc<Process>,
    /// Its number.
    pub process_version: i32,
    /// Who gives the command.
    pub actor: Actor,
    /// Whose case it shall be.
    pub child: Child,
    /// The child's open case, if there is one.
    pub open_case: Option<Uuid>,
}

/// What stands, for an answer that arrives from the requests service.
#[derive(Clone, Debug)]
pub struct FoundForAnswer {
    /// The version of the process that the case began with.
    pub process: Arc<Process>,
    /// The step that the request was sent on.
    pub step: Step,
}

/// What stands, for a ratification, or for its end.
#[derive(Clone, Debug)]
pub struct FoundToRatify {
    /// Who gives the command.
    pub actor: Actor,
    /// Whose placement it is.
    pub child: Child,
    /// The ratification that stands.
    pub standing: Option<Ratification>,
    /// The child's open case, if there is one: its timeline tells of it.
    pub open_case: Option<Uuid>,
}

/// What stands, for a note.
#[derive(Clone, Debug)]
pub struct FoundToNote {
    /// Who gives the command.
    pub actor: Actor,
    /// Whose record it is.
    pub child: Child,
    /// The case that was named, if it is the child's.
    pub case_id: Option<Uuid>,
    /// The step that was named, if it is the child's.
    pub step: Option<NotedStep>,
    /// The note that stands in the child's record under the source key that was named.
    pub same_key: Option<CaseNote>,
}
