//! A request comes into another list: it is put back into its inbox, or passed on to others.

use super::answerer::{Answerer, Right};
use super::request::{Acted, Assignee, Request};
use chrono::{DateTime, Utc};
use contracts::{does_case_work, r#type::v1::Role};
use fault::{Reason, Refusal};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A request that somebody wants to put back into its inbox.
#[derive(Clone, Debug)]
pub struct WantedRelease {
    /// Which request.
    pub id: Uuid,
    /// Its etag, as they read it.
    pub etag: String,
}

/// Requests that somebody wants to pass on, all of them or none.
#[derive(Clone, Debug)]
pub struct WantedPassing {
    /// Which, each once and with the etag that was read; an empty one passes on whatever was written meanwhile.
    pub requests: Vec<(Uuid, String)>,
    /// Whoever shall have them.
    pub to: Assignee,
}

/// Whoever shall have a request, as the directory knows them; nothing where it knows none.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// The worker or the inbox.
    pub assignee: Assignee,
    /// What the worker may be asked to do; none for an inbox, and for a worker who has left or is not known.
    pub roles: Option<Vec<Role>>,
    /// Whether there is such an inbox.
    pub inbox_known: bool,
}

/// Who passes on.
#[derive(Clone, Debug)]
pub struct Passer<'a> {
    /// Who.
    pub who: &'a Answerer,
    /// Whether a policy lets them pass on what stands with anybody.
    pub of_anybody: bool,
}

impl Request {
    /// Puts the request back into the inbox that it was taken out of. Refused with `REQUEST_ENDED`, `NOT_THE_ASSIGNEE`,
    /// `NOT_FROM_AN_INBOX` and `ETAG_STALE`.
    pub fn released(self, etag: &str, who: &Answerer, at: DateTime<Utc>) -> Result<Acted, Vec<Refusal>> {
        self.expect_waiting().map_err(|refusal| vec![refusal])?;
        let right =
            who.rights(self.assignee).into_iter().next().ok_or_else(|| vec![self.not_the_assignee()])?;
        let inbox = self.from_inbox.ok_or_else(|| vec![self.not_from_an_inbox()])?;
        self.stamp.expect(&self.subject(), etag).map_err(|refusal| vec![refusal])?;
        Ok(self.moved(Assignee::Inbox(inbox), right, who, at))
    }

    /// Passes the request on; `managers` are those of the worker in whose list it stands, upwards. With whom it stands
    /// already it stays. Refused with `NOT_YOURS_TO_PASS_ON`, `REQUEST_ENDED`, `ETAG_STALE` and `RECEIVER_NOT_PERMITTED`.
    pub fn reassigned(
        self,
        etag: &str,
        passer: &Passer,
        managers: &[Uuid],
        receiver: &Receiver,
        at: DateTime<Utc>,
    ) -> Result<Acted, Refusal> {
        let right = passer.right_over(&self, managers).ok_or_else(|| self.not_yours())?;
        self.expect_waiting().map_err(|refusal| self.named_in(refusal))?;
        if !etag.is_empty() {
            self.stamp.expect(&self.subject(), etag).map_err(|refusal| self.named_in(refusal))?;
        }
        if !self.may_stand_with(receiver) {
            return Err(self.receiver_not_permitted(receiver));
        }
        Ok(self.moved(receiver.assignee, right, passer.who, at))
    }

    fn moved(self, to: Assignee, right: Right, who: &Answerer, at: DateTime<Utc>) -> Acted {
        let act = who.act_in(right, at);
        if self.assignee == to {
            return Acted { request: self, act };
        }
        let stamp = self.stamp.next(Some(who.worker_id), at);
        Acted { request: Self { stamp, ..self.passed_to(to) }, act }
    }

    /// A worker is here, does case work, holds a role that may answer, and neither sent the request nor wrote what it is
    /// about. An inbox is the one that the request was taken out of; one that anyone may answer goes into any.
    fn may_stand_with(&self, receiver: &Receiver) -> bool {
        match receiver.assignee {
            Assignee::Worker(worker) => receiver.roles.as_ref().is_some_and(|roles| {
                let role =
                    self.answered_by.is_empty() || self.answered_by.iter().any(|role| roles.contains(role));
                does_case_work(roles) && role && !self.own_people().contains(&worker)
            }),
            Assignee::Inbox(inbox) => {
                let anyones = self.answered_by.is_empty() && receiver.inbox_known;
                anyones || self.from_inbox == Some(inbox) || self.assignee == receiver.assignee
            }
        }
    }

    /// Those who authorise neither this request nor this text.
    fn own_people(&self) -> BTreeSet<Uuid> {
        let senders = [Some(self.sent.by), self.sent.on_behalf_of].into_iter().flatten();
        senders.chain(self.brief.authors.iter().copied()).collect()
    }

    fn not_yours(&self) -> Refusal {
        let message = "it stands with somebody whom you neither are nor cover nor manage";
        self.named_in(Refusal::new(Reason::NotYoursToPassOn, message))
    }

    fn not_from_an_inbox(&self) -> Refusal {
        let message = "it was taken out of no inbox: reassign it";
        self.named_in(Refusal::new(Reason::NotFromAnInbox, message))
    }

    fn receiver_not_permitted(&self, receiver: &Receiver) -> Refusal {
        let (Assignee::Worker(id) | Assignee::Inbox(id)) = receiver.assignee;
        let message = "the new assignee may not answer it, or has left";
        self.named_in(Refusal::new(Reason::ReceiverNotPermitted, message)).with("assignee", id)
    }

    fn named_in(&self, refusal: Refusal) -> Refusal {
        refusal.with("request_id", self.id)
    }
}

impl Passer<'_> {
    /// In whose right a request is passed on: by whoever has it, manages who has it, or may pass on anybody's.
    fn right_over(&self, request: &Request, managers: &[Uuid]) -> Option<Right> {
        let theirs = self.who.rights(request.assignee).into_iter().next();
        let own = || (self.of_anybody || managers.contains(&self.who.worker_id)).then_some(Right::Own);
        let managed = || {
            let mut covered = self.who.covers.iter().map(|absent| absent.worker_id);
            covered.find(|absent| managers.contains(absent)).map(Right::For)
        };
        theirs.or_else(own).or_else(managed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answerer::Absent;
    use crate::domain::sample::{AUTHOR, INBOX, MANAGER, SENDER, at, completed, manager, waiting};

    const ANOTHER: Uuid = Uuid::from_u128(70);
    const BOSS: Uuid = Uuid::from_u128(71);

    fn to_worker(worker: Uuid, roles: &[Role]) -> Receiver {
        Receiver { assignee: Assignee::Worker(worker), roles: Some(roles.to_vec()), inbox_known: false }
    }

    fn somebody(worker_id: Uuid) -> Answerer {
        Answerer { worker_id, roles: vec![], inboxes: vec![], covers: vec![] }
    }

    fn pass(request: Request, who: &Answerer, receiver: &Receiver) -> Result<Acted, Reason> {
        let passer = Passer { who, of_anybody: false };
        request.reassigned("", &passer, &[BOSS], receiver, at(9)).map_err(|refusal| refusal.reason)
    }

    #[test]
    fn whoever_has_it_manages_or_covers_who_has_it_or_may_pass_on_anybodys_passes_it_on() {
        let another = to_worker(ANOTHER, &[Role::TeamManager]);
        let absent = |worker_id| vec![Absent { worker_id, inboxes: vec![] }];
        let own = pass(waiting(), &manager(), &another).unwrap();
        assert_eq!(own.request.assignee, Assignee::Worker(ANOTHER));
        assert_eq!((own.act.by, own.act.on_behalf_of), (MANAGER, None));
        assert_eq!(own.request.stamp.version, waiting().stamp.version + 1);
        for covered in [MANAGER, BOSS] {
            let covering = Answerer { covers: absent(covered), ..somebody(SENDER) };
            assert_eq!(pass(waiting(), &covering, &another).unwrap().act.on_behalf_of, Some(covered));
        }
        assert_eq!(pass(waiting(), &somebody(BOSS), &another).unwrap().act.on_behalf_of, None);
        assert_eq!(pass(waiting(), &somebody(SENDER), &another), Err(Reason::NotYoursToPassOn));
        let passer = Passer { who: &somebody(SENDER), of_anybody: true };
        assert!(waiting().reassigned("", &passer, &[], &another, at(9)).is_ok());
    }

    #[test]
    fn nobody_gets_what_they_could_not_answer() {
        let gone = Receiver { roles: None, ..to_worker(ANOTHER, &[]) };
        for receiver in [
            to_worker(ANOTHER, &[Role::SocialWorker]),
            to_worker(SENDER, &[Role::TeamManager]),
            to_worker(AUTHOR, &[Role::TeamManager]),
            to_worker(ANOTHER, &[Role::TeamManager, Role::Administrator]),
            gone,
            Receiver { assignee: Assignee::Inbox(INBOX), roles: None, inbox_known: true },
        ] {
            let refused = pass(waiting(), &manager(), &receiver);
            assert_eq!(refused, Err(Reason::ReceiverNotPermitted), "{receiver:?}");
        }
    }

    #[test]
    fn what_anyone_may_answer_goes_into_any_inbox_that_there_is() {
        let anyones = || Request { answered_by: vec![], ..waiting() };
        let inbox = |inbox_known| Receiver { assignee: Assignee::Inbox(INBOX), roles: None, inbox_known };
        assert!(pass(anyones(), &manager(), &inbox(true)).is_ok());
        assert_eq!(pass(anyones(), &manager(), &inbox(false)), Err(Reason::ReceiverNotPermitted));
    }

    #[test]
    fn what_anyone_may_answer_stands_with_nobody_who_does_no_case_work() {
        let anyones = || Request { answered_by: vec![], ..waiting() };
        assert!(pass(anyones(), &manager(), &to_worker(ANOTHER, &[Role::FosteringService])).is_ok());
        for roles in
            [&[][..], &[Role::Administrator], &[Role::System], &[Role::SocialWorker, Role::Administrator]]
        {
            let refused = pass(anyones(), &manager(), &to_worker(ANOTHER, roles));
            assert_eq!(refused, Err(Reason::ReceiverNotPermitted), "{roles:?}");
        }
    }

    #[test]
    fn what_was_taken_out_of_an_inbox_goes_back_there_and_nothing_else_does() {
        let member = Answerer { inboxes: vec![INBOX], ..manager() };
        let in_inbox = Request { assignee: Assignee::Inbox(INBOX), ..waiting() };
        let claimed = in_inbox.claimed("1", &member, at(2)).unwrap().request;
        let released = claimed.clone().released("2", &member, at(3)).unwrap().request;
        assert_eq!((released.assignee, released.from_inbox), (Assignee::Inbox(INBOX), None));

        let passed =
            pass(claimed.clone(), &member, &to_worker(ANOTHER, &[Role::TeamManager])).unwrap().request;
        assert_eq!(passed.from_inbox, Some(INBOX), "whoever has it next may put it back too");
        let reasons = |refused: Result<Acted, Vec<Refusal>>| refused.unwrap_err()[0].reason;
        assert_eq!(reasons(waiting().released("1", &manager(), at(3))), Reason::NotFromAnInbox);
        assert_eq!(reasons(claimed.clone().released("2", &somebody(ANOTHER), at(3))), Reason::NotTheAssignee);
        assert_eq!(reasons(claimed.released("1", &member, at(3))), Reason::EtagStale);
    }

    #[test]
    fn an_answered_one_stands_in_no_list_and_a_stale_etag_is_told() {
        let another = to_worker(ANOTHER, &[Role::TeamManager]);
        assert_eq!(pass(completed(7), &manager(), &another), Err(Reason::RequestEnded));
        let passer = Passer { who: &manager(), of_anybody: false };
        let stale = waiting().reassigned("7", &passer, &[], &another, at(9)).unwrap_err();
        assert_eq!(
            (stale.reason, stale.metadata["request_id"].clone()),
            (Reason::EtagStale, waiting().id.to_string())
        );
    }

    #[test]
    fn with_whom_it_stands_it_stays() {
        let himself = to_worker(MANAGER, &[Role::PracticeSupervisor]);
        assert_eq!(pass(waiting(), &manager(), &himself).unwrap().request, waiting());
    }
}
