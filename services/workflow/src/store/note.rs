//! Case notes: written once, read whole.

use super::{
    bind_record,
    names::Names,
    opening::{Asked, Loaded, Opening, Seen},
    place::Place,
    rows::{ChildRow, NoteRow, NotedStepRow, PersonRow},
};
use crate::domain::{
    decide::add_case_note::{NoteToAdd, Noted},
    fact::TimelineKind,
    note::{CaseNote, NotedStep},
    people::Child,
};
use eventlog::Record;
use identity::Access;
use serde_json::{Value, json};
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What writing a note is decided on.
pub(crate) struct NoteFound {
    /// Whose record it is.
    pub child: Child,
    /// The case that was named, if it is the child's.
    pub case_id: Option<Uuid>,
    /// The step that was named, if it is the child's.
    pub step: Option<NotedStep>,
    /// The note under the source's key.
    pub same_key: Option<CaseNote>,
    /// The names of the child and of that note's author.
    pub names: Names,
}

/// Which of a child's notes are asked for; none does not narrow.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    /// Whose record.
    pub child_id: String,
    /// One case's.
    pub case_id: Option<Uuid>,
    /// Those about one step.
    pub workstep_id: Option<Uuid>,
    /// One Type of Note.
    pub kind: Option<String>,
}

/// What the identity provider calls a worker.
pub(crate) async fn subject_of(
    executor: impl PgExecutor<'_>,
    worker_id: Uuid,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select subject from people_worker where worker_id = $1")
        .bind(worker_id)
        .fetch_optional(executor)
        .await
}

/// A part of a child's notes.
pub(crate) struct Notes {
    /// Newest first.
    pub notes: Vec<CaseNote>,
    /// The names of the child and of the authors.
    pub names: Names,
}

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    child: Option<Json<ChildRow>>,
    case_id: Option<Uuid>,
    step: Option<Json<NotedStepRow>>,
    same_key: Option<Json<NoteRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

#[derive(FromRow)]
struct ListRow {
    access: Option<Access>,
    child: Option<Json<ChildRow>>,
    notes: Json<Vec<NoteRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// What a note for this child is decided on; none when the directory's copy lacks the child.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    child_id: &str,
    note: &NoteToAdd,
) -> Result<Loaded<Option<NoteFound>>, sqlx::Error> {
    let mut row: LoadRow = sqlx::query_as(include_str!("note_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(child_id)
        .bind(note.case_id)
        .bind(note.workstep_id)
        .bind(&note.source_key)
        .fetch_one(executor)
        .await?;
    let opening = std::mem::take(&mut row.opening);
    Ok(opening.with(asked, row.found()))
}

/// Writes a note that is new, and what the command leaves behind. Raises `stale` when another one took the source's key
/// meanwhile.
pub(crate) async fn add(
    executor: impl PgExecutor<'_>,
    noted: &Noted,
    entry_id: Uuid,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let added = match noted {
        Noted::Added(note) => json!([note_row(note)]),
        Noted::Standing(_) => json!([]),
    };
    let entry = json!({ "id": entry_id, "kind": i32::from(TimelineKind::CaseNoteAdded) });
    let statement = sqlx::query(include_str!("note_add.sql")).bind(added).bind(entry);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

/// So many notes after a place; none when the directory's copy lacks the child.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    subject: &str,
    filter: &Filter,
    after: Place,
    rows: i64,
) -> Result<Seen<Option<Notes>>, sqlx::Error> {
    let mut row: ListRow = sqlx::query_as(include_str!("note_list.sql"))
        .bind(subject)
        .bind(&filter.child_id)
        .bind(filter.case_id)
        .bind(filter.workstep_id)
        .bind(&filter.kind)
        .bind(after.at)
        .bind(after.id)
        .bind(rows)
        .fetch_one(executor)
        .await?;
    Ok(Seen { access: row.access.take(), found: row.found() })
}

/// Where the list goes on after this note.
pub(crate) fn place(note: &CaseNote) -> Place {
    Place { at: note.written.at, id: note.id }
}

fn note_row(note: &CaseNote) -> Value {
    json!({
        "id": note.id, "child_id": note.child_id, "case_id": note.case_id,
        "workstep_id": note.step.as_ref().map(|step| step.id), "kind": note.content.kind,
        "title": note.content.title, "text": note.content.text, "written_by": note.written.by,
        "written_on_behalf_of": note.written.on_behalf_of, "written_at": note.written.at,
        "source_key": note.source_key,
    })
}

impl LoadRow {
    fn found(self) -> Option<NoteFound> {
        let child = Child::from(self.child?.0);
        let names = Names::of(&self.people.0, &[], Some(&child));
        Some(NoteFound {
            child,
            case_id: self.case_id,
            step: self.step.map(|row| row.0.into()),
            same_key: self.same_key.map(|row| row.0.into()),
            names,
        })
    }
}

impl ListRow {
    fn found(self) -> Option<Notes> {
        let child = Child::from(self.child?.0);
        let names = Names::of(&self.people.0, &[], Some(&child));
        Some(Notes { notes: self.notes.0.into_iter().map(CaseNote::from).collect(), names })
    }
}
