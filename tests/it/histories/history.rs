//! One child's history: somebody presses something, the model says what must come of it, and both are compared.

use super::agreement::in_requests;
use super::command::{Command, Edit, What, Writing};
use super::london::london_date;
use super::message::{Message, Reply};
use super::people::{Holder, Who};
use super::refusal::said;
use super::state::{Answer, Model};
use contracts::requests::v1::{CompleteRequestRequest, ReturnRequestRequest, WithdrawRequestRequest};
use contracts::r#type::v1::Assignee;
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{QueueEdit, RequestToSend, SectionEdit, Workstep};
use fastrand::Rng;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::council::Council;
use tests::insisting::insisting;
use tests::person::{new_request_id, to_worker};
use tonic::{Code, Status};

/// After faults stop, all services agree about a case within this (invariant 20).
const AGREE_WITHIN: Duration = Duration::from_secs(5);

pub(super) struct History {
    council: Arc<Council>,
    child_id: String,
    model: Model,
    chance: Rng,
    /// The etags of sections, by step, section and how often the section had changed.
    etags: BTreeMap<(usize, usize, usize), String>,
    /// The steps as they were last shown.
    shown: BTreeMap<usize, Workstep>,
    /// What was pressed, and what came of it.
    told: Vec<String>,
    texts: u64,
}

/// A command on its way.
struct Sent {
    command: Command,
    message: Message,
    answer: Result<Reply, Status>,
}

impl History {
    pub(super) fn of(council: Arc<Council>, child_id: String, model: Model, seed: u64) -> Self {
        let chance = Rng::with_seed(seed);
        Self {
            council,
            child_id,
            model,
            chance,
            etags: BTreeMap::new(),
            shown: BTreeMap::new(),
            told: Vec::new(),
            texts: 0,
        }
    }

    /// Somebody presses something, or two do at once.
    pub(super) async fn turn(&mut self) {
        if self.chance.u8(..100) < 8 {
            self.race().await;
        } else {
            self.one_after_the_other().await;
        }
    }

    async fn one_after_the_other(&mut self) {
        let command = self.model.somebody_presses(&mut self.chance);
        let message = self.message(&command).await;
        let answer = self.sent(&command, &message).await;
        let sent = Sent { command, message, answer };
        self.tell(&sent);
        let Some(after) = self.after(&self.model, &sent, true) else {
            let believed = self.model.after(&sent.command, london_date(self.council.suite.clock().now()));
            self.disagree(&format!("believed {:?}", believed.err()))
        };
        // That a refusal leaves nothing is looked at now and then: whatever it left shows in the step's next look too.
        if sent.answer.is_ok() || self.chance.u8(..4) == 0 {
            self.settles_on(vec![after], &[&sent]).await;
        }
        if self.chance.u8(..100) < 6 {
            self.again(&sent).await;
        }
    }

    /// Whoever lost the answer asks again with the same id.
    async fn sent(&mut self, command: &Command, message: &Message) -> Result<Reply, Status> {
        let person = command.who.person(&self.council);
        if self.chance.u8(..100) < 5 {
            let patience = Duration::from_micros(self.chance.u64(..6_000));
            if let Ok(answer) = tokio::time::timeout(patience, message.send(person)).await {
                return answer;
            }
        }
        message.send(person).await
    }

    /// A repeat gets the first answer; a refused command is only decided again.
    async fn again(&mut self, sent: &Sent) {
        let Ok(first) = &sent.answer else { return };
        let repeated = sent.message.send(sent.command.who.person(&self.council)).await;
        match repeated {
            Ok(answer) if answer == *first => {}
            other => self.disagree(&format!("a repeat was answered {other:?}")),
        }
    }

    async fn race(&mut self) {
        let (one, other) =
            (self.model.somebody_presses(&mut self.chance), self.model.somebody_presses(&mut self.chance));
        let (first, second) = (self.message(&one).await, self.message(&other).await);
        let council = self.council.clone();
        let (first_answer, second_answer) =
            tokio::join!(first.send(one.who.person(&council)), second.send(other.who.person(&council)));
        let one = Sent { command: one, message: first, answer: first_answer };
        let other = Sent { command: other, message: second, answer: second_answer };
        self.tell(&one);
        self.tell(&other);
        let in_order = |first: &Sent, second: &Sent| {
            let between = self.after(&self.model, first, false)?;
            self.after(&between, second, false)
        };
        let plausible: Vec<Model> =
            [in_order(&one, &other), in_order(&other, &one)].into_iter().flatten().collect();
        if plausible.is_empty() {
            self.disagree("the two came about in neither order");
        }
        self.settles_on(plausible, &[&one, &other]).await;
    }

    /// What the model comes to, if that is how the services answered.
    fn after(&self, model: &Model, sent: &Sent, alone: bool) -> Option<Model> {
        let today = london_date(self.council.suite.clock().now());
        match (model.after(&sent.command, today), &sent.answer) {
            (Ok(mut after), Ok(reply)) => after.learns(&reply.new_ids()).then_some(after),
            (Err(against), Err(refused)) => {
                let all = alone && matches!(sent.command.what, What::Finish { .. });
                against.is_what_is_said(refused, all).then(|| model.clone())
            }
            (_, Err(refused)) if !alone && said(refused) == ["CONTENDED"] => Some(model.clone()),
            _ => None,
        }
    }

    /// Waits until the services show one of these.
    async fn settles_on(&mut self, plausible: Vec<Model>, sent: &[&Sent]) {
        let begun = Instant::now();
        let touched: Vec<usize> = sent.iter().filter_map(|it| it.command.step()).collect();
        let known = self.model.steps.len();
        loop {
            let mut disagreement = String::new();
            for model in &plausible {
                let steps = touched.iter().copied().chain(known..model.steps.len());
                match self.shows(model, steps).await {
                    Ok(shown) => {
                        self.model = model.clone();
                        self.note(shown);
                        return;
                    }
                    Err(what) => disagreement = what,
                }
            }
            if begun.elapsed() > AGREE_WITHIN {
                self.disagree(&disagreement);
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }

    async fn shows(
        &self,
        model: &Model,
        steps: impl Iterator<Item = usize>,
    ) -> Result<Vec<(usize, Workstep)>, String> {
        let mut all = Vec::new();
        for index in steps {
            let step = &model.steps[index];
            let shown = self.council.iro.open(&step.id).await.map_err(|it| format!("{it:?}"))?;
            step.is_shown_by(&shown, model, &self.council)
                .map_err(|what| format!("{} {}: {what}", step.kind.key, step.id))?;
            all.push((index, shown));
        }
        Ok(all)
    }

    fn note(&mut self, shown: Vec<(usize, Workstep)>) {
        for (index, step) in shown {
            for (section, number) in step.sections.iter().zip(1..) {
                let version = self.model.steps[index].section(number).version;
                self.etags.insert((index, number, version), section.etag.clone());
            }
            self.shown.insert(index, step);
        }
    }

    async fn message(&mut self, command: &Command) -> Message {
        let request_id = new_request_id();
        let id_of = |step: usize| self.model.steps[step].id.clone();
        match &command.what {
            What::StartCase => Message::StartCase(workflow::StartCaseRequest {
                request_id,
                child_id: self.child_id.clone(),
                process_id: "long-term-fostering".into(),
            }),
            What::Ratify => Message::Ratify(workflow::RecordPlacementRatificationRequest {
                request_id,
                child_id: self.child_id.clone(),
                placement: "With the present carers".into(),
                ratified_on: self.council.today(),
            }),
            What::Start(step) => {
                Message::Start(workflow::StartWorkstepRequest { request_id, workstep_id: id_of(*step) })
            }
            What::Save(step, edit) => Message::Save(workflow::SaveWorkstepRequest {
                request_id,
                workstep_id: id_of(*step),
                edit: Some(self.edit(*step, edit)),
            }),
            What::SendNow(step) => Message::SendNow(workflow::SendNextActionRequest {
                request_id,
                workstep_id: id_of(*step),
                next_action: Some(tests::forms::next("to_information_sharing")),
            }),
            What::Finish { step, validate_only } => Message::Finish(workflow::FinishWorkstepRequest {
                request_id,
                workstep_id: id_of(*step),
                edit: None,
                validate_only: *validate_only,
            }),
            What::Complete { step, request, text } => Message::Complete(CompleteRequestRequest {
                request_id,
                id: self.model.steps[*step].requests[*request].id.clone(),
                covered_version: self.read_by(command.who, *step, *request, *text).await,
                comment: String::new(),
            }),
            What::Return { step, request } => {
                let id = self.known_to_both(command.who, *step, *request).await;
                Message::Return(ReturnRequestRequest { request_id, id, comment: "Say more.".into() })
            }
            What::Withdraw { step, request } => {
                let id = self.known_to_both(command.who, *step, *request).await;
                Message::Withdraw(WithdrawRequestRequest { request_id, id })
            }
            What::Cancel(step) => Message::Cancel(workflow::CancelWorkstepRequest {
                request_id,
                workstep_id: id_of(*step),
                reason: "The plan has changed".into(),
            }),
        }
    }

    /// The id of a request, once both services know how it stands.
    async fn known_to_both(&self, who: Who, step: usize, request: usize) -> String {
        self.read_by(who, step, request, 0).await;
        self.model.steps[step].requests[request].id.clone()
    }

    fn edit(&mut self, index: usize, edit: &Edit) -> workflow::Edit {
        let opened = self.shown[&index].clone();
        let mut sections = Vec::new();
        for ((number, writing), read) in edit.sections.iter().zip(&edit.read) {
            let etag = self.etags.get(&(index, *number, *read)).cloned().unwrap_or_else(|| "0".into());
            self.texts += 1;
            sections.push(SectionEdit { etag, ..self.section(&opened, *number as i32, writing) });
        }
        let queue = edit.queue.as_ref().map(|queue| {
            let next_actions = queue.iter().map(|(action, for_review)| workflow::NextAction {
                r#type: action.key.into(),
                reason: action.reason.unwrap_or_default().into(),
                purpose: if *for_review { "THREE_MONTH_REVIEW".into() } else { String::new() },
                ..workflow::NextAction::default()
            });
            let etag = opened.queue.as_ref().map(|queue| queue.etag.clone()).unwrap_or_default();
            QueueEdit { etag, next_actions: next_actions.collect() }
        });
        let request = edit
            .send
            .as_ref()
            .map(|(asked, to)| RequestToSend { r#type: asked.key.into(), recipient: self.recipient(*to) });
        workflow::Edit { sections, queue, send_requests: request.into_iter().collect() }
    }

    async fn opened(&self, step: &str) -> Workstep {
        insisting(async || self.council.iro.open(step).await).await.expect("the step")
    }

    fn section(&self, opened: &Workstep, number: i32, writing: &Writing) -> SectionEdit {
        let nothing = SectionEdit { number, ..SectionEdit::default() };
        match writing {
            Writing::Fill { decision } => {
                let choice = match (opened.r#type.as_str(), decision) {
                    (_, None) => None,
                    ("agency_decision", Some(true)) => Some("agree"),
                    ("agency_decision", Some(false)) => Some("disagree"),
                    (_, Some(true)) => Some("approved"),
                    (_, Some(false)) => Some("not_approved"),
                };
                let given = choice.map(|it| ("decision", Kind::Choice(it.into())));
                self.council.forms.complete_with(opened, number, given.as_slice())
            }
            Writing::Write { field } => {
                let text = Kind::Text(format!("Written anew, {}", self.texts));
                let value = workflow::Value { kind: Some(text) };
                SectionEdit { answers: [(field.clone(), value)].into(), ..nothing }
            }
            Writing::Clear { field } => SectionEdit { clear: vec![field.clone()], ..nothing },
            Writing::Tick => SectionEdit { complete: Some(true), ..nothing },
            Writing::Untick => SectionEdit { complete: Some(false), ..nothing },
        }
    }

    fn recipient(&self, to: Holder) -> Option<Assignee> {
        match to {
            Holder::Person(who) => Some(to_worker(&who.person(&self.council).id)),
            Holder::QaagInbox | Holder::FindersInbox => None,
        }
    }

    /// The version of the text that somebody read, once both services know how the request stands.
    async fn read_by(&self, who: Who, step: usize, request: usize, text: u64) -> i64 {
        let (step, begun) = (&self.model.steps[step], Instant::now());
        let asking = &step.requests[request];
        let undecided =
            asking.asked.key == "refer_to_adm" && asking.answer == Answer::Waits && step.is_undecided();
        loop {
            let opened = self.opened(&step.id).await;
            let sent = opened.requests.iter().find(|it| it.request_id == asking.id).expect("the request");
            let shown =
                insisting(async || self.council.iro.request(&asking.id).await).await.expect("the request");
            let known = shown.state() == in_requests(asking.answer)
                && (asking.answer != Answer::Waits
                    || (shown.covered_version == sent.covered_version
                        && shown.refusals.is_empty() != undecided));
            if known {
                let outdated = i64::from(text != step.text_of(asking.asked));
                return sent.covered_version - outdated;
            }
            if begun.elapsed() > AGREE_WITHIN {
                self.disagree(&format!("requests shows {who:?} {shown:?}, workflow {sent:?}"));
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }

    /// Everything that anybody sees is as the model believes.
    pub(super) async fn ends(&self) {
        let begun = Instant::now();
        while let Err(what) = self.model.is_what_everybody_sees(&self.child_id, &self.council).await {
            if begun.elapsed() > AGREE_WITHIN {
                self.disagree(&what);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How far the child came.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = &'static str> {
        self.model.cases.iter().filter_map(|case| case.outcome)
    }

    /// How many steps there are.
    pub(super) fn steps(&self) -> usize {
        self.model.steps.len()
    }

    /// How many commands were accepted, of how many.
    pub(super) fn accepted(&self) -> (usize, usize) {
        (self.told.iter().filter(|line| line.ends_with("done")).count(), self.told.len())
    }

    fn tell(&mut self, sent: &Sent) {
        let about = sent.command.step().map(|step| self.model.steps[step].kind.key).unwrap_or_default();
        let came_of_it = match &sent.answer {
            Ok(_) => "done".to_owned(),
            Err(refused) => {
                let defect = matches!(refused.code(), Code::Internal | Code::Unknown | Code::Unavailable);
                assert!(!defect, "{refused:?}\n{}", self.told.join("\n"));
                said(refused).join(", ")
            }
        };
        self.told.push(format!("{:?} {about}: {came_of_it}", sent.command));
    }

    fn disagree(&self, what: &str) -> ! {
        panic!("child {}: {what}\nafter\n{}", self.child_id, self.told.join("\n"))
    }
}
