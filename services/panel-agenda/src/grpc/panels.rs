use super::{
    convert::{
        AgendaChildren, Agendas, BlindSpots, Child, Compared, ExportedAgenda, Referrals, RuleSets, Thursdays,
    },
    export,
    file::Parts,
    read_agendas, read_children, read_panels, read_rules,
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::panels::v1::{
    CancelPanelRequest, CancelPanelResponse, CirculateAgendaRequest, CirculateAgendaResponse,
    CompareAgendasRequest, CompareAgendasResponse, CreateRuleSetRequest, CreateRuleSetResponse,
    DrawAgendaRequest, DrawAgendaResponse, ExplainChildRequest, ExplainChildResponse, ExportAgendaRequest,
    ExportAgendaResponse, ExportPanelsRequest, ExportPanelsResponse, GetAgendaRequest, GetAgendaResponse,
    GetPanelRequest, GetPanelResponse, ListAgendasRequest, ListAgendasResponse, ListBlindSpotsRequest,
    ListBlindSpotsResponse, ListPanelsRequest, ListPanelsResponse, ListReferralsRequest,
    ListReferralsResponse, ListRuleSetsRequest, ListRuleSetsResponse, RemoveAgendaItemRequest,
    RemoveAgendaItemResponse, RestoreAgendaItemRequest, RestoreAgendaItemResponse, SchedulePanelsRequest,
    SchedulePanelsResponse, panel_service_server::PanelService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.panels.v1.PanelService`.
pub struct Panels(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl PanelService for Panels {
    type ExportAgendaStream = Parts<ExportAgendaResponse>;

    async fn export_agenda(&self, request: Request<ExportAgendaRequest>) -> Answer<Self::ExportAgendaStream> {
        let caller = caller(&request)?.clone();
        let asked = ExportedAgenda::read(request.get_ref())?;
        let file = export::export_agenda(&self.0, &caller, asked).await?;
        Ok(Response::new(file.of_agenda()))
    }

    type ExportPanelsStream = Parts<ExportPanelsResponse>;

    async fn export_panels(&self, request: Request<ExportPanelsRequest>) -> Answer<Self::ExportPanelsStream> {
        let caller = caller(&request)?.clone();
        let asked = Thursdays::of_calendar(request.get_ref())?;
        let file = export::export_panels(&self.0, &caller, asked).await?;
        Ok(Response::new(file.of_panels()))
    }

    async fn list_rule_sets(&self, request: Request<ListRuleSetsRequest>) -> Answer<ListRuleSetsResponse> {
        let caller = caller(&request)?.clone();
        let asked = RuleSets::read(rpc::LIST_RULE_SETS, request.into_inner())?;
        Ok(Response::new(read_rules::list_rule_sets(&self.0, &caller, asked).await?))
    }

    async fn create_rule_set(&self, request: Request<CreateRuleSetRequest>) -> Answer<CreateRuleSetResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::create_rule_set(&self.0, &caller, command).await?))
    }

    async fn draw_agenda(&self, request: Request<DrawAgendaRequest>) -> Answer<DrawAgendaResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::draw_agenda(&self.0, &caller, command).await?))
    }

    async fn get_agenda(&self, request: Request<GetAgendaRequest>) -> Answer<GetAgendaResponse> {
        let caller = caller(&request)?.clone();
        let asked = AgendaChildren::read(rpc::GET_AGENDA, request.into_inner())?;
        Ok(Response::new(read_agendas::get_agenda(&self.0, &caller, asked).await?))
    }

    async fn list_agendas(&self, request: Request<ListAgendasRequest>) -> Answer<ListAgendasResponse> {
        let caller = caller(&request)?.clone();
        let asked = Agendas::read(rpc::LIST_AGENDAS, request.into_inner())?;
        Ok(Response::new(read_agendas::list_agendas(&self.0, &caller, asked).await?))
    }

    async fn explain_child(&self, request: Request<ExplainChildRequest>) -> Answer<ExplainChildResponse> {
        let caller = caller(&request)?.clone();
        let asked = Child::read(request.into_inner())?;
        Ok(Response::new(read_children::explain_child(&self.0, &caller, asked).await?))
    }

    async fn list_blind_spots(
        &self,
        request: Request<ListBlindSpotsRequest>,
    ) -> Answer<ListBlindSpotsResponse> {
        let caller = caller(&request)?.clone();
        let asked = BlindSpots::read(rpc::LIST_BLIND_SPOTS, request.into_inner())?;
        Ok(Response::new(read_children::list_blind_spots(&self.0, &caller, asked).await?))
    }

    async fn schedule_panels(
        &self,
        request: Request<SchedulePanelsRequest>,
    ) -> Answer<SchedulePanelsResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::schedule_panels(&self.0, &caller, command).await?))
    }

    async fn list_panels(&self, request: Request<ListPanelsRequest>) -> Answer<ListPanelsResponse> {
        let caller = caller(&request)?;
        let asked = Thursdays::read(request.get_ref())?;
        Ok(Response::new(read_panels::list_panels(&self.0, caller, asked).await?))
    }

    async fn get_panel(&self, request: Request<GetPanelRequest>) -> Answer<GetPanelResponse> {
        let caller = caller(&request)?;
        let GetPanelRequest { panel_date } = request.get_ref();
        Ok(Response::new(read_panels::get_panel(&self.0, caller, panel_date).await?))
    }

    async fn cancel_panel(&self, request: Request<CancelPanelRequest>) -> Answer<CancelPanelResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::cancel_panel(&self.0, &caller, command).await?))
    }

    async fn circulate_agenda(
        &self,
        request: Request<CirculateAgendaRequest>,
    ) -> Answer<CirculateAgendaResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::circulate_agenda(&self.0, &caller, command).await?))
    }

    async fn remove_agenda_item(
        &self,
        request: Request<RemoveAgendaItemRequest>,
    ) -> Answer<RemoveAgendaItemResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        let answer = |item| RemoveAgendaItemResponse { item: Some(item) };
        Ok(Response::new(ops::change_item(&self.0, &caller, command, answer).await?))
    }

    async fn restore_agenda_item(
        &self,
        request: Request<RestoreAgendaItemRequest>,
    ) -> Answer<RestoreAgendaItemResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        let answer = |item| RestoreAgendaItemResponse { item: Some(item) };
        Ok(Response::new(ops::change_item(&self.0, &caller, command, answer).await?))
    }

    async fn compare_agendas(
        &self,
        request: Request<CompareAgendasRequest>,
    ) -> Answer<CompareAgendasResponse> {
        let caller = caller(&request)?;
        let asked = Compared::read(request.get_ref())?;
        Ok(Response::new(read_panels::compare_agendas(&self.0, caller, asked).await?))
    }

    async fn list_referrals(&self, request: Request<ListReferralsRequest>) -> Answer<ListReferralsResponse> {
        let caller = caller(&request)?.clone();
        let asked = Referrals::read(rpc::LIST_REFERRALS, request.into_inner())?;
        Ok(Response::new(read_panels::list_referrals(&self.0, &caller, asked).await?))
    }
}
