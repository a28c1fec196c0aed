use super::{Command, Desk, command::record_of_webhook, create_webhook::secret_again};
use crate::{
    domain::webhook::{WantedRotation, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::notifications::v1::RotateWebhookSecretResponse;
use eventlog::{Setback, settled};
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// Gives a webhook another secret. Refused with `NOT_FOUND`, `ETAG_STALE` and `CHANNEL_NOT_CONFIGURED`.
pub async fn rotate_webhook_secret(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedRotation>,
) -> Result<RotateWebhookSecretResponse, Fault> {
    let asked = command.asked(caller, rpc::ROTATE_WEBHOOK_SECRET);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedRotation,
) -> Result<RotateWebhookSecretResponse, Setback> {
    let loaded = store::webhook::load(&desk.pool, asked, wanted.id).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    let way = desk.outside.expect()?;
    if let Some(first) = loaded.recalled.answer::<RotateWebhookSecretResponse>()? {
        let secret = secret_again(desk, &way, asked, first.webhook.as_ref()).await?;
        return Ok(RotateWebhookSecretResponse { secret, ..first });
    }
    let (webhook, waiting) = loaded.found.ok_or_else(|| Refusal::not_found(subject(wanted.id)))?;
    let secret = way.sealer.new_secret()?;
    let sealed = way.sealer.seal(webhook.id, &secret)?;
    let webhook = webhook.rotated(wanted, sealed, actor.worker_id, desk.clock.now())?;

    let kept =
        RotateWebhookSecretResponse { webhook: Some(webhook.shown(waiting).into()), secret: String::new() };
    let record = record_of_webhook(desk, &actor, asked, &webhook, &kept);
    store::webhook::replace(&desk.pool, &webhook, &record).await?;
    Ok(RotateWebhookSecretResponse { secret: secret.shown(), ..kept })
}
