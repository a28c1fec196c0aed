use super::{
    convert::{Folder, QueueRevisionsOf, RevisionsOf, WorkOf, id},
    read_worksteps as read,
    watch_worksteps::{Changes, watch_incoming_work},
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::workflow::v1::{
    CancelWorkstepRequest, CancelWorkstepResponse, ClaimWorkstepRequest, ClaimWorkstepResponse,
    FinishWorkstepRequest, FinishWorkstepResponse, GetWorkstepRequest, GetWorkstepResponse,
    ListIncomingWorkRequest, ListIncomingWorkResponse, ListQueueRevisionsRequest, ListQueueRevisionsResponse,
    ListSectionRevisionsRequest, ListSectionRevisionsResponse, ListWorkOfRequest, ListWorkOfResponse,
    ReassignWorkRequest, ReassignWorkResponse, ReleaseWorkstepRequest, ReleaseWorkstepResponse,
    SaveWorkstepRequest, SaveWorkstepResponse, SendNextActionRequest, SendNextActionResponse,
    StartWorkstepRequest, StartWorkstepResponse, WatchIncomingWorkRequest,
    workstep_service_server::WorkstepService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.workflow.v1.WorkstepService`.
pub(crate) struct Worksteps(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl WorkstepService for Worksteps {
    type WatchIncomingWorkStream = Changes;

    async fn get_workstep(&self, request: Request<GetWorkstepRequest>) -> Answer<GetWorkstepResponse> {
        let caller = caller(&request)?;
        let GetWorkstepRequest { workstep_id } = request.get_ref();
        let workstep_id = id("workstep_id", workstep_id)?;
        Ok(Response::new(read::get_workstep(&self.0, caller, workstep_id).await?))
    }

    async fn list_incoming_work(
        &self,
        request: Request<ListIncomingWorkRequest>,
    ) -> Answer<ListIncomingWorkResponse> {
        let caller = caller(&request)?.clone();
        let asked = Folder::read(rpc::LIST_INCOMING_WORK, request.into_inner())?;
        Ok(Response::new(read::list_incoming_work(&self.0, &caller, asked).await?))
    }

    async fn watch_incoming_work(&self, request: Request<WatchIncomingWorkRequest>) -> Answer<Changes> {
        let caller = caller(&request)?;
        let WatchIncomingWorkRequest { cursor } = request.get_ref();
        Ok(Response::new(watch_incoming_work(&self.0, caller, cursor).await?))
    }

    async fn start_workstep(&self, request: Request<StartWorkstepRequest>) -> Answer<StartWorkstepResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::start_workstep(&self.0, &caller, command).await?))
    }

    async fn save_workstep(&self, request: Request<SaveWorkstepRequest>) -> Answer<SaveWorkstepResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::save_workstep(&self.0, &caller, command).await?))
    }

    async fn send_next_action(
        &self,
        request: Request<SendNextActionRequest>,
    ) -> Answer<SendNextActionResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::send_next_action(&self.0, &caller, command).await?))
    }

    async fn finish_workstep(
        &self,
        request: Request<FinishWorkstepRequest>,
    ) -> Answer<FinishWorkstepResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::finish_workstep(&self.0, &caller, command).await?))
    }

    async fn claim_workstep(&self, request: Request<ClaimWorkstepRequest>) -> Answer<ClaimWorkstepResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::claim_workstep(&self.0, &caller, command).await?))
    }

    async fn release_workstep(
        &self,
        request: Request<ReleaseWorkstepRequest>,
    ) -> Answer<ReleaseWorkstepResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::release_workstep(&self.0, &caller, command).await?))
    }

    async fn reassign_work(&self, request: Request<ReassignWorkRequest>) -> Answer<ReassignWorkResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::reassign_work(&self.0, &caller, command).await?))
    }

    async fn list_work_of(&self, request: Request<ListWorkOfRequest>) -> Answer<ListWorkOfResponse> {
        let caller = caller(&request)?.clone();
        let asked = WorkOf::read(rpc::LIST_WORK_OF, request.into_inner())?;
        Ok(Response::new(read::list_work_of(&self.0, &caller, asked).await?))
    }

    async fn cancel_workstep(
        &self,
        request: Request<CancelWorkstepRequest>,
    ) -> Answer<CancelWorkstepResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::cancel_workstep(&self.0, &caller, command).await?))
    }

    async fn list_section_revisions(
        &self,
        request: Request<ListSectionRevisionsRequest>,
    ) -> Answer<ListSectionRevisionsResponse> {
        let caller = caller(&request)?.clone();
        let asked = RevisionsOf::read(rpc::LIST_SECTION_REVISIONS, request.into_inner())?;
        Ok(Response::new(read::list_section_revisions(&self.0, &caller, asked).await?))
    }

    async fn list_queue_revisions(
        &self,
        request: Request<ListQueueRevisionsRequest>,
    ) -> Answer<ListQueueRevisionsResponse> {
        let caller = caller(&request)?.clone();
        let asked = QueueRevisionsOf::read(rpc::LIST_QUEUE_REVISIONS, request.into_inner())?;
        Ok(Response::new(read::list_queue_revisions(&self.0, &caller, asked).await?))
    }
}
