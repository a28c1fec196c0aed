//! What operators see of the ways out of the application.

use super::convert::{DeliveriesOf, size};
use crate::{
    domain::{delivery, page::Page, webhook},
    ops::Desk,
    rpc, store,
};
use contracts::notifications::v1::{ListDeliveriesResponse, ListWebhooksResponse};
use eventlog::Audit;
use fault::Fault;
use identity::{Caller, Resource};

pub(super) async fn list_webhooks(
    desk: &Desk,
    caller: &Caller,
    page: Page,
) -> Result<ListWebhooksResponse, Fault> {
    let seen = store::webhook::list(&desk.pool, &caller.subject, page.before, page.rows()).await?;
    let rpc = rpc::LIST_WEBHOOKS;
    let actor = desk.policies.authorise(caller, seen.access, rpc, Resource::Council)?;
    let store::webhook::Part { webhooks, total } = seen.found;
    let (listed, next_page_token) = page.cut(webhooks, |listed| listed.place);
    let entry = Audit::new(actor.worker_id, rpc, desk.clock.now());
    let subjects = listed.iter().map(|listed| webhook::subject(listed.webhook.id));
    desk.audit.write(entry.subjects(subjects)).await?;
    Ok(ListWebhooksResponse {
        webhooks: listed.iter().map(|listed| listed.webhook.shown(listed.waiting).into()).collect(),
        next_page_token,
        total_size: size(total),
    })
}

pub(super) async fn list_deliveries(
    desk: &Desk,
    caller: &Caller,
    asked: DeliveriesOf,
) -> Result<ListDeliveriesResponse, Fault> {
    let DeliveriesOf { filter, page } = asked;
    let seen = store::delivery::list(&desk.pool, &caller.subject, &filter, page.before, page.rows()).await?;
    let rpc = rpc::LIST_DELIVERIES;
    let actor = desk.policies.authorise(caller, seen.access, rpc, Resource::Council)?;
    let store::delivery::Part { deliveries, total } = seen.found;
    let (shown, next_page_token) = page.cut(deliveries, |delivery| delivery.place);
    let entry = Audit::new(actor.worker_id, rpc, desk.clock.now());
    let entry = entry.subjects(shown.iter().map(|it| delivery::subject(it.id)));
    desk.audit.write(entry.detail(filter.to_string())).await?;
    Ok(ListDeliveriesResponse {
        deliveries: shown.iter().map(Into::into).collect(),
        next_page_token,
        total_size: size(total),
    })
}
