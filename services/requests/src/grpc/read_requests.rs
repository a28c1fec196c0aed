//! The reads: one query, the policy, an audit entry, the answer.

use super::{
    convert::{Folder, ListOf, RequestsOf},
    read::Read,
};
use crate::{
    domain::{
        request::subject,
        shown::{Shown, children},
    },
    ops::{Desk, OF_ANYBODY},
    rpc,
    store::{self, folder::Row},
};
use contracts::requests::v1::{
    self as wire, GetRequestResponse, ListIncomingRequestsResponse, ListRequestsOfResponse,
    ListRequestsResponse,
};
use fault::{Fault, Fields, Reason, Refusal};
use identity::{Caller, InFolder, Resource};
use uuid::Uuid;

pub(super) async fn get_request(desk: &Desk, caller: &Caller, id: &str) -> Result<GetRequestResponse, Fault> {
    let mut wrong = Fields::default();
    let id = wrong.uuid("id", id);
    wrong.finish()?;
    let (read, shown) = match see(desk, caller, id).await? {
        (_, None) => {
            desk.hear_workflow().await?;
            see(desk, caller, id).await?
        }
        seen => seen,
    };
    let shown = shown.ok_or_else(|| Refusal::not_found(subject(id)))?;
    let request = &shown.request;
    read.noting(|entry| entry.child(&request.child_id).subject(request.subject())).left().await?;
    Ok(GetRequestResponse { request: Some((&shown).into()) })
}

async fn see<'a>(desk: &'a Desk, caller: &Caller, id: Uuid) -> Result<(Read<'a>, Option<Shown>), Fault> {
    let seen = store::request::get(&desk.pool, &caller.subject, id, desk.clock.today()).await?;
    let resource = seen.resource();
    let read = Read::permitted(desk, caller, seen.access, rpc::GET_REQUEST, resource)?;
    Ok((read, seen.found))
}

pub(super) async fn list_incoming_requests(
    desk: &Desk,
    caller: &Caller,
    asked: Folder,
) -> Result<ListIncomingRequestsResponse, Fault> {
    let Folder { filter, page } = asked;
    let today = desk.clock.today();
    let seen =
        store::folder::incoming(&desk.pool, &caller.subject, today, &filter, page.after.clone(), page.rows())
            .await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_INCOMING_REQUESTS, Resource::Council)?;
    let (placed, next_page_token) = page.cut(seen.found.requests, Row::place);
    let shown = children(placed.iter().map(|row| &row.shown));
    read.noting(|entry| entry.subjects(shown).detail(filter.to_string())).left().await?;
    let total_size = i32::try_from(seen.found.total).unwrap_or(i32::MAX);
    Ok(ListIncomingRequestsResponse {
        requests: placed.iter().map(|row| in_folder(&row.shown, &row.place)).collect(),
        next_page_token,
        total_size,
    })
}

/// A row of the folder.
pub(super) fn in_folder(shown: &Shown, place: &InFolder) -> wire::Request {
    wire::Request { place: Some(place.into()), ..shown.into() }
}

pub(super) async fn list_requests(
    desk: &Desk,
    caller: &Caller,
    asked: ListOf,
) -> Result<ListRequestsResponse, Fault> {
    let ListOf { of, page } = asked;
    let seen = store::list::list(&desk.pool, &caller.subject, &of, page.placed_after(), page.rows()).await?;
    let (shown, next_page_token) = page.cut(seen.found, Shown::place);
    let child_id = of.child_of(&shown);
    let resource = Resource::Record { child_id: child_id.clone() };
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_REQUESTS, resource)?;
    let subjects: Vec<String> = shown.iter().map(|shown| shown.request.subject()).collect();
    read.noting(|entry| entry.child(child_id).subjects(subjects).detail(of.to_string())).left().await?;
    Ok(ListRequestsResponse { requests: shown.iter().map(Into::into).collect(), next_page_token })
}

/// What waits in a worker's own list: for themselves, whoever manages them, those who cover one of these, and who
/// may pass on anybody's work.
pub(super) async fn list_requests_of(
    desk: &Desk,
    caller: &Caller,
    asked: RequestsOf,
) -> Result<ListRequestsOfResponse, Fault> {
    let RequestsOf { worker_id, page } = asked;
    let (today, after) = (desk.clock.today(), page.placed_after());
    let seen =
        store::passing::list_of(&desk.pool, &caller.subject, today, worker_id, after, page.rows()).await?;
    let (read, actor) = Read::by(desk, caller, seen.access, rpc::LIST_REQUESTS_OF, Resource::Council)?;
    let store::passing::ListOf { managers, requests, total } = seen.found;
    let theirs = managers.iter().chain([&worker_id]).any(|whose| actor.stands_for(*whose));
    if !theirs && !desk.policies.permits(&actor, OF_ANYBODY)? {
        let message = "it stands with somebody whom you neither are nor cover nor manage";
        return Err(Refusal::new(Reason::NotYoursToPassOn, message).with("worker_id", worker_id).into());
    }
    let (shown, next_page_token) = page.cut(requests, Shown::place);
    read.noting(|entry| entry.subjects(children(&shown)).detail(format!("worker/{worker_id}")))
        .left()
        .await?;
    let total_size = i32::try_from(total).unwrap_or(i32::MAX);
    Ok(ListRequestsOfResponse {
        requests: shown.iter().map(Into::into).collect(),
        next_page_token,
        total_size,
    })
}
