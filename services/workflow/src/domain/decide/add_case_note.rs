//! Writing a note into a child's record.

use crate::domain::{
    case::Progress,
    found::FoundToNote,
    moment::Moment,
    note::{CaseNote, NoteContent, NotedStep},
    refused::Refused,
};
use fault::{Fields, Reason, Refusal};
use uuid::Uuid;

/// What shall be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteToAdd {
    /// The case that it belongs to; none for no case, or for the step's.
    pub case_id: Option<Uuid>,
    /// The ended step that it is about.
    pub workstep_id: Option<Uuid>,
    /// What is written.
    pub content: NoteContent,
    /// What the records that it comes from call it.
    pub source_key: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Noted {
    /// It is new.
    Added(CaseNote),
    /// It was there already, under its source's key: nothing is written.
    Standing(CaseNote),
}

impl Noted {
    /// The note.
    pub fn note(&self) -> &CaseNote {
        match self {
            Self::Added(note) | Self::Standing(note) => note,
        }
    }
}

/// Writes a note, or finds it written. Only an ended step is corrected by one: an open one is corrected in its form.
pub fn add_case_note(found: FoundToNote, asked: NoteToAdd, moment: Moment) -> Result<Noted, Refused> {
    let FoundToNote { actor, child, case_id, step, same_key } = found;
    let NoteToAdd { case_id: asked_case, workstep_id, content, source_key } = asked;
    there("case", asked_case, case_id)?;
    there("workstep", workstep_id, step.as_ref().map(|step| step.id))?;
    let case_id = case_of(case_id, step.as_ref())?;
    if let Some(standing) = same_key {
        return found_written(standing, case_id, workstep_id, &content);
    }
    step.as_ref().map_or(Ok(()), must_have_ended)?;
    Ok(Noted::Added(CaseNote {
        id: moment.new_id(),
        child_id: child.id,
        case_id,
        step,
        content,
        written: actor.act(moment.at),
        source_key,
    }))
}

/// Refuses what is not there and what is another child's in the same words.
fn there(what: &str, asked: Option<Uuid>, found: Option<Uuid>) -> Result<(), Refusal> {
    match asked {
        Some(id) if found != Some(id) => Err(Refusal::not_found(format!("{what}/{id}"))),
        _ => Ok(()),
    }
}

fn case_of(case_id: Option<Uuid>, step: Option<&NotedStep>) -> Result<Option<Uuid>, Refused> {
    let of_step = step.map(|step| step.case_id);
    let mut wrong = Fields::default();
    let fits = case_id.is_none() || of_step.is_none() || case_id == of_step;
    wrong.require("workstep_id", fits, "is of another case");
    Refused::unless_right(wrong)?;
    Ok(case_id.or(of_step))
}

fn found_written(
    standing: CaseNote,
    case_id: Option<Uuid>,
    workstep_id: Option<Uuid>,
    content: &NoteContent,
) -> Result<Noted, Refused> {
    let about = standing.step.as_ref().map(|step| step.id);
    if standing.content == *content && standing.case_id == case_id && about == workstep_id {
        return Ok(Noted::Standing(standing));
    }
    let message = "another note stands under that source_key";
    let refusal = Refusal::new(Reason::AlreadyExists, message);
    Err(refusal.with("subject", format!("case_note/{}", standing.id)).into())
}

fn must_have_ended(step: &NotedStep) -> Result<(), Refusal> {
    let state = match step.progress {
        Progress::Finished | Progress::Cancelled => return Ok(()),
        Progress::Incoming => "INCOMING",
        Progress::Started => "STARTED",
    };
    let message = "the step is not finished or cancelled yet: correct it in its form";
    Err(Refusal::new(Reason::WorkstepOpen, message).with("state", state))
}
