use super::{Command, Desk, command::record_of_webhook};
use crate::{
    domain::webhook::{WantedWebhook, Webhook},
    outside::Way,
    rpc,
    store::{self, opening::Asked},
};
use contracts::notifications::v1::CreateWebhookResponse;
use eventlog::{Setback, settled};
use fault::{Fault, Fields};
use identity::{Caller, Resource};
use uuid::Uuid;

/// Lets another system hear of what workers are told. Refused with `FIELD_INVALID` and `CHANNEL_NOT_CONFIGURED`.
pub async fn create_webhook(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedWebhook>,
) -> Result<CreateWebhookResponse, Fault> {
    let asked = command.asked(caller, rpc::CREATE_WEBHOOK);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedWebhook,
) -> Result<CreateWebhookResponse, Setback> {
    let id = desk.clock.new_id();
    let loaded = store::webhook::load(&desk.pool, asked, id).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    let way = desk.outside.expect()?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(shown_again(desk, &way, asked, first).await?);
    }
    let url = allowed(desk, &way, wanted)?;
    let wanted = WantedWebhook { url, ..wanted.clone() };
    let secret = way.sealer.new_secret()?;
    let sealed = way.sealer.seal(id, &secret)?;
    let webhook = Webhook::created(id, wanted, sealed, actor.worker_id, desk.clock.now());

    let kept = CreateWebhookResponse { webhook: Some(webhook.shown(0).into()), secret: String::new() };
    let record = record_of_webhook(desk, &actor, asked, &webhook, &kept);
    store::webhook::replace(&desk.pool, &webhook, &record).await?;
    Ok(CreateWebhookResponse { secret: secret.shown(), ..kept })
}

/// The first answer, with its secret for as long as the webhook still has it.
async fn shown_again(
    desk: &Desk,
    way: &Way,
    asked: &Asked<'_>,
    first: CreateWebhookResponse,
) -> Result<CreateWebhookResponse, Fault> {
    let secret = secret_again(desk, way, asked, first.webhook.as_ref()).await?;
    Ok(CreateWebhookResponse { secret, ..first })
}

/// The secret of the webhook as a first answer showed it; nothing where it was changed since.
pub(super) async fn secret_again(
    desk: &Desk,
    way: &Way,
    asked: &Asked<'_>,
    shown: Option<&contracts::notifications::v1::Webhook>,
) -> Result<String, Fault> {
    let shown = shown.ok_or_else(|| Fault::defect("a kept answer holds no webhook"))?;
    let id = Uuid::try_parse(&shown.webhook_id).map_err(Fault::defect)?;
    let stands = store::webhook::load(&desk.pool, asked, id).await?.found;
    match stands.filter(|(webhook, _)| webhook.stamp.etag() == shown.etag) {
        Some((webhook, _)) => Ok(way.sealer.unseal(id, &webhook.secret)?.shown()),
        None => Ok(String::new()),
    }
}

/// The URL as it will be called, for kinds that there are. Refused with `FIELD_INVALID`.
fn allowed(desk: &Desk, way: &Way, wanted: &WantedWebhook) -> Result<String, Fault> {
    let mut wrong = Fields::default();
    let allowed = way.reach.url(&wanted.url).map(String::from).unwrap_or_else(|what| {
        wrong.refuse("url", what);
        String::new()
    });
    for (index, kind) in wanted.kinds.iter().enumerate() {
        if !desk.rules.keys().any(|(key, _)| key == kind) {
            wrong.refuse(format_args!("kinds[{index}]"), "is no kind of notification: see GetPreferences");
        }
    }
    wrong.finish()?;
    Ok(allowed)
}
