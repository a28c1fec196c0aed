//! The form of a step that is started: the child's details, what another step already says, what the step is for.

use super::{
    found::Found,
    people::Child,
    process::{Field, PersonFact, StepType},
    section::{Section, Value},
};
use calendar::age_on;
use chrono::NaiveDate;

/// Every section of the form on the day of its start.
pub(super) fn prefilled_sections(found: &Found, step_type: &StepType, today: NaiveDate) -> Vec<Section> {
    let blank = step_type.form.sections.iter().map(|section| (section, Section::blank(section.number)));
    let prefilled = blank.map(|(section_type, blank)| {
        let mut section = copy_of(found, step_type, blank.number).unwrap_or(blank);
        for field in &section_type.fields {
            if let Some(value) = prefilled(field, found, today) {
                section.answers.insert(field.key.to_string(), value);
            }
        }
        Section { version: 1, ..section }
    });
    prefilled.collect()
}

/// A copied text keeps its authors: nobody authorises it by the detour of a copy (invariant 9).
fn copy_of(found: &Found, step_type: &StepType, number: i32) -> Option<Section> {
    let copies = step_type.copies().find(|copies| copies.sections.contains(number))?;
    let original = found.sources.get(&(copies.step.to_string(), number))?;
    Some(Section {
        answers: original.answers.clone(),
        authors: original.authors.clone(),
        ..Section::blank(number)
    })
}

fn prefilled(field: &Field, found: &Found, today: NaiveDate) -> Option<Value> {
    if field.shows_purpose {
        return found.step.purpose.clone().map(Value::Choice);
    }
    child_fact(field.prefilled?, &found.child, today)
}

fn child_fact(fact: PersonFact, child: &Child, today: NaiveDate) -> Option<Value> {
    match fact {
        PersonFact::Name => Some(Value::Text(format!("{} {}", child.first_name, child.surname))),
        PersonFact::Gender => (!child.gender.is_empty()).then(|| Value::Text(child.gender.clone())),
        PersonFact::DateOfBirth => child.date_of_birth.map(Value::Date),
        PersonFact::Age => child.date_of_birth.map(|born| Value::Number(age_on(born, today).into())),
    }
}
