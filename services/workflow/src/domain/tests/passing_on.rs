//! Work changes hands: claimed, released, reassigned.

use super::world::{FINDERS, QAAG, World};
use crate::domain::{
    decide::pass_on::{InHand, PassedOn, Passer, Receiver, claim, reassign, release},
    fact::{Fact, Passing, TimelineKind},
    people::{Assignee, Person},
};
use contracts::r#type::v1::Role;
use fault::{Reason, Refusal};
use uuid::Uuid;

impl World {
    fn in_hand(&self, step: Uuid) -> InHand {
        let (process, step) = (self.process.clone(), self.step(step).clone());
        InHand { process, step, managers: vec![self.id("ps")], changed: None }
    }

    fn keep(&mut self, passed: Option<PassedOn>) -> bool {
        let Some(passed) = passed else { return false };
        self.timeline.push(passed.timeline);
        self.told.push(passed.told);
        self.steps.insert(passed.step.id, passed.step);
        true
    }

    fn claim(&mut self, who: &str, step: Uuid) -> Result<bool, Reason> {
        let (in_hand, actor) = (self.in_hand(step), self.found(who, step).actor);
        let etag = in_hand.step.etag();
        let passed = self.decide(|moment| claim(&in_hand, &etag, &actor, moment));
        Ok(self.keep(passed.map_err(|refusal| refusal.reason)?))
    }

    fn release(&mut self, who: &str, step: Uuid) -> Result<bool, Reason> {
        let (in_hand, actor) = (self.in_hand(step), self.found(who, step).actor);
        let etag = in_hand.step.etag();
        let passed = self.decide(|moment| release(&in_hand, &etag, &actor, moment));
        Ok(self.keep(passed.map_err(|refusal| refusal.reason)?))
    }

    pub(super) fn reassign(&mut self, who: &str, step: Uuid, to: &str) -> Result<bool, Refusal> {
        let person = Person { active: !self.gone.contains(&to), roles: self.people[to].roles.clone() };
        let receiver = Receiver { assignee: self.worker(to), person: Some(person), inbox: None };
        self.reassign_to(who, step, &receiver, false)
    }

    fn reassign_to(
        &mut self,
        who: &str,
        step: Uuid,
        receiver: &Receiver,
        of_anybody: bool,
    ) -> Result<bool, Refusal> {
        let (in_hand, actor) = (self.in_hand(step), self.found(who, step).actor);
        let passer = Passer { actor: &actor, of_anybody };
        let passed = self.decide(|moment| reassign(&in_hand, "", &passer, receiver, moment))?;
        Ok(self.keep(passed))
    }

    fn to_inbox(&self, name: &str) -> Receiver {
        let inbox = self.inboxes.iter().find(|inbox| inbox.name == name).cloned();
        Receiver { assignee: self.inbox_named(name), person: None, inbox }
    }
}

#[test]
fn a_member_takes_a_step_out_of_the_inbox_started_or_not_and_puts_it_back() {
    let mut world = World::new();
    let decision = world.after_planning();
    assert_eq!(world.claim("finder", decision), Err(Reason::NotTheAssignee));
    assert_eq!(world.claim("qaag", decision), Ok(true));
    assert_eq!(world.step(decision).assignee, world.worker("qaag"));
    assert_eq!(world.claim("qaag", decision), Ok(false), "what is one's own stays as it is");
    assert_eq!(world.claim("qaag2", decision), Err(Reason::NotTheAssignee));
    assert_eq!(world.release("qaag2", decision), Err(Reason::NotTheAssignee));

    world.start("qaag", decision).expect("it starts");
    assert_eq!(world.release("qaag", decision), Ok(true));
    assert_eq!(world.step(decision).assignee, world.inbox_named(QAAG));
    assert_eq!(world.claim("qaag2", decision), Ok(true), "a started one is taken up again");
    world.fill("qaag2", decision, [1]);
    for kind in [TimelineKind::WorkstepClaimed, TimelineKind::WorkstepReleased] {
        assert!(world.entries(kind) >= 1, "{kind:?}");
    }
    let told: Vec<Passing> = world
        .facts()
        .filter_map(|fact| match fact {
            Fact::StepPassedOn { passing, .. } => Some(*passing),
            _ => None,
        })
        .collect();
    assert_eq!(told, [Passing::Claimed, Passing::Released, Passing::Claimed]);
}

#[test]
fn what_came_out_of_no_inbox_goes_into_none() {
    let mut world = World::new();
    let planning = world.after_review();
    assert_eq!(world.release("sw", planning), Err(Reason::NotFromAnInbox));
}

#[test]
fn a_step_is_passed_on_by_whoever_has_it_manages_it_or_may_pass_on_anybodys() {
    for (who, of_anybody, may) in
        [("sw", false, true), ("ps", false, true), ("tm", true, true), ("tm", false, false)]
    {
        let mut world = World::new();
        let planning = world.after_review();
        let person = Person { active: true, roles: world.people["other_sw"].roles.clone() };
        let receiver = Receiver { assignee: world.worker("other_sw"), person: Some(person), inbox: None };
        let passed = world.reassign_to(who, planning, &receiver, of_anybody);
        assert_eq!(
            passed.map_err(|refusal| refusal.reason),
            if may { Ok(true) } else { Err(Reason::NotYoursToPassOn) }
        );
    }
    let mut world = World::new();
    let planning = world.after_review();
    world.covers.push(("ps", "iro"));
    world.reassign("iro", planning, "other_sw").expect("for the manager whom they cover");
    let act = world.timeline.last().expect("the timeline tells").act;
    assert_eq!((act.by, act.on_behalf_of), (world.id("iro"), Some(world.id("ps"))));
}

#[test]
fn nobody_gets_a_step_in_which_they_have_no_part() {
    let mut world = World::new();
    let planning = world.after_review();
    for stranger in ["finder", "adm", "iro"] {
        let refused = world.reassign("sw", planning, stranger).unwrap_err();
        assert_eq!(refused.reason, Reason::ReceiverNotPermitted, "{stranger}");
        assert_eq!(refused.metadata["workstep_id"], planning.to_string());
    }
    world.person("both", &[Role::SocialWorker, Role::Administrator], &[]);
    assert_eq!(world.reassign("sw", planning, "both").unwrap_err().reason, Reason::ReceiverNotPermitted);
    world.gone.push("other_sw");
    assert_eq!(world.reassign("sw", planning, "other_sw").unwrap_err().reason, Reason::ReceiverNotPermitted);
    for inbox in [QAAG, FINDERS] {
        let receiver = world.to_inbox(inbox);
        let refused = world.reassign_to("sw", planning, &receiver, false).unwrap_err();
        assert_eq!(refused.reason, Reason::ReceiverNotPermitted, "no W1 comes to {inbox}");
    }
    assert_eq!(world.step(planning).assignee, world.worker("sw"));
}

#[test]
fn a_step_goes_to_the_inbox_that_such_steps_come_to_and_an_ended_one_nowhere() {
    let mut world = World::new();
    let decision = world.after_planning();
    world.claim("qaag", decision).expect("it is claimed");
    let (there, elsewhere) = (world.to_inbox(QAAG), world.to_inbox(FINDERS));
    let refused = world.reassign_to("qaag", decision, &elsewhere, false).unwrap_err();
    assert_eq!(refused.reason, Reason::ReceiverNotPermitted);
    assert!(world.reassign_to("qaag", decision, &there, false).expect("it is reassigned"));
    assert_eq!(world.step(decision).from_inbox, None);
    assert!(!world.reassign_to("qaag", decision, &there, false).expect("with whom it lies it stays"));

    let ended = world.case.as_ref().expect("a case").steps[0].id;
    let receiver = Receiver { assignee: Assignee::Worker(world.id("sw")), person: None, inbox: None };
    let refused = world.reassign_to("tm", ended, &receiver, true).unwrap_err();
    assert_eq!(refused.reason, Reason::WorkstepEnded);
}
