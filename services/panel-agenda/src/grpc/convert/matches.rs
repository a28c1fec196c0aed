use crate::{
    domain::{page::Page, service_manager::Responsible},
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
    /// Only those of whoever is asking.
    pub mine: bool,
    /// Which part of them.
    pub page: Page<Place>,
}

impl Referrals {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListReferralsRequest) -> Result<Self, Fault> {
        let filters = ListReferralsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListReferralsRequest { open_only, page_size, page_token, mine } = request;
        let mut wrong = Fields::default();
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        Ok(Self { open_only, mine, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

/// A referral, with who is asked to correct the record.
pub struct Referred {
    /// The referral.
    pub referral: Referral,
    /// Who is asked.
    pub whose: Responsible,
}

impl From<Referred> for wire::Referral {
    fn from(Referred { referral, whose }: Referred) -> Self {
        let Referral {
            panel_date,
            child_id,
            agenda_id,
            service_manager,
            by_removal,
            corrected_as_of,
            absent_as_of,
            allocated_manager_id: _,
        } = referral;
        Self {
            child_id,
            panel_date: panel_date.to_string(),
            agenda_id: agenda_id.to_string(),
            service_manager,
            service_manager_id: whose.worker_id(),
            by_removal,
            corrected_as_of: corrected_as_of.map(|date| date.to_string()).unwrap_or_default(),
            absent_as_of: absent_as_of.map(|date| date.to_string()).unwrap_or_default(),
        }
    }
}
