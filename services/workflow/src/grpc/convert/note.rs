//! Case notes.

use super::{
    super::page::{Page, Wanted},
    people::{act, child, id_text},
};
use crate::{
    domain::{decide::add_case_note::NoteToAdd, note::NoteContent},
    ops::{AddCaseNote, Command, NoteSeen},
    store::note::Filter,
};
use contracts::workflow::v1::{self as wire, AddCaseNoteRequest, ListCaseNotesRequest};
use fault::{Fault, Fields};

const LONGEST_KIND: usize = 100;
const LONGEST_TITLE: usize = 200;
/// Twenty actions of a panel, each as long as it may be, are one note.
const LONGEST_TEXT: usize = 50_000;
const LONGEST_KEY: usize = 200;

/// The request for a child's notes.
pub(in crate::grpc) struct NotesOf {
    /// Which.
    pub(in crate::grpc) filter: Filter,
    /// Which part of them.
    pub(in crate::grpc) page: Page,
}

impl NotesOf {
    /// Reads the request of this RPC.
    pub(in crate::grpc) fn read(rpc: &str, request: ListCaseNotesRequest) -> Result<Self, Fault> {
        let filters = ListCaseNotesRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListCaseNotesRequest { child_id, case_id, workstep_id, r#type, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let filter = Filter {
            child_id: wrong.child_id("child_id", &child_id).to_owned(),
            case_id: wrong.optional_uuid("case_id", &case_id),
            workstep_id: wrong.optional_uuid("workstep_id", &workstep_id),
            kind: wrong.optional_text("type", &r#type, LONGEST_KIND).map(str::to_owned),
        };
        let page = Wanted::of(rpc, &filters, &mut wrong, page_size, (20, 100));
        wrong.finish()?;
        Ok(Self { filter, page: page.going_on(&page_token)? })
    }
}

impl TryFrom<AddCaseNoteRequest> for Command<AddCaseNote> {
    type Error = Fault;

    fn try_from(request: AddCaseNoteRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let AddCaseNoteRequest {
            request_id,
            child_id,
            case_id,
            workstep_id,
            r#type,
            title,
            text,
            source_key,
            written_by_worker_id: _,
        } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.child_id("child_id", &child_id);
        wrong.text("type", &r#type, 1, LONGEST_KIND);
        wrong.text("title", &title, 1, LONGEST_TITLE);
        wrong.text("text", &text, 1, LONGEST_TEXT);
        wrong.require("source_key", is_a_key(&source_key), "is not 1 to 200 letters, digits and ._:/-");
        let note = NoteToAdd {
            case_id: wrong.optional_uuid("case_id", &case_id),
            workstep_id: wrong.optional_uuid("workstep_id", &workstep_id),
            content: NoteContent { kind: r#type, title, text },
            source_key: (!source_key.is_empty()).then_some(source_key),
        };
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: AddCaseNote { child_id, note } })
    }
}

/// A key travels in events: nothing that could hold a name of somebody fits.
fn is_a_key(raw: &str) -> bool {
    raw.len() <= LONGEST_KEY
        && raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:/-".contains(&byte))
}

impl From<NoteSeen<'_>> for wire::CaseNote {
    fn from(NoteSeen { note, step_title, names }: NoteSeen<'_>) -> Self {
        Self {
            note_id: note.id.to_string(),
            child: Some(child(&note.child_id, names.child())),
            case_id: id_text(note.case_id),
            workstep_id: id_text(note.step.as_ref().map(|step| step.id)),
            workstep_title: step_title.to_owned(),
            r#type: note.content.kind.clone(),
            title: note.content.title.clone(),
            text: note.content.text.clone(),
            written: Some(act(&note.written, names)),
            source_key: note.source_key.clone().unwrap_or_default(),
        }
    }
}
