//! Sending a request with a save.

use super::Revising;
use crate::domain::{
    edit::RequestToSend,
    found::Found,
    people::Right,
    process::{Holder, RequestType, list},
    request::{Answer, SentRequest},
    rules::Sending,
    standing::Standing,
};
use fault::{Reason, Refusal};
use uuid::Uuid;

impl<'a> Revising<'a> {
    /// Sends a request on the step as the edit leaves it.
    pub(super) fn send(&mut self, index: usize, asked: &RequestToSend) {
        let path = format!("edit.send_requests[{index}]");
        let Some(request) = self.step_type.request(&asked.kind) else {
            return self.wrong.refuse(format_args!("{path}.type"), "is no request of this step");
        };
        let right = self.right_to_send(request);
        let act = self.act_in(right.clone().unwrap_or(Right::Own));
        let refusals: Vec<Refusal> = right
            .err()
            .into_iter()
            .chain(self.already_open(request))
            .chain(self.incomplete(request))
            .chain(self.nothing_queued(request))
            .chain(self.refused_by_rules(request))
            .collect();
        self.refusals.extend(refusals);
        let Some(assignee) = self.recipient(&path, request, asked.recipient, act) else { return };
        let sent = SentRequest {
            id: self.moment.new_id(),
            kind: request.key.to_string(),
            sent: act,
            assignee,
            replaces: self.replaced(request),
            answer: Answer::Waiting,
        };
        self.sent.push(sent.id);
        self.step.requests.push(sent);
    }

    /// The last of its kind, if that came to nothing: what was completed, or waits beside it, is not sent again.
    fn replaced(&self, request: &RequestType) -> Option<Uuid> {
        let last = self.step.requests_of(&request.key).next_back()?;
        last.may_be_sent_again().then_some(last.id)
    }

    /// Where a rule says who sends, it says for whom, too.
    fn right_to_send(&self, request: &RequestType) -> Result<Right, Refusal> {
        let right = Holder::right(&request.sent_by, &self.found.actor, &self.found.step);
        let right = right.ok_or_else(|| {
            let roles = list(&request.sent_by);
            let message = format!("“{}” is sent by others: {roles}", request.title);
            let refusal = Refusal::new(Reason::NotASender, message);
            refusal.with("request_type", &request.key).with("roles", roles)
        })?;
        let sending = self.sending(request);
        Ok(self.step_type.rules.iter().find_map(|rule| rule.kind().sender_for(&sending)).unwrap_or(right))
    }

    fn sending(&self, request: &'a RequestType) -> Sending<'_> {
        let Found { actor, people, .. } = self.found;
        Sending { request: &request.key, step: &self.step, sender: actor, people }
    }

    /// At most one open per step and blocking type.
    fn already_open(&self, request: &RequestType) -> Option<Refusal> {
        match self.step.standing(&request.key) {
            Standing::Waits(open) if request.blocks_finish => {
                let message = format!("“{}” is sent already and waits for its answer", request.title);
                let refusal = Refusal::new(Reason::RequestAlreadyOpen, message);
                Some(refusal.with("request_type", &request.key).with("request_id", open.id))
            }
            _ => None,
        }
    }

    /// What has to be ticked complete before the request.
    pub(super) fn incomplete(&self, request: &RequestType) -> Vec<Refusal> {
        let needed = request.once.complete.as_ref().map_or(&[][..], |sections| sections.numbers());
        let incomplete = needed.iter().filter(|number| !self.step.section(**number).complete);
        let refusal = |number: &i32| {
            let message = format!("tick section {number} complete before “{}”", request.title);
            Refusal::new(Reason::SectionIncomplete, message).with("section", number)
        };
        incomplete.map(refusal).collect()
    }

    /// What was sent immediately and came to nothing follows no more.
    fn nothing_queued(&self, request: &RequestType) -> Option<Refusal> {
        let counts = |action| self.step_type.still_counts(action, &self.found.case);
        (request.once.queued && !self.step.queue.actions.iter().any(counts)).then(|| {
            let message = format!("queue what shall follow before “{}” is sent", request.title);
            Refusal::new(Reason::NextActionMissing, message)
        })
    }

    fn refused_by_rules(&self, request: &RequestType) -> Vec<Refusal> {
        let sending = self.sending(request);
        self.step_type.rules.iter().filter_map(|rule| rule.kind().refuse_sending(&sending)).collect()
    }
}
