//! What people press on a Monday morning: the export handed in, the agenda drawn.

use crate::council::until;
use crate::person::{Person, new_request_id};
use contracts::panels::v1 as panels;
use contracts::panels::v1::care_data_service_client::CareDataServiceClient;
use contracts::panels::v1::import_extract_request::Part;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::panels::v1::tracker_service_client::TrackerServiceClient;
use std::time::Duration;
use tokio::time::sleep;
use tokio_stream::StreamExt;
use tonic::Status;

const HEADINGS: &str = "Person ID,Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,\
                        Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager";

/// An export in which these children have been in care for long: id, legal status, placement code, permanence plan.
pub fn extract_of(children: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let rows = children.iter().map(|(id, status, placement, plan)| {
        format!("{id},\"Smith, Chloe\",04/05/2018,,Female,{status},01/02/2024,{placement},{plan},,CIC,Priya Nair,Sandra Poole")
    });
    std::iter::once(HEADINGS.to_owned()).chain(rows).collect::<Vec<_>>().join("\r\n").into_bytes()
}

/// The draw of a cohort's agenda from the newest extract.
pub fn draw_request(panel_date: &str, cohort: &str) -> panels::DrawAgendaRequest {
    panels::DrawAgendaRequest {
        request_id: new_request_id(),
        panel_date: panel_date.into(),
        cohort: cohort.into(),
        ..Default::default()
    }
}

/// A rotation from that Thursday on, in the place of the one of that etag.
pub fn schedule_request(anchor: &str, etag: &str) -> panels::SchedulePanelsRequest {
    panels::SchedulePanelsRequest {
        request_id: new_request_id(),
        anchor: anchor.into(),
        when_it_falls_out: panels::WhenItFallsOut::Slides.into(),
        etag: etag.into(),
    }
}

/// The removal of a child from an issued agenda.
pub fn remove_request(agenda_id: &str, child_id: &str, etag: &str) -> panels::RemoveAgendaItemRequest {
    panels::RemoveAgendaItemRequest {
        request_id: new_request_id(),
        agenda_id: agenda_id.into(),
        child_id: child_id.into(),
        reason: panels::RemovalReason::Other.into(),
        note: "Need not be discussed.".into(),
        etag: etag.into(),
        ..Default::default()
    }
}

/// What a panel came to for a child on an issued agenda: one action for that owner.
pub fn discussion_request(
    agenda_id: &str,
    child_id: &str,
    owner: &Person,
    due_on: &str,
) -> panels::RecordDiscussionRequest {
    let action = panels::ActionToRecord {
        what: "Convene a Legal Gateway Meeting".into(),
        owner_worker_id: owner.id.clone(),
        due_on: due_on.into(),
        workstep_id: String::new(),
    };
    panels::RecordDiscussionRequest {
        request_id: new_request_id(),
        agenda_id: agenda_id.into(),
        child_id: child_id.into(),
        actions: vec![action],
        none_needed_because: String::new(),
    }
}

impl Person {
    /// Records what a panel came to.
    pub async fn record_discussion(
        &self,
        request: &panels::RecordDiscussionRequest,
    ) -> Result<panels::Discussion, Status> {
        let call = async |asked| TrackerServiceClient::new(self.door()).record_discussion(asked).await;
        let answer = self.insist(request.clone(), call).await?;
        Ok(answer.discussion.expect("the discussion"))
    }

    /// Says that an action is done.
    pub async fn finish_action(&self, action: &panels::PanelAction) -> Result<panels::PanelAction, Status> {
        let message = panels::UpdateActionRequest {
            request_id: new_request_id(),
            panel_action_id: action.panel_action_id.clone(),
            progress: "It was held.".into(),
            state: panels::PanelActionState::Done.into(),
            etag: action.etag.clone(),
        };
        let call = async |asked| TrackerServiceClient::new(self.door()).update_action(asked).await;
        let answer = self.insist(message, call).await?;
        Ok(answer.action.expect("the action"))
    }

    /// Keeps a name of service managers for a worker.
    pub async fn keep_name(
        &self,
        name: &str,
        worker_id: &str,
        etag: &str,
    ) -> Result<panels::ServiceManagerName, Status> {
        let message = panels::SetServiceManagerNameRequest {
            request_id: new_request_id(),
            name: name.into(),
            worker_id: worker_id.into(),
            etag: etag.into(),
        };
        let call =
            async |asked| CareDataServiceClient::new(self.door()).set_service_manager_name(asked).await;
        let answer = self.insist(message, call).await?;
        Ok(answer.name.expect("the name"))
    }

    /// The referrals, corrected ones left out or not.
    pub async fn referrals(&self, open_only: bool) -> Result<Vec<panels::Referral>, Status> {
        let message = panels::ListReferralsRequest { open_only, page_size: 500, ..Default::default() };
        let call = async |asked| PanelServiceClient::new(self.door()).list_referrals(asked).await;
        Ok(self.insist(message, call).await?.referrals)
    }

    /// The actions for a child.
    pub async fn actions_of(&self, child_id: &str) -> Result<Vec<panels::PanelAction>, Status> {
        let message = panels::ListActionsRequest { child_id: child_id.into(), ..Default::default() };
        let call = async |asked| TrackerServiceClient::new(self.door()).list_actions(asked).await;
        Ok(self.insist(message, call).await?.actions)
    }

    /// Records a rotation from that Thursday on, in the place of the one of that etag.
    pub async fn schedule(&self, anchor: &str, etag: &str) -> Result<panels::Rotation, Status> {
        let call = async |asked| PanelServiceClient::new(self.door()).schedule_panels(asked).await;
        let answer = self.insist(schedule_request(anchor, etag), call).await?;
        Ok(answer.rotation.expect("the rotation"))
    }

    /// Issues an agenda.
    pub async fn circulate(&self, agenda_id: &str) -> Result<panels::Agenda, Status> {
        let message =
            panels::CirculateAgendaRequest { request_id: new_request_id(), agenda_id: agenda_id.into() };
        let call = async |asked| PanelServiceClient::new(self.door()).circulate_agenda(asked).await;
        let answer = self.insist(message, call).await?;
        Ok(answer.agenda.expect("the agenda"))
    }

    /// Removes a child from an issued agenda.
    pub async fn remove(
        &self,
        request: &panels::RemoveAgendaItemRequest,
    ) -> Result<panels::AgendaItem, Status> {
        let call = async |asked| PanelServiceClient::new(self.door()).remove_agenda_item(asked).await;
        let answer = self.insist(request.clone(), call).await?;
        Ok(answer.item.expect("the item"))
    }

    /// Records that a Legal Gateway Meeting determined section 20 to be right.
    pub async fn determine(&self, child_id: &str, on: &str) -> Result<panels::LegalDetermination, Status> {
        let message = panels::RecordLegalDeterminationRequest {
            request_id: new_request_id(),
            child_id: child_id.into(),
            determined_on: on.into(),
            review_on: String::new(),
        };
        let call =
            async |asked| CareDataServiceClient::new(self.door()).record_legal_determination(asked).await;
        let answer = self.insist(message, call).await?;
        Ok(answer.legal_determination.expect("the determination"))
    }

    /// A page of those who are on an agenda.
    pub async fn agenda_items(&self, agenda_id: &str) -> Result<Vec<panels::AgendaItem>, Status> {
        let message =
            panels::GetAgendaRequest { agenda_id: agenda_id.into(), page_size: 500, ..Default::default() };
        let call = async |asked| PanelServiceClient::new(self.door()).get_agenda(asked).await;
        Ok(self.insist(message, call).await?.items)
    }

    /// Hands an export of that day in.
    pub async fn hand_in(&self, as_of: &str, file: &[u8]) -> Result<panels::ExtractImport, Status> {
        self.hand_in_slowly(as_of, file, 64 << 10, Duration::ZERO).await
    }

    /// Hands an export of that day in over a line that takes a piece of so many bytes after each pause.
    pub async fn hand_in_slowly(
        &self,
        as_of: &str,
        file: &[u8],
        piece: usize,
        pause: Duration,
    ) -> Result<panels::ExtractImport, Status> {
        let metadata = panels::ExtractMetadata {
            request_id: new_request_id(),
            file_name: "Children Currently in Care.csv".into(),
            as_of: as_of.into(),
            ..Default::default()
        };
        let part = |part| panels::ImportExtractRequest { part: Some(part) };
        let pieces = file.chunks(piece).map(|piece| part(Part::Piece(piece.to_vec())));
        let messages: Vec<_> = std::iter::once(part(Part::Metadata(metadata))).chain(pieces).collect();
        let after_a_pause = move |message| async move {
            if !pause.is_zero() {
                sleep(pause).await;
            }
            message
        };
        let upload = self.ask(tokio_stream::iter(messages).then(after_a_pause));
        let answer = CareDataServiceClient::new(self.door()).import_extract(upload).await?;
        Ok(answer.into_inner().extract_import.expect("the import"))
    }

    /// Hands it in, and waits until it is read.
    pub async fn hand_in_and_wait(&self, as_of: &str, file: Vec<u8>) -> panels::ExtractImport {
        let import = self.hand_in(as_of, &file).await.expect("the export is taken");
        until(async || {
            let import = self.import(&import.extract_import_id).await.expect("the import");
            import.state() == panels::ExtractImportState::Read
        })
        .await;
        self.import(&import.extract_import_id).await.expect("the import")
    }

    /// An import as it stands.
    pub async fn import(&self, id: &str) -> Result<panels::ExtractImport, Status> {
        let message = panels::GetImportRequest { extract_import_id: id.into() };
        let call = async |asked| CareDataServiceClient::new(self.door()).get_import(asked).await;
        let answer = self.insist(message, call).await?;
        Ok(answer.extract_import.expect("the import"))
    }

    /// Draws an agenda.
    pub async fn draw(&self, request: &panels::DrawAgendaRequest) -> Result<panels::Agenda, Status> {
        let call = async |asked| PanelServiceClient::new(self.door()).draw_agenda(asked).await;
        let answer = self.insist(request.clone(), call).await?;
        Ok(answer.agenda.expect("the agenda"))
    }
}
