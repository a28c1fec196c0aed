//! What a command writes, as it was sent: the shape is checked here, what it means by the rules.

use crate::{
    domain::{
        edit::{ActionToQueue, Edit, Given, QueueEdit, RequestToSend, SectionEdit},
        people::Assignee,
    },
    ops::{CancelWorkstep, Command, FinishWorkstep, SaveWorkstep, SendNextAction, StartWorkstep},
};
use contracts::{
    r#type::v1::{self as people, assignee::Holder},
    workflow::v1::{self as wire, value::Kind},
};
use fault::{Fault, Fields};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Why a step is cancelled, at most.
const LONGEST_REASON: usize = 2_000;
/// Longer than any key that a process may have.
const LONGEST_KEY: usize = 100;
/// More sections, actions or requests than any form has.
const MOST_PARTS: usize = 100;

impl TryFrom<wire::StartWorkstepRequest> for Command<StartWorkstep> {
    type Error = Fault;

    fn try_from(request: wire::StartWorkstepRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let wire::StartWorkstepRequest { request_id, workstep_id } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let workstep_id = wrong.uuid("workstep_id", &workstep_id);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: StartWorkstep { workstep_id } })
    }
}

impl TryFrom<wire::SaveWorkstepRequest> for Command<SaveWorkstep> {
    type Error = Fault;

    fn try_from(request: wire::SaveWorkstepRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let wire::SaveWorkstepRequest { request_id, workstep_id, edit } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let workstep_id = wrong.uuid("workstep_id", &workstep_id);
        let given = wrong.present("edit", edit);
        let edit = read_edit(&mut wrong, given);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: SaveWorkstep { workstep_id, edit } })
    }
}

impl TryFrom<wire::SendNextActionRequest> for Command<SendNextAction> {
    type Error = Fault;

    fn try_from(request: wire::SendNextActionRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let wire::SendNextActionRequest { request_id, workstep_id, next_action } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let workstep_id = wrong.uuid("workstep_id", &workstep_id);
        let given = wrong.present("next_action", next_action);
        let action = read_action(&mut wrong, "next_action", given);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: SendNextAction { workstep_id, action } })
    }
}

impl TryFrom<wire::FinishWorkstepRequest> for Command<FinishWorkstep> {
    type Error = Fault;

    /// A validation has no effect that could be repeated, and so needs no id.
    fn try_from(request: wire::FinishWorkstepRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let wire::FinishWorkstepRequest { request_id, workstep_id, edit, validate_only } = request;
        let mut wrong = Fields::default();
        let request_id = if validate_only && request_id.is_empty() {
            Uuid::nil()
        } else {
            wrong.uuid("request_id", &request_id)
        };
        let workstep_id = wrong.uuid("workstep_id", &workstep_id);
        let edit = edit.map(|edit| read_edit(&mut wrong, edit));
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: FinishWorkstep { workstep_id, edit, validate_only } })
    }
}

impl TryFrom<wire::CancelWorkstepRequest> for Command<CancelWorkstep> {
    type Error = Fault;

    fn try_from(request: wire::CancelWorkstepRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let wire::CancelWorkstepRequest { request_id, workstep_id, reason } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let workstep_id = wrong.uuid("workstep_id", &workstep_id);
        wrong.text("reason", &reason, 1, LONGEST_REASON);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: CancelWorkstep { workstep_id, reason } })
    }
}

fn read_edit(wrong: &mut Fields, edit: wire::Edit) -> Edit {
    let wire::Edit { sections, queue, send_requests } = edit;
    let parts =
        [sections.len(), send_requests.len(), queue.as_ref().map_or(0, |queue| queue.next_actions.len())];
    if parts.into_iter().any(|parts| parts > MOST_PARTS) {
        wrong.refuse("edit", format_args!("has more than {MOST_PARTS} parts of one kind"));
        return Edit::default();
    }
    let numbers: BTreeSet<(&str, i32)> =
        sections.iter().map(|section| (section.form.as_str(), section.number)).collect();
    wrong.require("edit.sections", numbers.len() == sections.len(), "names a section twice");
    Edit {
        sections: sections
            .into_iter()
            .enumerate()
            .map(|(at, section)| read_section(wrong, at, section))
            .collect(),
        queue: queue.map(|queue| read_queue(wrong, queue)),
        send_requests: send_requests
            .into_iter()
            .enumerate()
            .map(|(at, sent)| read_request(wrong, at, sent))
            .collect(),
    }
}

fn read_section(wrong: &mut Fields, at: usize, section: wire::SectionEdit) -> SectionEdit {
    let wire::SectionEdit { number, etag, answers, clear, complete, form } = section;
    let form = optional_key(wrong, &format!("edit.sections[{at}].form"), &form);
    for key in answers.keys().chain(&clear) {
        wrong.text(format_args!("edit.sections[{at}]"), key, 1, LONGEST_KEY);
    }
    let answers = answers.into_iter().map(|(key, value)| {
        // What cannot be a field's key is whatever was sent, and is not said again.
        let given = match key
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        {
            true => read_value(wrong, format_args!("edit.sections[{at}].answers.{key}"), value),
            false => read_value(wrong, format_args!("edit.sections[{at}].answers"), value),
        };
        (key, given)
    });
    SectionEdit { form, number, etag, answers: answers.collect(), clear, complete }
}

/// What a value may be, its field says; what no text may hold is refused here.
fn read_value(wrong: &mut Fields, field: std::fmt::Arguments<'_>, value: wire::Value) -> Given {
    match value.kind {
        None => Given::Nothing,
        Some(Kind::Text(text)) => {
            wrong.text(field, &text, 0, usize::MAX);
            Given::Text(text)
        }
        Some(Kind::Date(date)) => Given::Date(date),
        Some(Kind::Time(time)) => Given::Time(time),
        Some(Kind::Choice(key)) => Given::Choice(key),
        Some(Kind::Number(number)) => Given::Number(number),
        Some(Kind::YesNo(yes)) => Given::YesNo(yes),
    }
}

fn read_queue(wrong: &mut Fields, queue: wire::QueueEdit) -> QueueEdit {
    let wire::QueueEdit { etag, next_actions } = queue;
    let actions = next_actions.into_iter().enumerate();
    let actions =
        actions.map(|(at, action)| read_action(wrong, &format!("edit.queue.next_actions[{at}]"), action));
    QueueEdit { etag, actions: actions.collect() }
}

fn read_action(wrong: &mut Fields, field: &str, action: wire::NextAction) -> ActionToQueue {
    // The title is what the process calls it, and which step it created only the sending says.
    let wire::NextAction { r#type, title: _, assignee, reason, purpose, sent_workstep_id: _ } = action;
    wrong.text(format_args!("{field}.type"), &r#type, 1, LONGEST_KEY);
    ActionToQueue {
        kind: r#type,
        assignee: read_assignee(wrong, &format!("{field}.assignee"), assignee),
        reason: optional_key(wrong, &format!("{field}.reason"), &reason),
        purpose: optional_key(wrong, &format!("{field}.purpose"), &purpose),
    }
}

fn read_request(wrong: &mut Fields, at: usize, request: wire::RequestToSend) -> RequestToSend {
    let wire::RequestToSend { r#type, recipient } = request;
    wrong.text(format_args!("edit.send_requests[{at}].type"), &r#type, 1, LONGEST_KEY);
    let recipient = read_assignee(wrong, &format!("edit.send_requests[{at}].recipient"), recipient);
    RequestToSend { kind: r#type, recipient }
}

/// Unset, or set without a holder, leaves it to the process.
fn read_assignee(wrong: &mut Fields, field: &str, assignee: Option<people::Assignee>) -> Option<Assignee> {
    match assignee?.holder? {
        Holder::Worker(worker) => {
            Some(Assignee::Worker(wrong.uuid(format_args!("{field}.worker.worker_id"), &worker.worker_id)))
        }
        Holder::Inbox(inbox) => {
            Some(Assignee::Inbox(wrong.uuid(format_args!("{field}.inbox.inbox_id"), &inbox.inbox_id)))
        }
    }
}

fn optional_key(wrong: &mut Fields, field: &str, raw: &str) -> Option<String> {
    wrong.optional_text(field, raw, LONGEST_KEY).map(str::to_owned)
}
