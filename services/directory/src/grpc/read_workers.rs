//! The reads of WorkerService: one query, the policy, an audit entry, the answer.

use super::{
    convert::{ListCovers, ListInboxes, ListTeams, SearchWorkers},
    read::Read,
};
use crate::{
    domain::{
        cover,
        inbox::{self, Inbox},
        place::CoverPlace,
        team::{self, Team},
        worker,
    },
    ops::Desk,
    rpc, store,
};
use contracts::{
    directory::v1::{
        self, GetMeResponse, GetWorkerResponse, ListCoversResponse, ListInboxesResponse, ListTeamsResponse,
        SearchWorkersResponse,
    },
    r#type::v1::InboxRef,
};
use fault::{Fault, Fields, Refusal};
use identity::{Caller, Resource};

pub(super) async fn get_me(desk: &Desk, caller: &Caller) -> Result<GetMeResponse, Fault> {
    let seen = store::worker::get_caller(&desk.pool, &caller.subject).await?;
    let (read, actor) = Read::permitted(desk, caller, seen.access, rpc::GET_ME, Resource::Council)?;
    let subject = worker::subject(actor.worker_id);
    let me = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    read.noting(|entry| entry.subject(subject)).left().await?;
    let shown = |inbox: identity::InboxRef| InboxRef { inbox_id: inbox.id.to_string(), name: inbox.name };
    Ok(GetMeResponse { worker: Some((&me).into()), inboxes: actor.inboxes.into_iter().map(shown).collect() })
}

pub(super) async fn get_worker(
    desk: &Desk,
    caller: &Caller,
    worker_id: &str,
) -> Result<GetWorkerResponse, Fault> {
    let mut wrong = Fields::default();
    let worker_id = wrong.uuid("worker_id", worker_id);
    wrong.finish()?;
    let seen = store::worker::get(&desk.pool, &caller.subject, worker_id).await?;
    let (read, _) = Read::permitted(desk, caller, seen.access, rpc::GET_WORKER, Resource::Council)?;
    let subject = worker::subject(worker_id);
    let worker = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    read.noting(|entry| entry.subject(subject)).left().await?;
    Ok(GetWorkerResponse { worker: Some((&worker).into()) })
}

pub(super) async fn search_workers(
    desk: &Desk,
    caller: &Caller,
    asked: SearchWorkers,
) -> Result<SearchWorkersResponse, Fault> {
    let SearchWorkers { search, page } = asked;
    let seen =
        store::worker::search(&desk.pool, &caller.subject, &search, page.after.as_ref(), page.rows()).await?;
    let (read, _) = Read::permitted(desk, caller, seen.access, rpc::SEARCH_WORKERS, Resource::Council)?;
    let (hits, next_page_token) = page.cut(seen.found, |hit| hit.place.clone());
    let shown = hits.iter().map(|hit| worker::subject(hit.worker.id));
    read.noting(|entry| entry.subjects(shown).detail(search.filters())).left().await?;
    let workers = hits.iter().map(|hit| v1::Worker::from(&hit.worker)).collect();
    Ok(SearchWorkersResponse { workers, next_page_token })
}

pub(super) async fn list_teams(
    desk: &Desk,
    caller: &Caller,
    asked: ListTeams,
) -> Result<ListTeamsResponse, Fault> {
    let ListTeams { page } = asked;
    let seen = store::team::list(&desk.pool, &caller.subject, page.after.as_ref(), page.rows()).await?;
    let (read, _) = Read::permitted(desk, caller, seen.access, rpc::LIST_TEAMS, Resource::Council)?;
    let (teams, next_page_token) = page.cut(seen.found, Team::place);
    let shown = teams.iter().map(|team| team::subject(team.id));
    read.noting(|entry| entry.subjects(shown)).left().await?;
    Ok(ListTeamsResponse { teams: teams.iter().map(v1::Team::from).collect(), next_page_token })
}

pub(super) async fn list_inboxes(
    desk: &Desk,
    caller: &Caller,
    asked: ListInboxes,
) -> Result<ListInboxesResponse, Fault> {
    let ListInboxes { page } = asked;
    let seen = store::inbox::list(&desk.pool, &caller.subject, page.after.as_ref(), page.rows()).await?;
    let (read, _) = Read::permitted(desk, caller, seen.access, rpc::LIST_INBOXES, Resource::Council)?;
    let (inboxes, next_page_token) = page.cut(seen.found, Inbox::place);
    let shown = inboxes.iter().map(|inbox| inbox::subject(inbox.id));
    read.noting(|entry| entry.subjects(shown)).left().await?;
    Ok(ListInboxesResponse { inboxes: inboxes.iter().map(v1::Inbox::from).collect(), next_page_token })
}

pub(super) async fn list_covers(
    desk: &Desk,
    caller: &Caller,
    asked: ListCovers,
) -> Result<ListCoversResponse, Fault> {
    let ListCovers { worker_id, include_over, page } = asked;
    let on_or_after = (!include_over).then(|| desk.clock.today());
    let wanted = store::cover::Wanted { worker_id, on_or_after };
    let seen =
        store::cover::list(&desk.pool, &caller.subject, &wanted, page.after.as_ref(), page.rows()).await?;
    let (read, actor) = Read::permitted(desk, caller, seen.access, rpc::LIST_COVERS, Resource::Council)?;
    let place = |cover: &cover::Cover| CoverPlace { first_day: cover.days.first, cover_id: cover.id };
    let (covers, next_page_token) = page.cut(seen.found, place);
    let shown = covers.iter().map(|cover| cover::subject(cover.id));
    let whose = worker::subject(worker_id.unwrap_or(actor.worker_id));
    read.noting(|entry| entry.subjects(shown).detail(whose)).left().await?;
    Ok(ListCoversResponse { covers: covers.iter().map(v1::Cover::from).collect(), next_page_token })
}
