//! The read of case notes: one query, the policy, an audit entry, the answer.

use super::{convert::NotesOf, read::Read};
use crate::{
    ops::{Desk, NoteSeen, title_of_step},
    rpc,
    store::{self, note::Notes, place::Place},
};
use contracts::workflow::v1::ListCaseNotesResponse;
use fault::{Fault, Refusal};
use identity::Caller;

pub(super) async fn list_case_notes(
    desk: &Desk,
    caller: &Caller,
    asked: NotesOf,
) -> Result<ListCaseNotesResponse, Fault> {
    let NotesOf { filter, page } = asked;
    let after = page.after(Place::NEWEST);
    let seen = store::note::list(&desk.pool, &caller.subject, &filter, after, page.rows()).await?;
    let child_id = if seen.found.is_some() { filter.child_id.as_str() } else { "" };
    let (read, _) = Read::of_record(desk, caller, seen.access, rpc::LIST_CASE_NOTES, child_id)?;
    let found = seen.found.ok_or_else(|| Refusal::not_found(format!("child/{}", filter.child_id)))?;
    let Notes { mut notes, names } = found;
    let next_page_token = page.cut(&mut notes, store::note::place);
    let subjects = notes.iter().map(|note| format!("case_note/{}", note.id));
    read.noting(|entry| entry.subjects(subjects)).left().await?;
    let mut shown = Vec::with_capacity(notes.len());
    for note in &notes {
        let step_title = title_of_step(desk, note).await?;
        shown.push(NoteSeen { note, step_title: &step_title, names: &names }.into());
    }
    Ok(ListCaseNotesResponse { notes: shown, next_page_token })
}
