use super::{
    convert::{AgendaChildren, Agendas, BlindSpots, Child},
    read_agendas, read_children,
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::panels::v1::{
    DrawAgendaRequest, DrawAgendaResponse, ExplainChildRequest, ExplainChildResponse, GetAgendaRequest,
    GetAgendaResponse, ListAgendasRequest, ListAgendasResponse, ListBlindSpotsRequest,
    ListBlindSpotsResponse, panel_service_server::PanelService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.panels.v1.PanelService`.
pub struct Panels(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl PanelService for Panels {
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
}
