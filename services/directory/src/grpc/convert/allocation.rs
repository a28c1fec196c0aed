use super::page_size;
use crate::{
    domain::{
        allocation::{Allocation, WantedAllocation},
        page::{List, Page},
        place::ChildPlace,
    },
    ops::Command,
    store::allocation::Hit,
};
use contracts::directory::v1::{self, AllocatedChild, ListAllocationsRequest, SetAllocationRequest};
use fault::{Fault, Fields};
use uuid::Uuid;

impl From<&Allocation> for v1::Allocation {
    fn from(allocation: &Allocation) -> Self {
        let Allocation { role, worker } = allocation;
        Self { role: (*role).into(), worker: Some(worker.into()) }
    }
}

impl TryFrom<SetAllocationRequest> for Command<WantedAllocation> {
    type Error = Fault;

    fn try_from(request: SetAllocationRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let SetAllocationRequest { request_id, child_id, role, worker_id } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let wanted = WantedAllocation {
            child_id: wrong.child_id("child_id", &child_id).to_owned(),
            role: wrong.one_of("role", role),
            worker_id: wrong.optional_uuid("worker_id", &worker_id),
        };
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}

/// A list of a worker's children.
pub(crate) struct ListAllocations {
    /// Whose; the caller's when empty.
    pub worker_id: Option<Uuid>,
    /// Which part of them.
    pub page: Page<ChildPlace>,
}

impl ListAllocations {
    /// Reads the request of this RPC.
    pub(crate) fn read(rpc: &str, request: ListAllocationsRequest) -> Result<Self, Fault> {
        let filters = ListAllocationsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListAllocationsRequest { worker_id, page_size: size, page_token } = request;
        let mut wrong = Fields::default();
        let worker_id = wrong.optional_uuid("worker_id", &worker_id);
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let after = list.after(&page_token)?;
        Ok(Self { worker_id, page: Page { list, size, after } })
    }
}

impl From<&Hit> for AllocatedChild {
    fn from(hit: &Hit) -> Self {
        let Hit { child, roles } = hit;
        let roles = roles.iter().map(|role| i32::from(*role)).collect();
        Self { child: Some((&child.child).into()), roles }
    }
}
