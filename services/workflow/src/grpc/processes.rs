use super::{
    convert::{ProcessesOf, version_id},
    read_picture, read_processes as read,
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::workflow::v1::{
    GetProcessRequest, GetProcessResponse, ListProcessesRequest, ListProcessesResponse, LoadProcessRequest,
    LoadProcessResponse, RenderProcessRequest, RenderProcessResponse, process_service_server::ProcessService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.workflow.v1.ProcessService`.
pub(crate) struct Processes(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ProcessService for Processes {
    async fn list_processes(&self, request: Request<ListProcessesRequest>) -> Answer<ListProcessesResponse> {
        let caller = caller(&request)?.clone();
        let asked = ProcessesOf::read(rpc::LIST_PROCESSES, request.into_inner())?;
        Ok(Response::new(read::list_processes(&self.0, &caller, asked).await?))
    }

    async fn get_process(&self, request: Request<GetProcessRequest>) -> Answer<GetProcessResponse> {
        let caller = caller(&request)?;
        let (process_id, version) = version_id(request.get_ref())?;
        Ok(Response::new(read::get_process(&self.0, caller, process_id, version).await?))
    }

    async fn load_process(&self, request: Request<LoadProcessRequest>) -> Answer<LoadProcessResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::load_process(&self.0, &caller, command).await?))
    }

    async fn render_process(&self, request: Request<RenderProcessRequest>) -> Answer<RenderProcessResponse> {
        let caller = caller(&request)?.clone();
        let asked = request.into_inner().try_into()?;
        Ok(Response::new(read_picture::render_process(&self.0, &caller, asked).await?))
    }
}
