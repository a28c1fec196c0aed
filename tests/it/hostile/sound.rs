//! For each command a message that is well-formed and would be accepted, and who may send it.

use super::saving::EveryKind;
use crate::channels;
use chrono::TimeDelta;
use contracts::directory::v1 as directory;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::notifications::v1 as notifications;
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::requests::v1 as requests;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::r#type::v1::WorkerRef;
use contracts::workflow::v1 as workflow;
use prost_reflect::prost::Message;
use std::sync::atomic::{AtomicI64, Ordering};
use tests::case::{Case, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{next, queue_edit, send};
use tests::people::cover_of;
use tests::person::{Person, new_request_id, to_worker};

const ANOTHER_PROCESS: &str = include_str!("../../../services/workflow/tests/it/home-visit.yaml");

/// What the messages are about, and what lies elsewhere.
pub(super) struct Scene<'a> {
    pub(super) council: &'a Council,
    /// A child whose report is being written.
    pub(super) child_id: String,
    case_id: String,
    /// That report's step.
    report: String,
    /// A finished step of the same case.
    review: String,
    /// Another child's family finding.
    finding: String,
    /// A step whose form has a field of every kind.
    every_kind: EveryKind,
    pub(super) other_child: String,
    covers: AtomicI64,
    pub(super) cancelled: AtomicI64,
    pub(super) discussed: AtomicI64,
}

impl<'a> Scene<'a> {
    pub(super) async fn set(council: &'a Council) -> Self {
        let (other, finding) = Case::arrived_at(council, "family_finding").await;
        let (case, report) = Case::arrived_at(council, "permanency_planning").await;
        opened_by(&council.sw, &report).await;
        opened_by(&council.finder, &finding).await;
        let review = case.steps().await[0].workstep_id.clone();
        let scene = Self {
            council,
            child_id: case.child_id,
            case_id: case.case_id,
            report,
            review,
            finding,
            every_kind: EveryKind::begun(council).await,
            other_child: other.child_id,
            covers: AtomicI64::new(1),
            cancelled: AtomicI64::new(0),
            discussed: AtomicI64::new(0),
        };
        scene.let_a_panel_begin().await;
        scene
    }

    /// Ids of what exists, and is another's. The worker sends nothing here, and may be changed and dismissed.
    pub(super) fn elsewhere(&self) -> Vec<String> {
        vec![self.finding.clone(), self.other_child.clone(), self.council.second_finder.id.clone()]
    }

    /// Who may send the command, and a message that is accepted as things stand.
    pub(super) async fn sound(&self, command: &str) -> (&'a Person, Vec<u8>) {
        let (council, request_id) = (self.council, new_request_id());
        let (service, _) = command.split_once('/').expect("a service");
        match service {
            "WorkerService" => (&council.admin, self.about_workers(command, request_id).await),
            "ChildService" => (&council.admin, self.about_children(command, request_id).await),
            "RequestService" => self.about_requests(command, request_id).await,
            "NotificationService" if command == "NotificationService/UpdatePreferences" => {
                (&council.sw, channels::preferences(council, request_id).await)
            }
            "NotificationService" if command != "NotificationService/MarkRead" => {
                (&council.admin, channels::sound(council, command, request_id).await)
            }
            "PanelService" | "CareDataService" | "TrackerService" => {
                (&council.support, self.about_panels(command, request_id).await)
            }
            _ => self.about_work(command, request_id).await,
        }
    }

    async fn about_workers(&self, command: &str, request_id: String) -> Vec<u8> {
        let admin = &self.council.admin;
        match command {
            "WorkerService/UpdateWorker" => {
                let read = directory::GetWorkerRequest { worker_id: self.council.other_sw.id.clone() };
                let read = WorkerServiceClient::new(admin.door()).get_worker(admin.ask(read)).await;
                let worker = read.expect("the worker").into_inner().worker;
                directory::UpdateWorkerRequest { request_id, worker, allow_missing: false }.encode_to_vec()
            }
            "WorkerService/UpdateTeam" => {
                let team_id = new_request_id();
                let team = directory::Team { name: format!("Team {team_id}"), team_id, etag: String::new() };
                directory::UpdateTeamRequest { request_id, team: Some(team), allow_missing: true }
                    .encode_to_vec()
            }
            "WorkerService/UpdateInbox" => {
                let inbox_id = new_request_id();
                let member = WorkerRef { worker_id: self.council.tm.id.clone(), ..WorkerRef::default() };
                let inbox = directory::Inbox {
                    name: format!("Inbox {inbox_id}"),
                    inbox_id,
                    members: vec![member],
                    etag: String::new(),
                };
                let inbox = Some(inbox);
                directory::UpdateInboxRequest { request_id, inbox, allow_missing: true }.encode_to_vec()
            }
            "WorkerService/DeactivateWorker" => {
                let worker_id = new_request_id();
                let worker = directory::Worker {
                    display_name: "Newly Come".into(),
                    subject: worker_id.clone(),
                    worker_id: worker_id.clone(),
                    line_manager_id: self.council.ps.id.clone(),
                    active: true,
                    ..directory::Worker::default()
                };
                let hire = directory::UpdateWorkerRequest {
                    request_id: new_request_id(),
                    worker: Some(worker),
                    allow_missing: true,
                };
                let hired = WorkerServiceClient::new(admin.door()).update_worker(admin.ask(hire)).await;
                let etag = hired.expect("a new worker").into_inner().worker.expect("a worker").etag;
                directory::DeactivateWorkerRequest { request_id, worker_id, etag }.encode_to_vec()
            }
            "WorkerService/SetCover" => {
                let cover = Some(self.another_day_of_cover());
                directory::SetCoverRequest { request_id, cover, allow_missing: true }.encode_to_vec()
            }
            "WorkerService/EndCover" => {
                let cover = admin.set_cover(self.another_day_of_cover()).await.expect("a cover");
                let directory::Cover { cover_id, etag, .. } = cover;
                directory::EndCoverRequest { request_id, cover_id, etag }.encode_to_vec()
            }
            new => unknown(new),
        }
    }

    /// Each on a day of its own: nobody is covered twice on one.
    fn another_day_of_cover(&self) -> directory::Cover {
        let ahead = self.covers.fetch_add(1, Ordering::Relaxed);
        let day = self.council.suite.clock().today() + TimeDelta::days(ahead);
        cover_of(&self.council.support, &self.council.manager, &day.to_string(), &day.to_string())
    }

    async fn about_children(&self, command: &str, request_id: String) -> Vec<u8> {
        let admin = &self.council.admin;
        let read = directory::GetChildRequest { child_id: self.other_child.clone() };
        let read = ChildServiceClient::new(admin.door()).get_child(admin.ask(read)).await;
        let child = read.expect("the child").into_inner().child.expect("a child");
        match command {
            "ChildService/RegisterChild" => {
                let child = directory::Child { child_id: new_request_id(), etag: String::new(), ..child };
                directory::RegisterChildRequest { request_id, child: Some(child) }.encode_to_vec()
            }
            "ChildService/UpdateChild" => {
                directory::UpdateChildRequest { request_id, child: Some(child) }.encode_to_vec()
            }
            "ChildService/SetAllocation" => directory::SetAllocationRequest {
                request_id,
                child_id: self.other_child.clone(),
                role: directory::AllocationRole::SocialWorker.into(),
                worker_id: self.council.sw.id.clone(),
            }
            .encode_to_vec(),
            new => unknown(new),
        }
    }

    async fn about_work(&self, command: &str, request_id: String) -> (&'a Person, Vec<u8>) {
        let council = self.council;
        match command {
            "ProcessService/LoadProcess" => {
                let load = workflow::LoadProcessRequest {
                    request_id,
                    yaml: ANOTHER_PROCESS.into(),
                    validate_only: false,
                };
                (&council.admin, load.encode_to_vec())
            }
            "CaseService/StartCase" => {
                let child_id = council.register_child().await;
                let start = workflow::StartCaseRequest {
                    request_id,
                    child_id,
                    process_id: "long-term-fostering".into(),
                };
                (&council.iro, start.encode_to_vec())
            }
            "CaseService/RecordPlacementRatification" => {
                let record = workflow::RecordPlacementRatificationRequest {
                    request_id,
                    child_id: self.child_id.clone(),
                    placement: "With the present carers".into(),
                    ratified_on: council.today(),
                };
                (&council.iro, record.encode_to_vec())
            }
            "CaseService/EndPlacementRatification" => {
                let (child_id, ended_on) = (self.child_id.clone(), council.today());
                let ratified = council.iro.ratify(&child_id, "With the present carers", &ended_on).await;
                let ratification_id = ratified.expect("a ratification").ratification_id;
                let end = workflow::EndPlacementRatificationRequest {
                    request_id,
                    child_id,
                    ratification_id,
                    ended_on,
                };
                (&council.iro, end.encode_to_vec())
            }
            "CaseService/AddCaseNote" => (&council.sw, self.note(request_id).encode_to_vec()),
            "WorkstepService/StartWorkstep" => {
                let (_, workstep_id) = Case::open(council).await;
                (&council.iro, workflow::StartWorkstepRequest { request_id, workstep_id }.encode_to_vec())
            }
            "WorkstepService/SaveWorkstep" => {
                let save = self.every_kind.save(council, request_id).await;
                (&council.sw, save.encode_to_vec())
            }
            "WorkstepService/SendNextAction" => {
                let (_, workstep_id) = Case::arrived_at(council, "family_finding").await;
                opened_by(&council.finder, &workstep_id).await;
                let next_action = Some(next("to_information_sharing"));
                let send = workflow::SendNextActionRequest { request_id, workstep_id, next_action };
                (&council.finder, send.encode_to_vec())
            }
            "WorkstepService/ClaimWorkstep" => {
                let (_, workstep_id) = Case::arrived_at(council, "family_finding").await;
                let etag = council.finder.open(&workstep_id).await.expect("the step").etag;
                let claim = workflow::ClaimWorkstepRequest { request_id, workstep_id, etag };
                (&council.finder, claim.encode_to_vec())
            }
            "WorkstepService/ReleaseWorkstep" => {
                let (_, workstep_id) = Case::arrived_at(council, "family_finding").await;
                let etag = opened_by(&council.finder, &workstep_id).await.etag;
                let release = workflow::ReleaseWorkstepRequest { request_id, workstep_id, etag };
                (&council.finder, release.encode_to_vec())
            }
            "WorkstepService/ReassignWork" => {
                let (_, workstep_id) = Case::open(council).await;
                let etag = council.iro.open(&workstep_id).await.expect("the step").etag;
                let worksteps = vec![workflow::WorkstepToReassign { workstep_id, etag }];
                let assignee = Some(to_worker(&council.sw.id));
                let reassign = workflow::ReassignWorkRequest { request_id, worksteps, assignee };
                (&council.ps, reassign.encode_to_vec())
            }
            "WorkstepService/CancelWorkstep" => {
                let (_, workstep_id) = Case::open(council).await;
                let reason = "Opened for the wrong child.".into();
                let cancel = workflow::CancelWorkstepRequest { request_id, workstep_id, reason };
                (&council.ps, cancel.encode_to_vec())
            }
            "NotificationService/MarkRead" => {
                let mut door = NotificationServiceClient::new(council.sw.door());
                let all = notifications::ListNotificationsRequest::default();
                let all = door.list_notifications(council.sw.ask(all)).await.expect("notifications");
                let newest = all.into_inner().notifications.into_iter().next().expect("a notification");
                let notification_ids = vec![newest.notification_id];
                let up_to_id = String::new();
                let read = notifications::MarkReadRequest { request_id, notification_ids, up_to_id };
                (&council.sw, read.encode_to_vec())
            }
            "WorkstepService/FinishWorkstep" => {
                let (_, workstep_id) = Case::open(council).await;
                let opened = opened_by(&council.iro, &workstep_id).await;
                let mut edit = council.forms.complete_all(&opened);
                edit.queue = Some(queue_edit(&opened, vec![next("start_permanency_planning")]));
                let edit = Some(edit);
                let finish =
                    workflow::FinishWorkstepRequest { request_id, workstep_id, edit, validate_only: false };
                (&council.iro, finish.encode_to_vec())
            }
            new => unknown(new),
        }
    }

    fn note(&self, request_id: String) -> workflow::AddCaseNoteRequest {
        workflow::AddCaseNoteRequest {
            request_id,
            child_id: self.child_id.clone(),
            case_id: self.case_id.clone(),
            workstep_id: self.review.clone(),
            r#type: "Correction".into(),
            title: "The date of the review".into(),
            text: "It was held a day later.".into(),
            source_key: String::new(),
            written_by_worker_id: String::new(),
        }
    }

    async fn about_requests(&self, command: &str, request_id: String) -> (&'a Person, Vec<u8>) {
        let council = self.council;
        let asked = async || {
            let asked = send(to("please_action", &council.tm));
            let id = sent_by_saving(&council.sw, &self.report, asked).await;
            (council.tm.request(&id).await.expect("the request"), id)
        };
        match command {
            "RequestService/ClaimRequest" => {
                let id = self.waiting_for_quality().await;
                let etag = council.qaag.request(&id).await.expect("the request").etag;
                (&council.qaag, requests::ClaimRequestRequest { request_id, id, etag }.encode_to_vec())
            }
            "RequestService/ReleaseRequest" => {
                let id = self.waiting_for_quality().await;
                let etag = council.qaag.request(&id).await.expect("the request").etag;
                let claim = requests::ClaimRequestRequest { request_id: new_request_id(), id, etag };
                let mut door = RequestServiceClient::new(council.qaag.door());
                let claimed = door.claim_request(council.qaag.ask(claim)).await;
                let claimed = claimed.expect("the request is claimed").into_inner().request;
                let requests::Request { request_id: id, etag, .. } = claimed.expect("the request");
                (&council.qaag, requests::ReleaseRequestRequest { request_id, id, etag }.encode_to_vec())
            }
            "RequestService/ReassignRequests" => {
                let (read, id) = asked().await;
                let requests = vec![requests::RequestToReassign { id, etag: read.etag }];
                let assignee = Some(to_worker(&council.ps.id));
                let reassign = requests::ReassignRequestsRequest { request_id, requests, assignee };
                (&council.tm, reassign.encode_to_vec())
            }
            "RequestService/CompleteRequest" => {
                let (read, id) = asked().await;
                let covered_version = read.covered_version;
                let comment = "Done.".into();
                let complete = requests::CompleteRequestRequest { request_id, id, covered_version, comment };
                (&council.tm, complete.encode_to_vec())
            }
            "RequestService/ReturnRequest" => {
                let (_, id) = asked().await;
                let comment = "Please say more.".into();
                (&council.tm, requests::ReturnRequestRequest { request_id, id, comment }.encode_to_vec())
            }
            "RequestService/WithdrawRequest" => {
                let (_, id) = asked().await;
                (&council.sw, requests::WithdrawRequestRequest { request_id, id }.encode_to_vec())
            }
            new => unknown(new),
        }
    }

    /// R2 in the inbox of the quality team.
    async fn waiting_for_quality(&self) -> String {
        let council = self.council;
        let (case, step) = Case::arrived_at(council, "permanency_planning").await;
        case.report_authorised(&step).await;
        sent_by_saving(&council.ps, &step, send(to_the_inbox("confirm_quality"))).await
    }
}

pub(super) fn unknown<T>(command: &str) -> T {
    panic!("{command} is a command for which no sound message is known: write one")
}
