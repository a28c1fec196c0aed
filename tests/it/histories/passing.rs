//! What the model says of work and requests that change hands.

use super::document::Kind;
use super::people::{Holder, Presser, Who};
use super::refusal::{Against, unless};
use super::state::{Answer, Model, Step};

impl Model {
    pub(super) fn claim_step(&mut self, index: usize, presser: Presser) -> Result<(), Against> {
        let step = self.step_mut(index);
        let mut against = step.against_ended();
        let act = presser.act(|who| step.holder.is_in_the_hands_of(who));
        against.add_if(act.is_none(), "NOT_THE_ASSIGNEE");
        unless(against)?;
        if let (true, Some(act)) = (step.holder.is_an_inbox(), act) {
            step.comes_to(Holder::Person(act.whose()));
        }
        Ok(())
    }

    pub(super) fn release_step(&mut self, index: usize, presser: Presser) -> Result<(), Against> {
        let step = self.step_mut(index);
        let mut against = step.against_ended();
        against.add_if(!presser.may(|who| step.holder.is_in_the_hands_of(who)), "NOT_THE_ASSIGNEE");
        against.next_stage();
        against.add_if(step.taken_from.is_none(), "NOT_FROM_AN_INBOX");
        unless(against)?;
        if let Some(inbox) = step.taken_from {
            step.comes_to(inbox);
        }
        Ok(())
    }

    pub(super) fn reassign_step(&mut self, index: usize, presser: Presser, to: Who) -> Result<(), Against> {
        let is_here = self.is_here(to);
        let step = self.step_mut(index);
        let mut against = Against::nothing();
        let in_hand = presser.may(|who| step.holder.is_in_the_hands_of(who));
        against.add_if(!in_hand && !presser.who.passes_on_anybodys(), "NOT_YOURS_TO_PASS_ON");
        against.next_stage();
        against.add_if(!step.is_open(), "WORKSTEP_ENDED");
        against.next_stage();
        against.add_if(!is_here || !has_a_part_in(step.kind, to), "RECEIVER_NOT_PERMITTED");
        unless(against)?;
        step.comes_to(Holder::Person(to));
        Ok(())
    }

    pub(super) fn claim_request(
        &mut self,
        index: usize,
        request: usize,
        presser: Presser,
    ) -> Result<(), Against> {
        let step = self.step_mut(index);
        let asking = &step.requests[request];
        let (act, against) = step.answering(asking, presser);
        unless(against)?;
        if asking.to.is_an_inbox() {
            step.requests[request].comes_to(Holder::Person(act.whose()));
        }
        Ok(())
    }

    pub(super) fn release_request(
        &mut self,
        index: usize,
        request: usize,
        presser: Presser,
    ) -> Result<(), Against> {
        let asking = &mut self.step_mut(index).requests[request];
        let mut against = asking.against_any_answer();
        against.add_if(!presser.may(|who| asking.to.is_in_the_hands_of(who)), "NOT_THE_ASSIGNEE");
        against.next_stage();
        against.add_if(asking.taken_from.is_none(), "NOT_FROM_AN_INBOX");
        unless(against)?;
        if let Some(inbox) = asking.taken_from {
            asking.comes_to(inbox);
        }
        Ok(())
    }

    pub(super) fn reassign_request(
        &mut self,
        index: usize,
        request: usize,
        presser: Presser,
        to: Who,
    ) -> Result<(), Against> {
        let gone = self.gone;
        let step = self.step_mut(index);
        let asking = &step.requests[request];
        let mut against = Against::nothing();
        let in_hand = presser.may(|who| asking.to.is_in_the_hands_of(who));
        against.add_if(!in_hand && !presser.who.passes_on_anybodys(), "NOT_YOURS_TO_PASS_ON");
        against.next_stage();
        against.add_if(asking.answer != Answer::Waits, "REQUEST_ENDED");
        against.next_stage();
        let permitted = step.could_answer(asking.asked, asking.sender, to, gone);
        against.add_if(!permitted, "RECEIVER_NOT_PERMITTED");
        unless(against)?;
        step.requests[request].comes_to(Holder::Person(to));
        Ok(())
    }
}

impl Step {
    /// What has ended changes hands no more, whoever wants it.
    fn against_ended(&self) -> Against {
        let mut against = Against::nothing();
        against.add_if(!self.is_open(), "WORKSTEP_ENDED");
        against.next_stage();
        against
    }
}

/// Who writes or finishes such steps, whoever's own the child is.
fn has_a_part_in(kind: &Kind, who: Who) -> bool {
    [who, who.as_the_childs_own()].into_iter().any(|who| {
        (1..=kind.sections).any(|section| (kind.writes)(section, who))
            || (kind.queues)(who)
            || (kind.finishes)(who)
    })
}
