//! Taking a request out of an inbox.

use super::answerer::Answerer;
use super::request::{Acted, Assignee, Request};
use chrono::{DateTime, Utc};
use fault::Refusal;
use uuid::Uuid;

/// A request that somebody wants to claim.
#[derive(Clone, Debug)]
pub struct WantedClaim {
    /// Which request.
    pub id: Uuid,
    /// Its etag, as they read it.
    pub etag: String,
}

impl Request {
    /// Moves the request from an inbox into the answerer's own list, or into that of whom they cover. Who could not answer it may not claim it either:
    /// it would lie where nobody can. What stands in the answerer's own list already stays as it is.
    ///
    /// Refused with `REQUEST_ENDED`; with all that holds of `NOT_THE_ASSIGNEE`, `ROLE_REQUIRED`, `OWN_REQUEST` and
    /// `OWN_REPORT`; and with `ETAG_STALE`, which comes last: reading again would not help with the others.
    pub fn claimed(self, etag: &str, answerer: &Answerer, at: DateTime<Utc>) -> Result<Acted, Vec<Refusal>> {
        self.expect_waiting().map_err(|refusal| vec![refusal])?;
        let act = self.act_of(answerer, at)?;
        self.stamp.expect(&self.subject(), etag).map_err(|refusal| vec![refusal])?;
        let request = match self.assignee {
            Assignee::Worker(_) => self,
            Assignee::Inbox(_) => {
                let stamp = self.stamp.next(Some(answerer.worker_id), at);
                Self { stamp, ..self.passed_to(Assignee::Worker(act.whose())) }
            }
        };
        Ok(Acted { request, act })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::State;
    use crate::domain::sample::{AUTHOR, INBOX, MANAGER, SENDER, at, completed, heard, manager, waiting};
    use fault::Reason;

    fn in_the_inbox() -> Request {
        Request { assignee: Assignee::Inbox(INBOX), ..waiting() }
    }

    fn member() -> Answerer {
        Answerer { inboxes: vec![INBOX], ..manager() }
    }

    fn reasons(refused: Result<Acted, Vec<Refusal>>) -> Vec<Reason> {
        refused.unwrap_err().into_iter().map(|refusal| refusal.reason).collect()
    }

    #[test]
    fn a_member_takes_a_request_out_of_the_inbox_and_it_waits_on() {
        let claimed = in_the_inbox().claimed("1", &member(), at(9)).unwrap().request;
        assert_eq!(claimed.assignee, Assignee::Worker(MANAGER));
        assert_eq!(claimed.state, State::Sent);
        assert_eq!(claimed.stamp.etag(), "2");
        assert_eq!((claimed.stamp.by, claimed.stamp.at), (Some(MANAGER), at(9)));
    }

    #[test]
    fn what_is_in_the_own_list_already_stays_as_it_is() {
        assert_eq!(waiting().claimed("1", &manager(), at(9)).unwrap().request, waiting());
    }

    #[test]
    fn who_could_not_answer_may_not_claim() {
        for (worker_id, reason) in [(SENDER, Reason::OwnRequest), (AUTHOR, Reason::OwnReport)] {
            let themselves = Answerer { worker_id, ..member() };
            assert_eq!(reasons(in_the_inbox().claimed("1", &themselves, at(9))), [reason]);
        }
        assert_eq!(reasons(in_the_inbox().claimed("1", &manager(), at(9))), [Reason::NotTheAssignee]);
        let without_role = Answerer { roles: vec![], ..member() };
        assert_eq!(reasons(in_the_inbox().claimed("1", &without_role, at(9))), [Reason::RoleRequired]);
    }

    #[test]
    fn what_ended_is_not_claimed() {
        for ended in [completed(7), waiting().lapsed(heard(2))] {
            assert_eq!(reasons(ended.claimed("1", &manager(), at(9))), [Reason::RequestEnded]);
        }
    }

    #[test]
    fn a_stale_etag_says_who_changed_it_and_when() {
        let briefed = in_the_inbox().briefed(waiting().brief, heard(2));
        let refusal = briefed.claimed("1", &member(), at(9)).unwrap_err().remove(0);
        assert_eq!(refusal.reason, Reason::EtagStale);
        assert_eq!(refusal.metadata["etag"], "2");
        assert_eq!(refusal.metadata["changed_by"], heard(2).by.map(|by: Uuid| by.to_string()).unwrap());
    }
}
