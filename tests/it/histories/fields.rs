//! Which fields each form has: read from the process, because the guide gives only some of them. Which of them are required is not.

use super::document::KINDS;
use super::required::required;
use super::state::Section;
use contracts::workflow::v1::{Field, FieldKind};
use std::collections::{BTreeMap, BTreeSet};
use tests::forms::Forms;

#[derive(Debug)]
pub(super) struct Fields(BTreeMap<(&'static str, usize), Form>);

#[derive(Debug)]
struct Form {
    all: BTreeSet<String>,
    required: BTreeSet<String>,
    texts: Vec<String>,
}

impl Fields {
    pub(super) fn of_the_process(forms: &Forms) -> Self {
        let mut found = BTreeMap::new();
        for kind in &KINDS {
            let form = forms.step(kind.key).form.as_ref().expect("a form");
            // The last section holds the next actions.
            assert_eq!(form.sections.len(), kind.sections + 1, "{} has the sections of the guide", kind.key);
            for (section, number) in form.sections.iter().zip(1..=kind.sections) {
                found.insert((kind.key, number), Form::of(&section.fields, required(kind.key, number)));
            }
        }
        Self(found)
    }

    fn form(&self, kind: &str, section: usize) -> &Form {
        let (_, form) =
            self.0.iter().find(|((key, number), _)| *key == kind && *number == section).expect("a form");
        form
    }

    /// A section that nobody has written in.
    pub(super) fn of(&self, kind: &str, section: usize) -> Section {
        let form = self.form(kind, section);
        Section {
            unanswered: form.all.clone(),
            required: form.required.clone(),
            typed: BTreeMap::new(),
            ever_typed: Vec::new(),
            ticked: false,
            texts: 0,
            version: 0,
            authors: BTreeSet::new(),
            decision: None,
        }
    }

    /// The fields of a section that people fill.
    pub(super) fn all(&self, kind: &str, section: usize) -> &BTreeSet<String> {
        &self.form(kind, section).all
    }

    /// The fields of a section that hold a text.
    pub(super) fn texts(&self, kind: &str, section: usize) -> &[String] {
        &self.form(kind, section).texts
    }
}

impl Form {
    /// What is filled from elsewhere, or settled by what the step is for, is left alone.
    fn of(fields: &[Field], required: &[&str]) -> Self {
        let own = || fields.iter().filter(|field| !field.prefilled && field.key != "used_for");
        let is_text = |field: &&Field| matches!(field.kind(), FieldKind::Text | FieldKind::LongText);
        let all: BTreeSet<String> = own().map(|field| field.key.clone()).collect();
        assert!(required.iter().all(|key| all.contains(*key)), "{required:?} are in {all:?}");
        Self {
            required: required.iter().map(|key| (*key).to_owned()).collect(),
            all,
            texts: own().filter(is_text).map(|field| field.key.clone()).collect(),
        }
    }
}
