//! Every section is ticked complete, unless what is chosen needs none (A2).

use crate::domain::{process::SectionType, rules::Choosing};
use fault::{Reason, Refusal};

pub(super) fn refusals(choosing: &Choosing) -> Vec<Refusal> {
    let mut actions = choosing.step_type.next_actions.iter().filter(|action| choosing.is_chosen(&action.key));
    if actions.any(|action| action.despite_incomplete_sections) {
        return Vec::new();
    }
    let sections = choosing.step_type.form.sections.iter();
    sections.filter(|section| !choosing.step.section(section.number).complete).map(incomplete).collect()
}

fn incomplete(section: &SectionType) -> Refusal {
    let message = format!("complete section {}, “{}”, and tick it", section.number, section.title);
    Refusal::new(Reason::SectionIncomplete, message).with("section", section.number)
}
