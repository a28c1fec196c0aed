use super::{Command, Desk, command::record, fact::inbox_changed};
use crate::{
    domain::{
        inbox::{self, WantedInbox},
        stamp::Act,
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::UpdateInboxResponse;
use eventlog::{Audit, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Replaces an inbox's name and members, or records a new one. Refused with `ETAG_STALE`, `NOT_FOUND`, `NAME_TAKEN`, and
/// `FIELD_INVALID` for a member whom the directory does not know.
pub(crate) async fn update_inbox(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedInbox>,
) -> Result<UpdateInboxResponse, Fault> {
    let asked = command.asked(caller, rpc::UPDATE_INBOX);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    // Nobody worked from a new inbox.
    let not_applied_by = match command.wanted.read.etag.is_empty() {
        true => Vec::new(),
        false => desk.copies.not_applied_by().await,
    };
    Ok(UpdateInboxResponse { not_applied_by, ..answer })
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedInbox,
) -> Result<UpdateInboxResponse, Setback> {
    let loaded = store::inbox::load(&desk.pool, asked, wanted).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (found, around) = loaded.found;
    let act = Act { by: Some(actor.worker_id), at: desk.clock.now() };
    let inbox = inbox::replace(found.as_ref(), wanted.clone(), around, act)?;

    let answer = UpdateInboxResponse { inbox: Some((&inbox).into()), not_applied_by: Vec::new() };
    let audit = Audit::new(actor.worker_id, asked.rpc, act.at).subject(inbox::subject(inbox.id));
    let record = record(asked, inbox_changed(desk.clock.new_id(), &inbox), audit, &answer);
    store::inbox::replace(&desk.pool, &inbox, &record).await?;
    Ok(answer)
}
