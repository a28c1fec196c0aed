//! Rows of the folder.

use super::people::{child, held_by, timestamp};
use crate::{domain::process::Process, store::folder::Incoming};
use contracts::workflow::v1 as wire;

/// One row.
pub(in crate::grpc) fn incoming_work(row: &Incoming, process: &Process) -> wire::IncomingWork {
    wire::IncomingWork {
        workstep_id: row.id.to_string(),
        case_id: row.case_id.to_string(),
        child: Some(child(&row.child_id, &row.child_name())),
        title: process.step(&row.kind).map(|kind| kind.title.to_string()).unwrap_or_default(),
        state: wire::WorkstepState::from(row.progress).into(),
        assignee: Some(held_by(&row.assignee, &row.assignee_name)),
        arrive_time: Some(timestamp(row.arrived)),
        purpose: row.purpose.clone().unwrap_or_default(),
        place: Some((&row.place_in_folder).into()),
        etag: crate::domain::etag::of(row.version),
    }
}
