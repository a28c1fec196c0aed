use super::PAGE_SIZES;
use crate::{
    domain::page::{List, Page},
    store::{folder::Filter, list::Of},
};
use contracts::requests::v1::{
    ListIncomingRequestsRequest, ListRequestsRequest, list_requests_request as one_of,
};
use contracts::r#type::v1::FolderOrder;
use fault::{Fault, Fields};
use uuid::Uuid;

const LONGEST_KEY: usize = 100;
const LONGEST_TITLE: usize = 200;

/// What of the folder is asked for.
pub struct Folder {
    /// What to keep.
    pub filter: Filter,
    /// Which part of it.
    pub page: Page,
}

impl Folder {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListIncomingRequestsRequest) -> Result<Self, Fault> {
        let filters =
            ListIncomingRequestsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListIncomingRequestsRequest {
            inbox_id,
            child_id,
            r#type,
            page_size: size,
            page_token,
            sent_from,
            sent_to,
            team_id,
            order,
            workstep_title,
        } = request;
        let mut wrong = Fields::default();
        let filter = Filter {
            inbox_id: wrong.optional_uuid("inbox_id", &inbox_id),
            child_id: (!child_id.is_empty()).then(|| wrong.child_id("child_id", &child_id).to_owned()),
            kind: (!r#type.is_empty()).then(|| type_key(&mut wrong, &r#type)),
            from: wrong.optional_date("sent_from", &sent_from),
            to: wrong.optional_date("sent_to", &sent_to),
            team_id: wrong.optional_uuid("team_id", &team_id),
            order: FolderOrder::try_from(order).unwrap_or_default(),
            workstep_title: wrong
                .optional_text("workstep_title", &workstep_title, LONGEST_TITLE)
                .map(str::to_owned),
        };
        wrong.require("order", FolderOrder::try_from(order).is_ok(), "is not one of its values");
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let after = list.after(&page_token)?;
        Ok(Self { filter, page: Page { list, size, after } })
    }
}

/// Whose requests are asked for.
pub struct ListOf {
    /// A step's, a case's or a child's.
    pub of: Of,
    /// Which part of them.
    pub page: Page,
}

impl ListOf {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListRequestsRequest) -> Result<Self, Fault> {
        let filters = ListRequestsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListRequestsRequest { of, page_size: size, page_token } = request;
        let mut wrong = Fields::default();
        let of = match of {
            Some(one_of::Of::WorkstepId(id)) => Of::Workstep(wrong.uuid("workstep_id", &id)),
            Some(one_of::Of::CaseId(id)) => Of::Case(wrong.uuid("case_id", &id)),
            Some(one_of::Of::ChildId(id)) => Of::Child(wrong.child_id("child_id", &id).to_owned()),
            None => {
                wrong.refuse("of", "is missing: give workstep_id, case_id or child_id");
                Of::Workstep(Uuid::nil())
            }
        };
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let after = list.after(&page_token)?;
        Ok(Self { of, page: Page { list, size, after } })
    }
}

/// A key of the process file. Nothing else gets into the audit entry, which says by what the folder was narrowed.
fn type_key(wrong: &mut Fields, raw: &str) -> String {
    let fits = raw.len() <= LONGEST_KEY
        && raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    wrong.require("type", fits, "is no key of a request type");
    raw.to_owned()
}

/// How many rows are asked for.
pub(super) fn page_size(wrong: &mut Fields, raw: i32) -> usize {
    let (standard, most) = PAGE_SIZES;
    wrong.page_size("page_size", raw, standard, most).into()
}
