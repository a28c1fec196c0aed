//! What people press, as it goes over the wire: with the ids, texts and etags of what was shown last.

use super::agreement::in_requests;
use super::command::{Command, Edit, What, Writing};
use super::history::{AGREE_WITHIN, History};
use super::message::Message;
use super::people::Holder;
use super::state::Answer;
use contracts::requests::v1 as requests;
use contracts::r#type::v1::Assignee;
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{QueueEdit, RequestToSend, SectionEdit, Workstep};
use std::time::{Duration, Instant};
use tests::insisting::insisting;
use tests::person::{new_request_id, to_worker};

impl History {
    pub(super) async fn message(&mut self, command: &Command) -> Message {
        let request_id = new_request_id();
        let about = command.step().map(|step| self.model.steps[step].id.clone()).unwrap_or_default();
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
            What::EndRatification(read) => {
                // Where nothing is ratified, somebody may still believe so.
                let ratification_id = if read.is_empty() { new_request_id() } else { read.clone() };
                let (child_id, ended_on) = (self.child_id.clone(), self.council.today());
                Message::EndRatification(workflow::EndPlacementRatificationRequest {
                    request_id,
                    child_id,
                    ratification_id,
                    ended_on,
                })
            }
            What::Start(_) => {
                Message::Start(workflow::StartWorkstepRequest { request_id, workstep_id: about })
            }
            What::Save(step, edit) => Message::Save(workflow::SaveWorkstepRequest {
                request_id,
                workstep_id: about,
                edit: Some(self.edit(*step, edit).await),
            }),
            What::SendNow(_) => Message::SendNow(workflow::SendNextActionRequest {
                request_id,
                workstep_id: about,
                next_action: Some(tests::forms::next("to_information_sharing")),
            }),
            What::Finish { step, validate_only, edit } => {
                let edit = match edit {
                    Some(edit) => Some(self.edit(*step, edit).await),
                    None => None,
                };
                let (workstep_id, validate_only) = (about, *validate_only);
                Message::Finish(workflow::FinishWorkstepRequest {
                    request_id,
                    workstep_id,
                    edit,
                    validate_only,
                })
            }
            What::Complete { step, request, text } => Message::Complete(requests::CompleteRequestRequest {
                request_id,
                id: self.model.steps[*step].requests[*request].id.clone(),
                covered_version: self.read_by(*step, *request, *text).await,
                comment: String::new(),
            }),
            What::Return { step, request } => {
                let id = self.known_to_both(*step, *request).await;
                Message::Return(requests::ReturnRequestRequest {
                    request_id,
                    id,
                    comment: "Say more.".into(),
                })
            }
            What::Withdraw { step, request } => {
                let id = self.known_to_both(*step, *request).await;
                Message::Withdraw(requests::WithdrawRequestRequest { request_id, id })
            }
            What::ClaimStep(step) => {
                let (workstep_id, etag) = self.step_as_it_stands(*step).await;
                Message::ClaimStep(workflow::ClaimWorkstepRequest { request_id, workstep_id, etag })
            }
            What::ReleaseStep(step) => {
                let (workstep_id, etag) = self.step_as_it_stands(*step).await;
                Message::ReleaseStep(workflow::ReleaseWorkstepRequest { request_id, workstep_id, etag })
            }
            What::ReassignStep(step, to) => {
                let (workstep_id, etag) = self.step_as_it_stands(*step).await;
                let worksteps = vec![workflow::WorkstepToReassign { workstep_id, etag }];
                let assignee = self.recipient(Holder::Person(*to));
                Message::ReassignStep(workflow::ReassignWorkRequest { request_id, worksteps, assignee })
            }
            What::ClaimRequest { step, request } => {
                let (id, etag) = self.request_as_it_stands(*step, *request).await;
                Message::ClaimRequest(requests::ClaimRequestRequest { request_id, id, etag })
            }
            What::ReleaseRequest { step, request } => {
                let (id, etag) = self.request_as_it_stands(*step, *request).await;
                Message::ReleaseRequest(requests::ReleaseRequestRequest { request_id, id, etag })
            }
            What::ReassignRequest { step, request, to } => {
                let (id, etag) = self.request_as_it_stands(*step, *request).await;
                let assignee = self.recipient(Holder::Person(*to));
                let requests = vec![requests::RequestToReassign { id, etag }];
                let message = requests::ReassignRequestsRequest { request_id, requests, assignee };
                Message::ReassignRequest(message)
            }
            What::Note(_) => Message::Note(workflow::AddCaseNoteRequest {
                title: format!("Note {request_id}"),
                request_id,
                child_id: self.child_id.clone(),
                workstep_id: about,
                r#type: "Correction".into(),
                text: "It was held a day later.".into(),
                ..workflow::AddCaseNoteRequest::default()
            }),
            What::Cancel(_) => Message::Cancel(workflow::CancelWorkstepRequest {
                request_id,
                workstep_id: about,
                reason: "The plan has changed".into(),
            }),
        }
    }

    /// The id of a request, once both services know that it has ended, if it has.
    async fn known_to_both(&self, step: usize, request: usize) -> String {
        let asking = &self.model.steps[step].requests[request];
        if asking.answer != Answer::Waits {
            self.read_by(step, request, 0).await;
        }
        asking.id.clone()
    }

    async fn step_as_it_stands(&self, step: usize) -> (String, String) {
        let opened = self.opened(&self.model.steps[step].id).await;
        (opened.workstep_id, opened.etag)
    }

    /// The request with its etag, once both services know the same of it: who may have it rests on who wrote meanwhile.
    async fn request_as_it_stands(&self, step: usize, request: usize) -> (String, String) {
        let (step, begun) = (&self.model.steps[step], Instant::now());
        let asking = &step.requests[request];
        loop {
            let opened = self.opened(&step.id).await;
            let sent = opened.requests.iter().find(|it| it.request_id == asking.id).expect("the request");
            let shown =
                insisting(async || self.council.iro.request(&asking.id).await).await.expect("the request");
            let same_text = asking.answer != Answer::Waits || shown.covered_version == sent.covered_version;
            if same_text && shown.state() == in_requests(asking.answer) {
                return (asking.id.clone(), shown.etag);
            }
            if begun.elapsed() > AGREE_WITHIN {
                self.disagree(&format!("requests shows {shown:?}, workflow {sent:?}"));
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }

    async fn edit(&mut self, index: usize, edit: &Edit) -> workflow::Edit {
        let mut sections = Vec::new();
        for ((number, writing), read) in edit.sections.iter().zip(&edit.read) {
            let etag = self.shown.section_etag(index, *number, *read);
            let section = self.section(index, *number, writing).await;
            sections.push(SectionEdit { etag, ..section });
        }
        let queue = edit.queue.as_ref().map(|queue| {
            let next_actions = queue.iter().map(|(action, for_review)| workflow::NextAction {
                r#type: action.key.into(),
                reason: action.reason.unwrap_or_default().into(),
                purpose: if *for_review { "THREE_MONTH_REVIEW".into() } else { String::new() },
                ..workflow::NextAction::default()
            });
            let etag = self.shown.queue_etag(index, edit.queue_read);
            QueueEdit { etag, next_actions: next_actions.collect() }
        });
        let request = edit
            .send
            .as_ref()
            .map(|(asked, to)| RequestToSend { r#type: asked.key.into(), recipient: self.recipient(*to) });
        workflow::Edit { sections, queue, send_requests: request.into_iter().collect() }
    }

    /// The step with that section as it stands.
    async fn with_section(&mut self, index: usize, number: usize) -> Workstep {
        if let Some(step) = self.shown.fresh(index, number) {
            return step.clone();
        }
        let step = self.opened(&self.model.steps[index].id).await;
        self.shown.note(&self.model.steps[index], index, step.clone());
        step
    }

    async fn opened(&self, step: &str) -> Workstep {
        insisting(async || self.council.iro.open(step).await).await.expect("the step")
    }

    async fn section(&mut self, index: usize, number: usize, writing: &Writing) -> SectionEdit {
        let number_sent = number as i32;
        let nothing = SectionEdit { number: number_sent, ..SectionEdit::default() };
        match writing {
            Writing::Fill { decision } => {
                let opened = &self.with_section(index, number).await;
                let choice = match (opened.r#type.as_str(), decision) {
                    (_, None) => None,
                    ("agency_decision", Some(true)) => Some("agree"),
                    ("agency_decision", Some(false)) => Some("disagree"),
                    (_, Some(true)) => Some("approved"),
                    (_, Some(false)) => Some("not_approved"),
                };
                let given = choice.map(|it| ("decision", Kind::Choice(it.into())));
                self.council.forms.complete_with(opened, number_sent, given.as_slice())
            }
            Writing::Write { field, text } => {
                let value = workflow::Value { kind: Some(Kind::Text(text.clone())) };
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

    /// The version of the text that somebody read. What workflow alone knows yet, that a request has ended, is waited for; of a newer text
    /// and of a decision the service hears by itself.
    async fn read_by(&self, step: usize, request: usize, text: u64) -> i64 {
        let (step, begun) = (&self.model.steps[step], Instant::now());
        let asking = &step.requests[request];
        let outdated = text != step.text_of(asking.asked);
        loop {
            let opened = self.opened(&step.id).await;
            let sent = opened.requests.iter().find(|it| it.request_id == asking.id).expect("the request");
            if asking.answer == Answer::Waits && !outdated {
                return sent.covered_version;
            }
            let shown =
                insisting(async || self.council.iro.request(&asking.id).await).await.expect("the request");
            let known = shown.state() == in_requests(asking.answer)
                && (asking.answer != Answer::Waits || shown.covered_version == sent.covered_version);
            if known {
                return sent.covered_version - i64::from(outdated);
            }
            if begun.elapsed() > AGREE_WITHIN {
                self.disagree(&format!("requests shows {shown:?}, workflow {sent:?}"));
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }
}
