//! Taking a request back.

use super::answerer::{Answerer, Right};
use super::request::{Request, State};
use chrono::{DateTime, Utc};
use fault::{Reason, Refusal};
use uuid::Uuid;

/// A request that its sender wants to take back.
#[derive(Clone, Debug)]
pub struct WantedWithdrawal {
    /// Which request.
    pub id: Uuid,
}

impl Request {
    /// Takes the request back: who sent it may, who was covered when it was sent, and who covers one of them. Final: it is
    /// sent again as another request.
    ///
    /// Refused with `REQUEST_ENDED`, `NOT_THE_SENDER` and `NOTIFICATION_STANDS`, in this order.
    pub fn withdrawn(self, who: &Answerer, at: DateTime<Utc>) -> Result<Self, Refusal> {
        self.expect_waiting()?;
        let act = who.act_in(self.senders_right(who)?, at);
        self.expect_no_notification()?;
        let stamp = self.stamp.next(Some(who.worker_id), at);
        Ok(Self { state: State::Withdrawn { act }, stamp, ..self })
    }

    fn senders_right(&self, who: &Answerer) -> Result<Right, Refusal> {
        let is_sender = |worker: Uuid| self.sent.by == worker || self.sent.on_behalf_of == Some(worker);
        if is_sender(who.worker_id) {
            return Ok(Right::Own);
        }
        if let Some(absent) = who.covers.iter().find(|absent| is_sender(absent.worker_id)) {
            return Ok(Right::For(absent.worker_id));
        }
        let message = "it was sent by somebody else, who alone may withdraw it";
        Err(Refusal::new(Reason::NotTheSender, message)
            .with("sender", format_args!("worker/{}", self.sent.by)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answerer::Absent;
    use crate::domain::request::Act;
    use crate::domain::sample::{AUTHOR, MANAGER, SENDER, at, completed, heard, waiting};

    fn by(worker_id: Uuid) -> Answerer {
        Answerer { worker_id, roles: vec![], inboxes: vec![], covers: vec![] }
    }

    fn reason(request: Request, who: Uuid) -> Reason {
        request.withdrawn(&by(who), at(9)).unwrap_err().reason
    }

    #[test]
    fn its_sender_takes_it_back_and_the_list_it_stood_in_is_remembered() {
        let back = waiting().withdrawn(&by(SENDER), at(9)).unwrap();
        let act = Act { by: SENDER, on_behalf_of: None, at: at(9) };
        assert_eq!(back.state, State::Withdrawn { act });
        assert_eq!(back.assignee, waiting().assignee);
        assert_eq!(back.stamp.version, waiting().stamp.version + 1);
    }

    #[test]
    fn who_was_covered_when_it_was_sent_may_and_nobody_else() {
        let covered = Act { by: Uuid::from_u128(80), on_behalf_of: Some(SENDER), at: at(1) };
        assert!(Request { sent: covered, ..waiting() }.withdrawn(&by(SENDER), at(9)).is_ok());
        for other in [AUTHOR, MANAGER] {
            assert_eq!(reason(waiting(), other), Reason::NotTheSender);
        }
        let refusal = waiting().withdrawn(&by(AUTHOR), at(9)).unwrap_err();
        assert_eq!(refusal.metadata["sender"], format!("worker/{SENDER}"));
    }

    #[test]
    fn whoever_covers_the_sender_takes_it_back_for_them() {
        let absent = Absent { worker_id: SENDER, inboxes: vec![] };
        let covering = Answerer { covers: vec![absent], ..by(MANAGER) };
        let back = waiting().withdrawn(&covering, at(9)).unwrap();
        let act = Act { by: MANAGER, on_behalf_of: Some(SENDER), at: at(9) };
        assert_eq!(back.state, State::Withdrawn { act });
    }

    #[test]
    fn a_notification_stands_and_what_ended_stays_as_it_is() {
        let notification = Request { blocks_finish: false, ..waiting() };
        assert_eq!(reason(notification, SENDER), Reason::NotificationStands);
        let back = waiting().withdrawn(&by(SENDER), at(9)).unwrap();
        for ended in [completed(7), waiting().lapsed(heard(2)), back.clone()] {
            assert_eq!(reason(ended, SENDER), Reason::RequestEnded);
        }
        assert_eq!(back.clone().lapsed(heard(2)).state, back.state);
    }
}
