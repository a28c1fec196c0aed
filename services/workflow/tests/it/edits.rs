//! Edits, as clients make them.

use contracts::workflow::v1::{
    Edit, NextAction, QueueEdit, RequestToSend, SectionEdit, Value, Workstep, value::Kind,
};

/// A text in one field of a section, which is ticked or not.
pub fn text(step: &Workstep, number: i32, field: &str, text: &str, complete: Option<bool>) -> SectionEdit {
    let value = Value { kind: Some(Kind::Text(text.to_owned())) };
    SectionEdit {
        number,
        etag: etag(step, number),
        answers: [(field.to_owned(), value)].into(),
        clear: Vec::new(),
        complete,
        form: String::new(),
    }
}

/// The etag of a section as it was read.
pub fn etag(step: &Workstep, number: i32) -> String {
    let section = step.sections.iter().find(|section| section.number == number);
    section.expect("a section of that number").etag.clone()
}

/// What stands in a field of a section.
pub fn text_in(step: &Workstep, number: i32, field: &str) -> String {
    let section = step.sections.iter().find(|section| section.number == number).expect("a section");
    match section.answers.get(field).and_then(|value| value.kind.clone()) {
        Some(Kind::Text(text)) => text,
        _ => String::new(),
    }
}

/// Next actions that replace the queue.
pub fn queue(step: &Workstep, kinds: &[&str]) -> QueueEdit {
    let etag = step.queue.as_ref().expect("a queue").etag.clone();
    QueueEdit { etag, next_actions: kinds.iter().map(|kind| action(kind)).collect() }
}

/// A next action that leaves everything to the process.
pub fn action(kind: &str) -> NextAction {
    NextAction { r#type: kind.to_owned(), ..NextAction::default() }
}

/// An edit of sections.
pub fn sections(sections: impl IntoIterator<Item = SectionEdit>) -> Edit {
    Edit { sections: sections.into_iter().collect(), ..Edit::default() }
}

/// A request for somebody.
pub fn ask(kind: &str, recipient: contracts::r#type::v1::Assignee) -> RequestToSend {
    RequestToSend { r#type: kind.to_owned(), recipient: Some(recipient) }
}

/// What a visit needs before it can finish but an approval: what was seen, and what follows.
pub fn complete_visit(step: &Workstep, follows: &[&str]) -> Edit {
    Edit {
        sections: vec![
            text(step, 1, "seen", "a tidy flat, a happy child", Some(true)),
            text(step, 2, "notes", "nothing else", Some(true)),
        ],
        queue: Some(queue(step, follows)),
        send_requests: Vec::new(),
    }
}
