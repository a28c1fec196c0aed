use super::{
    Command, Desk,
    attempt::{Setback, nothing_to_hear, settled},
    command::receipt,
    fact::Cause,
    refused::plain,
    trace,
};
use crate::{
    domain::{
        decide::add_case_note::{NoteToAdd, Noted, add_case_note as decide},
        fact::{Fact, Told},
        found::FoundToNote,
        moment::Moment,
        note::CaseNote,
        people::Actor,
    },
    rpc,
    store::{self, names::Names, note::NoteFound, opening::Asked},
};
use contracts::workflow::v1::AddCaseNoteResponse;
use eventlog::Record;
use fault::{Fault, Refusal};
use identity::{Access, Caller, Resource};

/// What is written into whose record.
#[derive(Clone, Debug)]
pub(crate) struct AddCaseNote {
    /// The child.
    pub child_id: String,
    /// What is written.
    pub note: NoteToAdd,
}

/// Who writes a note.
#[derive(Clone, Debug)]
pub(crate) enum Author {
    /// Whoever calls.
    Calls(Caller),
    /// The worker for whom a service of the suite writes down what they did there. They were permitted to do it: whoever leaves, or
    /// changes roles, before it is written down, did it all the same.
    DidElsewhere(Caller),
}

impl Author {
    fn caller(&self) -> &Caller {
        match self {
            Self::Calls(caller) | Self::DidElsewhere(caller) => caller,
        }
    }

    fn actor(&self, desk: &Desk, access: Option<Access>, child_id: &str) -> Result<identity::Actor, Fault> {
        match self {
            Self::Calls(caller) => {
                let resource = Resource::Record { child_id: child_id.to_owned() };
                desk.policies.authorise(caller, access, rpc::ADD_CASE_NOTE, resource)
            }
            Self::DidElsewhere(caller) => Ok(identity::Actor::known(caller, access)?),
        }
    }
}

/// A note with what it is shown with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteSeen<'a> {
    /// The note.
    pub note: &'a CaseNote,
    /// The exact title of its step; empty when it is about none.
    pub step_title: &'a str,
    /// The names of whoever it mentions.
    pub names: &'a Names,
}

/// Writes a note into a child's record, or finds it written. Refused with `NOT_FOUND`, `WORKSTEP_OPEN` and
/// `ALREADY_EXISTS`.
pub(crate) async fn add_case_note(
    desk: &Desk,
    author: &Author,
    command: Command<AddCaseNote>,
) -> Result<AddCaseNoteResponse, Fault> {
    let asked = command.asked(author.caller(), rpc::ADD_CASE_NOTE);
    settled(|| attempt(desk, author, &asked, &command.wanted), nothing_to_hear).await
}

async fn attempt(
    desk: &Desk,
    author: &Author,
    asked: &Asked<'_>,
    wanted: &AddCaseNote,
) -> Result<AddCaseNoteResponse, Setback> {
    let AddCaseNote { child_id, note } = wanted;
    let loaded = store::note::load(&desk.pool, asked, child_id, note).await?;
    let actor = author.actor(desk, loaded.access, child_id)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.ok_or_else(|| Refusal::not_found(format!("child/{child_id}")))?;
    let NoteFound { child, case_id, step, same_key, names } = found;
    let names = names.and_actor(&actor);

    let at = desk.clock.now();
    let actor = Actor::from(&actor);
    let found = FoundToNote { actor: actor.clone(), child, case_id, step, same_key };
    let noted = decide(found, note.clone(), Moment::new(at, &|| desk.clock.new_id())).map_err(plain)?;
    let step_title = title_of_step(desk, noted.note()).await?;
    let seen = NoteSeen { note: noted.note(), step_title: &step_title, names: &names };
    let answer = AddCaseNoteResponse { note: Some(seen.into()) };

    let case_id = noted.note().case_id;
    let cause = Cause { child_id, case_id, act: actor.act(at), names: &names };
    let record = Record {
        events: cause.events(&told(&noted), || desk.clock.new_id()),
        audit: vec![trace::of(asked.rpc, &cause).subject(format!("case_note/{}", noted.note().id))],
        receipt: receipt(asked, &answer),
    };
    store::note::add(&desk.pool, &noted, desk.clock.new_id(), &record).await?;
    desk.log.committed();
    Ok(answer)
}

/// What others hear: nothing of what they have heard before.
fn told(noted: &Noted) -> Vec<Told> {
    let Noted::Added(note) = noted else { return Vec::new() };
    let step = note.step.as_ref().map(|step| step.id);
    let fact = Fact::CaseNoteAdded { note: note.id, step, source_key: note.source_key.clone() };
    vec![Told { subject_version: 1, fact }]
}

/// The exact title of the step that a note is about; empty when it is about none.
pub(crate) async fn title_of_step(desk: &Desk, note: &CaseNote) -> Result<String, Fault> {
    let Some(step) = &note.step else { return Ok(String::new()) };
    let process = desk.processes.of_case(&desk.pool, &step.process_id, step.process_version).await?;
    Ok(process.step(&step.kind).map(|kind| kind.title.to_string()).unwrap_or_default())
}
