//! The reads of ChildService: one query, the policy, an audit entry, the answer.

use super::{
    convert::{ListAllocations, SearchChildren},
    read::Read,
};
use crate::{
    domain::{child, worker},
    ops::Desk,
    rpc, store,
};
use contracts::directory::v1::{
    self, AllocatedChild, GetChildResponse, ListAllocationsResponse, SearchChildrenResponse,
};
use fault::{Fault, Fields, Refusal};
use identity::{Caller, Resource};

pub(super) async fn get_child(
    desk: &Desk,
    caller: &Caller,
    child_id: &str,
) -> Result<GetChildResponse, Fault> {
    let mut wrong = Fields::default();
    wrong.child_id("child_id", child_id);
    wrong.finish()?;
    let seen = store::child::get(&desk.pool, &caller.subject, child_id).await?;
    let record = Resource::Record { child_id: child_id.to_owned() };
    let (read, _) = Read::permitted(desk, caller, seen.access, rpc::GET_CHILD, record)?;
    let subject = child::subject(child_id);
    let (child, allocations) = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    read.noting(|entry| entry.child(child_id).subject(subject)).left().await?;
    let allocations = allocations.iter().map(v1::Allocation::from).collect();
    Ok(GetChildResponse { child: Some((&child).into()), allocations })
}

pub(super) async fn search_children(
    desk: &Desk,
    caller: &Caller,
    asked: SearchChildren,
) -> Result<SearchChildrenResponse, Fault> {
    let SearchChildren { query, page } = asked;
    let seen =
        store::child::search(&desk.pool, &caller.subject, &query, page.after.as_ref(), page.rows()).await?;
    let (read, _) = Read::permitted(desk, caller, seen.access, rpc::SEARCH_CHILDREN, Resource::Council)?;
    let (hits, next_page_token) = page.cut(seen.found, |hit| hit.place.clone());
    let shown = hits.iter().map(|hit| child::subject(&hit.child.id));
    // What was typed is a name, more often than not: the entry only says whether something was.
    let typed = if query.trim().is_empty() { "all" } else { "by name or id" };
    read.noting(|entry| entry.subjects(shown).detail(typed)).left().await?;
    Ok(SearchChildrenResponse {
        children: hits.iter().map(|hit| (&hit.child).into()).collect(),
        next_page_token,
    })
}

pub(super) async fn list_allocations(
    desk: &Desk,
    caller: &Caller,
    asked: ListAllocations,
) -> Result<ListAllocationsResponse, Fault> {
    let ListAllocations { worker_id, page } = asked;
    let seen =
        store::allocation::list(&desk.pool, &caller.subject, worker_id, page.after.as_ref(), page.rows())
            .await?;
    let (read, actor) = Read::permitted(desk, caller, seen.access, rpc::LIST_ALLOCATIONS, Resource::Council)?;
    let (hits, next_page_token) = page.cut(seen.found, |hit| hit.child.place.clone());
    let shown = hits.iter().map(|hit| child::subject(&hit.child.child.id));
    let whose = worker::subject(worker_id.unwrap_or(actor.worker_id));
    read.noting(|entry| entry.subjects(shown).detail(whose)).left().await?;
    let children = hits.iter().map(AllocatedChild::from).collect();
    Ok(ListAllocationsResponse { children, next_page_token })
}
