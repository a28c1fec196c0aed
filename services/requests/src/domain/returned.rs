//! Sending a request back to whoever sent it.

use super::answerer::Answerer;
use super::request::{Assignee, Request, State};
use chrono::{DateTime, Utc};
use fault::Refusal;
use uuid::Uuid;

/// A request that somebody wants to send back.
#[derive(Clone, Debug)]
pub struct WantedReturn {
    /// Which request.
    pub id: Uuid,
    /// Why. Never empty.
    pub comment: String,
}

impl Request {
    /// Sends the request back, with a comment. From an inbox it becomes the answerer's. Final: it is sent again as
    /// another request. Who wrote or sent it themselves may send it back, since that authorises nothing.
    ///
    /// Refused with `REQUEST_ENDED`; with all that holds of `NOT_THE_ASSIGNEE` and `ROLE_REQUIRED`; and with
    /// `NOTIFICATION_STANDS`.
    pub fn returned(
        self,
        comment: String,
        answerer: &Answerer,
        at: DateTime<Utc>,
    ) -> Result<Self, Vec<Refusal>> {
        self.expect_waiting().map_err(|refusal| vec![refusal])?;
        let act = self.returning_act(answerer, at)?;
        self.expect_no_notification().map_err(|refusal| vec![refusal])?;
        Ok(Self {
            assignee: Assignee::Worker(act.whose()),
            state: State::Returned { act, comment },
            stamp: self.stamp.next(Some(answerer.worker_id), at),
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::brief::Brief;
    use crate::domain::request::Act;
    use crate::domain::sample::{AUTHOR, INBOX, MANAGER, SENDER, at, completed, heard, manager, waiting};
    use fault::Reason;

    fn returned(request: Request, answerer: &Answerer) -> Result<Request, Vec<Reason>> {
        let refused = |refusals: Vec<Refusal>| refusals.into_iter().map(|refusal| refusal.reason).collect();
        request.returned("Section 3 says nothing.".into(), answerer, at(9)).map_err(refused)
    }

    #[test]
    fn it_goes_back_with_a_comment_and_the_etag_changes() {
        let back = returned(waiting(), &manager()).unwrap();
        let act = Act { by: MANAGER, on_behalf_of: None, at: at(9) };
        assert_eq!(back.answered(), Some((&act, "Section 3 says nothing.")));
        assert_eq!(back.completion(), None, "nothing is authorised");
        assert_eq!(back.stamp.version, waiting().stamp.version + 1);
    }

    #[test]
    fn from_an_inbox_it_becomes_the_answerers() {
        let in_the_inbox = Request { assignee: Assignee::Inbox(INBOX), ..waiting() };
        let member = Answerer { inboxes: vec![INBOX], ..manager() };
        assert_eq!(returned(in_the_inbox, &member).unwrap().assignee, Assignee::Worker(MANAGER));
    }

    #[test]
    fn nobody_else_sends_it_back_and_everything_is_said_at_once() {
        let stranger = Answerer { worker_id: AUTHOR, roles: vec![], ..manager() };
        let both = vec![Reason::NotTheAssignee, Reason::RoleRequired];
        assert_eq!(returned(waiting(), &stranger), Err(both));
    }

    #[test]
    fn who_wrote_or_sent_it_themselves_may_send_it_back() {
        for worker_id in [SENDER, AUTHOR] {
            let theirs = Request { assignee: Assignee::Worker(worker_id), ..waiting() };
            let themselves = Answerer { worker_id, ..manager() };
            assert!(returned(theirs, &themselves).is_ok());
        }
    }

    #[test]
    fn a_notification_stands() {
        let notification = Request { blocks_finish: false, ..waiting() };
        assert_eq!(returned(notification, &manager()), Err(vec![Reason::NotificationStands]));
        let optional = Request { must_be_sent: false, blocks_finish: false, ..waiting() };
        assert!(returned(optional, &manager()).is_ok(), "what need not be sent is no notification");
    }

    #[test]
    fn what_ended_stays_as_it_is_and_so_does_what_went_back() {
        let back = returned(waiting(), &manager()).unwrap();
        for ended in [completed(7), waiting().lapsed(heard(2)), back.clone()] {
            assert_eq!(returned(ended, &manager()), Err(vec![Reason::RequestEnded]));
        }
        let edited = Brief { covered_version: 9, voided: true, ..waiting().brief };
        assert_eq!(back.clone().briefed(edited, heard(2)).state, back.state);
        assert_eq!(back.clone().lapsed(heard(2)).state, back.state);
    }
}
