//! What the other calls ask for, checked field by field.

use super::super::page::{Page, Wanted};
use crate::{
    domain::section::SectionId,
    ops::{Command, LoadProcess, StartCase},
    store::{folder::Filter, place::SortedPlace},
};
use contracts::r#type::v1::FolderOrder;
use contracts::workflow::v1::{
    GetProcessRequest, GetTimelineRequest, ListCasesRequest, ListIncomingWorkRequest, ListProcessesRequest,
    ListQueueRevisionsRequest, ListSectionRevisionsRequest, LoadProcessRequest, StartCaseRequest,
};
use fault::{Fault, Fields};
use uuid::Uuid;

/// Longer than any key or id of a process may be.
const LONGEST_KEY: usize = 100;
/// 1 MiB.
const LONGEST_FILE: usize = 1 << 20;

/// The folder's request.
pub(in crate::grpc) struct Folder {
    /// What of it.
    pub(in crate::grpc) filter: Filter,
    /// Which part of that.
    pub(in crate::grpc) page: Page<SortedPlace>,
}

/// The request for a child's cases.
pub(in crate::grpc) struct CasesOf {
    /// Whose.
    pub(in crate::grpc) child_id: String,
    /// Which part of them.
    pub(in crate::grpc) page: Page,
}

/// The request for every text of a section.
pub(in crate::grpc) struct RevisionsOf {
    /// The step.
    pub(in crate::grpc) workstep_id: Uuid,
    /// The section.
    pub(in crate::grpc) section: SectionId,
    /// Which part of them.
    pub(in crate::grpc) page: Page,
}

/// The request for the revisions of a queue.
pub(in crate::grpc) struct QueueRevisionsOf {
    /// The step.
    pub(in crate::grpc) workstep_id: Uuid,
    /// Which part of them.
    pub(in crate::grpc) page: Page,
}

/// The request for a case's timeline.
pub(in crate::grpc) struct TimelineOf {
    /// The case.
    pub(in crate::grpc) case_id: Uuid,
    /// Which part of it.
    pub(in crate::grpc) page: Page,
}

/// The request for the processes.
pub(in crate::grpc) struct ProcessesOf {
    /// Which part of them, by id.
    pub(in crate::grpc) page: Page<String>,
}

impl Folder {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: ListIncomingWorkRequest) -> Result<Self, Fault> {
        let filters = ListIncomingWorkRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListIncomingWorkRequest {
            inbox_id,
            child_id,
            r#type,
            page_size,
            page_token,
            arrived_from,
            arrived_to,
            team_id,
            order,
        } = request;
        let mut wrong = Fields::default();
        let filter = Filter {
            inbox_id: wrong.optional_uuid("inbox_id", &inbox_id),
            child_id: (!child_id.is_empty()).then(|| wrong.child_id("child_id", &child_id).to_owned()),
            kind: wrong.optional_text("type", &r#type, LONGEST_KEY).map(str::to_owned),
            from: wrong.optional_date("arrived_from", &arrived_from),
            to: wrong.optional_date("arrived_to", &arrived_to),
            team_id: wrong.optional_uuid("team_id", &team_id),
            order: FolderOrder::try_from(order).unwrap_or_default(),
        };
        wrong.require("order", FolderOrder::try_from(order).is_ok(), "is not one of its values");
        let page = Wanted::of(rpc, &filters, &mut wrong, page_size, (50, 200));
        wrong.finish()?;
        Ok(Self { filter, page: page.going_on(&page_token)? })
    }
}

impl CasesOf {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: ListCasesRequest) -> Result<Self, Fault> {
        let filters = ListCasesRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListCasesRequest { child_id, page_size, page_token } = request;
        let mut wrong = Fields::default();
        wrong.child_id("child_id", &child_id);
        let page = Wanted::of(rpc, &filters, &mut wrong, page_size, (10, 50));
        wrong.finish()?;
        Ok(Self { child_id, page: page.going_on(&page_token)? })
    }
}

impl RevisionsOf {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: ListSectionRevisionsRequest) -> Result<Self, Fault> {
        let filters =
            ListSectionRevisionsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListSectionRevisionsRequest { workstep_id, form, number, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let workstep_id = wrong.uuid("workstep_id", &workstep_id);
        let form = wrong.optional_text("form", &form, LONGEST_KEY).map(str::to_owned);
        wrong.require("number", number >= 1, "is no section: they count from 1");
        let page = Wanted::of(rpc, &filters, &mut wrong, page_size, (20, 100));
        wrong.finish()?;
        let section = SectionId { form, number };
        Ok(Self { workstep_id, section, page: page.going_on(&page_token)? })
    }
}

impl QueueRevisionsOf {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: ListQueueRevisionsRequest) -> Result<Self, Fault> {
        let filters =
            ListQueueRevisionsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListQueueRevisionsRequest { workstep_id, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let workstep_id = wrong.uuid("workstep_id", &workstep_id);
        let page = Wanted::of(rpc, &filters, &mut wrong, page_size, (20, 100));
        wrong.finish()?;
        Ok(Self { workstep_id, page: page.going_on(&page_token)? })
    }
}

impl TimelineOf {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: GetTimelineRequest) -> Result<Self, Fault> {
        let filters = GetTimelineRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let GetTimelineRequest { case_id, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let case_id = wrong.uuid("case_id", &case_id);
        let page = Wanted::of(rpc, &filters, &mut wrong, page_size, (100, 500));
        wrong.finish()?;
        Ok(Self { case_id, page: page.going_on(&page_token)? })
    }
}

impl ProcessesOf {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: ListProcessesRequest) -> Result<Self, Fault> {
        let ListProcessesRequest { page_size, page_token } = request;
        let mut wrong = Fields::default();
        let page = Wanted::of(rpc, &ListProcessesRequest::default(), &mut wrong, page_size, (10, 50));
        wrong.finish()?;
        Ok(Self { page: page.going_on(&page_token)? })
    }
}

/// A request's only field, an id.
pub(in crate::grpc) fn id(field: &str, raw: &str) -> Result<Uuid, Fault> {
    let mut wrong = Fields::default();
    let id = wrong.uuid(field, raw);
    wrong.finish()?;
    Ok(id)
}

/// A process and its version; 0 for the newest.
pub(in crate::grpc) fn version_id(request: &GetProcessRequest) -> Result<(&str, i32), Fault> {
    let GetProcessRequest { process_id, version } = request;
    let mut wrong = Fields::default();
    wrong.text("process_id", process_id, 1, LONGEST_KEY);
    wrong.require("version", *version >= 0, "is negative");
    wrong.finish()?;
    Ok((process_id, *version))
}

impl TryFrom<StartCaseRequest> for Command<StartCase> {
    type Error = Fault;

    fn try_from(request: StartCaseRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let StartCaseRequest { request_id, child_id, process_id } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.child_id("child_id", &child_id);
        wrong.text("process_id", &process_id, 1, LONGEST_KEY);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: StartCase { child_id, process_id } })
    }
}

impl TryFrom<LoadProcessRequest> for Command<LoadProcess> {
    type Error = Fault;

    /// What the text means is the loader's to say.
    fn try_from(request: LoadProcessRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let LoadProcessRequest { request_id, yaml, validate_only } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.require("yaml", !yaml.trim().is_empty(), "is empty");
        wrong.require("yaml", yaml.len() <= LONGEST_FILE, "is longer than 1 MiB");
        wrong.require("yaml", !yaml.contains('\0'), "holds a control character");
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: LoadProcess { yaml, validate_only } })
    }
}
