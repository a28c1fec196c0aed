use crate::{
    domain::page::Page,
    ops::Command,
    store::long_term_match::{Place, Referral},
};
use contracts::panels::v1::{self as wire, ImportLongTermMatchesRequest, ListReferralsRequest};
use fault::{Fault, Fields};

const MOST_CHILDREN: usize = 50_000;
const PAGE_SIZES: (u16, u16) = (100, 500);

impl TryFrom<ImportLongTermMatchesRequest> for Command<Vec<String>> {
    type Error = Fault;

    fn try_from(request: ImportLongTermMatchesRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ImportLongTermMatchesRequest { request_id, child_ids } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.require("child_ids", child_ids.len() <= MOST_CHILDREN, "are more than 50,000");
        for (index, child_id) in child_ids.iter().take(MOST_CHILDREN).enumerate() {
            wrong.child_id(format_args!("child_ids[{index}]"), child_id);
        }
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: child_ids })
    }
}

/// Which referrals are asked for.
pub struct Referrals {
    /// Only what is not corrected.
    pub open_only: bool,
    /// Which part of them.
    pub page: Page<Place>,
}

impl Referrals {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListReferralsRequest) -> Result<Self, Fault> {
        let filters = ListReferralsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListReferralsRequest { open_only, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        Ok(Self { open_only, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

impl From<Referral> for wire::Referral {
    fn from(referral: Referral) -> Self {
        let Referral {
            panel_date,
            child_id,
            agenda_id,
            service_manager,
            by_removal,
            corrected_as_of,
            absent_as_of,
        } = referral;
        Self {
            child_id,
            panel_date: panel_date.to_string(),
            agenda_id: agenda_id.to_string(),
            service_manager,
            by_removal,
            corrected_as_of: corrected_as_of.map(|date| date.to_string()).unwrap_or_default(),
            absent_as_of: absent_as_of.map(|date| date.to_string()).unwrap_or_default(),
        }
    }
}
