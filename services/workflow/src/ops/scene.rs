//! What a decision is taken on, and what its answer is told with.

use super::Desk;
use crate::{
    domain::{
        case::Case,
        found::Found,
        notice::Notice,
        people::{Actor, Child, Covered},
        process::{Holder, Process, StepType},
        step::{Step, StepState},
    },
    store::{names::Names, step::StepFound},
};
use calendar::london_date;
use chrono::NaiveDate;
use fault::Fault;
use std::sync::Arc;

/// Where a decision was taken: by which process, in which case, by whom, and what everybody is called.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// The version of the process that the case began with.
    pub process: Arc<Process>,
    /// The case as it was found.
    pub case: Case,
    /// Who asks.
    pub actor: Actor,
    /// Whose record it is.
    pub child: Child,
    /// The date in London.
    pub today: NaiveDate,
    /// The names of everybody mentioned.
    pub names: Names,
}

/// What came of something, and where.
#[derive(Clone, Debug)]
pub(crate) struct Outcome<R> {
    /// What came of it.
    pub result: R,
    /// Where.
    pub scene: Scene,
}

impl Scene {
    /// The kind of step under that key.
    pub(crate) fn step_type(&self, kind: &str) -> Option<&StepType> {
        self.process.step(kind)
    }

    /// The exact title of a kind of step.
    pub(crate) fn title(&self, kind: &str) -> String {
        self.step_type(kind).map(|step| step.title.to_string()).unwrap_or_default()
    }

    /// Whether whoever asks may write that section of the step now.
    pub(crate) fn may_write(&self, step: &Step, form: Option<&str>, number: i32) -> bool {
        let section = self.step_type(&step.kind).and_then(|kind| kind.section_type(form, number));
        let is_started = matches!(step.state, StepState::Started { .. });
        let writes = |writers: &[Holder]| Holder::right(writers, &self.actor, step).is_some();
        is_started && section.is_some_and(|section| writes(&section.written_by))
    }

    /// What whoever chooses a next action of the step should weigh.
    pub(crate) fn notices(&self, step: &Step) -> Vec<Notice> {
        let kind = self.step_type(&step.kind);
        kind.map(|kind| kind.notices(step, &self.child, self.today)).unwrap_or_default()
    }

    /// The version of the text that a request covers, as it now stands; 0 when it covers none.
    pub(crate) fn covered_version(&self, step: &Step, request: &str) -> i64 {
        let covers = self.step_type(&step.kind).and_then(|kind| kind.covered_by(request));
        covers.map_or(0, |covers| covers.version(step))
    }
}

/// What was found on a step, for a decision by that actor, and the scene of it.
pub(crate) async fn enter(
    desk: &Desk,
    actor: &identity::Actor,
    found: StepFound,
) -> Result<(Found, Scene), Fault> {
    let StepFound { case, step, child, allocations, inboxes, people, ratification, sources, names } = found;
    let process = desk.processes.of_case(&desk.pool, &case.process_id, case.process_version).await?;
    let scene = Scene {
        process: process.clone(),
        case: case.clone(),
        actor: actor.into(),
        child: child.clone(),
        today: london_date(desk.clock.now()),
        names: names.and_actor(actor),
    };
    let actor = scene.actor.clone();
    let found =
        Found { process, case, step, actor, child, allocations, inboxes, people, ratification, sources };
    Ok((found, scene))
}

impl From<&identity::Actor> for Actor {
    fn from(actor: &identity::Actor) -> Self {
        Self {
            worker_id: actor.worker_id,
            roles: actor.roles.clone(),
            relations: actor.relations.clone(),
            inboxes: actor.inboxes.iter().map(|inbox| inbox.id).collect(),
            covers: actor.covers.iter().map(Covered::from).collect(),
        }
    }
}

impl From<&identity::Covered> for Covered {
    fn from(covered: &identity::Covered) -> Self {
        let identity::Covered { worker_id, name: _, roles, inboxes, relations } = covered.clone();
        Self { worker_id, roles, relations, inboxes }
    }
}
