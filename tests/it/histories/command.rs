//! What people may press, and what the model says of it.

use super::document::{self, Action, Asked, To};
use super::people::{Holder, Who};
use super::refusal::Against;
use super::state::{Answer, Asking, Model, Queued, State, Step};
use chrono::NaiveDate;

#[derive(Clone, Debug)]
pub(super) enum What {
    StartCase,
    Ratify,
    Start(usize),
    Save(usize, Edit),
    SendNow(usize),
    Finish {
        step: usize,
        validate_only: bool,
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
}

#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) who: Who,
    pub(super) what: What,
}

impl Command {
    /// Somebody wrote meanwhile.
    pub(super) fn read_some_time_ago(&mut self) {
        if let What::Save(_, edit) = &mut self.what {
            edit.read.iter_mut().for_each(|version| *version = version.saturating_sub(1));
        }
    }

    /// The step that it is about; none when it opens a case.
    pub(super) fn step(&self) -> Option<usize> {
        match &self.what {
            What::StartCase | What::Ratify => None,
            What::Start(step) | What::Save(step, _) | What::SendNow(step) => Some(*step),
            What::Finish { step, .. } | What::Complete { step, .. } => Some(*step),
            What::Return { step, .. } | What::Withdraw { step, .. } | What::Cancel(step) => Some(*step),
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
        let (who, mut after) = (command.who, self.clone());
        match &command.what {
            What::StartCase => after.start_case(who, today)?,
            What::Ratify if who == Who::Iro => after.ratified = true,
            What::Ratify => return Err(Against::surely("NOT_PERMITTED")),
            What::Start(step) => after.start(*step, who, today)?,
            What::Save(step, edit) => after.save(*step, who, edit)?,
            What::SendNow(step) => after.send_now(*step, who, today)?,
            What::Finish { step, validate_only } => {
                let against = after.against_finishing(*step, who, today);
                if !against.is_nothing() {
                    return Err(against);
                }
                if !validate_only {
                    after.finish(*step, today);
                }
            }
            What::Complete { step, request, text } => after.complete(*step, *request, *text, who)?,
            What::Return { step, request } => after.send_back(*step, *request, who)?,
            What::Withdraw { step, request } => after.withdraw(*step, *request, who)?,
            What::Cancel(step) => after.cancel(*step, who)?,
        }
        Ok(after)
    }

    fn start_case(&mut self, who: Who, today: NaiveDate) -> Result<(), Against> {
        let mut against = Against::nothing();
        against.add_if(!who.is_iro_or_sw(), "NOT_PERMITTED");
        against.add_if(self.open_case().is_some(), "CASE_ALREADY_OPEN");
        unless(against)?;
        self.cases.push(super::state::Case { id: String::new(), outcome: None });
        self.add_step(self.cases.len() - 1, "child_in_care_review", Holder::Person(who), false, None, today);
        Ok(())
    }

    fn start(&mut self, index: usize, who: Who, today: NaiveDate) -> Result<(), Against> {
        let step = &self.steps[index];
        let mut against = Against::nothing();
        against.add_if(step.state != State::Incoming, "WORKSTEP_NOT_INCOMING");
        against.add_if(!step.holder.is_in_the_hands_of(who), "NOT_THE_ASSIGNEE");
        unless(against)?;
        let referral = self
            .steps_of(step.case)
            .find(|(_, step)| step.kind.key == "family_finding_request")
            .map(|(_, step)| step.sections.clone());
        let step = &mut self.steps[index];
        (step.state, step.holder, step.started) = (State::Started, Holder::Person(who), Some(today));
        // The form is laid out, and partly filled, by the start.
        step.sections.iter_mut().for_each(|section| section.version += 1);
        if step.kind.key == "family_finding" {
            for (copy, original) in step.sections.iter_mut().zip(referral.into_iter().flatten()) {
                copy.unanswered = original.unanswered;
            }
        }
        Ok(())
    }

    fn save(&mut self, index: usize, who: Who, edit: &Edit) -> Result<(), Against> {
        let before = self.steps[index].clone();
        against_writing(&before)?;
        let mut against = Against::nothing();
        let step = &mut self.steps[index];
        for ((number, writing), read) in edit.sections.iter().zip(&edit.read) {
            against.add_if(!(step.kind.writes)(*number, who), "NOT_A_WRITER");
            against.add_if(before.section(*number).version != *read, "ETAG_STALE");
            write(step, *number, writing, who, &mut against);
        }
        if step.kind.decided && step.section(2).ticked && !before.section(2).ticked {
            against.add_if(!step.section(1).ticked, "SECTION_INCOMPLETE");
        }
        if let Some(queue) = &edit.queue {
            against.add_if(!(step.kind.queues)(who), "NOT_A_WRITER");
            against.add_if(step.queue_texts != edit.queue_read, "ETAG_STALE");
            replace_queue(step, queue, &mut against);
        }
        step.void_what_lost_its_ground();
        if let Some((asked, to)) = &edit.send {
            against_sending(step, asked, *to, who, &mut against);
            let id = String::new();
            step.requests.push(Asking { id, asked, sender: who, to: *to, answer: Answer::Waits });
        }
        unless(against)
    }

    fn send_now(&mut self, index: usize, who: Who, today: NaiveDate) -> Result<(), Against> {
        let step = &self.steps[index];
        against_writing(step)?;
        let mut against = Against::nothing();
        let sharing = "to_information_sharing";
        let available = step.kind.key == "family_finding" && !step.for_review;
        against.add_if(!(step.kind.queues)(who), "NOT_A_WRITER");
        against.add_if(!available, "NEXT_ACTION_NOT_AVAILABLE");
        let sent = step.queue.iter().any(|queued| queued.action.key == sharing && queued.sent.is_some());
        against.add_if(sent, "NEXT_ACTION_ALREADY_SENT");
        unless(against)?;
        let (case, action, created) = (step.case, step.kind.action(sharing), self.steps.len());
        self.add_step(case, "information_sharing", Holder::Person(Who::Sw), false, Some(index), today);
        let step = &mut self.steps[index];
        step.queue.retain(|queued| queued.action.key != sharing);
        step.queue.push(Queued { action, for_review: false, sent: Some(created) });
        step.queue_texts += 1;
        Ok(())
    }

    fn finish(&mut self, index: usize, today: NaiveDate) {
        let step = &self.steps[index];
        let chosen: Vec<Queued> =
            step.queue.iter().filter(|queued| self.still_counts(queued)).cloned().collect();
        let case = step.case;
        for queued in &chosen {
            if let (Some((key, holder)), None) = (queued.action.leads_to, queued.sent) {
                self.add_step(case, key, holder, queued.for_review, Some(index), today);
            }
        }
        let step = &mut self.steps[index];
        step.state = State::Finished;
        step.outcomes = chosen.iter().filter_map(|queued| queued.action.outcome).collect();
        if step.outcomes.contains(&"NO_LONGER_REQUIRED") {
            let open = |asking: &&mut Asking| {
                asking.asked.key == "confirm_quality" && asking.answer == Answer::Waits
            };
            step.requests.iter_mut().filter(open).for_each(|asking| asking.answer = Answer::Lapsed);
        }
        self.close_with_its_last_step(case);
    }

    /// By the strongest that was reached; by nothing only when something was cancelled.
    fn close_with_its_last_step(&mut self, case: usize) {
        if self.steps_of(case).any(|(_, step)| step.is_open()) {
            return;
        }
        let cancelled = self.steps_of(case).any(|(_, step)| step.state == State::Cancelled);
        let reached = |outcome: &&&str| {
            (**outcome == "CANCELLED" && cancelled)
                || self.steps_of(case).any(|(_, step)| step.outcomes.contains(*outcome))
        };
        self.cases[case].outcome = document::OUTCOMES.iter().find(reached).copied();
        assert!(self.cases[case].outcome.is_some(), "a case ends by something");
    }

    fn cancel(&mut self, index: usize, who: Who) -> Result<(), Against> {
        let step = &mut self.steps[index];
        let mut against = Against::nothing();
        against.add_if(who != Who::Ps, "NOT_A_CANCELLER");
        against.add_if(!step.is_open(), "WORKSTEP_ENDED");
        unless(against)?;
        step.state = State::Cancelled;
        let waiting = step.requests.iter_mut().filter(|asking| asking.answer == Answer::Waits);
        waiting.for_each(|asking| asking.answer = Answer::Lapsed);
        let case = step.case;
        self.close_with_its_last_step(case);
        Ok(())
    }

    fn send_back(&mut self, step: usize, request: usize, who: Who) -> Result<(), Against> {
        let asking = &mut self.steps[step].requests[request];
        let mut against = Against::nothing();
        against.add_if(asking.answer != Answer::Waits, "REQUEST_ENDED");
        against.add_if(!asking.to.is_in_the_hands_of(who), "NOT_THE_ASSIGNEE");
        against.add_if(!(asking.asked.answers)(who), "ROLE_REQUIRED");
        against.add_if(asking.asked.only_tells(), "NOTIFICATION_STANDS");
        unless(against)?;
        asking.answer = Answer::Returned;
        Ok(())
    }

    fn withdraw(&mut self, step: usize, request: usize, who: Who) -> Result<(), Against> {
        let asking = &mut self.steps[step].requests[request];
        let mut against = Against::nothing();
        against.add_if(asking.answer != Answer::Waits, "REQUEST_ENDED");
        against.add_if(asking.sender != who, "NOT_THE_SENDER");
        against.add_if(asking.asked.only_tells(), "NOTIFICATION_STANDS");
        unless(against)?;
        asking.answer = Answer::Withdrawn;
        Ok(())
    }

    fn complete(&mut self, step: usize, request: usize, text: u64, who: Who) -> Result<(), Against> {
        let step = &mut self.steps[step];
        let asking = &step.requests[request];
        if asking.answer != Answer::Waits {
            return Err(Against::surely("REQUEST_ENDED"));
        }
        let mut against = Against::nothing();
        against.add_if(!asking.to.is_in_the_hands_of(who), "NOT_THE_ASSIGNEE");
        against.add_if(!(asking.asked.answers)(who), "ROLE_REQUIRED");
        against.add_if(asking.sender == who, "OWN_REQUEST");
        against.add_if(step.wrote_what_is_covered(asking.asked, who), "OWN_REPORT");
        against.add_if(step.text_of(asking.asked) != text, "COVERED_TEXT_CHANGED");
        if asking.asked.key == "refer_to_adm" {
            against.add_if(step.is_undecided(), "ADM_SECTION_INCOMPLETE");
            against.add_if(step.is_undecided(), "DECISION_CONTRADICTS_QUEUE");
        }
        unless(against)?;
        step.requests[request].answer = Answer::Completed(who, text);
        Ok(())
    }

    fn add_step(
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
        self.steps.push(Step {
            id: String::new(),
            kind,
            case,
            state: State::Incoming,
            holder,
            for_review,
            parent,
            sections,
            queue: Vec::new(),
            queue_texts: 0,
            requests: Vec::new(),
            arrived,
            started: None,
            outcomes: Vec::new(),
        });
    }
}

fn unless(against: Against) -> Result<(), Against> {
    if against.is_nothing() { Ok(()) } else { Err(against) }
}

fn against_writing(step: &Step) -> Result<(), Against> {
    match step.state {
        State::Started => Ok(()),
        State::Incoming => Err(Against::surely("WORKSTEP_NOT_STARTED")),
        State::Finished | State::Cancelled => Err(Against::surely("WORKSTEP_ENDED")),
    }
}

fn write(step: &mut Step, number: usize, writing: &Writing, who: Who, against: &mut Against) {
    let section = &mut step.sections[number - 1];
    let (ticked, texts) = (section.ticked, section.texts);
    match writing {
        Writing::Fill { decision } => {
            let decides_anew = decision.is_some() && *decision != section.decision;
            if !section.unanswered.is_empty() || decides_anew {
                section.texts += 1;
            }
            section.unanswered.clear();
            section.decision = decision.or(section.decision);
            section.ticked = true;
        }
        Writing::Write { field } => {
            section.unanswered.remove(field);
            section.texts += 1;
        }
        Writing::Clear { field } => {
            if section.unanswered.insert(field.clone()) {
                section.texts += 1;
            }
            if field == "decision" {
                section.decision = None;
            }
            section.ticked &= !section.lacks_a_required_answer();
        }
        Writing::Tick => {
            against.add_if(section.lacks_a_required_answer(), "REQUIRED_FIELD_EMPTY");
            section.ticked = true;
        }
        Writing::Untick => section.ticked = false,
    }
    if section.texts != texts {
        section.authors.insert(who);
    }
    section.version += usize::from(section.texts != texts || section.ticked != ticked);
}

fn replace_queue(step: &mut Step, queue: &[(&'static Action, bool)], against: &mut Against) {
    let sent: Vec<Queued> = step.queue.iter().filter(|queued| queued.sent.is_some()).cloned().collect();
    let mut new = sent.clone();
    for (action, for_review) in queue {
        let offered = if step.for_review { action.by_review } else { action.by_finding };
        against.add_if(!offered, "NEXT_ACTION_NOT_AVAILABLE");
        against.add_if(sent.iter().any(|it| it.action.key == action.key), "NEXT_ACTION_ALREADY_SENT");
        new.push(Queued { action, for_review: *for_review, sent: None });
    }
    let shape = |queue: &[Queued]| -> Vec<_> {
        queue.iter().map(|it| (it.action.key, it.for_review, it.sent)).collect()
    };
    if shape(&new) != shape(&step.queue) {
        step.queue = new;
        step.queue_texts += 1;
    }
}

fn against_sending(step: &Step, asked: &Asked, to: Holder, who: Who, against: &mut Against) {
    match asked.key {
        // It is sent by whoever completed the report's authorisation, on the same text.
        "confirm_quality" => {
            let completer = step.completer_of("authorise_report");
            against.add_if(completer.is_none(), "REQUEST_OUT_OF_ORDER");
            against.add_if(completer != Some(who), "NOT_A_SENDER");
        }
        _ => against.add_if(!(asked.sends)(who), "NOT_A_SENDER"),
    }
    let open = step.standing(asked.key).is_some_and(|asking| asking.answer == Answer::Waits);
    against.add_if(open && asked.blocks, "REQUEST_ALREADY_OPEN");
    let incomplete = step.sections.iter().take(asked.once_complete).any(|section| !section.ticked);
    against.add_if(incomplete, "SECTION_INCOMPLETE");
    against.add_if(asked.once_queued && step.queue.is_empty(), "NEXT_ACTION_MISSING");
    let permitted = match (asked.to, to) {
        (To::QaagInbox, Holder::QaagInbox) => true,
        (To::Answerer | To::Anyone, Holder::Person(person)) => {
            (asked.answers)(person) && person != who && !step.wrote_what_is_covered(asked, person)
        }
        _ => false,
    };
    against.add_if(!permitted, "RECIPIENT_NOT_PERMITTED");
}
