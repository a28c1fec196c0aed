//! What the model believes to stand on record for one child.

use super::document::{Action, Asked, Kind};
use super::fields::Fields;
use super::people::{Act, Cover, Holder, Presser, Who};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Fields without an answer.
    pub(super) unanswered: BTreeSet<String>,
    /// What was typed into a field, where somebody did.
    pub(super) typed: BTreeMap<String, String>,
    /// Everything that ever was, whatever was typed over it or taken out since.
    pub(super) ever_typed: Vec<(String, String)>,
    /// Those fields that must have one before the tick.
    pub(super) required: BTreeSet<String>,
    pub(super) ticked: bool,
    /// How often the answers changed.
    pub(super) texts: u64,
    /// How often anything changed.
    pub(super) version: usize,
    pub(super) authors: BTreeSet<Who>,
    pub(super) decision: Option<bool>,
}

impl Section {
    pub(super) fn lacks_a_required_answer(&self) -> bool {
        self.required.iter().any(|field| self.unanswered.contains(field))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Incoming,
    Started,
    Finished,
    Cancelled,
}

#[derive(Clone, Debug)]
pub(super) struct Queued {
    pub(super) action: &'static Action,
    pub(super) for_review: bool,
    /// The step that it was sent as, before the finish.
    pub(super) sent: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Waits,
    /// By whom, on which text.
    Completed(Act, u64),
    Voided,
    Lapsed,
    Returned,
    Withdrawn,
}

#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub(super) id: String,
    pub(super) asked: &'static Asked,
    pub(super) sender: Act,
    pub(super) to: Holder,
    /// The inbox that it was last taken out of, while it stands with somebody.
    pub(super) taken_from: Option<Holder>,
    pub(super) answer: Answer,
    /// On which day in London.
    pub(super) sent_on: NaiveDate,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) id: String,
    pub(super) kind: &'static Kind,
    pub(super) case: usize,
    pub(super) state: State,
    pub(super) holder: Holder,
    /// The inbox that it was last taken out of, while it lies with somebody.
    pub(super) taken_from: Option<Holder>,
    pub(super) for_review: bool,
    pub(super) parent: Option<usize>,
    pub(super) sections: Vec<Section>,
    pub(super) queue: Vec<Queued>,
    pub(super) queue_texts: u64,
    pub(super) requests: Vec<Asking>,
    pub(super) arrived: NaiveDate,
    pub(super) started: Option<NaiveDate>,
    pub(super) started_by: Option<Act>,
    /// Who finished or cancelled it.
    pub(super) ended_by: Option<Act>,
    pub(super) outcomes: Vec<&'static str>,
}

/// Whence it was taken is remembered for as long as it lies with somebody.
fn taken_from(before: Holder, remembered: Option<Holder>, to: Holder) -> Option<Holder> {
    match (before.is_an_inbox(), to.is_an_inbox()) {
        (_, true) => None,
        (true, false) => Some(before),
        (false, false) => remembered,
    }
}

impl Asking {
    pub(super) fn comes_to(&mut self, to: Holder) {
        self.taken_from = taken_from(self.to, self.taken_from, to);
        self.to = to;
    }
}

impl Step {
    pub(super) fn comes_to(&mut self, to: Holder) {
        self.taken_from = taken_from(self.holder, self.taken_from, to);
        self.holder = to;
    }

    /// In whose right somebody does on the step what some may do. To whom it is assigned counts as the child's own; who
    /// covers somebody acts for them where it is that one's affair and not their own, or where only so they may.
    pub(super) fn act_of(&self, presser: Presser, may: impl Fn(Who) -> bool) -> Option<Act> {
        let may = |who: Who| may(who) || (self.holder == Holder::Person(who) && may(who.as_the_childs_own()));
        let act = presser.act(may)?;
        match presser.absent.filter(|absent| may(*absent)) {
            Some(absent) if self.is_affair_of(absent, Act::is_of) => {
                let is_own = self.is_affair_of(presser.who, |act, who| act.whose() == who);
                Some(if is_own && act.absent.is_none() { act } else { Act { absent: Some(absent), ..act } })
            }
            _ => Some(act),
        }
    }

    /// It lies in their hands, they are asked, or they answered.
    fn is_affair_of(&self, who: Who, answered: impl Fn(Act, Who) -> bool) -> bool {
        let is_theirs = |asking: &Asking| match asking.answer {
            Answer::Completed(act, _) => answered(act, who),
            Answer::Waits => asking.to == Holder::Person(who),
            _ => false,
        };
        self.holder == Holder::Person(who) || self.requests.iter().any(is_theirs)
    }

    fn has_news_without_an_id(&self) -> bool {
        self.id.is_empty() || self.requests.iter().any(|asking| asking.id.is_empty())
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Incoming | State::Started)
    }

    pub(super) fn section(&self, number: usize) -> &Section {
        &self.sections[number - 1]
    }

    /// A number that grows with each change of what a request covers.
    pub(super) fn text_of(&self, asked: &Asked) -> u64 {
        let sections: u64 = self.sections.iter().take(asked.covers).map(|section| section.texts).sum();
        sections + if asked.covers_queue { self.queue_texts } else { 0 }
    }

    pub(super) fn wrote_what_is_covered(&self, asked: &Asked, who: Who) -> bool {
        self.sections.iter().take(asked.covers).any(|section| section.authors.contains(&who))
    }

    /// How the requests of a kind stand: one that waits, else one that is completed, else the last.
    pub(super) fn standing(&self, key: &str) -> Option<&Asking> {
        let of_kind = || self.requests.iter().rev().filter(|asking| asking.asked.key == key);
        of_kind()
            .find(|asking| asking.answer == Answer::Waits)
            .or_else(|| of_kind().find(|asking| matches!(asking.answer, Answer::Completed(..))))
            .or_else(|| of_kind().next())
    }

    /// The agency decision maker has not decided yet, or otherwise than what is queued.
    pub(super) fn against_the_decision(&self) -> Option<&'static str> {
        let section = self.section(2);
        if !section.ticked {
            return Some("ADM_SECTION_INCOMPLETE");
        }
        let has = |keys: [&str; 2]| self.queue.iter().any(|queued| keys.contains(&queued.action.key));
        let contrary = has(["adm_agrees", "match_agreed"]) != (section.decision == Some(true))
            || has(["adm_disagrees", "match_not_agreed"]) != (section.decision == Some(false));
        contrary.then_some("DECISION_CONTRADICTS_QUEUE")
    }

    /// Who completed a request of that kind, if one is completed on the text as it stands.
    pub(super) fn completer_of(&self, key: &str) -> Option<Act> {
        let of_kind = self.requests.iter().rev().filter(|asking| asking.asked.key == key);
        of_kind.map(|asking| asking.answer).find_map(|answer| match answer {
            Answer::Completed(act, _) => Some(act),
            _ => None,
        })
    }

    /// A completion is worth something only on the text that it was given for, and so is what stood on it.
    pub(super) fn void_what_lost_its_ground(&mut self) {
        let texts: Vec<u64> = self.requests.iter().map(|asking| self.text_of(asking.asked)).collect();
        let mut report_voided = false;
        for (asking, now) in self.requests.iter_mut().zip(texts) {
            if matches!(asking.answer, Answer::Completed(_, read) if read != now) {
                asking.answer = Answer::Voided;
                report_voided |= asking.asked.key == "authorise_report";
            }
        }
        for asking in self.requests.iter_mut().filter(|it| report_voided && it.asked.key == "confirm_quality")
        {
            if matches!(asking.answer, Answer::Waits | Answer::Completed(..)) {
                asking.answer = Answer::Voided;
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) outcome: Option<&'static str>,
}

/// What was written beside the forms.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) id: String,
    /// The step that it corrects or adds to.
    pub(super) about: Option<usize>,
    pub(super) by: Who,
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) covers: Arc<Vec<Cover>>,
    pub(super) fields: Arc<Fields>,
    pub(super) cases: Vec<Case>,
    /// What a command leaves as it is, the model before and the model after share.
    pub(super) steps: Vec<Arc<Step>>,
    /// The ratification of the present placement that stands.
    pub(super) ratified: Option<String>,
    pub(super) notes: Vec<Note>,
    /// Who has left.
    pub(super) gone: Option<Who>,
}

impl Model {
    /// A child of whom nothing is recorded yet.
    pub(super) fn of_nothing(fields: &Arc<Fields>, covers: &Arc<Vec<Cover>>) -> Self {
        let (fields, covers) = (fields.clone(), covers.clone());
        let (cases, steps, notes) = (Vec::new(), Vec::new(), Vec::new());
        Self { fields, covers, cases, steps, ratified: None, notes, gone: None }
    }

    /// A step that is about to change.
    pub(super) fn step_mut(&mut self, index: usize) -> &mut Step {
        Arc::make_mut(&mut self.steps[index])
    }

    pub(super) fn is_here(&self, who: Who) -> bool {
        self.gone != Some(who)
    }

    /// Gives what is new its ids; false when there are others than the new things need.
    pub(super) fn learns(&mut self, ids: &[String]) -> bool {
        let cases = self.cases.iter_mut().map(|case| &mut case.id);
        let (mut of_steps, mut of_requests) = (Vec::new(), Vec::new());
        for step in self.steps.iter_mut().filter(|step| step.has_news_without_an_id()) {
            let step = Arc::make_mut(step);
            of_steps.push(&mut step.id);
            of_requests.extend(step.requests.iter_mut().map(|asking| &mut asking.id));
        }
        let of_notes = self.notes.iter_mut().map(|note| &mut note.id);
        let new: Vec<&mut String> = cases
            .chain(of_steps)
            .chain(of_requests)
            .chain(&mut self.ratified)
            .chain(of_notes)
            .filter(|id| id.is_empty())
            .collect();
        let as_many = new.len() == ids.len();
        new.into_iter().zip(ids).for_each(|(new, id)| new.clone_from(id));
        as_many
    }

    pub(super) fn open_case(&self) -> Option<usize> {
        self.cases.iter().position(|case| case.outcome.is_none())
    }

    /// By what the cases ended.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = &'static str> {
        self.cases.iter().filter_map(|case| case.outcome)
    }

    pub(super) fn steps_of(&self, case: usize) -> impl Iterator<Item = (usize, &Step)> {
        let all = self.steps.iter().map(|step| &**step).enumerate();
        all.filter(move |(_, step)| step.case == case)
    }

    /// Another open W4 of family finding in the step's case.
    pub(super) fn other_finding_is_open(&self, step: usize) -> bool {
        self.steps_of(self.steps[step].case).any(|(index, other)| {
            index != step && other.kind.key == "family_finding" && !other.for_review && other.is_open()
        })
    }

    /// What was sent immediately still counts while its match goes on or has led to a placement that was not given up (A4).
    pub(super) fn still_counts(&self, queued: &Queued) -> bool {
        let Some(sent) = queued.sent else { return true };
        let came_of_it = |mut step: usize| loop {
            if step == sent {
                return true;
            }
            match self.steps[step].parent {
                Some(parent) => step = parent,
                None => return false,
            }
        };
        let (goes_on, placed) = (["information_sharing", "panel_and_matching", "placement"], "placement");
        (0..self.steps.len()).filter(|step| came_of_it(*step)).any(|step| {
            let step = &self.steps[step];
            let is_placed = step.kind.key == placed && step.state != State::Cancelled;
            is_placed || (step.is_open() && goes_on.contains(&step.kind.key))
        })
    }

    /// The step of family finding that is worked on, and on which date its next one is due as a pair.
    pub(super) fn pair_to_come(&self) -> Option<(usize, NaiveDate)> {
        let is_worked_on = |step: &Arc<Step>| {
            step.kind.key == "family_finding" && !step.for_review && step.state == State::Started
        };
        let step = self.steps.iter().position(is_worked_on)?;
        Some((step, self.pair_is_due_on(self.steps[step].case)?))
    }

    /// On which date the next pair of family finding and review is due (A3).
    pub(super) fn pair_is_due_on(&self, case: usize) -> Option<NaiveDate> {
        let findings =
            || self.steps_of(case).map(|(_, step)| step).filter(|it| it.kind.key == "family_finding");
        let last_pair = findings().filter(|step| step.for_review).map(|step| step.arrived).max();
        last_pair.or_else(|| findings().filter_map(|step| step.started).min()).map(three_months_after)
    }
}

/// The same day three months on, or the last of that month.
fn three_months_after(date: NaiveDate) -> NaiveDate {
    let months = date.month0() + 3;
    let (year, month) = (date.year() + i32::from(months >= 12), months % 12 + 1);
    (1..=date.day())
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
        .expect("a first of the month")
}
