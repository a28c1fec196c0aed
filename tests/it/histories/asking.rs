//! What the model says of answers to requests.

use super::document::Asked;
use super::people::{Act, Holder, Presser, Who};
use super::refusal::{Against, unless};
use super::state::{Answer, Asking, Model, Step};

impl Model {
    pub(super) fn send_back(&mut self, step: usize, request: usize, presser: Presser) -> Result<(), Against> {
        let asking = &mut self.steps[step].requests[request];
        let mut against = Against::nothing();
        against.add_if(asking.answer != Answer::Waits, "REQUEST_ENDED");
        let act = presser.act(|who| asking.to.is_in_the_hands_of(who));
        against.add_if(act.is_none(), "NOT_THE_ASSIGNEE");
        against.add_if(!(asking.asked.answers)(presser.who), "ROLE_REQUIRED");
        against.add_if(asking.asked.only_tells(), "NOTIFICATION_STANDS");
        unless(against)?;
        if let (true, Some(act)) = (asking.to.is_an_inbox(), act) {
            asking.comes_to(Holder::Person(act.whose()));
        }
        asking.answer = Answer::Returned;
        Ok(())
    }

    pub(super) fn withdraw(&mut self, step: usize, request: usize, presser: Presser) -> Result<(), Against> {
        let asking = &mut self.steps[step].requests[request];
        let mut against = Against::nothing();
        against.add_if(asking.answer != Answer::Waits, "REQUEST_ENDED");
        against.add_if(!presser.may(|who| asking.sender.is_of(who)), "NOT_THE_SENDER");
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
        let step = &mut self.steps[step];
        let asking = &step.requests[request];
        if asking.answer != Answer::Waits {
            return Err(Against::surely("REQUEST_ENDED"));
        }
        let (act, mut against) = step.answering(asking, presser);
        against.add_if(step.text_of(asking.asked) != text, "COVERED_TEXT_CHANGED");
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

impl Step {
    /// The act by which somebody answers, and everything for which they may not. Who answers for somebody else answers as
    /// both; the role must be one's own.
    pub(super) fn answering(&self, asking: &Asking, presser: Presser) -> (Act, Against) {
        let mut against = Against::nothing();
        let in_hand = presser.act(|who| asking.to.is_in_the_hands_of(who));
        against.add_if(in_hand.is_none(), "NOT_THE_ASSIGNEE");
        let act = in_hand.unwrap_or(Act { by: presser.who, absent: None });
        against.add_if(!(asking.asked.answers)(presser.who), "ROLE_REQUIRED");
        against.add_if(act.people().any(|who| asking.sender.is_of(who)), "OWN_REQUEST");
        let wrote = |who: Who| self.wrote_what_is_covered(asking.asked, who);
        against.add_if(act.people().any(wrote), "OWN_REPORT");
        (act, against)
    }

    /// Those who may have a request in their list: they could answer it.
    pub(super) fn could_answer(&self, asked: &Asked, sender: Act, who: Who) -> bool {
        (asked.answers)(who) && !sender.is_of(who) && !self.wrote_what_is_covered(asked, who)
    }
}
