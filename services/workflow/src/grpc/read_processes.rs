//! The reads of ProcessService: one query, the policy, an audit entry, the answer.

use super::{convert::ProcessesOf, read::Read};
use crate::{
    ops::{Desk, Version},
    rpc,
    store::{self, process::VersionId},
};
use contracts::workflow::v1::{self as wire, GetProcessResponse, ListProcessesResponse};
use fault::{Fault, Refusal};
use identity::Caller;

pub(super) async fn list_processes(
    desk: &Desk,
    caller: &Caller,
    asked: ProcessesOf,
) -> Result<ListProcessesResponse, Fault> {
    let ProcessesOf { page } = asked;
    let after = page.after(String::new());
    let seen = store::process::list(&desk.pool, &caller.subject, &after, page.rows()).await?;
    let (read, _) = Read::of_many(desk, caller, seen.access, rpc::LIST_PROCESSES)?;
    let mut ids = seen.found;
    let next_page_token = page.cut(&mut ids, |id| id.process_id.clone());
    let subjects = ids.iter().map(|id| format!("process/{}/{}", id.process_id, id.version));
    read.noting(|entry| entry.subjects(subjects)).left().await?;
    let mut processes = Vec::with_capacity(ids.len());
    for id in &ids {
        processes.extend(shown(desk, id).await?);
    }
    Ok(ListProcessesResponse { processes, next_page_token })
}

/// The newest version where `version` is 0.
pub(super) async fn get_process(
    desk: &Desk,
    caller: &Caller,
    process_id: &str,
    version: i32,
) -> Result<GetProcessResponse, Fault> {
    let seen = store::process::newest(&desk.pool, &caller.subject, process_id).await?;
    let (read, _) = Read::of_many(desk, caller, seen.access, rpc::GET_PROCESS)?;
    let subject = format!("process/{process_id}");
    let newest = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    let version = if version == 0 { newest.version } else { version };
    let id = VersionId { process_id: process_id.to_owned(), version };
    let process = shown(desk, &id).await?.ok_or_else(|| Refusal::not_found(&subject))?;
    read.noting(|entry| entry.subject(format!("process/{process_id}/{version}"))).left().await?;
    Ok(GetProcessResponse { process: Some(process) })
}

async fn shown(desk: &Desk, id: &VersionId) -> Result<Option<wire::Process>, Fault> {
    let process = desk.processes.get(&desk.pool, id).await?;
    Ok(process.map(|process| Version { process: &process, number: id.version }.into()))
}
