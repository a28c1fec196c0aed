//! Sections are numbered from 1; every field can be filled.

use super::Wrong;
use crate::domain::process::{
    Field, FieldKind, Form, Key, OptionalForm, PersonFact, PickList, Process, StepType,
};

pub(super) fn check(process: &Process, wrong: &mut Wrong) {
    for step in &process.steps {
        numbers(&step.form, wrong);
        for field in step.form.sections.iter().flat_map(|section| &section.fields) {
            pick_list(field, process, wrong);
            prefilled(field, wrong);
            range(field, wrong);
        }
        shows_purpose(step, process, wrong);
        for form in &step.optional_forms {
            optional(form, process, wrong);
        }
    }
}

/// What is prefilled is filled when the step is started, and an optional form begins with its first edit.
fn optional(form: &OptionalForm, process: &Process, wrong: &mut Wrong) {
    wrong.require(form.key.place(), !form.sections.is_empty(), "a form needs a section");
    for (section, expected) in form.sections.iter().zip(1..) {
        numbered(section.number, &section.title, expected, wrong);
    }
    for field in form.sections.iter().flat_map(|section| &section.fields) {
        pick_list(field, process, wrong);
        range(field, wrong);
        let plain = field.prefilled.is_none() && !field.shows_purpose;
        wrong.require(field.key.place(), plain, "only the main form is prefilled or shows the purpose");
    }
}

fn numbers(form: &Form, wrong: &mut Wrong) {
    let titles = form.sections.iter().map(|section| (section.number, &section.title));
    let last = (form.next_actions.number, &form.next_actions.title);
    for ((number, title), expected) in titles.chain([last]).zip(1..) {
        numbered(number, title, expected, wrong);
    }
}

fn numbered(number: i32, title: &Key, expected: i32, wrong: &mut Wrong) {
    wrong.require(
        title.place(),
        number == expected,
        format_args!("section {number} stands where section {expected} should"),
    );
}

fn pick_list(field: &Field, process: &Process, wrong: &mut Wrong) {
    match (&field.pick_list, field.kind) {
        (Some(list), FieldKind::Choice) => {
            wrong.require(
                list.place(),
                process.pick_list(list).is_some(),
                format_args!("there is no pick list {list}"),
            );
        }
        (None, FieldKind::Choice) => wrong.refuse(field.key.place(), "a choice needs a pick_list"),
        (Some(list), _) => wrong.refuse(list.place(), "only a choice has a pick_list"),
        (None, _) => {}
    }
}

fn prefilled(field: &Field, wrong: &mut Wrong) {
    let fits = match (field.prefilled, field.kind) {
        (None, _)
        | (Some(PersonFact::Name | PersonFact::Gender), FieldKind::Text)
        | (Some(PersonFact::DateOfBirth), FieldKind::Date)
        | (Some(PersonFact::Age), FieldKind::Number) => true,
        (Some(_), _) => false,
    };
    wrong.require(field.key.place(), fits, "it cannot be prefilled with that: its kind is another");
}

fn range(field: &Field, wrong: &mut Wrong) {
    let fits = field.max_length != Some(0) && field.max_length() <= 100_000 && field.least() <= field.most();
    wrong.require(field.key.place(), fits, "nothing fits: see max_length, least and most");
}

fn shows_purpose(step: &StepType, process: &Process, wrong: &mut Wrong) {
    let shows = |field: &&Field| field.shows_purpose;
    let showing: Vec<&Field> =
        step.form.sections.iter().flat_map(|section| &section.fields).filter(shows).collect();
    for field in &showing {
        let list = field.pick_list.as_ref().and_then(|list| process.pick_list(list));
        let fits = !step.purposes.is_empty() && list.is_some_and(|list| offers_exactly(list, step));
        wrong.require(field.key.place(), fits, "its choices are not the purposes of the step");
    }
    if let [_, second, ..] = &showing[..] {
        wrong.refuse(second.key.place(), "another field shows the purpose already");
    }
}

fn offers_exactly(list: &PickList, step: &StepType) -> bool {
    list.choices.len() == step.purposes.len()
        && step.purposes.iter().all(|purpose| list.choice(purpose).is_some())
}
