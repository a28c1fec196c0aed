//! A case note: what is written down about a child beside the forms.

use super::{case::Progress, people::Act};
use uuid::Uuid;

/// A note in a child's record. It is never changed: what was wrong in it is said by another one.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseNote {
    /// A UUID.
    pub id: Uuid,
    /// Whose record it stands in.
    pub child_id: String,
    /// The case that it belongs to.
    pub case_id: Option<Uuid>,
    /// The ended step that it corrects or adds to.
    pub step: Option<NotedStep>,
    /// What is written.
    pub content: NoteContent,
    /// By whom and when.
    pub written: Act,
    /// What the records that it comes from call it; none when it was written here.
    pub source_key: Option<String>,
}

/// What is written in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteContent {
    /// The Type of Note, as "Management Oversight & Decision".
    pub kind: String,
    /// Its heading.
    pub title: String,
    /// The text as it was written.
    pub text: String,
}

/// A step as a note names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedStep {
    /// The step.
    pub id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// Its key in the process.
    pub kind: String,
    /// How far it is.
    pub progress: Progress,
    /// By which process it runs.
    pub process_id: String,
    /// By which version of it.
    pub process_version: i32,
}
