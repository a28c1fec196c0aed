use super::{Command, Desk, command::record_of_webhook};
use crate::{
    domain::webhook::{WantedEnd, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::notifications::v1::DeleteWebhookResponse;
use eventlog::{Setback, settled};
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// Ends a webhook; what still waits for it is withheld. Refused with `NOT_FOUND` and `ETAG_STALE`.
pub async fn delete_webhook(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedEnd>,
) -> Result<DeleteWebhookResponse, Fault> {
    let asked = command.asked(caller, rpc::DELETE_WEBHOOK);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedEnd,
) -> Result<DeleteWebhookResponse, Setback> {
    let loaded = store::webhook::load(&desk.pool, asked, wanted.id).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (webhook, _) = loaded.found.ok_or_else(|| Refusal::not_found(subject(wanted.id)))?;
    let webhook = webhook.deleted(wanted, actor.worker_id, desk.clock.now())?;

    let answer = DeleteWebhookResponse {};
    let record = record_of_webhook(desk, &actor, asked, &webhook, &answer);
    store::webhook::replace(&desk.pool, &webhook, &record).await?;
    Ok(answer)
}
