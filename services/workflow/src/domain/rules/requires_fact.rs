//! `requires_fact: {next_action: a, fact: ratified_placement}`

use super::{Check, Choosing, Kind, words::quoted};
use crate::domain::{
    notice::{Notice, NoticeKind},
    people::Child,
    process::{Key, StepType},
    ratification::is_under_sixteen,
};
use chrono::NaiveDate;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// A next action needs a fact on the child.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiresFact {
    next_action: Key,
    fact: ChildFact,
}

/// What can stand on a child's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildFact {
    /// The IRO has ratified the present placement (A:203).
    RatifiedPlacement,
}

impl ChildFact {
    fn name(self) -> &'static str {
        match self {
            ChildFact::RatifiedPlacement => "ratified_placement",
        }
    }

    fn stands(self, choosing: &Choosing) -> bool {
        match self {
            ChildFact::RatifiedPlacement => choosing.ratification.is_some_and(|one| one.ended.is_none()),
        }
    }

    /// What to weigh about the child, whether the fact stands or not.
    fn notice(self, child: &Child, today: NaiveDate) -> Option<(NoticeKind, &'static str)> {
        match self {
            ChildFact::RatifiedPlacement => is_under_sixteen(child.date_of_birth, today).then_some((
                NoticeKind::UnderSixteen,
                "is for an older teenager, and the child is under 16, where we draw the line: \
                 whether it fits is for the social worker to judge",
            )),
        }
    }

    fn how_it_comes_about(self) -> &'static str {
        match self {
            ChildFact::RatifiedPlacement => {
                "the child's IRO records first that the present placement is ratified"
            }
        }
    }
}

impl Kind for RequiresFact {
    fn check(&self, check: &mut Check) {
        check.next_action(&self.next_action);
    }

    fn refuse_action(&self, choosing: &Choosing) -> Option<Refusal> {
        if !choosing.is_chosen(&self.next_action) || self.fact.stands(choosing) {
            return None;
        }
        let title = choosing.title(&self.next_action);
        let message = format!("{title} is not available yet: {}", self.fact.how_it_comes_about());
        let refusal = Refusal::new(Reason::FactRequired, message);
        Some(refusal.with("next_action", &self.next_action).with("fact", self.fact.name()))
    }

    fn notice(&self, step_type: &StepType, child: &Child, today: NaiveDate) -> Option<Notice> {
        let (kind, words) = self.fact.notice(child, today)?;
        let title = quoted(&step_type.next_action(&self.next_action)?.title);
        let message = format!("{title} {words}");
        Some(Notice { next_action: self.next_action.clone(), kind, message })
    }
}
