use super::{PAGE_SIZES, kind_key};
use crate::{
    domain::page::{List, Page},
    store::inbox::Filter,
};
use contracts::notifications::v1::ListNotificationsRequest;
use fault::{Fault, Fields};

/// What of the caller's notifications is asked for.
pub struct ListOf {
    /// What to keep.
    pub filter: Filter,
    /// Which part of it.
    pub page: Page,
}

impl ListOf {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListNotificationsRequest) -> Result<Self, Fault> {
        let filters = ListNotificationsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListNotificationsRequest { unread_only, kind, child_id, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let filter = Filter {
            unread_only,
            kind: (!kind.is_empty()).then(|| kind_key(&mut wrong, "kind", &kind)),
            child_id: (!child_id.is_empty()).then(|| wrong.child_id("child_id", &child_id).to_owned()),
        };
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let before = list.before(&page_token)?;
        Ok(Self { filter, page: Page { list, size, before } })
    }
}
