//! Requests, as workflow tells of them.

use crate::people::{CHLOE, id_of, to, worker_ref};
use calendar::Clock;
use chrono::{DateTime, Utc};
use contracts::{
    r#type::v1::{Act, Assignee, Role},
    workflow::v1::{RequestBrief, RequestBriefed, RequestLapsed, RequestSent},
};
use eventlog::NewEvent;
use uuid::Uuid;

/// A request that somebody sends.
#[derive(Clone)]
pub struct Sending {
    pub id: Uuid,
    pub child_id: &'static str,
    pub case_id: Uuid,
    pub workstep_id: Uuid,
    pub at: DateTime<Utc>,
    pub told: RequestSent,
}

impl Sending {
    /// A:57: Sam asks Priya to authorise Chloe's report, which Sam wrote; the text is at version 7.
    pub fn report(clock: &Clock) -> Self {
        let (id, workstep_id, at) = (clock.new_id(), clock.new_id(), clock.now());
        let told = RequestSent {
            request_id: id.to_string(),
            r#type: "authorise_report".into(),
            title: "CS Manager: Please review and authorise prior to QAAG".into(),
            workstep_id: workstep_id.to_string(),
            workstep_title: "SC Permanency Planning Process".into(),
            sent: Some(act("sam", at)),
            recipient: Some(to("priya")),
            answered_by: vec![Role::PracticeSupervisor.into(), Role::TeamManager.into()],
            must_be_sent: true,
            blocks_finish: true,
            decides: false,
            replaces_id: String::new(),
            brief: Some(brief(7, &["sam"])),
        };
        Self { id, child_id: CHLOE, case_id: clock.new_id(), workstep_id, at, told }
    }

    /// A:61: Priya asks the QAAG inbox to confirm the quality of the same report.
    pub fn quality(clock: &Clock) -> Self {
        let sending = Self::report(clock).to(crate::people::QAAG.assignee()).by("priya");
        sending.answered_by(&[Role::QaagWorker]).kind("confirm_quality")
    }

    /// A:117: Quinn refers a recommendation to Mei, the ADM, before she has written her section.
    pub fn recommendation(clock: &Clock) -> Self {
        let mut sending = Self::report(clock).to(to("mei")).by("quinn");
        sending.told.decides = true;
        sending.told.title = "CS Refer Panel Recommendation to Agency Decision Maker".into();
        sending.told.workstep_title = "SC Agency Decision Maker Permanence Decision".into();
        let brief = RequestBrief { refusals: vec!["ADM_SECTION_INCOMPLETE".into()], ..brief(3, &["quinn"]) };
        sending.answered_by(&[Role::AgencyDecisionMaker]).kind("refer_to_adm").about(brief)
    }

    pub fn to(mut self, recipient: Assignee) -> Self {
        self.told.recipient = Some(recipient);
        self
    }

    pub fn by(mut self, subject: &str) -> Self {
        self.told.sent = Some(act(subject, self.at));
        self
    }

    pub fn at(mut self, at: DateTime<Utc>) -> Self {
        self.at = at;
        if let Some(sent) = &mut self.told.sent {
            sent.time = Some(timestamp(at));
        }
        self
    }

    pub fn kind(mut self, kind: &str) -> Self {
        self.told.r#type = kind.into();
        self
    }

    pub fn answered_by(mut self, roles: &[Role]) -> Self {
        self.told.answered_by = roles.iter().map(|role| i32::from(*role)).collect();
        self
    }

    pub fn about(mut self, brief: RequestBrief) -> Self {
        self.told.brief = Some(brief);
        self
    }

    pub fn of(mut self, child_id: &'static str) -> Self {
        self.child_id = child_id;
        self
    }

    /// On the same step of the same case as another one.
    pub fn beside(mut self, other: &Sending) -> Self {
        (self.case_id, self.workstep_id) = (other.case_id, other.workstep_id);
        self.told.workstep_id = other.workstep_id.to_string();
        self
    }

    /// The first event about it.
    pub fn event(&self, clock: &Clock) -> NewEvent {
        let sender = self.told.sent.as_ref().and_then(|sent| sent.by.as_ref()).expect("a sender");
        self.about_it(clock, 1, &self.told).actor(sender.worker_id.parse().expect("an id"))
    }

    /// The text changed, by Sam.
    pub fn briefed(&self, clock: &Clock, version: i64, brief: RequestBrief) -> NewEvent {
        let payload = RequestBriefed { request_id: self.id.to_string(), brief: Some(brief) };
        self.about_it(clock, version, &payload).actor(id_of("sam"))
    }

    /// Its step ended.
    pub fn lapsed(&self, clock: &Clock, version: i64) -> NewEvent {
        self.about_it(clock, version, &RequestLapsed { request_id: self.id.to_string() })
    }

    fn about_it(&self, clock: &Clock, version: i64, payload: &impl prost::Name) -> NewEvent {
        NewEvent::of(clock.new_id(), format!("request/{}", self.id), version, clock.now(), payload)
            .child(self.child_id)
            .case(self.case_id)
    }
}

/// A text at that version, written by these.
pub fn brief(covered_version: i64, authors: &[&str]) -> RequestBrief {
    RequestBrief {
        covered_version,
        author_ids: authors.iter().map(|author| id_of(author).to_string()).collect(),
        refusals: vec![],
        voided: false,
    }
}

/// The same, by which an edit voids the request.
pub fn voiding(covered_version: i64) -> RequestBrief {
    RequestBrief { voided: true, ..brief(covered_version, &["sam"]) }
}

fn act(subject: &str, at: DateTime<Utc>) -> Act {
    Act { by: Some(worker_ref(subject)), on_behalf_of: None, time: Some(timestamp(at)) }
}

fn timestamp(at: DateTime<Utc>) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.timestamp(), nanos: at.timestamp_subsec_nanos().cast_signed() }
}
