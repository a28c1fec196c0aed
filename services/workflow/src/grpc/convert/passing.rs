//! Work that changes hands.

use super::super::page::{Page, Wanted};
use super::people::assignee;
use crate::{
    domain::people::Assignee,
    ops::{Command, Held, PassOn},
};
use contracts::{
    r#type::v1::{self as people, assignee::Holder},
    workflow::v1::{
        ClaimWorkstepRequest, ClaimWorkstepResponse, HeldWorkstep, ListWorkOfRequest, ReassignWorkRequest,
        ReassignWorkResponse, ReleaseWorkstepRequest, ReleaseWorkstepResponse, WorkstepToReassign,
    },
};
use fault::{Fault, Fields};
use std::collections::BTreeSet;
use uuid::Uuid;

/// As many as stand on one page of a folder.
const MOST: usize = 200;
const LONGEST_ETAG: usize = 40;

impl TryFrom<ClaimWorkstepRequest> for Command<PassOn> {
    type Error = Fault;

    fn try_from(request: ClaimWorkstepRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ClaimWorkstepRequest { request_id, workstep_id, etag } = request;
        one(&request_id, body_hash, &workstep_id, etag)
    }
}

impl TryFrom<ReleaseWorkstepRequest> for Command<PassOn> {
    type Error = Fault;

    fn try_from(request: ReleaseWorkstepRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ReleaseWorkstepRequest { request_id, workstep_id, etag } = request;
        one(&request_id, body_hash, &workstep_id, etag)
    }
}

fn one(
    request_id: &str,
    body_hash: [u8; 32],
    workstep_id: &str,
    etag: String,
) -> Result<Command<PassOn>, Fault> {
    let mut wrong = Fields::default();
    let request_id = wrong.uuid("request_id", request_id);
    let workstep_id = wrong.uuid("workstep_id", workstep_id);
    wrong.text("etag", &etag, 1, LONGEST_ETAG);
    wrong.finish()?;
    Ok(Command { request_id, body_hash, wanted: PassOn { steps: vec![(workstep_id, etag)], receiver: None } })
}

impl TryFrom<ReassignWorkRequest> for Command<PassOn> {
    type Error = Fault;

    fn try_from(request: ReassignWorkRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ReassignWorkRequest { request_id, worksteps, assignee } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let count = (1..=MOST).contains(&worksteps.len());
        wrong.require("worksteps", count, format_args!("are not 1 to {MOST}"));
        let mut seen = BTreeSet::new();
        let mut steps = Vec::new();
        for (at, WorkstepToReassign { workstep_id, etag }) in worksteps.into_iter().take(MOST).enumerate() {
            let path = format!("worksteps[{at}]");
            let id = wrong.uuid(format_args!("{path}.workstep_id"), &workstep_id);
            wrong.require(format_args!("{path}.workstep_id"), seen.insert(id), "stands there already");
            wrong.text(format_args!("{path}.etag"), &etag, 0, LONGEST_ETAG);
            steps.push((id, etag));
        }
        let receiver = read_assignee(&mut wrong, assignee);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: PassOn { steps, receiver } })
    }
}

fn read_assignee(wrong: &mut Fields, named: Option<people::Assignee>) -> Option<Assignee> {
    match named.and_then(|assignee| assignee.holder) {
        Some(Holder::Worker(worker)) => {
            Some(Assignee::Worker(wrong.uuid("assignee.worker.worker_id", &worker.worker_id)))
        }
        Some(Holder::Inbox(inbox)) => {
            Some(Assignee::Inbox(wrong.uuid("assignee.inbox.inbox_id", &inbox.inbox_id)))
        }
        None => {
            wrong.refuse("assignee", "is missing: say who gets it");
            None
        }
    }
}

fn held(held: Held) -> Vec<HeldWorkstep> {
    let Held { steps, names } = held;
    let shown = |step: &crate::domain::step::Step| HeldWorkstep {
        workstep_id: step.id.to_string(),
        assignee: Some(assignee(&step.assignee, &names)),
        etag: step.etag(),
    };
    steps.iter().map(shown).collect()
}

impl From<Held> for ClaimWorkstepResponse {
    fn from(now: Held) -> Self {
        Self { held: held(now).pop() }
    }
}

impl From<Held> for ReleaseWorkstepResponse {
    fn from(now: Held) -> Self {
        Self { held: held(now).pop() }
    }
}

impl From<Held> for ReassignWorkResponse {
    fn from(now: Held) -> Self {
        Self { held: held(now) }
    }
}

/// The request for what a worker would leave.
pub(in crate::grpc) struct WorkOf {
    /// Whose.
    pub(in crate::grpc) worker_id: Uuid,
    /// Which part of it.
    pub(in crate::grpc) page: Page,
}

impl WorkOf {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: ListWorkOfRequest) -> Result<Self, Fault> {
        let filters = ListWorkOfRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListWorkOfRequest { worker_id, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let worker_id = wrong.uuid("worker_id", &worker_id);
        let page = Wanted::of(rpc, &filters, &mut wrong, page_size, (50, 200));
        wrong.finish()?;
        Ok(Self { worker_id, page: page.going_on(&page_token)? })
    }
}
