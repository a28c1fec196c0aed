use super::people::{act, assignee};
use super::reads::page_size;
use crate::{
    domain::{
        page::{List, Page},
        pass_on::{WantedPassing, WantedRelease},
        request::Assignee,
        shown::{Moved, Shown},
    },
    ops::Command,
};
use contracts::{
    requests::v1::{
        ListRequestsOfRequest, ReassignRequestsRequest, ReleaseRequestRequest, RequestReassigned,
        RequestReleased, RequestToReassign,
    },
    r#type::v1::{self as people, assignee::Holder},
};
use fault::{Fault, Fields};
use std::collections::BTreeSet;
use uuid::Uuid;

/// As many as stand on one page of a folder.
const MOST: usize = 200;
const LONGEST_ETAG: usize = 40;

impl TryFrom<ReleaseRequestRequest> for Command<WantedRelease> {
    type Error = Fault;

    fn try_from(request: ReleaseRequestRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ReleaseRequestRequest { request_id, id, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("id", &id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedRelease { id, etag } })
    }
}

impl TryFrom<ReassignRequestsRequest> for Command<WantedPassing> {
    type Error = Fault;

    fn try_from(request: ReassignRequestsRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ReassignRequestsRequest { request_id, requests, assignee } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let count = (1..=MOST).contains(&requests.len());
        wrong.require("requests", count, format_args!("are not 1 to {MOST}"));
        let mut seen = BTreeSet::new();
        let mut wanted = Vec::new();
        for (at, RequestToReassign { id, etag }) in requests.into_iter().take(MOST).enumerate() {
            let path = format!("requests[{at}]");
            let id = wrong.uuid(format_args!("{path}.id"), &id);
            wrong.require(format_args!("{path}.id"), seen.insert(id), "stands there already");
            wrong.text(format_args!("{path}.etag"), &etag, 0, LONGEST_ETAG);
            wanted.push((id, etag));
        }
        let to = read_assignee(&mut wrong, assignee);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedPassing { requests: wanted, to } })
    }
}

fn read_assignee(wrong: &mut Fields, named: Option<people::Assignee>) -> Assignee {
    match named.and_then(|assignee| assignee.holder) {
        Some(Holder::Worker(worker)) => {
            Assignee::Worker(wrong.uuid("assignee.worker.worker_id", &worker.worker_id))
        }
        Some(Holder::Inbox(inbox)) => Assignee::Inbox(wrong.uuid("assignee.inbox.inbox_id", &inbox.inbox_id)),
        None => {
            wrong.refuse("assignee", "is missing: say who gets it");
            Assignee::Worker(Uuid::nil())
        }
    }
}

/// A request as it stands after somebody put it back into its inbox.
impl From<&Moved> for RequestReleased {
    fn from(moved: &Moved) -> Self {
        let Shown { request, names } = &moved.now;
        Self {
            request_id: request.id.to_string(),
            workstep_id: request.workstep_id.to_string(),
            assignee: Some(assignee(request.assignee, &names.assignee)),
            released: Some(act(&moved.act, &names.actor, &names.covered_actor)),
        }
    }
}

/// A request as it stood and as it stands after somebody passed it on.
impl From<&Moved> for RequestReassigned {
    fn from(moved: &Moved) -> Self {
        let Moved { before, now, act: passing } = moved;
        let Shown { request, names } = now;
        Self {
            request_id: request.id.to_string(),
            workstep_id: request.workstep_id.to_string(),
            from: Some(assignee(before.request.assignee, &before.names.assignee)),
            assignee: Some(assignee(request.assignee, &names.assignee)),
            reassigned: Some(act(passing, &names.actor, &names.covered_actor)),
        }
    }
}

/// A list of what a worker would leave.
pub struct RequestsOf {
    /// Whose.
    pub worker_id: Uuid,
    /// Which part of it.
    pub page: Page,
}

impl RequestsOf {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListRequestsOfRequest) -> Result<Self, Fault> {
        let filters = ListRequestsOfRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListRequestsOfRequest { worker_id, page_size: size, page_token } = request;
        let mut wrong = Fields::default();
        let worker_id = wrong.uuid("worker_id", &worker_id);
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let after = list.after(&page_token)?;
        Ok(Self { worker_id, page: Page { list, size, after } })
    }
}
