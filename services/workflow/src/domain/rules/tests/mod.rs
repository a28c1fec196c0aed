//! Each rule kind by itself, as a table: what is chosen, answered, open, and what is refused.

mod about_actions;
mod about_choices;
mod about_pairs;
mod about_requests;
mod defining;

use super::{Choosing, Rule};
use crate::domain::{
    case::{Case, Progress, StepSummary},
    people::{Act, Actor, Assignee},
    process::{Process, RIGHT},
    queue::{Queue, QueuedAction},
    ratification::Ratification,
    request::{Answer, Completion, SentRequest},
    section::{Section, Value},
    step::{Step, StepState},
};
use chrono::{DateTime, NaiveDate, Utc};
use fault::Refusal;
use uuid::Uuid;

/// A step of the small right process, with its case.
struct Scene {
    process: Process,
    step: Step,
    case: Case,
    ratification: Option<Ratification>,
    today: NaiveDate,
}

fn rule(yaml: &str) -> Rule {
    serde_saphyr::from_str(yaml).expect("a rule")
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn noon(date: &str) -> DateTime<Utc> {
    format!("{date}T12:00:00Z").parse().expect("a date")
}

fn act(by: u128) -> Act {
    Act::new(id(by), noon("2026-01-05"))
}

fn queued(kind: &str) -> QueuedAction {
    QueuedAction { kind: kind.to_owned(), assignee: None, reason: None, purpose: None, sent_step: None }
}

fn queued_for(kind: &str, purpose: &str) -> QueuedAction {
    QueuedAction { purpose: Some(purpose.to_owned()), ..queued(kind) }
}

/// A step of the case, arrived and started on that day.
fn listed(number: u128, kind: &str, purpose: &str, progress: Progress, on: &str) -> StepSummary {
    StepSummary {
        id: id(number),
        kind: kind.to_owned(),
        progress,
        purpose: Some(purpose.to_owned()),
        parent: None,
        by_action: None,
        sent_immediately: false,
        arrived: noon(on),
        started_at: (progress != Progress::Incoming).then(|| noon(on)),
        ended_at: None,
        outcome: None,
    }
}

impl Scene {
    fn on(kind: &str) -> Self {
        let step = Step {
            id: id(1),
            case_id: id(100),
            child_id: "3549863".to_owned(),
            kind: kind.to_owned(),
            version: 1,
            state: StepState::Started { started: act(7) },
            assignee: Assignee::Worker(id(7)),
            from_inbox: None,
            purpose: None,
            parent: None,
            by_action: None,
            sent_immediately: false,
            arrived: noon("2026-01-05"),
            sections: Vec::new(),
            queue: Queue::default(),
            requests: Vec::new(),
        };
        let case = Case {
            id: id(100),
            child_id: step.child_id.clone(),
            process_id: "right".to_owned(),
            process_version: 1,
            version: 1,
            opened: act(7),
            closed: None,
            steps: vec![step.summary()],
        };
        let process = Process::load(RIGHT).expect("the process is right");
        let today = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date");
        Self { process, step, case, ratification: None, today }
    }

    fn choosing<'a>(&'a self, chosen: &'a [QueuedAction]) -> Choosing<'a> {
        Choosing {
            process: &self.process,
            step_type: self.process.step(&self.step.kind).expect("a kind"),
            step: &self.step,
            case: &self.case,
            ratification: self.ratification.as_ref(),
            today: self.today,
            chosen: chosen.iter().collect(),
            spent: Vec::new(),
        }
    }

    fn refuse(&self, rule: &Rule, chosen: &[QueuedAction]) -> Option<Refusal> {
        let choosing = self.choosing(chosen);
        rule.kind().refuse_choice(&choosing).or_else(|| rule.kind().refuse_action(&choosing))
    }

    fn answer(&mut self, number: i32, field: &str, value: Value) {
        let mut section = Section::blank(number);
        section.answers.insert(field.to_owned(), value);
        self.step.put_section(section);
    }

    fn sent(&mut self, number: u128, kind: &str, answer: Answer) {
        self.step.requests.push(SentRequest {
            id: id(number),
            kind: kind.to_owned(),
            sent: act(7),
            assignee: Assignee::Worker(id(8)),
            replaces: None,
            answer,
        });
    }
}

fn completed_by(worker: u128) -> Answer {
    Answer::Completed(Completion { covered_version: 1, act: act(worker), comment: String::new() })
}

fn worker(number: u128) -> Actor {
    Actor { worker_id: id(number), ..Actor::default() }
}
