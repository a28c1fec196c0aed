//! Sections and answers.

use super::people::act;
use crate::{
    domain::{
        etag,
        section::{Answers, Section, Value},
        step::Step,
    },
    ops::{Scene, SectionSeen},
    store::{
        names::Names,
        revisions::{Revision, Text},
    },
};
use contracts::workflow::v1::{self as wire, value::Kind};
use std::collections::BTreeMap;

/// A section of a step, as its reader sees it.
pub(super) fn section(section: &Section, step: &Step, scene: &Scene) -> wire::Section {
    let form = section.form.as_deref();
    let kind = scene.step_type(&step.kind).and_then(|kind| kind.section_type(form, section.number));
    wire::Section {
        number: section.number,
        title: kind.map(|kind| kind.title.to_string()).unwrap_or_default(),
        etag: section.etag(),
        complete: section.complete,
        answers: values(&section.answers),
        last_edit: section.last_edit.as_ref().map(|edit| act(edit, &scene.names)),
        writable: scene.may_write(step, form, section.number),
        form: section.form.clone().unwrap_or_default(),
    }
}

/// One text that was ever written in a section, or refused.
pub(in crate::grpc) fn section_revision(revision: &Revision<Text>, names: &Names) -> wire::SectionRevision {
    wire::SectionRevision {
        etag: etag::of(revision.version),
        answers: values(&revision.written.answers),
        complete: revision.written.complete,
        edit: revision.edit.as_ref().map(|edit| act(edit, names)),
        refused: revision.standing_version.is_some(),
        standing_etag: revision.standing_version.map(etag::of).unwrap_or_default(),
    }
}

fn values(answers: &Answers) -> BTreeMap<String, wire::Value> {
    answers.iter().map(|(key, answer)| (key.clone(), value(answer))).collect()
}

fn value(value: &Value) -> wire::Value {
    let kind = match value {
        Value::Text(text) => Kind::Text(text.clone()),
        Value::Date(date) => Kind::Date(date.to_string()),
        Value::Time(time) => Kind::Time(time.format("%H:%M").to_string()),
        Value::Choice(key) => Kind::Choice(key.clone()),
        Value::Number(number) => Kind::Number(*number),
        Value::YesNo(yes) => Kind::YesNo(*yes),
    };
    wire::Value { kind: Some(kind) }
}

impl From<SectionSeen<'_>> for wire::Section {
    fn from(SectionSeen { section: standing, step, scene }: SectionSeen<'_>) -> Self {
        section(standing, step, scene)
    }
}
