//! Filling in forms as the process asks, so that no story repeats what the process file says.

use contracts::workflow::v1::process_service_client::ProcessServiceClient;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{
    Edit, Field, FieldKind, GetProcessRequest, NextAction, Process, QueueEdit, RequestToSend, SectionEdit,
    SectionType, Value, Workstep, WorkstepType,
};
use std::collections::BTreeMap;

use crate::person::Person;

/// The process file as the service gives it.
pub struct Forms(Process);

impl Forms {
    /// The newest version of the long-term fostering process.
    pub async fn of_the_process(reader: &Person) -> Self {
        Self::of(reader, "long-term-fostering").await
    }

    /// The newest version of any process.
    pub async fn of(reader: &Person, process_id: &str) -> Self {
        let message = GetProcessRequest { process_id: process_id.into(), version: 0 };
        let answer = ProcessServiceClient::new(reader.door()).get_process(reader.ask(message)).await;
        Self(answer.expect("the process is loaded").into_inner().process.expect("a process"))
    }

    /// A workstep type by its key.
    pub fn step(&self, key: &str) -> &WorkstepType {
        self.0.worksteps.iter().find(|step| step.key == key).unwrap_or_else(|| panic!("no workstep {key}"))
    }

    /// All workstep types.
    pub fn steps(&self) -> &[WorkstepType] {
        &self.0.worksteps
    }

    fn section(&self, step: &str, number: i32) -> &SectionType {
        let form = self.step(step).form.as_ref().expect("a form");
        form.sections.iter().find(|section| section.number == number).expect("a section of that number")
    }

    /// An edit that fills every field of a section that is still empty, and ticks it.
    pub fn complete(&self, step: &Workstep, number: i32) -> SectionEdit {
        self.complete_with(step, number, &[])
    }

    /// The same, with some answers given.
    pub fn complete_with(&self, step: &Workstep, number: i32, given: &[(&str, Kind)]) -> SectionEdit {
        let mut answers: BTreeMap<String, Value> = self
            .section(&step.r#type, number)
            .fields
            .iter()
            .filter(|field| !field.prefilled && !answered(step, number, &field.key))
            .map(|field| (field.key.clone(), Value { kind: Some(self.something_for(field)) }))
            .collect();
        for (field, kind) in given {
            answers.insert((*field).into(), Value { kind: Some(kind.clone()) });
        }
        let etag = etag_of(step, number);
        SectionEdit { number, etag, answers, complete: Some(true), ..SectionEdit::default() }
    }

    fn something_for(&self, field: &Field) -> Kind {
        match field.kind() {
            FieldKind::Text | FieldKind::LongText => Kind::Text(format!("Recorded under {}", field.label)),
            FieldKind::Date => Kind::Date("2023-08-24".into()),
            FieldKind::Time => Kind::Time("10:30".into()),
            FieldKind::Choice => Kind::Choice(self.first_choice(&field.pick_list)),
            FieldKind::Number => Kind::Number(1),
            FieldKind::YesNo => Kind::YesNo(true),
            FieldKind::Unspecified => panic!("{} has no kind", field.key),
        }
    }

    fn first_choice(&self, pick_list: &str) -> String {
        let list = self.0.pick_lists.iter().find(|list| list.key == pick_list).expect("a pick list");
        list.choices.first().expect("a choice").key.clone()
    }

    /// The key of the first field of a section that holds a long text.
    pub fn text_field(&self, step: &str, number: i32) -> String {
        let fields = &self.section(step, number).fields;
        let found = fields.iter().find(|field| matches!(field.kind(), FieldKind::LongText | FieldKind::Text));
        found.expect("a field of text").key.clone()
    }

    /// An edit that completes every section of the form that `writer` may write.
    pub fn complete_all(&self, step: &Workstep) -> Edit {
        let numbers = step.sections.iter().filter(|section| section.writable).map(|section| section.number);
        Edit { sections: numbers.map(|number| self.complete(step, number)).collect(), ..Edit::default() }
    }
}

fn answered(step: &Workstep, number: i32, field: &str) -> bool {
    let section = step.sections.iter().find(|section| section.number == number);
    section.is_some_and(|section| section.answers.contains_key(field))
}

/// An edit that writes one text.
pub fn writing(number: i32, etag: &str, field: &str, text: &str) -> Edit {
    let value = Value { kind: Some(Kind::Text(text.into())) };
    let answers = [(field.to_owned(), value)].into();
    let section = SectionEdit { number, etag: etag.into(), answers, ..SectionEdit::default() };
    Edit { sections: vec![section], ..Edit::default() }
}

/// The etag of a section as it was read.
pub fn etag_of(step: &Workstep, number: i32) -> String {
    let section = step.sections.iter().find(|section| section.number == number);
    section.unwrap_or_else(|| panic!("{} has no section {number}", step.title)).etag.clone()
}

/// The next action of that type, for a purpose.
pub fn next_for(action: &str, purpose: &str) -> NextAction {
    NextAction { purpose: purpose.into(), ..next(action) }
}

/// The next action of that type, for a reason.
pub fn next_because(action: &str, reason: &str) -> NextAction {
    NextAction { reason: reason.into(), ..next(action) }
}

/// The next action of that type, passing where the process says.
pub fn next(action: &str) -> NextAction {
    NextAction { r#type: action.into(), ..NextAction::default() }
}

/// An edit of the queue alone.
pub fn queue(step: &Workstep, next_actions: Vec<NextAction>) -> Edit {
    Edit { queue: Some(queue_edit(step, next_actions)), ..Edit::default() }
}

/// The queue's part of an edit.
pub fn queue_edit(step: &Workstep, next_actions: Vec<NextAction>) -> QueueEdit {
    let etag = step.queue.as_ref().expect("a queue").etag.clone();
    QueueEdit { etag, next_actions }
}

/// An edit that only sends a request.
pub fn send(request: RequestToSend) -> Edit {
    Edit { send_requests: vec![request], ..Edit::default() }
}
