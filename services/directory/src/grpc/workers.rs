use super::{
    convert::{ListCovers, ListInboxes, ListTeams, SearchWorkers},
    read_workers as read,
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::directory::v1::{
    DeactivateWorkerRequest, DeactivateWorkerResponse, EndCoverRequest, EndCoverResponse, GetMeRequest,
    GetMeResponse, GetWorkerRequest, GetWorkerResponse, ListCoversRequest, ListCoversResponse,
    ListInboxesRequest, ListInboxesResponse, ListTeamsRequest, ListTeamsResponse, SearchWorkersRequest,
    SearchWorkersResponse, SetCoverRequest, SetCoverResponse, UpdateInboxRequest, UpdateInboxResponse,
    UpdateTeamRequest, UpdateTeamResponse, UpdateWorkerRequest, UpdateWorkerResponse,
    worker_service_server::WorkerService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.directory.v1.WorkerService`.
pub(crate) struct Workers(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl WorkerService for Workers {
    async fn get_me(&self, request: Request<GetMeRequest>) -> Answer<GetMeResponse> {
        let caller = caller(&request)?;
        let GetMeRequest {} = request.get_ref();
        Ok(Response::new(read::get_me(&self.0, caller).await?))
    }

    async fn get_worker(&self, request: Request<GetWorkerRequest>) -> Answer<GetWorkerResponse> {
        let caller = caller(&request)?;
        let GetWorkerRequest { worker_id } = request.get_ref();
        Ok(Response::new(read::get_worker(&self.0, caller, worker_id).await?))
    }

    async fn search_workers(&self, request: Request<SearchWorkersRequest>) -> Answer<SearchWorkersResponse> {
        let caller = caller(&request)?.clone();
        let asked = SearchWorkers::read(rpc::SEARCH_WORKERS, request.into_inner())?;
        Ok(Response::new(read::search_workers(&self.0, &caller, asked).await?))
    }

    async fn update_worker(&self, request: Request<UpdateWorkerRequest>) -> Answer<UpdateWorkerResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::update_worker(&self.0, &caller, command).await?))
    }

    async fn deactivate_worker(
        &self,
        request: Request<DeactivateWorkerRequest>,
    ) -> Answer<DeactivateWorkerResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::deactivate_worker(&self.0, &caller, command).await?))
    }

    async fn list_teams(&self, request: Request<ListTeamsRequest>) -> Answer<ListTeamsResponse> {
        let caller = caller(&request)?.clone();
        let asked = ListTeams::read(rpc::LIST_TEAMS, request.into_inner())?;
        Ok(Response::new(read::list_teams(&self.0, &caller, asked).await?))
    }

    async fn update_team(&self, request: Request<UpdateTeamRequest>) -> Answer<UpdateTeamResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::update_team(&self.0, &caller, command).await?))
    }

    async fn list_inboxes(&self, request: Request<ListInboxesRequest>) -> Answer<ListInboxesResponse> {
        let caller = caller(&request)?.clone();
        let asked = ListInboxes::read(rpc::LIST_INBOXES, request.into_inner())?;
        Ok(Response::new(read::list_inboxes(&self.0, &caller, asked).await?))
    }

    async fn update_inbox(&self, request: Request<UpdateInboxRequest>) -> Answer<UpdateInboxResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::update_inbox(&self.0, &caller, command).await?))
    }

    async fn set_cover(&self, request: Request<SetCoverRequest>) -> Answer<SetCoverResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::set_cover(&self.0, &caller, command).await?))
    }

    async fn end_cover(&self, request: Request<EndCoverRequest>) -> Answer<EndCoverResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::end_cover(&self.0, &caller, command).await?))
    }

    async fn list_covers(&self, request: Request<ListCoversRequest>) -> Answer<ListCoversResponse> {
        let caller = caller(&request)?.clone();
        let asked = ListCovers::read(rpc::LIST_COVERS, request.into_inner())?;
        Ok(Response::new(read::list_covers(&self.0, &caller, asked).await?))
    }
}
