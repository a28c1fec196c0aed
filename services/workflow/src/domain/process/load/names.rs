//! Keys are keys and unique; titles are unique by any spelling (A10).

use super::Wrong;
use crate::domain::{
    naming::key_of,
    process::{Key, Process, StepType},
};
use std::collections::BTreeSet;

pub(super) fn check(process: &Process, wrong: &mut Wrong) {
    keys("process", [&process.id], wrong);
    keys("pick list", process.pick_lists.iter().map(|list| &list.key), wrong);
    for list in &process.pick_lists {
        keys("choice", list.choices.iter().map(|choice| &choice.key), wrong);
        wrong.require(list.key.place(), !list.choices.is_empty(), "a pick list needs a choice");
    }
    keys("step", process.steps.iter().map(|step| &step.key), wrong);
    titles("step", process.steps.iter().map(|step| &step.title), wrong);
    for step in &process.steps {
        keys("purpose", &step.purposes, wrong);
        keys("request", step.requests.iter().map(|request| &request.key), wrong);
        titles("request", step.requests.iter().map(|request| &request.title), wrong);
        keys("next action", step.next_actions.iter().map(|action| &action.key), wrong);
        titles("next action", step.next_actions.iter().map(|action| &action.title), wrong);
        for action in &step.next_actions {
            keys("reason", action.reasons.iter().map(|reason| &reason.key), wrong);
        }
        let sections = step.form.sections.iter();
        titles(
            "section",
            sections.map(|section| &section.title).chain([&step.form.next_actions.title]),
            wrong,
        );
        for section in &step.form.sections {
            keys("field", section.fields.iter().map(|field| &field.key), wrong);
        }
        optional_forms(step, wrong);
    }
}

fn optional_forms(step: &StepType, wrong: &mut Wrong) {
    keys("form", step.optional_forms.iter().map(|form| &form.key), wrong);
    let main = step.form.title.iter();
    titles("form", main.chain(step.optional_forms.iter().map(|form| &form.title)), wrong);
    for form in &step.optional_forms {
        titles("section", form.sections.iter().map(|section| &section.title), wrong);
        for section in &form.sections {
            keys("field", section.fields.iter().map(|field| &field.key), wrong);
        }
    }
}

#[track_caller]
fn keys<'k>(what: &str, keys: impl IntoIterator<Item = &'k Key>, wrong: &mut Wrong) {
    wrong.shared(|wrong| keys_are_unique(what, keys, wrong));
}

#[track_caller]
fn titles<'k>(what: &str, titles: impl IntoIterator<Item = &'k Key>, wrong: &mut Wrong) {
    wrong.shared(|wrong| titles_are_unique(what, titles, wrong));
}

fn keys_are_unique<'k>(what: &str, keys: impl IntoIterator<Item = &'k Key>, wrong: &mut Wrong) {
    let mut seen = BTreeSet::new();
    for key in keys {
        wrong.require(
            key.place(),
            is_key(key),
            format_args!("{key} is not 1 to 60 letters, digits, - and _"),
        );
        wrong.require(key.place(), seen.insert(&**key), format_args!("there is a {what} {key} already"));
    }
}

fn titles_are_unique<'k>(what: &str, titles: impl IntoIterator<Item = &'k Key>, wrong: &mut Wrong) {
    let mut seen = BTreeSet::new();
    for title in titles {
        wrong.require(title.place(), is_title(title), "a title is one line of 1 to 200 characters");
        wrong.require(
            title.place(),
            seen.insert(key_of(title)),
            format_args!("there is a {what} of that title already, case, spacing and dashes ignored"),
        );
    }
}

fn is_key(key: &str) -> bool {
    let fits = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
    (1..=60).contains(&key.len()) && key.chars().all(fits)
}

fn is_title(title: &str) -> bool {
    !title.trim().is_empty() && title.chars().count() <= 200 && !title.chars().any(char::is_control)
}
