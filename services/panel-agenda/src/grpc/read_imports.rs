//! The reads about imports: one query, the policy, an audit entry, the answer.

use super::{convert::IssuesOf, read::Read};
use crate::{
    domain::extract_import::subject,
    ops::Desk,
    rpc,
    store::{self, import_issue::Issue},
};
use contracts::panels::v1::{GetImportResponse, ListImportIssuesResponse};
use fault::{Fault, Fields, Refusal};
use identity::{Caller, Resource};

pub(super) async fn get_import(desk: &Desk, caller: &Caller, id: &str) -> Result<GetImportResponse, Fault> {
    let mut wrong = Fields::default();
    let id = wrong.uuid("extract_import_id", id);
    wrong.finish()?;
    let seen = store::extract_import::get(&desk.pool, &caller.subject, id).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::GET_IMPORT, Resource::Council)?;
    let import = seen.found.ok_or_else(|| Refusal::not_found(subject(id)))?;
    read.noting(|entry| entry.subject(import.subject())).left().await?;
    Ok(GetImportResponse { extract_import: Some((&import).into()) })
}

pub(super) async fn list_import_issues(
    desk: &Desk,
    caller: &Caller,
    asked: IssuesOf,
) -> Result<ListImportIssuesResponse, Fault> {
    let IssuesOf { filter, page } = asked;
    let seen =
        store::import_issue::list(&desk.pool, &caller.subject, &filter, page.after(), page.rows()).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_IMPORT_ISSUES, Resource::Council)?;
    let (import, issues) = seen.found;
    let import = import.ok_or_else(|| Refusal::not_found(subject(filter.extract_import_id)))?;
    let place = |issue: &Issue| (issue.row_number, issue.kind, issue.column_key.clone());
    let (issues, next_page_token) = page.cut(issues, place);
    let rows = issues.first().zip(issues.last());
    let shown = rows.map(|(first, last)| format!("rows {} to {}", first.row_number, last.row_number));
    read.noting(|entry| entry.subject(import.subject()).detail(shown.unwrap_or_default())).left().await?;
    Ok(ListImportIssuesResponse { issues: issues.into_iter().map(Into::into).collect(), next_page_token })
}
