//! Filling in a form as the process asks, and what is said about it.

use super::person::Person;
use contracts::r#type::v1::{Assignee, WorkerRef, assignee::Holder};
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{
    Edit, Field, FieldKind, NextAction, NextActionType, Process, QueueEdit, RequestToSend, SectionEdit,
    SectionType, Value, Workstep, WorkstepType,
};
use std::collections::BTreeMap;

/// One save of a step, and the sentence for each thing that it does.
pub(crate) struct Writing<'a> {
    process: &'a Process,
    step: &'a Workstep,
    today: String,
    pub(crate) edit: Edit,
    pub(crate) said: Vec<String>,
}

impl<'a> Writing<'a> {
    pub(crate) fn on(process: &'a Process, step: &'a Workstep, today: String) -> Self {
        Self { process, step, today, edit: Edit::default(), said: Vec::new() }
    }

    /// Which step is written on.
    pub(crate) fn step_id(&self) -> &str {
        &self.step.workstep_id
    }

    /// Answers what is still unanswered in these sections, and ticks them.
    pub(crate) fn complete(self, numbers: impl IntoIterator<Item = i32>) -> Self {
        self.complete_with(numbers, &[])
    }

    /// The same, with some choices made.
    pub(crate) fn complete_with(
        mut self,
        numbers: impl IntoIterator<Item = i32>,
        chosen: &[(&str, &str)],
    ) -> Self {
        let mut titles = Vec::new();
        for number in numbers {
            let Some(section) = self.section_type(number) else { continue };
            titles.push(format!("{number} {}", section.title));
            let answers = self.answers(section, chosen);
            let etag = self.etag(number);
            let edit = SectionEdit { number, etag, answers, complete: Some(true), ..SectionEdit::default() };
            self.edit.sections.push(edit);
        }
        for (_, choice) in chosen {
            self.said.push(format!("decides: {}", choice.replace('_', " ")));
        }
        self.said.push(match titles.as_slice() {
            [first, .., last] => format!("completes sections {first} to {last}"),
            _ => format!("completes section {}", titles.join("")),
        });
        self
    }

    /// Puts one next action in the queue, with the first of its reasons when it asks for one.
    pub(crate) fn then(mut self, action: &str) -> Self {
        let known = self.next_action_type(action);
        let reason = known.and_then(|it| it.reasons.first());
        let next = NextAction {
            r#type: action.into(),
            reason: reason.map(|it| it.key.clone()).unwrap_or_default(),
            ..NextAction::default()
        };
        let title = known.map_or(action, |it| it.title.as_str());
        let because = reason.map(|it| format!(" (reason: {})", it.label)).unwrap_or_default();
        self.said.push(format!("adds the next action {title}{because}"));
        let etag = self.step.queue.as_ref().map(|queue| queue.etag.clone()).unwrap_or_default();
        self.edit.queue.get_or_insert(QueueEdit { etag, next_actions: Vec::new() }).next_actions.push(next);
        self
    }

    /// Composes a request to a person; it is sent with the save.
    pub(crate) fn asking(self, request: &str, of: &Person) -> Self {
        let worker = WorkerRef { worker_id: of.id.to_string(), ..WorkerRef::default() };
        self.request(request, Some(Assignee { holder: Some(Holder::Worker(worker)) }), &of.name)
    }

    /// Composes a request to the inbox that the process names.
    pub(crate) fn asking_the_inbox(self, request: &str) -> Self {
        let known = self.step_type().and_then(|it| it.request_types.iter().find(|it| it.key == request));
        let inbox = known.map(|it| it.inbox.clone()).unwrap_or_default();
        self.request(request, None, &inbox)
    }

    fn request(mut self, request: &str, recipient: Option<Assignee>, name: &str) -> Self {
        let known = self.step_type().and_then(|it| it.request_types.iter().find(|it| it.key == request));
        let title = known.map_or(request, |it| it.title.as_str());
        self.said.push(format!("sends the request “{title}” to {name}"));
        self.edit.send_requests.push(RequestToSend { r#type: request.into(), recipient });
        self
    }

    fn answers(&self, section: &SectionType, chosen: &[(&str, &str)]) -> BTreeMap<String, Value> {
        let standing = self.step.sections.iter().find(|it| it.number == section.number);
        let unanswered = |field: &&Field| standing.is_none_or(|it| !it.answers.contains_key(&field.key));
        let mut answers: BTreeMap<String, Value> = section
            .fields
            .iter()
            .filter(unanswered)
            .filter_map(|field| Some((field.key.clone(), Value { kind: Some(self.something_for(field)?) })))
            .collect();
        for (field, choice) in chosen {
            answers.insert((*field).into(), Value { kind: Some(Kind::Choice((*choice).into())) });
        }
        answers
    }

    fn something_for(&self, field: &Field) -> Option<Kind> {
        Some(match field.kind() {
            FieldKind::Text | FieldKind::LongText => {
                Kind::Text(format!("{}: as told in the demonstration.", field.label))
            }
            FieldKind::Date => Kind::Date(self.today.clone()),
            FieldKind::Time => Kind::Time("10:30".into()),
            FieldKind::Choice => Kind::Choice(self.first_choice(&field.pick_list)?),
            FieldKind::Number => Kind::Number(1),
            FieldKind::YesNo => Kind::YesNo(true),
            FieldKind::Unspecified => return None,
        })
    }

    fn first_choice(&self, pick_list: &str) -> Option<String> {
        let list = self.process.pick_lists.iter().find(|it| it.key == pick_list)?;
        Some(list.choices.first()?.key.clone())
    }

    fn etag(&self, number: i32) -> String {
        let section = self.step.sections.iter().find(|it| it.number == number);
        section.map(|it| it.etag.clone()).unwrap_or_default()
    }

    fn step_type(&self) -> Option<&'a WorkstepType> {
        self.process.worksteps.iter().find(|it| it.key == self.step.r#type)
    }

    fn section_type(&self, number: i32) -> Option<&'a SectionType> {
        self.step_type()?.form.as_ref()?.sections.iter().find(|it| it.number == number)
    }

    fn next_action_type(&self, action: &str) -> Option<&'a NextActionType> {
        self.step_type()?.next_actions.iter().find(|it| it.key == action)
    }
}
