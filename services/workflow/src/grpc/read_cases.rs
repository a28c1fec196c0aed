//! The reads of CaseService: one query, the policy, an audit entry, the answer.

use super::{
    convert::{self, CasesOf, TimelineOf},
    read::Read,
};
use crate::{
    domain::case::Case,
    ops::Desk,
    rpc,
    store::{
        self,
        cases::{self, CasesFound},
        place::Place,
        timeline::{self, Timeline},
    },
};
use contracts::workflow::v1::{
    self as wire, GetCaseResponse, GetPlacementRatificationResponse, GetTimelineResponse, ListCasesResponse,
};
use fault::{Fault, Fields, Refusal};
use identity::Caller;
use uuid::Uuid;

pub(super) async fn get_case(desk: &Desk, caller: &Caller, case_id: Uuid) -> Result<GetCaseResponse, Fault> {
    let seen = cases::get(&desk.pool, &caller.subject, case_id).await?;
    let child_id = seen.found.child_id.clone().unwrap_or_default();
    let (read, _) = Read::of_record(desk, caller, seen.access, rpc::GET_CASE, &child_id)?;
    let subject = format!("case/{case_id}");
    let case = seen.found.cases.first().ok_or_else(|| Refusal::not_found(&subject))?;
    let case = shown(desk, case, &seen.found).await?;
    read.noting(|entry| entry.subject(subject)).left().await?;
    Ok(GetCaseResponse { case: Some(case) })
}

pub(super) async fn list_cases(
    desk: &Desk,
    caller: &Caller,
    asked: CasesOf,
) -> Result<ListCasesResponse, Fault> {
    let CasesOf { child_id, page } = asked;
    let after = page.after(Place::NEWEST);
    let mut seen = cases::list(&desk.pool, &caller.subject, &child_id, after, page.rows()).await?;
    let known = seen.found.child_id.clone().unwrap_or_default();
    let (read, _) = Read::of_record(desk, caller, seen.access, rpc::LIST_CASES, &known)?;
    if known.is_empty() {
        return Err(Refusal::not_found(format!("child/{child_id}")).into());
    }
    let next_page_token = page.cut(&mut seen.found.cases, cases::place);
    let subjects = seen.found.cases.iter().map(|case| format!("case/{}", case.id));
    read.noting(|entry| entry.subjects(subjects)).left().await?;
    let mut cases = Vec::with_capacity(seen.found.cases.len());
    for case in &seen.found.cases {
        cases.push(shown(desk, case, &seen.found).await?);
    }
    Ok(ListCasesResponse { cases, next_page_token })
}

pub(super) async fn get_placement_ratification(
    desk: &Desk,
    caller: &Caller,
    child_id: &str,
) -> Result<GetPlacementRatificationResponse, Fault> {
    let mut wrong = Fields::default();
    wrong.child_id("child_id", child_id);
    wrong.finish()?;
    let seen = store::ratification::standing(&desk.pool, &caller.subject, child_id).await?;
    let known = if seen.found.is_some() { child_id } else { "" };
    let (read, _) = Read::of_record(desk, caller, seen.access, rpc::GET_PLACEMENT_RATIFICATION, known)?;
    let found = seen.found.ok_or_else(|| Refusal::not_found(format!("child/{child_id}")))?;
    let subjects = found.ratification.iter().map(|standing| format!("ratification/{}", standing.id));
    read.noting(|entry| entry.subjects(subjects)).left().await?;
    let ratification = found.ratification.as_ref().map(|standing| found.names.with(standing).into());
    Ok(GetPlacementRatificationResponse { ratification })
}

pub(super) async fn get_timeline(
    desk: &Desk,
    caller: &Caller,
    asked: TimelineOf,
) -> Result<GetTimelineResponse, Fault> {
    let TimelineOf { case_id, page } = asked;
    let after = page.after(Place::OLDEST);
    let seen = store::timeline::list(&desk.pool, &caller.subject, case_id, after, page.rows()).await?;
    let child_id = seen.found.as_ref().map(|found| found.child_id.as_str()).unwrap_or_default();
    let (read, _) = Read::of_record(desk, caller, seen.access, rpc::GET_TIMELINE, child_id)?;
    let subject = format!("case/{case_id}");
    let found = seen.found.ok_or_else(|| Refusal::not_found(&subject))?;
    let Timeline { child_id: _, process_id, process_version, mut entries, names } = found;
    let process = desk.processes.of_case(&desk.pool, &process_id, process_version).await?;
    let next_page_token = page.cut(&mut entries, timeline::Entry::place);
    read.noting(|entry| entry.subject(subject)).left().await?;
    let entries = entries.iter().map(|entry| convert::timeline_entry(entry, &process, &names)).collect();
    Ok(GetTimelineResponse { entries, next_page_token })
}

async fn shown(desk: &Desk, case: &Case, found: &CasesFound) -> Result<wire::Case, Fault> {
    let process = desk.processes.of_case(&desk.pool, &case.process_id, case.process_version).await?;
    Ok(convert::case(case, &found.assignees, &process, &found.names))
}
