//! The reads: one query, the policy, an audit entry, the answer.

use super::convert::{ListOf, size};
use crate::{
    domain::notification::{self, Shown, children},
    domain::preferences::{self, Preferences},
    ops::Desk,
    rpc, store,
};
use contracts::notifications::v1::{
    GetNotificationResponse, GetPreferencesResponse, ListNotificationsResponse,
};
use eventlog::Audit;
use fault::{Fault, Refusal};
use identity::{Caller, Resource};
use uuid::Uuid;

pub(super) async fn list_notifications(
    desk: &Desk,
    caller: &Caller,
    asked: ListOf,
) -> Result<ListNotificationsResponse, Fault> {
    let ListOf { filter, page } = asked;
    let seen = store::inbox::list(&desk.pool, &caller.subject, &filter, page.before, page.rows()).await?;
    let rpc = rpc::LIST_NOTIFICATIONS;
    let actor = desk.policies.authorise(caller, seen.access, rpc, Resource::Council)?;
    let store::inbox::Part { notifications, total, unread } = seen.found;
    let (shown, next_page_token) = page.cut(notifications, |shown: &Shown| shown.position);
    let entry = Audit::new(actor.worker_id, rpc, desk.clock.now());
    desk.audit.write(entry.subjects(children(&shown)).detail(filter.to_string())).await?;
    Ok(ListNotificationsResponse {
        notifications: shown.iter().map(Into::into).collect(),
        next_page_token,
        total_size: size(total),
        unread_count: size(unread),
    })
}

pub(super) async fn get_notification(
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
) -> Result<GetNotificationResponse, Fault> {
    let seen = store::inbox::get(&desk.pool, &caller.subject, id).await?;
    let rpc = rpc::GET_NOTIFICATION;
    let actor = desk.policies.authorise(caller, seen.access, rpc, Resource::Council)?;
    let shown = seen.found.ok_or_else(|| Refusal::not_found(notification::subject(id)))?;
    let entry = Audit::new(actor.worker_id, rpc, desk.clock.now()).subject(notification::subject(id));
    desk.audit.write(entry.subjects(children(std::slice::from_ref(&shown)))).await?;
    Ok(GetNotificationResponse { notification: Some((&shown).into()) })
}

pub(super) async fn get_preferences(desk: &Desk, caller: &Caller) -> Result<GetPreferencesResponse, Fault> {
    let seen = store::preferences::get(&desk.pool, &caller.subject).await?;
    let rpc = rpc::GET_PREFERENCES;
    let actor = desk.policies.authorise(caller, seen.access, rpc, Resource::Council)?;
    let preferences = seen.found.unwrap_or_else(|| Preferences::unsaid(actor.worker_id));
    let entry = Audit::new(actor.worker_id, rpc, desk.clock.now());
    desk.audit.write(entry.subject(preferences::subject(actor.worker_id))).await?;
    Ok(GetPreferencesResponse { preferences: Some(desk.shown(&preferences)) })
}
