//! What people may press, and what the model says of it.

use super::document::{self, Action, Asked};
use super::people::{Holder, Presser, Who};
use super::refusal::{Against, INACTIVE, unless};
use super::state::{Case, Model, Note, State, Step};
use chrono::NaiveDate;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(super) enum What {
    StartCase,
    Ratify,
    /// The ratified placement has changed; which ratification was read.
    EndRatification(String),
    Start(usize),
    Save(usize, Edit),
    SendNow(usize),
    Finish {
        step: usize,
        validate_only: bool,
        /// What is saved first.
        edit: Option<Edit>,
    },
    /// Completes the request of that number on the step, having read that text.
    Complete {
        step: usize,
        request: usize,
        text: u64,
    },
    /// Sends the request back.
    Return {
        step: usize,
        request: usize,
    },
    /// Takes the request back.
    Withdraw {
        step: usize,
        request: usize,
    },
    Cancel(usize),
    ClaimStep(usize),
    ReleaseStep(usize),
    ReassignStep(usize, Who),
    ClaimRequest {
        step: usize,
        request: usize,
    },
    ReleaseRequest {
        step: usize,
        request: usize,
    },
    ReassignRequest {
        step: usize,
        request: usize,
        to: Who,
    },
    /// Writes a note, about that step or about none.
    Note(Option<usize>),
}

#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) who: Who,
    pub(super) what: What,
}

impl Command {
    /// What is called, as the contracts name it.
    pub(super) fn rpc(&self) -> &'static str {
        match &self.what {
            What::StartCase => "CaseService/StartCase",
            What::Ratify => "CaseService/RecordPlacementRatification",
            What::EndRatification(_) => "CaseService/EndPlacementRatification",
            What::Note(_) => "CaseService/AddCaseNote",
            What::Start(_) => "WorkstepService/StartWorkstep",
            What::Save(..) => "WorkstepService/SaveWorkstep",
            What::SendNow(_) => "WorkstepService/SendNextAction",
            What::Finish { .. } => "WorkstepService/FinishWorkstep",
            What::Cancel(_) => "WorkstepService/CancelWorkstep",
            What::ClaimStep(_) => "WorkstepService/ClaimWorkstep",
            What::ReleaseStep(_) => "WorkstepService/ReleaseWorkstep",
            What::ReassignStep(..) => "WorkstepService/ReassignWork",
            What::Complete { .. } => "RequestService/CompleteRequest",
            What::Return { .. } => "RequestService/ReturnRequest",
            What::Withdraw { .. } => "RequestService/WithdrawRequest",
            What::ClaimRequest { .. } => "RequestService/ClaimRequest",
            What::ReleaseRequest { .. } => "RequestService/ReleaseRequest",
            What::ReassignRequest { .. } => "RequestService/ReassignRequests",
        }
    }

    /// Somebody wrote meanwhile.
    pub(super) fn read_some_time_ago(&mut self) {
        if let What::Save(_, edit) | What::Finish { edit: Some(edit), .. } = &mut self.what {
            edit.read.iter_mut().for_each(|version| *version = version.saturating_sub(1));
            edit.queue_read = edit.queue_read.saturating_sub(1);
        }
    }

    /// Whether nothing comes of it whatever is answered.
    pub(super) fn only_asks(&self) -> bool {
        matches!(self.what, What::Finish { validate_only: true, .. })
    }

    /// Whether it is refused when anything at all was changed since it was read.
    pub(super) fn changes_hands(&self) -> bool {
        use What::{ClaimRequest, ClaimStep, ReassignRequest, ReassignStep, ReleaseRequest, ReleaseStep};
        matches!(self.what, ClaimStep(_) | ReleaseStep(_) | ReassignStep(..))
            || matches!(self.what, ClaimRequest { .. } | ReleaseRequest { .. } | ReassignRequest { .. })
    }

    /// The step that it is about; none when it opens a case.
    pub(super) fn step(&self) -> Option<usize> {
        match &self.what {
            What::StartCase | What::Ratify | What::EndRatification(_) => None,
            What::Start(step) | What::Save(step, _) | What::SendNow(step) => Some(*step),
            What::Finish { step, .. } | What::Complete { step, .. } => Some(*step),
            What::Return { step, .. } | What::Withdraw { step, .. } | What::Cancel(step) => Some(*step),
            What::ClaimStep(step) | What::ReleaseStep(step) | What::ReassignStep(step, _) => Some(*step),
            What::ClaimRequest { step, .. } | What::ReleaseRequest { step, .. } => Some(*step),
            What::ReassignRequest { step, .. } => Some(*step),
            What::Note(about) => *about,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Edit {
    pub(super) sections: Vec<(usize, Writing)>,
    /// The versions of the sections, and of the queue, as they were read.
    pub(super) read: Vec<usize>,
    pub(super) queue_read: u64,
    pub(super) queue: Option<Vec<(&'static Action, bool)>>,
    pub(super) send: Option<(&'static Asked, Holder)>,
}

#[derive(Clone, Debug)]
pub(super) enum Writing {
    /// Everything that is empty, and the tick.
    Fill {
        decision: Option<bool>,
    },
    Write {
        field: String,
        text: String,
    },
    Clear {
        field: String,
    },
    Tick,
    Untick,
}

impl Model {
    /// Does it, or says everything that speaks against it. New cases, steps and requests have no id yet.
    pub(super) fn after(&self, command: &Command, today: NaiveDate) -> Result<Self, Against> {
        if !self.is_here(command.who) {
            return Err(Against::surely(INACTIVE));
        }
        let (presser, mut after) = (Presser::on(today, command.who, &self.covers), self.clone());
        match &command.what {
            What::StartCase => after.start_case(presser, today)?,
            What::Ratify if presser.who == Who::Iro => after.ratified = Some(String::new()),
            What::Ratify => return Err(Against::surely("NOT_PERMITTED")),
            What::EndRatification(read) => {
                let mut against = Against::nothing();
                against.add_if(!presser.may(Who::is_iro_or_sw), "NOT_PERMITTED");
                against.next_stage();
                against.add_if(after.ratified.as_ref() != Some(read), "RATIFICATION_NOT_STANDING");
                unless(against)?;
                after.ratified = None;
            }
            What::Start(step) => after.start(*step, presser, today)?,
            What::Save(step, edit) => after.save(*step, presser, edit, today)?,
            What::SendNow(step) => after.send_now(*step, presser, today)?,
            What::Finish { step, validate_only, edit } => {
                let saved = edit.as_ref().map_or(Ok(()), |edit| after.save(*step, presser, edit, today));
                let against = after.against_finishing(*step, presser, today);
                let against = saved.err().unwrap_or_default().and(against);
                if !against.is_nothing() {
                    return Err(against);
                }
                if *validate_only {
                    return Ok(self.clone());
                }
                after.finish(*step, presser, today);
            }
            What::Complete { step, request, text } => after.complete(*step, *request, *text, presser)?,
            What::Return { step, request } => after.send_back(*step, *request, presser)?,
            What::Withdraw { step, request } => after.withdraw(*step, *request, presser)?,
            What::Cancel(step) => after.cancel(*step, presser)?,
            What::ClaimStep(step) => after.claim_step(*step, presser)?,
            What::ReleaseStep(step) => after.release_step(*step, presser)?,
            What::ReassignStep(step, to) => after.reassign_step(*step, presser, *to)?,
            What::ClaimRequest { step, request } => after.claim_request(*step, *request, presser)?,
            What::ReleaseRequest { step, request } => after.release_request(*step, *request, presser)?,
            What::ReassignRequest { step, request, to } => {
                after.reassign_request(*step, *request, presser, *to)?
            }
            What::Note(about) => after.note(*about, presser)?,
        }
        Ok(after)
    }

    /// Only what has ended is corrected by a note; everybody who does case work writes them, each for themselves.
    fn note(&mut self, about: Option<usize>, presser: Presser) -> Result<(), Against> {
        let mut against = Against::nothing();
        against.add_if(about.is_some_and(|step| self.steps[step].is_open()), "WORKSTEP_OPEN");
        unless(against)?;
        self.notes.push(Note { id: String::new(), about, by: presser.who });
        Ok(())
    }

    fn start_case(&mut self, presser: Presser, today: NaiveDate) -> Result<(), Against> {
        let mut against = Against::nothing();
        let act = presser.act(Who::is_iro_or_sw);
        against.add_if(act.is_none(), "NOT_PERMITTED");
        against.next_stage();
        against.add_if(self.open_case().is_some(), "CASE_ALREADY_OPEN");
        unless(against)?;
        self.cases.push(Case { id: String::new(), outcome: None });
        let holder = Holder::Person(act.map_or(presser.who, |act| act.whose()));
        self.add_step(self.cases.len() - 1, "child_in_care_review", holder, false, None, today);
        Ok(())
    }

    fn start(&mut self, index: usize, presser: Presser, today: NaiveDate) -> Result<(), Against> {
        let step = &self.steps[index];
        let mut against = Against::nothing();
        against.add_if(step.state != State::Incoming, "WORKSTEP_NOT_INCOMING");
        against.next_stage();
        let act = presser.act(|who| step.holder.is_in_the_hands_of(who));
        against.add_if(act.is_none(), "NOT_THE_ASSIGNEE");
        unless(against)?;
        let referral = self
            .steps_of(step.case)
            .find(|(_, step)| step.kind.key == "family_finding_request")
            .map(|(_, step)| step.sections.clone());
        let step = self.step_mut(index);
        (step.state, step.started, step.started_by) = (State::Started, Some(today), act);
        step.comes_to(Holder::Person(act.map_or(presser.who, |act| act.whose())));
        // The form is laid out, and partly filled, by the start.
        step.sections.iter_mut().for_each(|section| section.version += 1);
        if step.kind.key == "family_finding" {
            for (copy, original) in step.sections.iter_mut().zip(referral.into_iter().flatten()) {
                copy.unanswered = original.unanswered;
                copy.typed = original.typed;
                // A copied text is still theirs who wrote it.
                copy.authors = original.authors;
            }
        }
        Ok(())
    }

    pub(super) fn add_step(
        &mut self,
        case: usize,
        key: &str,
        holder: Holder,
        for_review: bool,
        parent: Option<usize>,
        arrived: NaiveDate,
    ) {
        let kind = document::kind(key);
        let sections = (1..=kind.sections).map(|number| self.fields.of(key, number)).collect();
        self.steps.push(Arc::new(Step {
            id: String::new(),
            kind,
            case,
            state: State::Incoming,
            holder,
            taken_from: None,
            for_review,
            parent,
            sections,
            queue: Vec::new(),
            queue_texts: 0,
            requests: Vec::new(),
            arrived,
            started: None,
            started_by: None,
            ended_by: None,
            outcomes: Vec::new(),
        }));
    }
}
