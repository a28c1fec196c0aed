//! The same for the commands about panels.

use super::sound::{Scene, unknown};
use chrono::{NaiveDate, TimeDelta};
use contracts::panels::v1 as panels;
use contracts::panels::v1::import_extract_request::Part;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use prost_reflect::prost::Message;
use std::sync::atomic::Ordering;
use tests::panels::{discussion_request, draw_request, extract_of, remove_request, schedule_request};
use tests::person::new_request_id;

/// The Monday of the week in which the suite's clock begins: the day of the extract.
pub(super) const MONDAY: &str = "2026-01-12";
/// A day before it, of which another extract is made: no agenda is drawn from that one.
const EARLIER: &str = "2025-12-01";
/// The Thursday of that week, whose panel has begun when the messages are sent, and how many children it may discuss.
const PAST: &str = "2026-01-15";
const DISCUSSED: i64 = 400;
/// The Thursday after it, whose panel has not.
const PANEL: &str = "2026-01-22";
/// The rules that come with the software.
const RULES: &str = include_str!("../../../services/panel-agenda/rules/september-2023.yaml");
/// The first of the Thursdays that are cancelled.
const LATER: &str = "2026-02-05";

impl Scene<'_> {
    pub(super) async fn about_panels(&self, command: &str, request_id: String) -> Vec<u8> {
        match command {
            "PanelService/DrawAgenda" => {
                panels::DrawAgendaRequest { request_id, ..draw_request(PANEL, "section_20") }.encode_to_vec()
            }
            "PanelService/SchedulePanels" => {
                let etag = self.rotation().await.map(|rotation| rotation.etag).unwrap_or_default();
                panels::SchedulePanelsRequest { request_id, ..schedule_request(PANEL, &etag) }.encode_to_vec()
            }
            "PanelService/CancelPanel" => {
                let first: NaiveDate = LATER.parse().expect("a date");
                let weeks = self.cancelled.fetch_add(1, Ordering::Relaxed);
                let panel_date = (first + TimeDelta::weeks(weeks)).to_string();
                let reason = "The chair is away.".into();
                panels::CancelPanelRequest { request_id, panel_date, reason }.encode_to_vec()
            }
            "PanelService/CirculateAgenda" => {
                let agenda_id = self.agenda().await;
                panels::CirculateAgendaRequest { request_id, agenda_id }.encode_to_vec()
            }
            "PanelService/RemoveAgendaItem" => {
                let (agenda_id, etag) = self.item(false).await;
                let removed = remove_request(&agenda_id, &self.child_id, &etag);
                panels::RemoveAgendaItemRequest { request_id, ..removed }.encode_to_vec()
            }
            "PanelService/RestoreAgendaItem" => {
                let (agenda_id, etag) = self.item(true).await;
                self.restoration(request_id, agenda_id, etag).encode_to_vec()
            }
            "CareDataService/RecordLegalDetermination" => {
                let message = panels::RecordLegalDeterminationRequest {
                    request_id,
                    child_id: self.other_child.clone(),
                    determined_on: MONDAY.into(),
                    review_on: PANEL.into(),
                };
                message.encode_to_vec()
            }
            "CareDataService/EndLegalDetermination" => {
                let recorded = self.council.support.determine(&self.other_child, MONDAY).await;
                let panels::LegalDetermination { legal_determination_id, etag, .. } =
                    recorded.expect("a determination");
                let ended_on = MONDAY.into();
                panels::EndLegalDeterminationRequest { request_id, legal_determination_id, ended_on, etag }
                    .encode_to_vec()
            }
            "CareDataService/ImportLongTermMatches" => {
                let child_ids = vec![self.other_child.clone()];
                panels::ImportLongTermMatchesRequest { request_id, child_ids }.encode_to_vec()
            }
            "CareDataService/SetServiceManagerName" => {
                let (name, worker_id) = (Self::new_name(), self.council.manager.id.clone());
                panels::SetServiceManagerNameRequest { request_id, name, worker_id, etag: String::new() }
                    .encode_to_vec()
            }
            "CareDataService/RemoveServiceManagerName" => {
                let (name, worker_id) = (Self::new_name(), self.council.manager.id.clone());
                let etag =
                    self.council.support.keep_name(&name, &worker_id, "").await.expect("it is kept").etag;
                panels::RemoveServiceManagerNameRequest { request_id, name, etag }.encode_to_vec()
            }
            "PanelService/CreateRuleSet" => {
                let rules_yaml = RULES.replacen("2023-09", &new_request_id(), 1);
                panels::CreateRuleSetRequest { request_id, rules_yaml, valid_from: "2026-12-01".into() }
                    .encode_to_vec()
            }
            "CareDataService/ImportExtract" => {
                let metadata = panels::ExtractMetadata {
                    request_id,
                    file_name: "Children Currently in Care.csv".into(),
                    as_of: EARLIER.into(),
                    serial_dates: 0,
                    only_new: false,
                };
                panels::ImportExtractRequest { part: Some(Part::Metadata(metadata)) }.encode_to_vec()
            }
            "TrackerService/RecordDiscussion" => {
                let (agenda_id, child_id) = self.discussed().await;
                let discussion = discussion_request(&agenda_id, &child_id, &self.council.sw, PAST);
                panels::RecordDiscussionRequest { request_id, ..discussion }.encode_to_vec()
            }
            "TrackerService/UpdateAction" => {
                let (agenda_id, child_id) = self.discussed().await;
                let discussion = discussion_request(&agenda_id, &child_id, &self.council.sw, PAST);
                let recorded = self.council.support.record_discussion(&discussion).await;
                let action = recorded.expect("a discussion").actions.remove(0);
                let message = panels::UpdateActionRequest {
                    request_id,
                    panel_action_id: action.panel_action_id,
                    progress: "It was held.".into(),
                    state: panels::PanelActionState::Done.into(),
                    etag: action.etag,
                };
                message.encode_to_vec()
            }
            new => unknown(new),
        }
    }

    /// The messages that follow the first, where the command is a stream of them.
    pub(super) fn what_follows(&self, command: &str) -> Vec<Vec<u8>> {
        if command != "CareDataService/ImportExtract" {
            return Vec::new();
        }
        let file = extract_of(&[(&self.child_id, "V2", "U6", "")]);
        vec![panels::ImportExtractRequest { part: Some(Part::Piece(file)) }.encode_to_vec()]
    }

    /// A name of a service manager that is kept for nobody yet.
    fn new_name() -> String {
        format!("Manager {}", new_request_id())
    }

    /// A panel of the past that has discussed a child of whom nothing is recorded: its agenda, and the child.
    async fn discussed(&self) -> (String, String) {
        let child_id = format!("{}", 9_000_000 + self.discussed.fetch_add(1, Ordering::Relaxed));
        let agendas = panels::ListAgendasRequest { panel_date: PAST.into(), ..Default::default() };
        let support = &self.council.support;
        let call = async |asked| PanelServiceClient::new(support.door()).list_agendas(asked).await;
        let found = support.insist(agendas, call).await.expect("the agendas").agendas;
        let issued = found.into_iter().find(|agenda| agenda.issue_number > 0);
        (issued.expect("it was issued").agenda_id, child_id)
    }

    /// Hands an extract in, issues this week's agenda, and lets its panel begin.
    pub(super) async fn let_a_panel_begin(&self) {
        let support = &self.council.support;
        let discussed: Vec<String> = (0..DISCUSSED).map(|id| format!("{}", 9_000_000 + id)).collect();
        let ids = discussed.iter().chain([&self.child_id]);
        let children: Vec<_> = ids.map(|id| (&**id, "V2", "U6", "")).collect();
        support.hand_in_and_wait(MONDAY, extract_of(&children)).await;
        support.schedule(PAST, "").await.expect("a rotation");
        let agenda = support.draw(&draw_request(PAST, "section_20")).await.expect("an agenda");
        support.circulate(&agenda.agenda_id).await.expect("it is issued");
        self.council.at("2026-01-15T11:00:00Z");
    }

    /// The rotation that was recorded last.
    async fn rotation(&self) -> Option<panels::Rotation> {
        let support = &self.council.support;
        let message = panels::ListPanelsRequest { from: "2027-12-01".into(), weeks: 1 };
        let call = async |asked| PanelServiceClient::new(support.door()).list_panels(asked).await;
        support.insist(message, call).await.ok().and_then(|listed| listed.rotation)
    }

    /// An agenda that is issued for the panel.
    async fn agenda(&self) -> String {
        let support = &self.council.support;
        let etag = self.rotation().await.map(|rotation| rotation.etag).unwrap_or_default();
        support.schedule(PANEL, &etag).await.expect("a rotation");
        let agenda = support.draw(&draw_request(PANEL, "section_20")).await.expect("an agenda");
        support.circulate(&agenda.agenda_id).await.expect("it is issued").agenda_id
    }

    /// The child on that agenda, removed or not: the agenda, and the item's etag.
    async fn item(&self, removed: bool) -> (String, String) {
        let support = &self.council.support;
        let agenda_id = self.agenda().await;
        let items = support.agenda_items(&agenda_id).await.expect("the agenda");
        let item = items.into_iter().find(|item| item.child_id == self.child_id).expect("the child");
        let panels::AgendaItem { removal, etag, .. } = item;
        if removal.is_some_and(|removal| removal.removed) == removed {
            return (agenda_id, etag);
        }
        if removed {
            let removed = support.remove(&remove_request(&agenda_id, &self.child_id, &etag)).await;
            return (agenda_id, removed.expect("the child is removed").etag);
        }
        let message = self.restoration(new_request_id(), agenda_id.clone(), etag);
        let call = async |asked| PanelServiceClient::new(support.door()).restore_agenda_item(asked).await;
        let restored = support.insist(message, call).await.expect("the child is restored");
        (agenda_id, restored.item.expect("the item").etag)
    }

    fn restoration(
        &self,
        request_id: String,
        agenda_id: String,
        etag: String,
    ) -> panels::RestoreAgendaItemRequest {
        let (child_id, note) = (self.child_id.clone(), "To be discussed after all.".into());
        panels::RestoreAgendaItemRequest { request_id, agenda_id, child_id, note, etag }
    }
}
