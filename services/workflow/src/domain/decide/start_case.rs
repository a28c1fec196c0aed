//! Opening a case.

use crate::domain::{
    case::Case,
    change::{CaseWrite, Change, Decided},
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::FoundToOpen,
    moment::Moment,
    people::{Act, Assignee, Right},
    process::{Holder, list},
    queue::Queue,
    refused::Refused,
    step::{Step, StepState},
};
use fault::{Reason, Refusal};

/// A case that begins with its first step, incoming in the hands of whoever opened it, or of whom they cover.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The case.
    pub case: Case,
    /// Its first step.
    pub step: Step,
}

/// Begins a process for a child.
pub fn start_case(found: FoundToOpen, moment: Moment) -> Result<Decided<Opened>, Refused> {
    let right = must_be_an_opener(&found)?;
    must_have_no_open_case(&found)?;
    let act = found.actor.act_in(right, moment.at);
    let mut case = new_case(&found, act, moment);
    let step = first_step(&found, &case, act, moment);
    let mut change =
        Change { case: CaseWrite::Opened(case.clone()), on_behalf_of: act.on_behalf_of, ..Change::default() };
    change.timeline.push(TimelineEntry::of_case(TimelineKind::CaseOpened, case.id, act));
    change.told.push(Told {
        subject_version: case.version,
        fact: Fact::CaseOpened {
            case: case.id,
            process_id: case.process_id.clone(),
            process_version: case.process_version,
        },
    });
    change.create(&step, &found.process, None, act);
    case.steps.push(step.summary());
    Ok(Decided { change, answer: Opened { case, step } })
}

fn must_be_an_opener(found: &FoundToOpen) -> Result<Right, Refusal> {
    let openers = &found.process.opened_by;
    if let Some(right) = Holder::right_beforehand(openers, &found.actor) {
        return Ok(right);
    }
    Err(Refusal::new(Reason::NotPermitted, format!("a case is opened by others: {}", list(openers))))
}

fn must_have_no_open_case(found: &FoundToOpen) -> Result<(), Refusal> {
    let Some(open) = found.open_case else { return Ok(()) };
    let message = "the child has an open case: go on with that one";
    Err(Refusal::new(Reason::CaseAlreadyOpen, message).with("case_id", open))
}

fn new_case(found: &FoundToOpen, opened: Act, moment: Moment) -> Case {
    Case {
        id: moment.new_id(),
        child_id: found.child.id.clone(),
        process_id: found.process.id.to_string(),
        process_version: found.process_version,
        version: 1,
        opened,
        closed: None,
        steps: Vec::new(),
    }
}

fn first_step(found: &FoundToOpen, case: &Case, opened: Act, moment: Moment) -> Step {
    let kind = &found.process.begins_with;
    let usual = found.process.step(kind).and_then(|step| step.purposes.first());
    Step {
        id: moment.new_id(),
        case_id: case.id,
        child_id: case.child_id.clone(),
        kind: kind.to_string(),
        version: 1,
        state: StepState::Incoming,
        assignee: Assignee::Worker(opened.whose()),
        from_inbox: None,
        purpose: usual.map(|purpose| purpose.to_string()),
        parent: None,
        by_action: None,
        sent_immediately: false,
        arrived: moment.at,
        sections: Vec::new(),
        queue: Queue::default(),
        requests: Vec::new(),
    }
}
