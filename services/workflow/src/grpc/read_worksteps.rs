//! The reads of WorkstepService: one query, the policy, an audit entry, the answer.

use super::{
    convert::{self, Folder, QueueRevisionsOf, RevisionsOf, WorkOf},
    read::Read,
};
use crate::{
    ops::{Desk, OF_ANYBODY, Outcome, enter},
    rpc,
    store::{
        self,
        place::Place,
        revisions::{Revision, Revisions},
    },
};
use contracts::workflow::v1::{
    self as wire, GetWorkstepResponse, ListIncomingWorkResponse, ListQueueRevisionsResponse,
    ListSectionRevisionsResponse, ListWorkOfResponse,
};
use fault::{Fault, Reason, Refusal};
use identity::Caller;
use uuid::Uuid;

pub(super) async fn get_workstep(
    desk: &Desk,
    caller: &Caller,
    workstep_id: Uuid,
) -> Result<GetWorkstepResponse, Fault> {
    let wanted = desk.step(workstep_id);
    let seen = store::step::see(&desk.pool, &caller.subject, &wanted).await?;
    let child_id = seen.found.as_ref().map(|found| found.child.id.as_str()).unwrap_or_default();
    let (read, actor) = Read::of_record(desk, caller, seen.access, rpc::GET_WORKSTEP, child_id)?;
    let subject = format!("workstep/{workstep_id}");
    let found = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    let (found, scene) = enter(desk, &actor, found).await?;
    read.noting(|entry| entry.subject(subject)).left().await?;
    let shown = Outcome { result: found.step, scene };
    Ok(GetWorkstepResponse { workstep: Some(wire::Workstep::from(&shown)) })
}

pub(super) async fn list_incoming_work(
    desk: &Desk,
    caller: &Caller,
    asked: Folder,
) -> Result<ListIncomingWorkResponse, Fault> {
    let Folder { filter, page } = asked;
    let (today, after) = (desk.clock.today(), page.after_any());
    let seen = store::folder::list(&desk.pool, &caller.subject, today, &filter, after, page.rows()).await?;
    let (read, _) = Read::of_many(desk, caller, seen.access, rpc::LIST_INCOMING_WORK)?;
    let mut rows = seen.found.worksteps;
    let next_page_token = page.cut(&mut rows, store::folder::Incoming::place);
    let shown = rows.iter().map(|row| format!("child/{}", row.child_id));
    read.noting(|entry| entry.subjects(shown).detail(filter.in_words())).left().await?;
    let mut worksteps = Vec::with_capacity(rows.len());
    for row in &rows {
        let process = desk.processes.of_case(&desk.pool, &row.process_id, row.process_version).await?;
        worksteps.push(convert::incoming_work(row, &process));
    }
    let total_size = i32::try_from(seen.found.total).unwrap_or(i32::MAX);
    Ok(ListIncomingWorkResponse { worksteps, next_page_token, total_size })
}

/// What lies in a worker's own hands: for themselves, whoever manages them, those who cover one of these, and who
/// may pass on anybody's work.
pub(super) async fn list_work_of(
    desk: &Desk,
    caller: &Caller,
    asked: WorkOf,
) -> Result<ListWorkOfResponse, Fault> {
    let WorkOf { worker_id, page } = asked;
    let (today, after) = (desk.clock.today(), page.after(Place::NEWEST));
    let seen =
        store::folder::list_of(&desk.pool, &caller.subject, today, worker_id, after, page.rows()).await?;
    let (read, actor) = Read::of_many(desk, caller, seen.access, rpc::LIST_WORK_OF)?;
    let (managers, folder) = seen.found;
    let theirs = managers.iter().chain([&worker_id]).any(|whose| actor.stands_for(*whose));
    if !theirs && !desk.policies.permits(&actor, OF_ANYBODY)? {
        let message = "it lies with somebody whom you neither are nor cover nor manage";
        return Err(Refusal::new(Reason::NotYoursToPassOn, message).with("worker_id", worker_id).into());
    }
    let mut rows = folder.worksteps;
    let next_page_token = page.cut(&mut rows, |row| row.place().place);
    let shown = rows.iter().map(|row| format!("child/{}", row.child_id));
    read.noting(|entry| entry.subjects(shown).detail(format!("worker/{worker_id}"))).left().await?;
    let mut worksteps = Vec::with_capacity(rows.len());
    for row in &rows {
        let process = desk.processes.of_case(&desk.pool, &row.process_id, row.process_version).await?;
        worksteps.push(wire::IncomingWork { place: None, ..convert::incoming_work(row, &process) });
    }
    let total_size = i32::try_from(folder.total).unwrap_or(i32::MAX);
    Ok(ListWorkOfResponse { worksteps, next_page_token, total_size })
}

pub(super) async fn list_queue_revisions(
    desk: &Desk,
    caller: &Caller,
    asked: QueueRevisionsOf,
) -> Result<ListQueueRevisionsResponse, Fault> {
    let QueueRevisionsOf { workstep_id, page } = asked;
    let (pool, after) = (&desk.pool, page.after(Place::NEWEST));
    let seen = store::revisions::of_queue(pool, &caller.subject, workstep_id, after, page.rows()).await?;
    let child_id = seen.found.as_ref().map(|found| found.child_id.as_str()).unwrap_or_default();
    let (read, _) = Read::of_record(desk, caller, seen.access, rpc::LIST_QUEUE_REVISIONS, child_id)?;
    let subject = format!("workstep/{workstep_id}");
    let found = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    let Revisions { child_id: _, kind, process_id, process_version, mut revisions, names } = found;
    let process = desk.processes.of_case(pool, &process_id, process_version).await?;
    let next_page_token = page.cut(&mut revisions, Revision::place);
    read.noting(|entry| entry.subject(subject).detail("next actions")).left().await?;
    let kind = process.step(&kind);
    let revisions = revisions.iter().map(|revision| convert::queue_revision(revision, kind, &names));
    Ok(ListQueueRevisionsResponse { revisions: revisions.collect(), next_page_token })
}

pub(super) async fn list_section_revisions(
    desk: &Desk,
    caller: &Caller,
    asked: RevisionsOf,
) -> Result<ListSectionRevisionsResponse, Fault> {
    let RevisionsOf { workstep_id, section, page } = asked;
    let (pool, after) = (&desk.pool, page.after(Place::NEWEST));
    let seen = store::revisions::of_section(pool, &caller.subject, workstep_id, &section, after, page.rows())
        .await?;
    let child_id = seen.found.as_ref().map(|found| found.child_id.as_str()).unwrap_or_default();
    let (read, _) = Read::of_record(desk, caller, seen.access, rpc::LIST_SECTION_REVISIONS, child_id)?;
    let subject = format!("workstep/{workstep_id}");
    let found = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    let Revisions { child_id: _, kind, process_id, process_version, mut revisions, names } = found;
    let process = desk.processes.of_case(pool, &process_id, process_version).await?;
    let section_type =
        process.step(&kind).and_then(|kind| kind.section_type(section.form.as_deref(), section.number));
    section_type.ok_or_else(|| Refusal::not_found(format!("{subject}/{section}")))?;
    let next_page_token = page.cut(&mut revisions, Revision::place);
    read.noting(|entry| entry.subject(subject).detail(section.to_string())).left().await?;
    let revisions = revisions.iter().map(|revision| convert::section_revision(revision, &names)).collect();
    Ok(ListSectionRevisionsResponse { revisions, next_page_token })
}
