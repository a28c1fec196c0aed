//! What the model says of a finish and of a cancellation.

use super::document;
use super::people::{Act, Presser, Who};
use super::refusal::{Against, unless};
use super::state::{Answer, Asking, Model, Queued, State, Step};
use chrono::NaiveDate;
use std::collections::BTreeSet;

impl Model {
    pub(super) fn finish(&mut self, index: usize, presser: Presser, today: NaiveDate) {
        let step = &self.steps[index];
        let chosen = self.chosen(step);
        let (case, act) = (step.case, step.finisher(presser, &chosen));
        for queued in &chosen {
            if let (Some((key, holder)), None) = (queued.action.leads_to, queued.sent) {
                self.add_step(case, key, holder, queued.for_review, Some(index), today);
            }
        }
        let step = self.step_mut(index);
        (step.state, step.ended_by) = (State::Finished, act);
        step.outcomes = chosen.iter().filter_map(|queued| queued.action.outcome).collect();
        if step.outcomes.contains(&"NO_LONGER_REQUIRED") {
            let open = |asking: &&mut Asking| {
                asking.asked.key == "confirm_quality" && asking.answer == Answer::Waits
            };
            step.requests.iter_mut().filter(open).for_each(|asking| asking.answer = Answer::Lapsed);
        }
        self.close_with_its_last_step(case);
    }

    /// By the strongest that was reached; by nothing only when something was cancelled.
    fn close_with_its_last_step(&mut self, case: usize) {
        if self.steps_of(case).any(|(_, step)| step.is_open()) {
            return;
        }
        let cancelled = self.steps_of(case).any(|(_, step)| step.state == State::Cancelled);
        let reached = |outcome: &&&str| {
            (**outcome == "CANCELLED" && cancelled)
                || self.steps_of(case).any(|(_, step)| step.outcomes.contains(*outcome))
        };
        self.cases[case].outcome = document::OUTCOMES.iter().find(reached).copied();
        assert!(self.cases[case].outcome.is_some(), "a case ends by something");
    }

    pub(super) fn cancel(&mut self, index: usize, presser: Presser) -> Result<(), Against> {
        let step = self.step_mut(index);
        let mut against = Against::nothing();
        let act = presser.act(|who| who == Who::Ps);
        against.add_if(act.is_none(), "NOT_A_CANCELLER");
        against.next_stage();
        against.add_if(!step.is_open(), "WORKSTEP_ENDED");
        unless(against)?;
        (step.state, step.ended_by) = (State::Cancelled, act);
        let waiting = step.requests.iter_mut().filter(|asking| asking.answer == Answer::Waits);
        waiting.for_each(|asking| asking.answer = Answer::Lapsed);
        let case = step.case;
        self.close_with_its_last_step(case);
        Ok(())
    }

    /// Everything that speaks against a finish; what is chosen counts as it stands in the queue.
    pub(super) fn against_finishing(&self, index: usize, presser: Presser, today: NaiveDate) -> Against {
        let step = &self.steps[index];
        match step.state {
            State::Incoming => return Against::surely("WORKSTEP_NOT_STARTED"),
            State::Finished | State::Cancelled => return Against::surely("WORKSTEP_ENDED"),
            State::Started => {}
        }
        let chosen: Vec<Queued> = self.chosen(step);
        let ends_early = ends_early(&chosen);
        let mut against = Against::nothing();
        against.add_if(step.finisher(presser, &chosen).is_none(), "NOT_A_FINISHER");
        if !ends_early && step.sections.iter().any(|section| !section.ticked) {
            against.add("SECTION_INCOMPLETE");
        }
        against.add_all(requests(step, ends_early));
        against.add_all(self.against_choosing(index, &chosen, today));
        against
    }

    fn chosen(&self, step: &Step) -> Vec<Queued> {
        step.queue.iter().filter(|queued| self.still_counts(queued)).cloned().collect()
    }

    fn against_choosing(&self, index: usize, chosen: &[Queued], today: NaiveDate) -> BTreeSet<&'static str> {
        let step = &self.steps[index];
        let has = |key: &str| chosen.iter().any(|queued| queued.action.key == key);
        let count = |keys: &[&str]| keys.iter().filter(|key| has(key)).count();
        let mut against = BTreeSet::new();
        let mut exactly_one = |found: usize| {
            against.extend((found == 0).then_some("NEXT_ACTION_MISSING"));
            against.extend((found > 1).then_some("NEXT_ACTIONS_EXCLUDE"));
        };
        match step.kind.key {
            "information_sharing" => {
                let alone = count(&["to_panel", "to_placement", "family_finding_again", "family_not_agreed"]);
                exactly_one(if has("to_child_in_care_planning") { alone.max(1) } else { alone });
            }
            "panel_and_matching" => {
                let (decided, beside) = (
                    count(&["match_agreed", "match_not_agreed"]),
                    count(&["family_finding_again", "to_update_plan"]),
                );
                exactly_one(decided);
                match (has("match_not_agreed"), beside) {
                    (true, beside) => exactly_one(beside),
                    (false, 0) => {}
                    (false, _) => exactly_one(2),
                }
            }
            _ => exactly_one(count(&step.kind.actions.iter().map(|action| action.key).collect::<Vec<_>>())),
        }
        against.extend(self.against_each(index, &has));
        if step.kind.key == "family_finding" {
            against.extend(self.against_pairing(step, chosen, today));
        }
        against
    }

    fn against_each(&self, index: usize, has: &dyn Fn(&str) -> bool) -> BTreeSet<&'static str> {
        let step = &self.steps[index];
        let mut against = BTreeSet::new();
        let finding_elsewhere = self.other_finding_is_open(index);
        if has("family_finding_again") && finding_elsewhere {
            against.insert("OPEN_STEP_FORBIDDEN");
        }
        if (has("family_not_agreed") || has("to_update_plan")) && !finding_elsewhere {
            against.insert("OPEN_STEP_REQUIRED");
        }
        if has("to_placement") && self.ratified.is_none() {
            against.insert("FACT_REQUIRED");
        }
        if contradicts(step, has) {
            against.insert("ANSWER_REQUIRED");
        }
        against
    }

    fn against_pairing(&self, step: &Step, chosen: &[Queued], today: NaiveDate) -> Option<&'static str> {
        let again: Vec<bool> = chosen
            .iter()
            .filter(|queued| queued.action.key == "family_finding_again")
            .map(|queued| queued.for_review)
            .collect();
        let due = self.pair_is_due_on(step.case).is_some_and(|due| today >= due);
        match (again.as_slice(), due) {
            ([], _) | ([false], false) => None,
            ([one, other], true) if one != other => None,
            (_, true) => Some("PAIR_REQUIRED"),
            (_, false) => Some("PAIR_NOT_DUE"),
        }
    }
}

impl Step {
    /// In whose right somebody finishes it.
    fn finisher(&self, presser: Presser, chosen: &[Queued]) -> Option<Act> {
        let early = ends_early(chosen);
        self.act_of(presser, |who| (self.kind.finishes)(who) || (early && who.authorises()))
    }
}

/// A plan that is no longer needed needs no text, and no quality.
fn ends_early(chosen: &[Queued]) -> bool {
    chosen.iter().any(|queued| queued.action.key == "no_longer_required")
}

/// Whether the decision and what is queued disagree, or there is none yet.
fn contradicts(step: &Step, has: &dyn Fn(&str) -> bool) -> bool {
    let decision = step.kind.decided.then(|| step.section(2).decision).flatten();
    let needs = |key: &str, wanted: bool| has(key) && decision != Some(wanted);
    needs("adm_agrees", true)
        || needs("match_agreed", true)
        || needs("adm_disagrees", false)
        || needs("match_not_agreed", false)
}

fn requests(step: &Step, ends_early: bool) -> BTreeSet<&'static str> {
    let needed = step.kind.requests.iter().filter(|asked| !(ends_early && asked.key == "confirm_quality"));
    needed
        .filter_map(|asked| match step.standing(asked.key).map(|asking| asking.answer) {
            None | Some(Answer::Lapsed | Answer::Returned | Answer::Withdrawn) => {
                asked.must_be_sent.then_some("REQUEST_NOT_SENT")
            }
            Some(Answer::Waits) => asked.blocks.then_some("REQUEST_NOT_COMPLETED"),
            Some(Answer::Voided) => asked.blocks.then_some("REQUEST_VOIDED"),
            Some(Answer::Completed(..)) => None,
        })
        .collect()
}
