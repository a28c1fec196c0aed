use super::{PAGE_SIZES, kind_key};
use crate::{
    domain::page::{List, Page},
    store::inbox::{Filter, State},
};
use contracts::notifications::v1::{GetNotificationRequest, ListNotificationsRequest, NotificationState};
use fault::{Fault, Fields};
use uuid::Uuid;

const MOST_IDS: usize = 200;

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
        let ListNotificationsRequest {
            unread_only,
            kind,
            child_id,
            page_size,
            page_token,
            state: wanted_state,
            notification_ids,
            case_id,
        } = request;
        let mut wrong = Fields::default();
        let filter = Filter {
            unread_only,
            kind: (!kind.is_empty()).then(|| kind_key(&mut wrong, "kind", &kind)),
            child_id: (!child_id.is_empty()).then(|| wrong.child_id("child_id", &child_id).to_owned()),
            state: (wanted_state != 0).then(|| wrong.one_of("state", wanted_state)).and_then(state),
            ids: read_ids(&mut wrong, &notification_ids),
            case_id: wrong.optional_uuid("case_id", &case_id),
        };
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let before = list.before(&page_token)?;
        Ok(Self { filter, page: Page { list, size, before } })
    }
}

/// Which of the caller's notifications is asked for.
pub fn notification_id(request: GetNotificationRequest) -> Result<Uuid, Fault> {
    let GetNotificationRequest { notification_id } = request;
    let mut wrong = Fields::default();
    let id = wrong.uuid("notification_id", &notification_id);
    wrong.finish()?;
    Ok(id)
}

fn state(state: NotificationState) -> Option<State> {
    match state {
        NotificationState::Unspecified => None,
        NotificationState::Unread => Some(State::Unread),
        NotificationState::Read => Some(State::Read),
        NotificationState::Settled => Some(State::Settled),
    }
}

/// None for all.
fn read_ids(wrong: &mut Fields, raw: &[String]) -> Option<Vec<Uuid>> {
    wrong.require("notification_ids", raw.len() <= MOST_IDS, "has more than 200 entries");
    let ids = raw.iter().take(MOST_IDS).enumerate();
    let ids: Vec<Uuid> = ids.map(|(at, id)| wrong.uuid(format_args!("notification_ids[{at}]"), id)).collect();
    (!ids.is_empty()).then_some(ids)
}
