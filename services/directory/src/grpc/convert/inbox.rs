use super::page_size;
use crate::{
    domain::{
        inbox::{Inbox, WantedInbox},
        page::{List, Page},
        place::NamePlace,
        stamp::Read,
        text::line,
    },
    ops::Command,
};
use contracts::{
    directory::v1::{self, ListInboxesRequest, UpdateInboxRequest},
    r#type::v1::WorkerRef,
};
use fault::{Fault, Fields};
use uuid::Uuid;

/// More than work from any inbox, few enough for one record.
const MOST_MEMBERS: usize = 1000;

impl From<&Inbox> for v1::Inbox {
    fn from(inbox: &Inbox) -> Self {
        let Inbox { id, name, members, stamp } = inbox;
        let members = members.iter().map(WorkerRef::from).collect();
        Self { inbox_id: id.to_string(), name: name.clone(), members, etag: stamp.etag() }
    }
}

/// The request for the inboxes.
pub(crate) struct ListInboxes {
    /// Which part of them.
    pub page: Page<NamePlace>,
}

impl ListInboxes {
    /// Reads the request of this RPC.
    pub(crate) fn read(rpc: &str, request: ListInboxesRequest) -> Result<Self, Fault> {
        let ListInboxesRequest { page_size: size, page_token } = request;
        let mut wrong = Fields::default();
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &ListInboxesRequest::default());
        let after = list.after(&page_token)?;
        Ok(Self { page: Page { list, size, after } })
    }
}

impl TryFrom<UpdateInboxRequest> for Command<WantedInbox> {
    type Error = Fault;

    fn try_from(request: UpdateInboxRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let UpdateInboxRequest { request_id, inbox, allow_missing } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let v1::Inbox { inbox_id, name, members, etag } = wrong.present("inbox", inbox);
        let id = wrong.uuid("inbox.inbox_id", &inbox_id);
        let name = line(&mut wrong, "inbox.name", &name, 1, 200);
        let members = read_members(&mut wrong, &members);
        wrong.finish()?;
        let wanted = WantedInbox { id, name, members, read: Read { etag, allow_missing } };
        Ok(Self { request_id, body_hash, wanted })
    }
}

fn read_members(wrong: &mut Fields, raw: &[WorkerRef]) -> Vec<Uuid> {
    let few_enough = raw.len() <= MOST_MEMBERS;
    wrong.require("inbox.members", few_enough, format_args!("are more than {MOST_MEMBERS}"));
    let mut read = |(at, member): (usize, &WorkerRef)| {
        wrong.uuid(format_args!("inbox.members[{at}].worker_id"), &member.worker_id)
    };
    raw.iter().take(MOST_MEMBERS).enumerate().map(&mut read).collect()
}
