//! What the model says of answers to requests.

use super::document::Asked;
use super::people::{Act, Holder, Presser, Who};
use super::refusal::{Against, OWN_REPORT, unless};
use super::state::{Answer, Asking, Model, Step};

impl Model {
    pub(super) fn send_back(&mut self, step: usize, request: usize, presser: Presser) -> Result<(), Against> {
        let asking = &mut self.step_mut(step).requests[request];
        let mut against = asking.against_any_answer();
        let act = presser.act(|who| asking.to.is_in_the_hands_of(who));
        against.add_if(act.is_none(), "NOT_THE_ASSIGNEE");
        against.add_if(!(asking.asked.answers)(presser.who), "ROLE_REQUIRED");
        against.next_stage();
        against.add_if(asking.asked.only_tells(), "NOTIFICATION_STANDS");
        unless(against)?;
        if let (true, Some(act)) = (asking.to.is_an_inbox(), act) {
            asking.comes_to(Holder::Person(act.whose()));
        }
        asking.answer = Answer::Returned;
        Ok(())
    }

    pub(super) fn withdraw(&mut self, step: usize, request: usize, presser: Presser) -> Result<(), Against> {
        let asking = &mut self.step_mut(step).requests[request];
        let mut against = asking.against_any_answer();
        against.add_if(!presser.may(|who| asking.sender.is_of(who)), "NOT_THE_SENDER");
        against.next_stage();
        against.add_if(asking.asked.only_tells(), "NOTIFICATION_STANDS");
        unless(against)?;
        asking.answer = Answer::Withdrawn;
        Ok(())
    }

    pub(super) fn complete(
        &mut self,
        step: usize,
        request: usize,
        text: u64,
        presser: Presser,
    ) -> Result<(), Against> {
        let step = self.step_mut(step);
        let asking = &step.requests[request];
        let (act, mut against) = step.answering(asking, presser);
        against.next_stage();
        against.add_if(step.text_of(asking.asked) != text, "COVERED_TEXT_CHANGED");
        against.next_stage();
        if asking.asked.key == "refer_to_adm" {
            against.add_all(step.against_the_decision());
        }
        unless(against)?;
        let asking = &mut step.requests[request];
        if asking.to.is_an_inbox() {
            asking.comes_to(Holder::Person(act.whose()));
        }
        asking.answer = Answer::Completed(act, text);
        Ok(())
    }
}

impl Asking {
    /// What has ended is not answered, whoever wants to.
    pub(super) fn against_any_answer(&self) -> Against {
        let mut against = Against::nothing();
        against.add_if(self.answer != Answer::Waits, "REQUEST_ENDED");
        against.next_stage();
        against
    }
}

impl Step {
    /// The act by which somebody answers, and everything for which they may not. Who answers for somebody else answers as
    /// both; the role must be one's own.
    pub(super) fn answering(&self, asking: &Asking, presser: Presser) -> (Act, Against) {
        let mut against = asking.against_any_answer();
        let in_hand = presser.act(|who| asking.to.is_in_the_hands_of(who));
        let act = in_hand.unwrap_or(Act { by: presser.who, absent: None });
        let role = (asking.asked.answers)(presser.who);
        let own_request = act.people().any(|who| asking.sender.is_of(who));
        against.add_if(in_hand.is_none(), "NOT_THE_ASSIGNEE");
        against.add_if(!role, "ROLE_REQUIRED");
        against.add_if(own_request, "OWN_REQUEST");
        let own_report = act.people().any(|who| self.wrote_what_is_covered(asking.asked, who));
        match own_report {
            // Nobody asks anew who wrote meanwhile, where somebody may not answer in any case.
            true if in_hand.is_none() || !role || own_request => against.perhaps(OWN_REPORT),
            _ => against.add_if(own_report, OWN_REPORT),
        }
        (act, against)
    }

    /// Those who may have a request in their list: they are here, and could answer it.
    pub(super) fn could_answer(&self, asked: &Asked, sender: Act, who: Who, gone: Option<Who>) -> bool {
        let is_here = gone != Some(who);
        is_here && (asked.answers)(who) && !sender.is_of(who) && !self.wrote_what_is_covered(asked, who)
    }
}
