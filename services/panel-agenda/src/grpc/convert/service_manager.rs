use super::people::signed;
use crate::{
    domain::{
        page::Page,
        service_manager::{KeptName, Manager, Name, WantedName},
    },
    ops::Command,
};
use contracts::{
    panels::v1::{
        ListServiceManagerNamesRequest, RemoveServiceManagerNameRequest, ServiceManagerName,
        SetServiceManagerNameRequest,
    },
    r#type::v1::WorkerRef,
};
use fault::{Fault, Fields};
use uuid::Uuid;

const LONGEST_NAME: usize = 200;
const LONGEST_ETAG: usize = 40;
const PAGE_SIZES: (u16, u16) = (100, 500);

impl TryFrom<SetServiceManagerNameRequest> for Command<WantedName> {
    type Error = Fault;

    fn try_from(request: SetServiceManagerNameRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let SetServiceManagerNameRequest { request_id, name, worker_id, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let worker = wrong.uuid("worker_id", &worker_id);
        let wanted = wanted_name(&mut wrong, (name, etag), Some(worker));
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}

impl TryFrom<RemoveServiceManagerNameRequest> for Command<WantedName> {
    type Error = Fault;

    fn try_from(request: RemoveServiceManagerNameRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RemoveServiceManagerNameRequest { request_id, name, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        let wanted = wanted_name(&mut wrong, (name, etag), None);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}

fn wanted_name(wrong: &mut Fields, (name, etag): (String, String), worker: Option<Uuid>) -> WantedName {
    wrong.text("name", &name, 1, LONGEST_NAME);
    wrong.text("etag", &etag, 0, LONGEST_ETAG);
    let wanted = WantedName { name, worker, etag };
    let some = wanted.name.is_empty() || !wanted.folded().is_empty();
    wrong.require("name", some, "has neither a letter nor a digit");
    wanted
}

/// Which names are asked for.
pub struct Names {
    /// Not what is kept for somebody.
    pub unkept_only: bool,
    /// Which part of them: after that one, folded.
    pub page: Page<String>,
}

impl Names {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListServiceManagerNamesRequest) -> Result<Self, Fault> {
        let filters =
            ListServiceManagerNamesRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListServiceManagerNamesRequest { unkept_only, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        Ok(Self { unkept_only, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

impl From<&Name> for ServiceManagerName {
    fn from(name: &Name) -> Self {
        let kept = name.kept.as_ref().map(Self::from).unwrap_or_default();
        Self {
            name: name.name.clone(),
            child_count: name.children,
            suggested: name.suggested.as_ref().map(Into::into),
            ..kept
        }
    }
}

impl From<&KeptName> for ServiceManagerName {
    fn from(kept: &KeptName) -> Self {
        Self {
            name: kept.name.clone(),
            worker: Some((&kept.manager).into()),
            kept: Some(signed(&kept.kept)),
            etag: kept.since.to_string(),
            ..Self::default()
        }
    }
}

impl From<&Manager> for WorkerRef {
    fn from(Manager { id, name }: &Manager) -> Self {
        Self { worker_id: id.to_string(), display_name: name.clone() }
    }
}
