//! What the tests of the domain are about.

use super::happening::{Act, Assignee, Told};
use super::request::{self, Request};
use super::workstep::{self, Workstep};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(super) const WORKER: Uuid = Uuid::from_u128(1);
pub(super) const MANAGER: Uuid = Uuid::from_u128(2);
pub(super) const FINDER: Uuid = Uuid::from_u128(3);
pub(super) const INBOX: Uuid = Uuid::from_u128(9);

pub(super) fn at(hour: u32) -> DateTime<Utc> {
    format!("2026-01-14T{hour:02}:00:00Z").parse().unwrap()
}

pub(super) fn told(version: i64) -> Told {
    Told { cause: Uuid::from_u128(100), version, by: None, at: at(9) }
}

pub(super) fn act_of(by: Uuid) -> Act {
    Act { by, on_behalf_of: None }
}

pub(super) fn waiting_step() -> Workstep {
    Workstep {
        id: Uuid::from_u128(20),
        kind: "family_finding".into(),
        purpose: "FAMILY_FINDING".into(),
        title: "SC Permanence Family Finding Meeting / Review".into(),
        child_id: "3549863".into(),
        case_id: Uuid::from_u128(30),
        arrived_at: at(8),
        assignee: Assignee::Inbox(INBOX),
        state: workstep::State::Incoming,
        heard_version: 1,
    }
}

pub(super) fn waiting_request() -> Request {
    Request {
        id: Uuid::from_u128(10),
        kind: "authorise_report".into(),
        type_title: "CS Manager: Please review and authorise prior to QAAG".into(),
        workstep_title: "SC Permanency Planning Process".into(),
        workstep_id: Uuid::from_u128(20),
        child_id: "3549863".into(),
        case_id: Uuid::from_u128(30),
        sent: act_of(WORKER),
        sent_at: at(8),
        assignee: Assignee::Worker(MANAGER),
        state: request::State::Waiting,
        heard_version: 1,
        answer_version: 0,
    }
}
