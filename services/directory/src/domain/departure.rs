//! A worker leaves.

use super::{
    cover::Cover,
    inbox::Inbox,
    stamp::Act,
    worker::{self, Details, Worker},
};
use contracts::{NO_CASE_WORK, does_case_work, r#type::v1::Role};
use fault::{Reason, Refusal};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A worker who shall be recorded as having left.
#[derive(Clone, Debug)]
pub struct WantedDeparture {
    /// Who.
    pub id: Uuid,
    /// Their etag, as it was read.
    pub etag: String,
}

/// What a worker leaves behind in the directory.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// What they could ever be asked to do: what came of it is theirs until it is passed on.
    pub held: BTreeSet<Role>,
    /// What the first of their line managers, upwards, who is here may be asked to do: what they leave stands with that one.
    pub stands_with: Option<BTreeSet<Role>>,
    /// The inboxes that they work from.
    pub inboxes: Vec<Inbox>,
    /// The covers that are not over, of them and by them.
    pub covers: Vec<Cover>,
}

/// A decided departure.
#[derive(Clone, Debug, PartialEq)]
pub struct Departure {
    /// The worker, at their next version: without roles, and gone.
    pub worker: Worker,
    /// The inboxes, each at its next version and without them.
    pub inboxes: Vec<Inbox>,
    /// The covers, each at its next version and ended.
    pub covers: Vec<Cover>,
}

/// Records that a worker has left. Refused with `NOT_FOUND`, `ETAG_STALE`, `ALREADY_LEFT` and `LINE_MANAGER_REQUIRED`.
pub fn leave(
    found: Option<Worker>,
    wanted: &WantedDeparture,
    ties: Ties,
    act: Act,
) -> Result<Departure, Refusal> {
    let worker = found.ok_or_else(|| Refusal::not_found(worker::subject(wanted.id)))?;
    worker.stamp.expect(&worker::subject(worker.id), &wanted.etag)?;
    if !worker.details.active {
        let message = "the worker has left before";
        return Err(Refusal::new(Reason::AlreadyLeft, message).with("worker_id", worker.id));
    }
    if is_case_worker(&ties.held) && !ties.stands_with.as_ref().is_some_and(does_case_work) {
        return Err(line_manager_required(worker.id));
    }
    let without = |inbox: Inbox| {
        let members = inbox.members.iter().filter(|member| member.id != worker.id).cloned().collect();
        Inbox { members, stamp: inbox.stamp.next(act), ..inbox }
    };
    let inboxes = ties.inboxes.into_iter().map(without).collect();
    let ended = |cover: Cover| Cover { ended: Some(act.at), stamp: cover.stamp.next(act), ..cover };
    let covers = ties.covers.into_iter().map(ended).collect();
    let details = Details { active: false, roles: BTreeSet::new(), ..worker.details };
    Ok(Departure { worker: Worker { details, stamp: worker.stamp.next(act), ..worker }, inboxes, covers })
}

/// What somebody leaves is seen by the first of their line managers who is here, if that one does case work, and by nobody else.
pub(super) fn line_manager_required(who_left: Uuid) -> Refusal {
    let message =
        "what a case worker leaves stands with their line manager: record one who is here and does case work";
    Refusal::new(Reason::LineManagerRequired, message).with("worker_id", who_left)
}

/// Whether who holds these roles may have case work in hand.
fn is_case_worker(roles: &BTreeSet<Role>) -> bool {
    roles.iter().any(|role| !NO_CASE_WORK.contains(role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{inbox::Person, stamp::Stamp};
    use chrono::DateTime;

    const SAM: Uuid = Uuid::from_u128(1);
    const ACT: Act = Act { by: Some(Uuid::from_u128(9)), at: DateTime::UNIX_EPOCH };

    fn sam(roles: &[Role]) -> Worker {
        let details = Details {
            display_name: "Sam Field".to_owned(),
            subject: "sam".to_owned(),
            roles: roles.iter().copied().collect(),
            team_id: None,
            line_manager_id: None,
            active: true,
            contact: worker::Contact::default(),
        };
        Worker { id: SAM, details, stamp: Stamp::first(ACT) }
    }

    fn wanted() -> WantedDeparture {
        WantedDeparture { id: SAM, etag: "1".to_owned() }
    }

    fn managed() -> Ties {
        Ties {
            held: BTreeSet::from([Role::SocialWorker]),
            stands_with: Some(BTreeSet::from([Role::TeamManager])),
            ..Ties::default()
        }
    }

    #[test]
    fn roles_and_memberships_end_with_the_worker() {
        let person = |id: u128| Person { id: Uuid::from_u128(id), display_name: "Somebody".to_owned() };
        let members = vec![person(1), person(2)];
        let stamp = Stamp::first(ACT).next(ACT);
        let inbox = Inbox { id: Uuid::from_u128(30), name: "CS QAAG – Inbox".to_owned(), members, stamp };
        let ties = Ties { inboxes: vec![inbox], ..managed() };
        let departure = leave(Some(sam(&[Role::QaagWorker])), &wanted(), ties, ACT).unwrap();
        assert_eq!((departure.worker.details.active, departure.worker.stamp.version), (false, 2));
        assert!(departure.worker.details.roles.is_empty());
        assert_eq!(departure.inboxes[0].members, [person(2)]);
        assert_eq!(departure.inboxes[0].stamp.version, 3);
    }

    #[test]
    fn what_a_case_worker_leaves_needs_somebody_with_whom_it_stands() {
        let administers = BTreeSet::from([Role::Administrator]);
        for stands_with in [None, Some(administers), Some(BTreeSet::new())] {
            for roles in [&[Role::SocialWorker][..], &[]] {
                let ties = Ties { stands_with: stands_with.clone(), ..managed() };
                let refused = leave(Some(sam(roles)), &wanted(), ties, ACT).unwrap_err();
                assert_eq!(refused.reason, Reason::LineManagerRequired, "{stands_with:?}, {roles:?}");
            }
        }
        for held in [&[Role::Administrator][..], &[Role::System], &[]] {
            let ties = Ties { held: held.iter().copied().collect(), ..Ties::default() };
            assert!(leave(Some(sam(held)), &wanted(), ties, ACT).is_ok(), "{held:?}");
        }
    }

    #[test]
    fn nobody_leaves_twice_or_on_a_stale_etag() {
        let stale = WantedDeparture { etag: "2".to_owned(), ..wanted() };
        assert_eq!(leave(Some(sam(&[])), &stale, managed(), ACT).unwrap_err().reason, Reason::EtagStale);
        assert_eq!(leave(None, &wanted(), managed(), ACT).unwrap_err().reason, Reason::NotFound);
        let mut gone = sam(&[]);
        gone.details.active = false;
        assert_eq!(leave(Some(gone), &wanted(), managed(), ACT).unwrap_err().reason, Reason::AlreadyLeft);
    }
}
