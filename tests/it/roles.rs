//! For every command of the contracts somebody whose role is refused, by reason. A new command without a refusal here
//! fails the test.

use contracts::directory::v1 as directory;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::notifications::v1 as notifications;
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::panels::v1 as panels;
use contracts::panels::v1::care_data_service_client::CareDataServiceClient;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::requests::v1 as requests;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::process_service_client::ProcessServiceClient;
use fault::Reason;
use tests::case::{Case, opened_by, sent_by_saving, to};
use tests::council::Council;
use tests::forms::{next, send};
use tests::panels::{discussion_request, draw_request, extract_of, remove_request, schedule_request};
use tests::people::cover_of;
use tests::person::{Person, new_request_id, to_worker};
use tonic::Status;

use crate::channels;
use crate::refusals::assert_refused;
use crate::rpcs::commands;

struct Scene<'a> {
    council: &'a Council,
    child_id: String,
    /// A started W1.
    step: String,
    /// An incoming W1 of another child.
    waiting: String,
    /// An R1 that waits for the practice supervisor.
    request: String,
    /// The practice supervisor is covered by the team manager.
    cover: directory::Cover,
    /// The child's ratification that stands.
    ratification: String,
}

impl Scene<'_> {
    /// Who is refused the command, and for which reason.
    fn refused(&self, command: &str) -> (&Person, Reason) {
        let council = self.council;
        match command {
            "WorkerService/UpdateWorker" | "WorkerService/UpdateTeam" | "WorkerService/UpdateInbox" => {
                (&council.sw, Reason::NotPermitted)
            }
            "WorkerService/DeactivateWorker" => (&council.ps, Reason::NotPermitted),
            "WorkerService/SetCover" => (&council.finder, Reason::CoverNotYours),
            "WorkerService/EndCover" => (&council.finder, Reason::CoverNotYours),
            "ChildService/RegisterChild" | "ChildService/UpdateChild" | "ChildService/SetAllocation" => {
                (&council.finder, Reason::NotPermitted)
            }
            "ProcessService/LoadProcess" => (&council.ps, Reason::NotPermitted),
            "CaseService/StartCase"
            | "CaseService/RecordPlacementRatification"
            | "CaseService/AddCaseNote" => (&council.admin, Reason::NotPermitted),
            "CaseService/EndPlacementRatification" => (&council.ps, Reason::NotPermitted),
            "WorkstepService/StartWorkstep" => (&council.finder, Reason::NotTheAssignee),
            "WorkstepService/SaveWorkstep" => (&council.finder, Reason::NotAWriter),
            "WorkstepService/SendNextAction" => (&council.finder, Reason::NotAWriter),
            "WorkstepService/FinishWorkstep" => (&council.sw, Reason::NotAFinisher),
            "WorkstepService/CancelWorkstep" => (&council.sw, Reason::NotACanceller),
            "WorkstepService/ClaimWorkstep" | "WorkstepService/ReleaseWorkstep" => {
                (&council.finder, Reason::NotTheAssignee)
            }
            "WorkstepService/ReassignWork" | "RequestService/ReassignRequests" => {
                (&council.finder, Reason::NotYoursToPassOn)
            }
            "RequestService/ClaimRequest" | "RequestService/ReleaseRequest" => {
                (&council.finder, Reason::NotTheAssignee)
            }
            "RequestService/CompleteRequest" | "RequestService/ReturnRequest" => {
                (&council.manager, Reason::NotTheAssignee)
            }
            "RequestService/WithdrawRequest" => (&council.ps, Reason::NotTheSender),
            "NotificationService/MarkRead" | "NotificationService/UpdatePreferences" => {
                (&council.admin, Reason::NotPermitted)
            }
            "NotificationService/CreateWebhook"
            | "NotificationService/RotateWebhookSecret"
            | "NotificationService/DeleteWebhook"
            | "NotificationService/Redeliver"
            | "NotificationService/RedeliverAll" => (&council.manager, Reason::NotPermitted),
            "PanelService/DrawAgenda"
            | "PanelService/CirculateAgenda"
            | "PanelService/SchedulePanels"
            | "PanelService/CancelPanel"
            | "CareDataService/ImportExtract"
            | "CareDataService/RecordLegalDetermination"
            | "CareDataService/EndLegalDetermination"
            | "CareDataService/ImportLongTermMatches"
            | "CareDataService/SetServiceManagerName"
            | "CareDataService/RemoveServiceManagerName"
            | "PanelService/CreateRuleSet"
            | "TrackerService/RecordDiscussion" => (&council.manager, Reason::NotPermitted),
            "TrackerService/UpdateAction" => (&council.admin, Reason::NotPermitted),
            "PanelService/RemoveAgendaItem" | "PanelService/RestoreAgendaItem" => {
                (&council.sw, Reason::NotPermitted)
            }
            new => panic!("{new} is a command for which no role is shown to be refused"),
        }
    }

    async fn call(&self, command: &str, by: &Person) -> Result<(), Status> {
        let request_id = new_request_id();
        let (workers, children) = (WorkerServiceClient::new(by.door()), ChildServiceClient::new(by.door()));
        let (mut workers, mut children) = (workers, children);
        let mut asked = RequestServiceClient::new(by.door());
        match command {
            "WorkerService/UpdateWorker" => {
                let worker = directory::Worker {
                    worker_id: new_request_id(),
                    display_name: "A".into(),
                    subject: "s".into(),
                    active: true,
                    ..Default::default()
                };
                let message =
                    directory::UpdateWorkerRequest { request_id, worker: Some(worker), allow_missing: true };
                workers.update_worker(by.ask(message)).await.map(drop)
            }
            "WorkerService/UpdateTeam" => {
                let team =
                    directory::Team { team_id: new_request_id(), name: "A team".into(), etag: String::new() };
                let message =
                    directory::UpdateTeamRequest { request_id, team: Some(team), allow_missing: true };
                workers.update_team(by.ask(message)).await.map(drop)
            }
            "WorkerService/UpdateInbox" => {
                let inbox = directory::Inbox {
                    inbox_id: new_request_id(),
                    name: "An inbox".into(),
                    ..Default::default()
                };
                let message =
                    directory::UpdateInboxRequest { request_id, inbox: Some(inbox), allow_missing: true };
                workers.update_inbox(by.ask(message)).await.map(drop)
            }
            "WorkerService/DeactivateWorker" => by.deactivate(&self.council.sw).await.map(drop),
            "WorkstepService/ClaimWorkstep" => by.claim_step(&self.step).await.map(drop),
            "WorkstepService/ReleaseWorkstep" => by.release_step(&self.step).await.map(drop),
            "WorkstepService/ReassignWork" => {
                by.reassign_work(&[&self.step], to_worker(&self.council.other_sw.id)).await.map(drop)
            }
            "RequestService/ReleaseRequest" => by.release_request(&self.request).await.map(drop),
            "RequestService/ReassignRequests" => {
                by.reassign_requests(&[&self.request], to_worker(&self.council.tm.id)).await.map(drop)
            }
            "WorkerService/SetCover" => {
                let today = self.council.today();
                by.set_cover(cover_of(&self.council.ps, by, &today, &today)).await.map(drop)
            }
            "WorkerService/EndCover" => by.end_cover(&self.cover).await.map(drop),
            "ChildService/RegisterChild" => {
                let child = directory::Child {
                    child_id: "9".into(),
                    first_name: "A".into(),
                    surname: "B".into(),
                    ..Default::default()
                };
                let message = directory::RegisterChildRequest { request_id, child: Some(child) };
                children.register_child(by.ask(message)).await.map(drop)
            }
            "ChildService/UpdateChild" => {
                let message = directory::GetChildRequest { child_id: self.child_id.clone() };
                let child =
                    children.get_child(by.ask(message)).await.expect("a finder reads").into_inner().child;
                let message = directory::UpdateChildRequest { request_id, child };
                children.update_child(by.ask(message)).await.map(drop)
            }
            "ChildService/SetAllocation" => {
                let message = directory::SetAllocationRequest {
                    request_id,
                    child_id: self.child_id.clone(),
                    role: directory::AllocationRole::SocialWorker.into(),
                    worker_id: self.council.other_sw.id.clone(),
                };
                children.set_allocation(by.ask(message)).await.map(drop)
            }
            "ProcessService/LoadProcess" => {
                let message = workflow::LoadProcessRequest {
                    request_id,
                    yaml: "process: x".into(),
                    validate_only: true,
                };
                ProcessServiceClient::new(by.door()).load_process(by.ask(message)).await.map(drop)
            }
            "CaseService/StartCase" => by.start_case(&self.child_id).await.map(drop),
            "CaseService/RecordPlacementRatification" => {
                by.ratify(&self.child_id, "Here", &self.council.today()).await.map(drop)
            }
            "CaseService/AddCaseNote" => {
                let message = workflow::AddCaseNoteRequest {
                    request_id,
                    child_id: self.child_id.clone(),
                    r#type: "Supervision".into(),
                    title: "A note".into(),
                    text: "Not hers to write".into(),
                    ..Default::default()
                };
                CaseServiceClient::new(by.door()).add_case_note(by.ask(message)).await.map(drop)
            }
            "CaseService/EndPlacementRatification" => {
                let today = self.council.today();
                by.end_ratification(&self.child_id, &self.ratification, &today).await.map(drop)
            }
            "WorkstepService/StartWorkstep" => by.start(&self.waiting).await.map(drop),
            "WorkstepService/SaveWorkstep" => {
                let opened = self.council.sw.open(&self.step).await.expect("the step");
                let section = self.council.forms.complete(&opened, 1);
                let edit = workflow::Edit { sections: vec![section], ..Default::default() };
                by.save(&self.step, edit).await.map(drop)
            }
            "WorkstepService/SendNextAction" => {
                by.send_now(&self.step, next("to_agency_decision")).await.map(drop)
            }
            "WorkstepService/FinishWorkstep" => by.finish(&self.step).await.map(drop),
            "WorkstepService/CancelWorkstep" => by.cancel(&self.step, "Too late").await.map(drop),
            "RequestService/ClaimRequest" => {
                let etag = self.council.ps.request(&self.request).await.expect("the request").etag;
                let message = requests::ClaimRequestRequest { request_id, id: self.request.clone(), etag };
                asked.claim_request(by.ask(message)).await.map(drop)
            }
            "RequestService/CompleteRequest" => by.complete(&self.request).await.map(drop),
            "RequestService/ReturnRequest" => by.send_back(&self.request, "No").await.map(drop),
            "RequestService/WithdrawRequest" => by.withdraw(&self.request).await.map(drop),
            "NotificationService/MarkRead" => {
                let notification_ids = vec![new_request_id()];
                let message =
                    notifications::MarkReadRequest { request_id, notification_ids, ..Default::default() };
                NotificationServiceClient::new(by.door()).mark_read(by.ask(message)).await.map(drop)
            }
            "NotificationService/UpdatePreferences"
            | "NotificationService/CreateWebhook"
            | "NotificationService/RotateWebhookSecret"
            | "NotificationService/DeleteWebhook"
            | "NotificationService/Redeliver"
            | "NotificationService/RedeliverAll" => channels::call(by, command, request_id).await,
            panels if is_about_panels(panels) => self.call_panels(panels, by).await,
            new => panic!("{new} is a command that this test does not know"),
        }
    }
}

fn is_about_panels(command: &str) -> bool {
    let services = ["PanelService/", "CareDataService/", "TrackerService/"];
    services.iter().any(|service| command.starts_with(service))
}

impl Scene<'_> {
    async fn call_panels(&self, command: &str, by: &Person) -> Result<(), Status> {
        let (request_id, agenda_id, child_id) = (new_request_id(), new_request_id(), self.child_id.clone());
        let panel_date = "2026-01-15".to_owned();
        let mut panel = PanelServiceClient::new(by.door());
        let mut care_data = CareDataServiceClient::new(by.door());
        match command {
            "PanelService/DrawAgenda" => by.draw(&draw_request(&panel_date, "section_20")).await.map(drop),
            "PanelService/CirculateAgenda" => {
                let message = panels::CirculateAgendaRequest { request_id, agenda_id };
                panel.circulate_agenda(by.ask(message)).await.map(drop)
            }
            "PanelService/SchedulePanels" => {
                panel.schedule_panels(by.ask(schedule_request(&panel_date, ""))).await.map(drop)
            }
            "PanelService/CancelPanel" => {
                let message = panels::CancelPanelRequest { request_id, panel_date, reason: "Snow.".into() };
                panel.cancel_panel(by.ask(message)).await.map(drop)
            }
            "PanelService/RemoveAgendaItem" => {
                panel.remove_agenda_item(by.ask(remove_request(&agenda_id, &child_id, "0"))).await.map(drop)
            }
            "PanelService/RestoreAgendaItem" => {
                let (note, etag) = ("Back again.".into(), "1".into());
                let message =
                    panels::RestoreAgendaItemRequest { request_id, agenda_id, child_id, note, etag };
                panel.restore_agenda_item(by.ask(message)).await.map(drop)
            }
            "CareDataService/ImportExtract" => {
                let file = extract_of(&[(&child_id, "V2", "U6", "")]);
                by.hand_in(&self.council.today(), &file).await.map(drop)
            }
            "CareDataService/RecordLegalDetermination" => {
                by.determine(&child_id, &self.council.today()).await.map(drop)
            }
            "CareDataService/EndLegalDetermination" => {
                let message = panels::EndLegalDeterminationRequest {
                    request_id,
                    legal_determination_id: new_request_id(),
                    ended_on: self.council.today(),
                    etag: "1".into(),
                };
                care_data.end_legal_determination(by.ask(message)).await.map(drop)
            }
            "CareDataService/ImportLongTermMatches" => {
                let message = panels::ImportLongTermMatchesRequest { request_id, child_ids: vec![child_id] };
                care_data.import_long_term_matches(by.ask(message)).await.map(drop)
            }
            "CareDataService/SetServiceManagerName" => {
                let (name, worker_id) = ("S Poole".into(), by.id.clone());
                let etag = String::new();
                let message = panels::SetServiceManagerNameRequest { request_id, name, worker_id, etag };
                care_data.set_service_manager_name(by.ask(message)).await.map(drop)
            }
            "CareDataService/RemoveServiceManagerName" => {
                let (name, etag) = ("S Poole".into(), "1".into());
                let message = panels::RemoveServiceManagerNameRequest { request_id, name, etag };
                care_data.remove_service_manager_name(by.ask(message)).await.map(drop)
            }
            "PanelService/CreateRuleSet" => {
                let (rules_yaml, valid_from) = ("id: x".into(), self.council.today());
                let message = panels::CreateRuleSetRequest { request_id, rules_yaml, valid_from };
                panel.create_rule_set(by.ask(message)).await.map(drop)
            }
            "TrackerService/RecordDiscussion" => {
                let message = discussion_request(&agenda_id, &child_id, by, &panel_date);
                by.record_discussion(&message).await.map(drop)
            }
            "TrackerService/UpdateAction" => {
                let panel_action_id = new_request_id();
                let action = panels::PanelAction { panel_action_id, etag: "1".into(), ..Default::default() };
                by.finish_action(&action).await.map(drop)
            }
            new => panic!("{new} is a command that this test does not know"),
        }
    }
}

fn is_about_a_child(command: &str) -> bool {
    ["CaseService/", "WorkstepService/", "RequestService/"].iter().any(|service| command.starts_with(service))
}

#[tokio::test]
async fn every_command_refuses_a_role_by_reason() {
    let council = Council::with_two_replicas().await;
    let (_, waiting) = Case::arrived_at(&council, "permanency_planning").await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let request = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    let cover = council.covered(&council.ps, &council.tm).await;
    let child_id = case.child_id.clone();
    let ratified = council.iro.ratify(&child_id, "Here", &council.today()).await.expect("it is ratified");
    let ratification = ratified.ratification_id;
    let scene = Scene { council: &council, child_id, step, waiting, request, cover, ratification };

    let commands = commands();
    assert!(commands.len() >= 15, "{commands:?}");
    let before = council.rows_of_everything().await;
    for command in &commands {
        let (who, reason) = scene.refused(command);
        let refused = assert_refused(scene.call(command, who).await, reason, command);
        assert_eq!(refused.code(), tonic::Code::PermissionDenied, "{command}");
    }
    // Whatever the process says of a command about a child, who keeps the directory has no business there.
    for command in commands.iter().filter(|command| is_about_a_child(command)) {
        assert_refused(scene.call(command, &council.admin).await, Reason::NotPermitted, command);
    }
    assert_eq!(
        council.rows_of_everything().await,
        before,
        "a refused command leaves nothing but its audit entry"
    );
}
