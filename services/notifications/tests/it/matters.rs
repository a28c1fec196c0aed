//! Worksteps and requests, as workflow and requests tell of them.

use crate::people::{CHLOE, QAAG, id_of, to, worker_ref};
use calendar::Clock;
use chrono::{DateTime, Utc};
use contracts::requests::v1::{
    RequestClaimed, RequestCompleted, RequestReassigned, RequestReleased, RequestReturned, RequestWithdrawn,
};
use contracts::r#type::v1::{Act, Assignee};
use contracts::workflow::v1::{
    RequestBrief, RequestBriefed, RequestLapsed, RequestSent, WorkstepArrived, WorkstepCancelled,
    WorkstepClaimed, WorkstepFinished, WorkstepReassigned, WorkstepReleased, WorkstepStarted,
};
use eventlog::NewEvent;
use uuid::Uuid;

/// The first step of the process.
pub const PLANNING: &str = "SC Permanency Planning Process";
/// The step that lies in the quality team's inbox.
pub const DECISION: &str = "SC Agency Decision Maker Permanence Decision";
/// The first request of the process.
pub const AUTHORISE: &str = "CS Manager: Please review and authorise prior to QAAG";

/// The request by which the Agency Decision Maker is asked.
pub const REFER: &str = "CS Refer Panel Recommendation to Agency Decision Maker";

/// A step that comes to somebody.
#[derive(Clone)]
pub struct Step {
    pub id: Uuid,
    pub child_id: &'static str,
    pub case_id: Uuid,
    pub told: WorkstepArrived,
}

impl Step {
    /// A:29: planning for Chloe comes to Sam.
    pub fn planning(clock: &Clock) -> Self {
        Self::new("permanency_planning", PLANNING, to("sam"), clock)
    }

    /// A:75: a decision about Chloe comes to the quality team's inbox.
    pub fn decision(clock: &Clock) -> Self {
        Self::new("agency_decision", DECISION, QAAG.assignee(), clock)
    }

    pub fn new(kind: &str, title: &str, assignee: Assignee, clock: &Clock) -> Self {
        let (id, case_id) = (clock.new_id(), clock.new_id());
        let told = WorkstepArrived {
            workstep_id: id.to_string(),
            r#type: kind.to_owned(),
            title: title.to_owned(),
            assignee: Some(assignee),
            ..WorkstepArrived::default()
        };
        Self { id, child_id: CHLOE, case_id, told }
    }

    pub fn for_purpose(mut self, purpose: &str) -> Self {
        self.told.purpose = purpose.to_owned();
        self
    }

    /// In the same case as another one.
    pub fn in_case_of(self, other: &Step) -> Self {
        Self { case_id: other.case_id, ..self }
    }

    pub fn of(self, child_id: &'static str) -> Self {
        Self { child_id, ..self }
    }

    pub fn arrives(&self, by: &str, clock: &Clock) -> NewEvent {
        self.about_it(1, by, &self.told, clock)
    }

    pub fn starts(&self, by: &str, clock: &Clock) -> NewEvent {
        self.starts_as(by, 2, clock)
    }

    /// The same after something else, as that version.
    pub fn starts_as(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let started = Some(act(by, clock.now()));
        let payload = WorkstepStarted { workstep_id: self.id.to_string(), started, ..Default::default() };
        self.about_it(version, by, &payload, clock)
    }

    /// Somebody starts it for whom they cover.
    pub fn starts_for(&self, covered: &str, by: &str, clock: &Clock) -> NewEvent {
        let started = Some(act_for(covered, by, clock.now()));
        let payload = WorkstepStarted { workstep_id: self.id.to_string(), started, ..Default::default() };
        self.about_it(2, by, &payload, clock)
    }

    pub fn finishes(&self, by: &str, clock: &Clock) -> NewEvent {
        let finished = Some(act(by, clock.now()));
        let payload = WorkstepFinished { workstep_id: self.id.to_string(), finished, ..Default::default() };
        self.about_it(3, by, &payload, clock)
    }

    /// Somebody ends it, and nothing follows.
    pub fn cancelled(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = WorkstepCancelled {
            workstep_id: self.id.to_string(),
            cancelled: Some(act(by, clock.now())),
            reason: "It was opened twice.".into(),
            ..WorkstepCancelled::default()
        };
        self.about_it(version, by, &payload, clock)
    }

    /// Somebody takes it out of its inbox.
    pub fn claimed(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = WorkstepClaimed {
            workstep_id: self.id.to_string(),
            assignee: Some(to(by)),
            claimed: Some(act(by, clock.now())),
            ..WorkstepClaimed::default()
        };
        self.about_it(version, by, &payload, clock)
    }

    /// Somebody puts it back into the quality team's inbox.
    pub fn released(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = WorkstepReleased {
            workstep_id: self.id.to_string(),
            assignee: Some(QAAG.assignee()),
            released: Some(act(by, clock.now())),
            ..WorkstepReleased::default()
        };
        self.about_it(version, by, &payload, clock)
    }

    /// Somebody passes it on.
    pub fn passed_on(&self, by: &str, to: Assignee, version: i64, clock: &Clock) -> NewEvent {
        let payload = WorkstepReassigned {
            workstep_id: self.id.to_string(),
            assignee: Some(to),
            reassigned: Some(act(by, clock.now())),
            ..WorkstepReassigned::default()
        };
        self.about_it(version, by, &payload, clock)
    }

    fn about_it(&self, version: i64, by: &str, payload: &impl prost::Name, clock: &Clock) -> NewEvent {
        NewEvent::of(clock.new_id(), format!("workstep/{}", self.id), version, clock.now(), payload)
            .child(self.child_id)
            .case(self.case_id)
            .actor(id_of(by))
    }
}

/// A request that somebody sends.
#[derive(Clone)]
pub struct Sending {
    pub id: Uuid,
    pub step: Step,
    kind: (&'static str, &'static str),
    sender: &'static str,
    recipient: Assignee,
}

impl Sending {
    /// A:57: who has the step asks Priya to authorise it.
    pub fn authorise(step: &Step, clock: &Clock) -> Self {
        let kind = ("authorise_report", AUTHORISE);
        Self { id: clock.new_id(), step: step.clone(), kind, sender: "sam", recipient: to("priya") }
    }

    /// A:119: Quinn asks Mei to decide.
    pub fn referral(step: &Step, clock: &Clock) -> Self {
        let kind = ("refer_to_adm", REFER);
        Self { kind, sender: "quinn", recipient: to("mei"), ..Self::authorise(step, clock) }
    }

    /// The same to somebody else.
    pub fn to(self, recipient: Assignee) -> Self {
        Self { recipient, ..self }
    }

    /// A:61: Priya asks the quality team's inbox.
    pub fn quality(step: &Step, clock: &Clock) -> Self {
        Self { sender: "priya", recipient: QAAG.assignee(), ..Self::authorise(step, clock) }
    }

    pub fn sent(&self, clock: &Clock) -> NewEvent {
        let payload = RequestSent {
            request_id: self.id.to_string(),
            r#type: self.kind.0.into(),
            title: self.kind.1.into(),
            workstep_id: self.step.id.to_string(),
            workstep_title: self.step.told.title.clone(),
            sent: Some(act(self.sender, clock.now())),
            recipient: Some(self.recipient.clone()),
            must_be_sent: true,
            blocks_finish: true,
            brief: Some(RequestBrief { covered_version: 7, ..RequestBrief::default() }),
            ..RequestSent::default()
        };
        self.about_it(1, &payload, clock).actor(id_of(self.sender))
    }

    /// An edit by this worker changes its text, and perhaps voids it.
    pub fn edited(&self, by: &str, version: i64, voided: bool, clock: &Clock) -> NewEvent {
        let brief = RequestBrief { covered_version: 7 + version, voided, ..RequestBrief::default() };
        let payload = RequestBriefed { request_id: self.id.to_string(), brief: Some(brief) };
        self.about_it(version, &payload, clock).actor(id_of(by))
    }

    pub fn lapses(&self, version: i64, clock: &Clock) -> NewEvent {
        self.about_it(version, &RequestLapsed { request_id: self.id.to_string() }, clock)
    }

    /// In the feed of requests.
    pub fn claimed(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = RequestClaimed {
            request_id: self.id.to_string(),
            workstep_id: self.step.id.to_string(),
            assignee: Some(to(by)),
            claimed: Some(act(by, clock.now())),
        };
        self.about_it(version, &payload, clock).actor(id_of(by))
    }

    /// In the feed of requests: somebody takes it for whom they cover.
    pub fn claimed_for(&self, covered: &str, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = RequestClaimed {
            request_id: self.id.to_string(),
            workstep_id: self.step.id.to_string(),
            assignee: Some(to(covered)),
            claimed: Some(act_for(covered, by, clock.now())),
        };
        self.about_it(version, &payload, clock).actor(id_of(by))
    }

    /// In the feed of requests.
    pub fn completed(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = RequestCompleted {
            request_id: self.id.to_string(),
            workstep_id: self.step.id.to_string(),
            covered_version: 7,
            completed: Some(act(by, clock.now())),
            comment: "Reviewed.".into(),
        };
        self.about_it(version, &payload, clock).actor(id_of(by))
    }

    /// In the feed of requests: put back into the quality team's inbox.
    pub fn released(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = RequestReleased {
            request_id: self.id.to_string(),
            assignee: Some(QAAG.assignee()),
            released: Some(act(by, clock.now())),
            ..RequestReleased::default()
        };
        self.about_it(version, &payload, clock).actor(id_of(by))
    }

    /// In the feed of requests.
    pub fn passed_on(&self, by: &str, to: Assignee, version: i64, clock: &Clock) -> NewEvent {
        let payload = RequestReassigned {
            request_id: self.id.to_string(),
            assignee: Some(to),
            reassigned: Some(act(by, clock.now())),
            ..RequestReassigned::default()
        };
        self.about_it(version, &payload, clock).actor(id_of(by))
    }

    /// In the feed of requests.
    pub fn returned(&self, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = RequestReturned {
            request_id: self.id.to_string(),
            workstep_id: self.step.id.to_string(),
            returned: Some(act(by, clock.now())),
            comment: "Section 4 is thin.".into(),
            ..RequestReturned::default()
        };
        self.about_it(version, &payload, clock).actor(id_of(by))
    }

    /// In the feed of requests.
    pub fn withdrawn(&self, version: i64, clock: &Clock) -> NewEvent {
        let payload = RequestWithdrawn {
            request_id: self.id.to_string(),
            workstep_id: self.step.id.to_string(),
            withdrawn: Some(act(self.sender, clock.now())),
            ..RequestWithdrawn::default()
        };
        self.about_it(version, &payload, clock).actor(id_of(self.sender))
    }

    fn about_it(&self, version: i64, payload: &impl prost::Name, clock: &Clock) -> NewEvent {
        NewEvent::of(clock.new_id(), format!("request/{}", self.id), version, clock.now(), payload)
            .child(self.step.child_id)
            .case(self.step.case_id)
    }
}

fn act_for(covered: &str, by: &str, at: DateTime<Utc>) -> Act {
    Act { on_behalf_of: Some(worker_ref(covered)), ..act(by, at) }
}

fn act(subject: &str, at: DateTime<Utc>) -> Act {
    let time =
        prost_types::Timestamp { seconds: at.timestamp(), nanos: at.timestamp_subsec_nanos().cast_signed() };
    Act { by: Some(worker_ref(subject)), on_behalf_of: None, time: Some(time) }
}
