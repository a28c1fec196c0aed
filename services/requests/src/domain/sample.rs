//! The request of A:41 in the tests of the rules: Chloe's report, sent by her social worker to a manager.

use super::answerer::Answerer;
use super::brief::Brief;
use super::request::{Act, Assignee, Heard, Request, State};
use super::stamp::Stamp;
use crate::domain::complete::Answer;
use chrono::{DateTime, TimeDelta, Utc};
use contracts::r#type::v1::Role;
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) const SENDER: Uuid = Uuid::from_u128(1);
pub(crate) const AUTHOR: Uuid = Uuid::from_u128(2);
pub(crate) const MANAGER: Uuid = Uuid::from_u128(3);
pub(crate) const INBOX: Uuid = Uuid::from_u128(4);

/// That many seconds after the first of January 1970.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

/// An event of that version, caused by the author.
pub(crate) fn heard(version: i64) -> Heard {
    Heard { version, by: Some(AUTHOR), at: at(version) }
}

/// The practice supervisor to whom it was sent.
pub(crate) fn manager() -> Answerer {
    Answerer { worker_id: MANAGER, roles: vec![Role::PracticeSupervisor], inboxes: vec![], covers: vec![] }
}

/// It waits for the manager, about version 7 of the text.
pub(crate) fn waiting() -> Request {
    Request {
        id: Uuid::from_u128(10),
        kind: "authorise_report".into(),
        type_title: "CS Manager: Please review and authorise prior to QAAG".into(),
        workstep_title: "SC Permanency Planning Process".into(),
        child_id: "3549863".into(),
        workstep_id: Uuid::from_u128(11),
        case_id: Uuid::from_u128(12),
        sent: Act { by: SENDER, on_behalf_of: None, at: at(1) },
        assignee: Assignee::Worker(MANAGER),
        from_inbox: None,
        must_be_sent: true,
        blocks_finish: true,
        decides: false,
        answered_by: vec![Role::PracticeSupervisor, Role::TeamManager],
        replaces: None,
        brief: Brief {
            covered_version: 7,
            authors: BTreeSet::from([AUTHOR]),
            refusals: vec![],
            voided: false,
        },
        heard_version: 1,
        state: State::Sent,
        stamp: Stamp { version: 1, by: Some(SENDER), at: at(1) },
    }
}

/// The manager completed it, having read that version.
pub(crate) fn completed(covered_version: i64) -> Request {
    let mut request = waiting();
    request.brief.covered_version = covered_version;
    let answer = Answer { covered_version, comment: String::new() };
    request.completed(answer, &manager(), at(2)).expect("the manager may")
}
