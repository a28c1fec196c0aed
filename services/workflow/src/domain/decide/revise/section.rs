//! Editing a section: answers and its tick.

use super::Revising;
use crate::domain::{
    answer,
    edit::SectionEdit,
    etag,
    people::{Act, Right},
    process::{Field, Holder, SectionType, list},
    refused::{Stale, Typed, TypedSection},
    section::{Answers, Section, SectionId, Value},
};
use fault::{Reason, Refusal};

impl<'a> Revising<'a> {
    /// Applies one section's edit; sections that nobody edits keep their etags (A8).
    pub(super) fn edit_section(&mut self, index: usize, edit: &SectionEdit) {
        let path = format!("edit.sections[{index}]");
        let form = edit.form.as_deref();
        let Some(section_type) = self.section_type(&path, edit) else { return };
        let id = SectionId { form: edit.form.clone(), number: edit.number };
        if self.edited.contains(&id) {
            return self.wrong.refuse(format_args!("{path}.number"), "stands in the edit already");
        }
        self.edited.push(id);
        let standing = self.step.section_of(form, edit.number);
        let act = self.must_be_writer(edit.number, &section_type.written_by);
        self.compare(&path, &edit.etag, &standing.etag(), |step| {
            Stale::Section(step.section_of(form, edit.number))
        });
        let answers = self.read_answers(&path, section_type, edit, &standing);
        self.typed.extend(typed(edit, &standing, &answers));
        let complete = self.ticked(section_type, edit, &standing, &answers);
        self.put(standing, answers, complete, act);
    }

    fn section_type(&mut self, path: &str, edit: &SectionEdit) -> Option<&'a SectionType> {
        let form = edit.form.as_deref();
        let known = form.is_none_or(|form| self.step_type.optional_form(form).is_some());
        self.wrong.require(format_args!("{path}.form"), known, "is no form of this step");
        let found = self.step_type.section_type(form, edit.number);
        self.wrong.require(
            format_args!("{path}.number"),
            found.is_some() || !known,
            "is no section of answers: next actions are written as the queue",
        );
        found
    }

    /// Refuses whoever may not write a section; says as whose act it is written.
    pub(super) fn must_be_writer(&mut self, number: i32, written_by: &[Holder]) -> Act {
        let right = Holder::right(written_by, &self.found.actor, &self.found.step);
        if right.is_none() {
            let roles = list(written_by);
            let message = format!("section {number} is written by others: {roles}");
            let refusal = Refusal::new(Reason::NotAWriter, message);
            self.refusals.push(refusal.with("section", number).with("roles", roles));
        }
        self.act_in(right.unwrap_or(Right::Own))
    }

    fn read_answers(
        &mut self,
        path: &str,
        section_type: &SectionType,
        edit: &SectionEdit,
        standing: &Section,
    ) -> Answers {
        let mut answers = standing.answers.clone();
        for (key, given) in &edit.answers {
            // What is no key of ours is whatever was sent, and is not said again.
            let Some(field) = self.field(&format!("{path}.answers"), section_type, key) else { continue };
            let path = format!("{path}.answers.{key}");
            let value = answer::read(&self.found.process, field, given, &path, &mut self.wrong);
            self.keep_purpose(&path, field, value.as_ref(), standing);
            set(&mut answers, key, value);
        }
        for (index, key) in edit.clear.iter().enumerate() {
            let path = format!("{path}.clear[{index}]");
            let Some(field) = self.field(&path, section_type, key) else { continue };
            self.wrong.require(&path, !edit.answers.contains_key(key), "is answered in the same edit");
            self.keep_purpose(&path, field, None, standing);
            set(&mut answers, key, None);
        }
        answers
    }

    fn field<'t>(&mut self, path: &str, section_type: &'t SectionType, key: &str) -> Option<&'t Field> {
        let field = section_type.field(key);
        self.wrong.require(path, field.is_some(), "names what is no field of this section");
        field
    }

    /// What a step is for was settled when it was created (A3).
    fn keep_purpose(&mut self, path: &str, field: &Field, value: Option<&Value>, standing: &Section) {
        let kept = !field.shows_purpose || value == standing.answers.get(field.key.as_str());
        self.wrong.require(path, kept, "is set by what the step is for, and stays so");
    }

    /// A tick is refused while a required field is empty, and falls away when one is emptied.
    fn ticked(
        &mut self,
        section_type: &SectionType,
        edit: &SectionEdit,
        standing: &Section,
        answers: &Answers,
    ) -> bool {
        let mut empty = section_type.empty_among(answers).peekable();
        match edit.complete {
            Some(false) => false,
            None => standing.complete && empty.peek().is_none(),
            Some(true) => {
                self.refusals.extend(empty.map(|field| required(section_type, field)));
                true
            }
        }
    }

    /// Who was covered is an author beside who wrote: neither authorises it.
    fn put(&mut self, standing: Section, answers: Answers, complete: bool, act: Act) {
        let rewritten = answers != standing.answers;
        if !rewritten && complete == standing.complete {
            return;
        }
        let mut section = Section {
            version: standing.version + 1,
            text_version: standing.text_version + i64::from(rewritten),
            last_edit: Some(act),
            answers,
            complete,
            ..standing
        };
        if rewritten {
            section.authors.extend(act.people());
        }
        self.step.put_section(section);
    }

    /// A decision is ticked complete only once what it decides on is (invariant 10).
    pub(super) fn decisions_follow_recommendations(&mut self) {
        for request in &self.step_type.requests {
            let deciding = request.decides_in.as_ref().map_or(&[][..], |sections| sections.numbers());
            let newly_ticked = |number: &i32| {
                self.step.section(*number).complete && !self.found.step.section(*number).complete
            };
            if deciding.iter().any(newly_ticked) {
                self.refusals.extend(self.incomplete(request));
            }
        }
    }
}

/// What was typed into a section, if anything was; ticks are not typed.
fn typed(edit: &SectionEdit, standing: &Section, answers: &Answers) -> Option<Typed> {
    let touched = edit.answers.keys().chain(&edit.clear);
    let (set, cleared): (Vec<_>, Vec<_>) = touched.partition(|key| answers.contains_key(*key));
    let typed = || TypedSection {
        section: standing.id(),
        read_version: etag::version(&edit.etag).unwrap_or_default(),
        standing_version: standing.version,
        answers: set.into_iter().map(|key| (key.clone(), answers[key].clone())).collect(),
        cleared: cleared.into_iter().cloned().collect(),
        complete: edit.complete,
    };
    (!edit.answers.is_empty() || !edit.clear.is_empty()).then(|| Typed::Section(typed()))
}

fn set(answers: &mut Answers, key: &str, value: Option<Value>) {
    match value {
        Some(value) => answers.insert(key.to_owned(), value),
        None => answers.remove(key),
    };
}

fn required(section_type: &SectionType, field: &Field) -> Refusal {
    let message = format!("fill “{}” before section {} is ticked complete", field.label, section_type.number);
    let refusal = Refusal::new(Reason::RequiredFieldEmpty, message);
    refusal.with("section", section_type.number).with("field", &field.key)
}
