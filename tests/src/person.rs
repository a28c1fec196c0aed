//! A person at the council, as the gateway sees them: a token, and what they press.

use crate::door::Door;
use crate::insisting::insisting;
use contracts::gateway::v1 as gateway;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::requests::v1 as requests;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::r#type::v1::{Assignee, InboxRef, WorkerRef, assignee::Holder};
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// The doors of all replicas, taken in turn, so that no story leans on one of them.
#[derive(Clone)]
pub struct Doors {
    doors: Arc<Vec<Door>>,
    next: Arc<AtomicUsize>,
}

impl Doors {
    /// These.
    pub fn new(doors: Vec<Door>) -> Self {
        Self { doors: Arc::new(doors), next: Arc::default() }
    }

    fn any(&self) -> Door {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        self.doors[turn % self.doors.len()].clone()
    }
}

/// One worker and their sign-in.
#[derive(Clone)]
pub struct Person {
    /// The worker's id in the directory.
    pub id: String,
    /// The worker's name.
    pub name: String,
    /// The token that is sent with each call.
    pub token: String,
    doors: Doors,
    asks_once: bool,
}

/// A `request_id` of its own.
pub fn new_request_id() -> String {
    Uuid::new_v4().to_string()
}

/// The worker as an assignee.
pub fn to_worker(id: &str) -> Assignee {
    Assignee { holder: Some(Holder::Worker(WorkerRef { worker_id: id.into(), ..Default::default() })) }
}

/// The inbox as an assignee.
pub fn to_inbox(id: &str) -> Assignee {
    Assignee { holder: Some(Holder::Inbox(InboxRef { inbox_id: id.into(), ..Default::default() })) }
}

impl Person {
    /// Somebody who calls through these doors.
    pub fn new(id: &str, name: &str, token: String, doors: Doors) -> Self {
        Self { id: id.into(), name: name.into(), token, doors, asks_once: false }
    }

    /// The same person, who takes the first answer, and UNAVAILABLE for a refusal.
    pub fn asking_once(&self) -> Self {
        Self { asks_once: true, ..self.clone() }
    }

    /// Somebody else, at the same doors.
    pub fn colleague(&self, id: &str, name: &str, token: String) -> Self {
        Self::new(id, name, token, self.doors.clone())
    }

    /// The same person with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.into(), ..self.clone() }
    }

    /// The message with the person's token.
    pub fn ask<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", self.token).parse().expect("a token is ASCII");
        request.metadata_mut().insert("authorization", bearer);
        request
    }

    /// The next door.
    pub fn door(&self) -> Door {
        self.doors.any()
    }

    /// Sends the message, and again with the same `request_id` while a part of the suite is away.
    pub async fn insist<M: Clone, T>(
        &self,
        message: M,
        call: impl AsyncFn(Request<M>) -> Result<Response<T>, Status>,
    ) -> Result<T, Status> {
        let ask = async || call(self.ask(message.clone())).await;
        let answer = if self.asks_once { ask().await } else { insisting(ask).await };
        answer.map(Response::into_inner)
    }

    /// Opens a case for the child with its first step.
    pub async fn start_case(&self, child_id: &str) -> Result<workflow::StartCaseResponse, Status> {
        self.start_case_of("long-term-fostering", child_id).await
    }

    /// The same by another process.
    pub async fn start_case_of(
        &self,
        process_id: &str,
        child_id: &str,
    ) -> Result<workflow::StartCaseResponse, Status> {
        let message = workflow::StartCaseRequest {
            request_id: new_request_id(),
            child_id: child_id.into(),
            process_id: process_id.into(),
        };
        self.insist(message, async |it| CaseServiceClient::new(self.door()).start_case(it).await).await
    }

    /// Presses Start.
    pub async fn start(&self, workstep_id: &str) -> Result<workflow::Workstep, Status> {
        let message =
            workflow::StartWorkstepRequest { request_id: new_request_id(), workstep_id: workstep_id.into() };
        let answer = self
            .insist(message, async |it| WorkstepServiceClient::new(self.door()).start_workstep(it).await)
            .await?;
        Ok(answer.workstep.expect("a started step"))
    }

    /// Presses Resume: the step as it stands.
    pub async fn open(&self, workstep_id: &str) -> Result<workflow::Workstep, Status> {
        let message = workflow::GetWorkstepRequest { workstep_id: workstep_id.into() };
        let answer = self
            .insist(message, async |it| WorkstepServiceClient::new(self.door()).get_workstep(it).await)
            .await?;
        Ok(answer.workstep.expect("a step"))
    }

    /// Presses Save.
    pub async fn save(
        &self,
        workstep_id: &str,
        edit: workflow::Edit,
    ) -> Result<workflow::SaveWorkstepResponse, Status> {
        let message = workflow::SaveWorkstepRequest {
            request_id: new_request_id(),
            workstep_id: workstep_id.into(),
            edit: Some(edit),
        };
        self.insist(message, async |it| WorkstepServiceClient::new(self.door()).save_workstep(it).await).await
    }

    /// Sends a next action before the finish.
    pub async fn send_now(
        &self,
        workstep_id: &str,
        next_action: workflow::NextAction,
    ) -> Result<workflow::SendNextActionResponse, Status> {
        let message = workflow::SendNextActionRequest {
            request_id: new_request_id(),
            workstep_id: workstep_id.into(),
            next_action: Some(next_action),
        };
        self.insist(message, async |it| WorkstepServiceClient::new(self.door()).send_next_action(it).await)
            .await
    }

    /// Presses Finish.
    pub async fn finish(&self, workstep_id: &str) -> Result<workflow::FinishWorkstepResponse, Status> {
        self.finish_with(workstep_id, None, false).await
    }

    /// Asks what a finish would say.
    pub async fn try_finish(&self, workstep_id: &str) -> Result<workflow::FinishWorkstepResponse, Status> {
        self.finish_with(workstep_id, None, true).await
    }

    /// Presses Finish with something unsaved, or only asks.
    pub async fn finish_with(
        &self,
        workstep_id: &str,
        edit: Option<workflow::Edit>,
        validate_only: bool,
    ) -> Result<workflow::FinishWorkstepResponse, Status> {
        let message = workflow::FinishWorkstepRequest {
            request_id: new_request_id(),
            workstep_id: workstep_id.into(),
            edit,
            validate_only,
        };
        self.insist(message, async |it| WorkstepServiceClient::new(self.door()).finish_workstep(it).await)
            .await
    }

    /// Cancels a step, and says why.
    pub async fn cancel(
        &self,
        workstep_id: &str,
        reason: &str,
    ) -> Result<workflow::CancelWorkstepResponse, Status> {
        let message = workflow::CancelWorkstepRequest {
            request_id: new_request_id(),
            workstep_id: workstep_id.into(),
            reason: reason.into(),
        };
        self.insist(message, async |it| WorkstepServiceClient::new(self.door()).cancel_workstep(it).await)
            .await
    }

    /// Every text of a section, newest first.
    pub async fn revisions(
        &self,
        workstep_id: &str,
        form: &str,
        number: i32,
    ) -> Result<Vec<workflow::SectionRevision>, Status> {
        let mut asked = workflow::ListSectionRevisionsRequest {
            workstep_id: workstep_id.into(),
            form: form.into(),
            number,
            page_size: 100,
            page_token: String::new(),
        };
        let mut all = Vec::new();
        loop {
            let page = self
                .insist(asked.clone(), async |it| {
                    WorkstepServiceClient::new(self.door()).list_section_revisions(it).await
                })
                .await?;
            all.extend(page.revisions);
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return Ok(all);
            }
        }
    }

    /// Everything that ever stood in a step's queue of next actions, and what was refused; newest first.
    pub async fn queues_of(&self, workstep_id: &str) -> Result<Vec<workflow::QueueRevision>, Status> {
        let message =
            workflow::ListQueueRevisionsRequest { workstep_id: workstep_id.into(), ..Default::default() };
        let answer = self
            .insist(message, async |it| {
                WorkstepServiceClient::new(self.door()).list_queue_revisions(it).await
            })
            .await?;
        Ok(answer.revisions)
    }

    /// Marks a request Completed, on the text as it stands.
    pub async fn complete(&self, request_id: &str) -> Result<requests::Request, Status> {
        let covered_version = self.request(request_id).await?.covered_version;
        self.complete_reading(request_id, covered_version).await
    }

    /// Marks a request Completed, on the text of that version.
    pub async fn complete_reading(
        &self,
        request_id: &str,
        covered_version: i64,
    ) -> Result<requests::Request, Status> {
        let message = completion(request_id, covered_version);
        let answer = self
            .insist(message, async |it| RequestServiceClient::new(self.door()).complete_request(it).await)
            .await?;
        Ok(answer.request.expect("the request"))
    }

    /// What marks a request Completed, on the text as it stands: each a command of its own.
    pub async fn completion_of(&self, request_id: &str) -> requests::CompleteRequestRequest {
        let request = self.request(request_id).await.expect("the request");
        completion(request_id, request.covered_version)
    }

    /// Sends a request back, and says why.
    pub async fn send_back(&self, request_id: &str, why: &str) -> Result<requests::Request, Status> {
        let message = requests::ReturnRequestRequest {
            request_id: new_request_id(),
            id: request_id.into(),
            comment: why.into(),
        };
        let answer = self
            .insist(message, async |it| RequestServiceClient::new(self.door()).return_request(it).await)
            .await?;
        Ok(answer.request.expect("the request"))
    }

    /// Takes back a request that this person sent.
    pub async fn withdraw(&self, request_id: &str) -> Result<requests::Request, Status> {
        let message =
            requests::WithdrawRequestRequest { request_id: new_request_id(), id: request_id.into() };
        let answer = self
            .insist(message, async |it| RequestServiceClient::new(self.door()).withdraw_request(it).await)
            .await?;
        Ok(answer.request.expect("the request"))
    }

    /// A request as it stands.
    pub async fn request(&self, request_id: &str) -> Result<requests::Request, Status> {
        let message = requests::GetRequestRequest { id: request_id.into() };
        let answer = self
            .insist(message, async |it| RequestServiceClient::new(self.door()).get_request(it).await)
            .await?;
        Ok(answer.request.expect("the request"))
    }

    /// Both folders of Current work.
    pub async fn work_view(&self) -> Result<gateway::GetWorkViewResponse, Status> {
        let message = gateway::GetWorkViewRequest { page_size: 200 };
        self.insist(message, async |it| WorkViewServiceClient::new(self.door()).get_work_view(it).await).await
    }

    /// A child's person summary.
    pub async fn person_view(&self, child_id: &str) -> Result<gateway::GetPersonViewResponse, Status> {
        let message = gateway::GetPersonViewRequest { child_id: child_id.into() };
        self.insist(message, async |it| WorkViewServiceClient::new(self.door()).get_person_view(it).await)
            .await
    }

    /// Records that the present placement is ratified.
    pub async fn ratify(
        &self,
        child_id: &str,
        placement: &str,
        on: &str,
    ) -> Result<workflow::Ratification, Status> {
        let message = workflow::RecordPlacementRatificationRequest {
            request_id: new_request_id(),
            child_id: child_id.into(),
            placement: placement.into(),
            ratified_on: on.into(),
        };
        let answer = self
            .insist(message, async |it| {
                CaseServiceClient::new(self.door()).record_placement_ratification(it).await
            })
            .await?;
        Ok(answer.ratification.expect("the ratification"))
    }

    /// Records that the ratified placement has changed.
    pub async fn end_ratification(
        &self,
        child_id: &str,
        ratification_id: &str,
        on: &str,
    ) -> Result<workflow::Ratification, Status> {
        let message = workflow::EndPlacementRatificationRequest {
            request_id: new_request_id(),
            child_id: child_id.into(),
            ratification_id: ratification_id.into(),
            ended_on: on.into(),
        };
        let answer = self
            .insist(message, async |it| {
                CaseServiceClient::new(self.door()).end_placement_ratification(it).await
            })
            .await?;
        Ok(answer.ratification.expect("the ratification"))
    }

    /// What happened in a case, oldest first.
    pub async fn timeline(&self, case_id: &str) -> Result<Vec<workflow::TimelineEntry>, Status> {
        let message =
            workflow::GetTimelineRequest { case_id: case_id.into(), page_size: 500, ..Default::default() };
        let answer = self
            .insist(message, async |it| CaseServiceClient::new(self.door()).get_timeline(it).await)
            .await?;
        Ok(answer.entries)
    }

    /// A case with all its steps.
    pub async fn case(&self, case_id: &str) -> Result<workflow::Case, Status> {
        let message = workflow::GetCaseRequest { case_id: case_id.into() };
        let answer =
            self.insist(message, async |it| CaseServiceClient::new(self.door()).get_case(it).await).await?;
        Ok(answer.case.expect("the case"))
    }
}

fn completion(request_id: &str, covered_version: i64) -> requests::CompleteRequestRequest {
    requests::CompleteRequestRequest {
        request_id: new_request_id(),
        id: request_id.into(),
        covered_version,
        comment: String::new(),
    }
}
