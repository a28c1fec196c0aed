//! Cases that wander where chance leads them: whatever is permitted happens, in any order, and what must always hold
//! holds after every step; nobody is ever stuck.

use super::{
    acts::{action, edit_of},
    world::World,
};
use crate::domain::{
    case::Progress,
    edit::{ActionToQueue, Given},
    people::Assignee,
    process::{Holder, NextActionType, RequestType, StepType},
    standing::Standing,
    step::StepState,
};
use uuid::Uuid;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it fits") % most
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn shuffle<T>(&mut self, mut cards: Vec<T>) -> Vec<T> {
        for last in (1..cards.len()).rev() {
            cards.swap(last, self.below(last + 1));
        }
        cards
    }
}

#[test]
fn whatever_happens_what_must_hold_holds_and_nobody_is_stuck() {
    let mut outcomes = std::collections::BTreeSet::new();
    for seed in 0..36 {
        let mut chance = Chance(seed);
        let mut world = World::new();
        match seed % 3 {
            0 => world.open_case("iro").expect("it begins").step.id,
            1 => world.after_planning(),
            _ => world.after_request(),
        };
        for _ in 0..25 {
            let open = world.open();
            if open.is_empty() {
                break;
            }
            let step = open[chance.below(open.len())];
            world.go_on_with(step, &mut chance);
            world.assert_what_must_hold();
        }
        outcomes.extend(world.outcome().map(str::to_owned));
    }
    let expected = ["ADM_DISAGREED", "CHILD_PLACED", "HANDED_OVER", "NO_LONGER_REQUIRED", "NO_PLAN_AGREED"];
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), expected, "chance has led everywhere");
}

impl World {
    fn open(&self) -> Vec<Uuid> {
        let case = self.case.as_ref().expect("a case");
        case.steps.iter().filter(|step| step.is_open()).map(|step| step.id).collect()
    }

    fn kind(&self, step: Uuid) -> StepType {
        self.process.step(&self.step(step).kind).expect("a kind").clone()
    }

    fn everybody(&self) -> Vec<&'static str> {
        self.people.keys().copied().collect()
    }

    fn somebody(&self, holders: &[Holder], step: Uuid) -> &'static str {
        let means =
            |who: &&str| Holder::right(holders, &self.found(who, step).actor, self.step(step)).is_some();
        self.people.keys().find(|who| means(who)).expect("somebody may")
    }

    fn whoever_has(&self, assignee: &Assignee, step: Uuid) -> &'static str {
        let mut people = self.everybody().into_iter();
        people
            .find(|who| self.found(who, step).actor.has_in_hand(assignee).is_some())
            .expect("somebody has it in hand")
    }

    /// Starts a step, sends something at once, or brings it to its end by chance.
    fn go_on_with(&mut self, step: Uuid, chance: &mut Chance) {
        self.now += chrono::Duration::days(i64::try_from(chance.below(40)).expect("it fits"));
        if chance.one_in(8) {
            let today = self.now.date_naive().to_string();
            self.ratify("iro", "Where the child lives", &today).expect("it is ratified");
        }
        if self.step(step).state == StepState::Incoming {
            let starter = self.whoever_has(&self.step(step).assignee, step);
            self.start(starter, step).expect("it starts");
            return;
        }
        self.fill_what_is_not_decided(step);
        if chance.one_in(3) {
            let finder = self.somebody(&self.kind(step).form.next_actions.written_by, step);
            let _sent_or_not = self.send_now(finder, step, action("to_information_sharing"));
            return;
        }
        let choices = chance.shuffle(self.choices(step));
        let ended = choices.into_iter().any(|queue| self.end_by(step, queue));
        assert!(ended, "stuck in {}", self.step(step).kind);
    }

    fn fill_what_is_not_decided(&mut self, step: Uuid) {
        let kind = self.kind(step);
        for section in kind.form.sections.iter().filter(|section| !is_decision(&kind, section.number)) {
            let writer = self.somebody(&section.written_by, step);
            self.fill(writer, step, [section.number]);
        }
    }

    /// Every set of next actions that the step offers, permitted or not; nothing too, for what was sent already.
    fn choices(&self, step: Uuid) -> Vec<Vec<ActionToQueue>> {
        let purpose = self.step(step).purpose.clone();
        let kind = self.kind(step);
        let offered: Vec<&NextActionType> =
            kind.next_actions.iter().filter(|action| action.is_offered_for(purpose.as_deref())).collect();
        let entries: Vec<ActionToQueue> = offered.iter().flat_map(|action| entries_of(action)).collect();
        let subset = |bits: u32| {
            entries
                .iter()
                .enumerate()
                .filter(|(index, _)| bits & (1 << index) != 0)
                .map(|(_, one)| one.clone())
                .collect()
        };
        (0..1 << entries.len()).map(subset).collect()
    }

    /// Queues, decides, asks whoever has to be asked, and finishes; false if that is refused.
    fn end_by(&mut self, step: Uuid, queue: Vec<ActionToQueue>) -> bool {
        let kind = self.kind(step);
        let writer = self.somebody(&kind.form.next_actions.written_by, step);
        if self.queue(writer, step, queue).is_err() {
            return false;
        }
        self.decide_as_queued(step, &kind);
        for request in kind.requests.iter().filter(|request| request.must_be_sent) {
            if !self.get_completed(step, request) {
                return false;
            }
        }
        self.everybody().into_iter().any(|who| self.finish(who, step).is_ok())
    }

    fn decide_as_queued(&mut self, step: Uuid, kind: &StepType) {
        let queued =
            |rule: &&crate::domain::rules::RequiresAnswer| self.step(step).queue.holds(&rule.next_action);
        let Some(rule) = kind.required_answers().find(queued) else { return };
        let mut edit = self.filling(step, rule.section);
        edit.answers.insert(rule.field.to_string(), Given::Choice(rule.is.to_string()));
        let section = kind.form.section(rule.section).expect("a section");
        let writer = self.somebody(&section.written_by, step);
        self.save(writer, step, edit_of(edit)).expect("it is decided");
    }

    /// Sees to it that a request stands completed; false if nobody can send or complete it.
    fn get_completed(&mut self, step: Uuid, kind: &RequestType) -> bool {
        if matches!(self.step(step).standing(&kind.key), Standing::NotSent | Standing::Voided(_)) {
            let recipients: Vec<Option<Assignee>> = [None]
                .into_iter()
                .chain(self.everybody().into_iter().map(|who| Some(self.worker(who))))
                .collect();
            let everybody = self.everybody();
            let mut ways = everybody.iter().flat_map(|who| recipients.iter().map(move |to| (*who, *to)));
            let sent = ways.any(|(who, to)| self.save(who, step, World::sending(&kind.key, to)).is_ok());
            if !sent {
                return false;
            }
        }
        if let Standing::Waits(request) = self.step(step).standing(&kind.key) {
            let (id, assignee) = (request.id, request.assignee);
            let who = self.whoever_has(&assignee, step);
            if !self.brief(id).refusals.is_empty() {
                return false;
            }
            self.complete(who, id);
        }
        true
    }

    fn assert_what_must_hold(&self) {
        self.assert_open_or_closed();
        let case = self.case.as_ref().expect("a case");
        let finding: Vec<_> =
            case.steps.iter().filter(|step| step.purpose.as_deref() == Some("FAMILY_FINDING")).collect();
        assert!(finding.iter().filter(|step| step.is_open()).count() <= 1, "one family finding at a time");
        for step in finding.iter().filter(|step| step.progress == Progress::Finished) {
            let follows = |next: &&crate::domain::case::StepSummary| {
                next.parent == Some(step.id)
                    && ["family_finding", "information_sharing"].contains(&next.kind.as_str())
            };
            assert!(case.steps.iter().any(|next| follows(&next)), "it leads on (invariant 12)");
        }
        for (index, step) in case.steps.iter().enumerate() {
            let parents = case.steps.iter().filter(|one| Some(one.id) == step.parent).count();
            assert_eq!(parents, usize::from(index > 0), "one parent each (invariant 5)");
        }
    }
}

fn is_decision(kind: &StepType, section: i32) -> bool {
    let mut deciding = kind.requests.iter().filter_map(|request| request.decides_in.as_ref());
    deciding.any(|sections| sections.contains(section))
}

/// A next action in every way that it can be chosen.
fn entries_of(kind: &NextActionType) -> Vec<ActionToQueue> {
    let reason = kind.reasons.first().map(|reason| reason.key.to_string());
    let entry =
        |purpose: Option<String>| ActionToQueue { reason: reason.clone(), purpose, ..action(&kind.key) };
    match &kind.purposes[..] {
        [] => vec![entry(None)],
        purposes => purposes.iter().map(|purpose| entry(Some(purpose.to_string()))).collect(),
    }
}
