//! What holds of a request whatever is done to it, in whatever order.

use super::answerer::{Absent, Answerer};
use super::brief::Brief;
use super::complete::Answer;
use super::request::{Assignee, Heard, Request, State};
use super::sample::{AUTHOR, INBOX, MANAGER, SENDER, at, manager, waiting};
use contracts::r#type::v1::Role;
use fault::Reason;
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(Clone, Debug)]
enum Deed {
    Claim { who: Answerer },
    Complete { who: Answerer, version_behind: i64 },
    Brief { edited: bool, voided: bool, refused: bool, author: Uuid, again: bool },
    Lapse,
    Return { who: Answerer },
    Withdraw { who: Answerer },
}

fn anybody() -> impl Strategy<Value = Answerer> {
    let who = select(vec![SENDER, AUTHOR, MANAGER, Uuid::from_u128(90), Uuid::from_u128(91)]);
    let absent = select(vec![SENDER, AUTHOR, MANAGER, Uuid::from_u128(92)]);
    let absent = (absent, any::<bool>()).prop_map(|(worker_id, member)| Absent {
        worker_id,
        inboxes: if member { vec![INBOX] } else { vec![] },
    });
    let roles = select(vec![vec![Role::TeamManager], vec![Role::SocialWorker], vec![]]);
    (who, roles, any::<bool>(), vec(absent, 0..2)).prop_map(|(worker_id, roles, member, covers)| Answerer {
        worker_id,
        roles,
        inboxes: if member { vec![INBOX] } else { vec![] },
        covers,
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    let author = select(vec![AUTHOR, MANAGER, Uuid::from_u128(90)]);
    prop_oneof![
        anybody().prop_map(|who| Deed::Claim { who }),
        (anybody(), 0..2_i64).prop_map(|(who, version_behind)| Deed::Complete { who, version_behind }),
        Just(Deed::Complete { who: manager(), version_behind: 0 }),
        (any::<bool>(), prop::bool::weighted(0.1), prop::bool::weighted(0.2), author, any::<bool>())
            .prop_map(|(edited, voided, refused, author, again)| Deed::Brief {
                edited,
                voided,
                refused,
                author,
                again
            }),
        Just(Deed::Lapse),
        anybody().prop_map(|who| Deed::Return { who }),
        anybody().prop_map(|who| Deed::Withdraw { who }),
    ]
}

fn done(request: Request, deed: &Deed, turn: i64) -> Request {
    let heard = Heard { version: request.heard_version + 1, by: None, at: at(turn) };
    let before = request.clone();
    match deed {
        Deed::Claim { who } => {
            let etag = request.stamp.etag();
            request.claimed(&etag, who, at(turn)).map_or(before, |acted| acted.request)
        }
        Deed::Complete { who, version_behind } => {
            let covered_version = request.brief.covered_version - version_behind;
            let answer = Answer { covered_version, comment: String::new() };
            request.completed(answer, who, at(turn)).unwrap_or(before)
        }
        Deed::Brief { edited, voided, refused, author, again } => {
            let authors: BTreeSet<Uuid> = request.brief.authors.iter().copied().chain([*author]).collect();
            let refusals = if *refused { vec![Reason::AdmSectionIncomplete] } else { vec![] };
            let covered_version = request.brief.covered_version + i64::from(*edited);
            let heard = if *again { Heard { version: request.heard_version, ..heard } } else { heard };
            request.briefed(Brief { covered_version, authors, refusals, voided: *voided }, heard)
        }
        Deed::Lapse => request.lapsed(heard),
        Deed::Return { who } => request.returned("No.".into(), who, at(turn)).unwrap_or(before),
        Deed::Withdraw { who } => request.withdrawn(who, at(turn)).unwrap_or(before),
    }
}

fn ended(request: &Request) -> bool {
    !matches!(request.state, State::Sent)
}

proptest! {
    #[test]
    fn whatever_is_done_what_must_hold_holds(in_inbox: bool, deeds in vec(deed(), 1..20)) {
        let mut now = waiting();
        if in_inbox {
            now.assignee = Assignee::Inbox(INBOX);
        }
        for (turn, deed) in deeds.iter().enumerate() {
            let before = now.clone();
            now = done(now, deed, i64::try_from(turn).unwrap());

            let changes = i64::from(now != before);
            prop_assert_eq!(now.stamp.version, before.stamp.version + changes, "the etag changes with every change");
            prop_assert!(!ended(&before) || ended(&now), "what ended never comes back");
            if let Some(answer) = before.answered() {
                prop_assert_eq!(now.answered(), Some(answer), "answers are final");
            }
            if let (None, Some(answer)) = (before.completion(), now.completion()) {
                for person in [Some(answer.act.by), answer.act.on_behalf_of].into_iter().flatten() {
                    prop_assert!(person != before.sent.by && !before.brief.authors.contains(&person));
                }
                prop_assert_eq!(now.assignee, Assignee::Worker(answer.act.whose()));
                prop_assert_eq!(answer.covered_version, before.brief.covered_version);
                prop_assert!(before.brief.refusals.is_empty() && !ended(&before));
            }
            if let State::Completed(answer) = &now.state {
                prop_assert_eq!(answer.covered_version, now.brief.covered_version, "an authorisation is of a text");
            }
        }
    }
}
