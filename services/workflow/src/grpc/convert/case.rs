//! Cases, and what happened in a case.

use super::{
    people::{act, assignee, child, id_text, timestamp},
    workstep::{parent_state, workstep},
};
use crate::{
    domain::{
        case::{Case, StepSummary},
        decide::start_case::Opened,
        people::Assignee,
        process::Process,
    },
    ops::Outcome,
    store::{names::Names, timeline::Entry},
};
use contracts::workflow::v1 as wire;
use std::collections::BTreeMap;
use uuid::Uuid;

impl From<&Outcome<Opened>> for wire::StartCaseResponse {
    fn from(Outcome { result, scene }: &Outcome<Opened>) -> Self {
        let Opened { case: opened, step } = result;
        let assignees = BTreeMap::from([(step.id, step.assignee)]);
        Self {
            case: Some(case(opened, &assignees, &scene.process, &scene.names)),
            workstep: Some(workstep(step, scene)),
        }
    }
}

/// A case with its steps; `assignees` says in whose hands each lies.
pub(in crate::grpc) fn case(
    case: &Case,
    assignees: &BTreeMap<Uuid, Assignee>,
    process: &Process,
    names: &Names,
) -> wire::Case {
    let in_case = case;
    let step = |step: &StepSummary| wire::CaseWorkstep {
        workstep_id: step.id.to_string(),
        r#type: step.kind.clone(),
        title: process.step(&step.kind).map(|kind| kind.title.to_string()).unwrap_or_default(),
        state: wire::WorkstepState::from(step.progress).into(),
        assignee: assignees.get(&step.id).map(|to| assignee(to, names)),
        parent_id: id_text(step.parent),
        purpose: step.purpose.clone().unwrap_or_default(),
        arrive_time: Some(timestamp(step.arrived)),
        end_time: step.ended_at.map(timestamp),
        parent_state: parent_state(step.parent, in_case).into(),
        sent_immediately: step.sent_immediately,
    };
    wire::Case {
        case_id: case.id.to_string(),
        child: Some(child(&case.child_id, names.child())),
        process_id: case.process_id.clone(),
        process_version: case.process_version,
        opened: Some(act(&case.opened, names)),
        close_time: case.closed.as_ref().map(|closed| timestamp(closed.at)),
        outcome: case.closed.as_ref().map(|closed| closed.outcome.clone()).unwrap_or_default(),
        worksteps: case.steps.iter().map(step).collect(),
    }
}

/// One thing that happened.
pub(in crate::grpc) fn timeline_entry(
    entry: &Entry,
    process: &Process,
    names: &Names,
) -> wire::TimelineEntry {
    let kind = entry.step_kind.as_deref().and_then(|kind| process.step(kind));
    wire::TimelineEntry {
        entry_id: entry.id.to_string(),
        act: Some(act(&entry.act, names)),
        kind: entry.kind.into(),
        workstep_id: id_text(entry.step),
        workstep_title: kind.map(|kind| kind.title.to_string()).unwrap_or_default(),
        request_id: id_text(entry.request),
        title: entry.title.clone().unwrap_or_default(),
        to: entry.to.as_ref().map(|to| assignee(to, names)),
        comment: entry.comment.clone().unwrap_or_default(),
        date: entry.date.map_or_else(String::new, |date| date.to_string()),
    }
}
