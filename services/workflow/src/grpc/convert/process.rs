//! A process as data, for whoever draws forms and offers next actions.

use crate::{
    domain::process::{
        Choice, Field, FieldKind, Form, FormKind, GoesTo, Holder, NextActionType, OptionalForm, PassesTo,
        PickList, RequestType, SectionType, StepType,
    },
    ops::Version,
};
use contracts::{r#type::v1::Role, workflow::v1 as wire};
use std::collections::BTreeSet;

impl From<Version<'_>> for wire::Process {
    fn from(Version { process, number }: Version<'_>) -> Self {
        Self {
            process_id: process.id.to_string(),
            version: number,
            title: process.title.clone(),
            worksteps: process.steps.iter().map(step_type).collect(),
            pick_lists: process.pick_lists.iter().map(pick_list).collect(),
            cancelled_by: roles(&process.cancelled_by),
        }
    }
}

fn step_type(step: &StepType) -> wire::WorkstepType {
    wire::WorkstepType {
        key: step.key.to_string(),
        title: step.title.to_string(),
        form: Some(form(&step.form)),
        request_types: step.requests.iter().map(|request| request_type(step, request)).collect(),
        next_actions: step.next_actions.iter().map(next_action).collect(),
        finished_by: roles(&step.finished_by),
        purposes: step.purposes.iter().map(ToString::to_string).collect(),
        source: step.source.clone(),
        optional_forms: step.optional_forms.iter().map(optional_form).collect(),
    }
}

fn optional_form(form: &OptionalForm) -> wire::OptionalFormType {
    wire::OptionalFormType {
        key: form.key.to_string(),
        title: form.title.to_string(),
        kind: wire::FormKind::from(form.kind).into(),
        sections: form.sections.iter().map(section_type).collect(),
        source: form.source.clone(),
    }
}

/// The last section is Next actions, which has no fields.
fn form(form: &Form) -> wire::Form {
    let last = wire::SectionType {
        number: form.next_actions.number,
        title: form.next_actions.title.to_string(),
        written_by: roles(&form.next_actions.written_by),
        fields: Vec::new(),
    };
    wire::Form {
        title: form.title.as_ref().map(ToString::to_string).unwrap_or_default(),
        sections: form.sections.iter().map(section_type).chain([last]).collect(),
    }
}

fn section_type(section: &SectionType) -> wire::SectionType {
    wire::SectionType {
        number: section.number,
        title: section.title.to_string(),
        written_by: roles(&section.written_by),
        fields: section.fields.iter().map(field).collect(),
    }
}

fn field(field: &Field) -> wire::Field {
    let is_number = field.kind == FieldKind::Number;
    wire::Field {
        key: field.key.to_string(),
        label: field.label.clone(),
        kind: wire::FieldKind::from(field.kind).into(),
        required: field.required,
        pick_list: field.pick_list.as_ref().map(ToString::to_string).unwrap_or_default(),
        prefilled: field.prefilled.is_some(),
        max_length: i32::try_from(field.max_length()).unwrap_or(i32::MAX),
        least: is_number.then(|| field.least()),
        most: is_number.then(|| field.most()),
    }
}

fn request_type(step: &StepType, request: &RequestType) -> wire::RequestType {
    let covers = step.covered_by(&request.key).map(|covers| covers.sections.numbers().to_vec());
    wire::RequestType {
        key: request.key.to_string(),
        title: request.title.to_string(),
        sent_by: roles(&request.sent_by),
        answered_by: request.answered_by.iter().map(|name| name.role.into()).collect(),
        inbox: match &request.goes_to {
            GoesTo::Inbox(name) => name.to_string(),
            GoesTo::Worker | GoesTo::Anyone => String::new(),
        },
        must_be_sent: request.must_be_sent,
        blocks_finish: request.blocks_finish,
        covers: covers.unwrap_or_default(),
    }
}

fn next_action(action: &NextActionType) -> wire::NextActionType {
    wire::NextActionType {
        key: action.key.to_string(),
        title: action.title.to_string(),
        leads_to: action.leads_to.as_ref().map(ToString::to_string).unwrap_or_default(),
        passes_to: action.passes_to.as_ref().map(passes_to).unwrap_or_default(),
        may_be_sent_immediately: action.may_be_sent_immediately,
        reasons: action.reasons.iter().map(choice).collect(),
        purposes: action.purposes.iter().map(ToString::to_string).collect(),
    }
}

fn passes_to(to: &PassesTo) -> String {
    match to {
        PassesTo::Inbox(name) => name.to_string(),
        PassesTo::Allocated(holder) => holder.to_string(),
        PassesTo::Found(roles) => roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn pick_list(list: &PickList) -> wire::PickList {
    wire::PickList { key: list.key.to_string(), choices: list.choices.iter().map(choice).collect() }
}

fn choice(choice: &Choice) -> wire::Choice {
    wire::Choice { key: choice.key.to_string(), label: choice.label.clone() }
}

/// Each role once: a role and the child's own holder of it are one to a reader.
fn roles(holders: &[Holder]) -> Vec<i32> {
    let roles: BTreeSet<Role> = holders.iter().map(|holder| holder.role).collect();
    roles.into_iter().map(i32::from).collect()
}

impl From<FieldKind> for wire::FieldKind {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text => Self::Text,
            FieldKind::LongText => Self::LongText,
            FieldKind::Date => Self::Date,
            FieldKind::Time => Self::Time,
            FieldKind::Choice => Self::Choice,
            FieldKind::Number => Self::Number,
            FieldKind::YesNo => Self::YesNo,
        }
    }
}

impl From<FormKind> for wire::FormKind {
    fn from(kind: FormKind) -> Self {
        match kind {
            FormKind::Form => Self::Form,
            FormKind::Letter => Self::Letter,
        }
    }
}
