//! What lies in one worker's own hands.

use super::WorkView;
use super::onward::{Onward, part};
use contracts::directory::v1::GetWorkerRequest;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::gateway::v1::{
    GetWorkOfRequest, GetWorkOfResponse, IncomingRequestsFolder, IncomingWorkFolder,
};
use contracts::requests::v1::ListRequestsOfRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::ListWorkOfRequest;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use tonic::Status;

impl WorkView {
    /// Steps and requests with their counts, asked for at the same time.
    pub(crate) async fn work_of(
        &self,
        onward: &Onward,
        asked: GetWorkOfRequest,
    ) -> Result<GetWorkOfResponse, Status> {
        let GetWorkOfRequest { worker_id, page_size } = asked;
        let mut directory = WorkerServiceClient::new(self.directory.clone());
        let mut workflow = WorkstepServiceClient::new(self.workflow.clone());
        let mut requests = RequestServiceClient::new(self.requests.clone());
        let whose = GetWorkerRequest { worker_id: worker_id.clone() };
        let steps = ListWorkOfRequest { worker_id: worker_id.clone(), page_size, page_token: String::new() };
        let waiting = ListRequestsOfRequest { worker_id, page_size, page_token: String::new() };
        let (whose, steps, waiting) = tokio::try_join!(
            part("directory", directory.get_worker(onward.ask(whose))),
            part("workflow", workflow.list_work_of(onward.ask(steps))),
            part("requests", requests.list_requests_of(onward.ask(waiting))),
        )?;
        let work = IncomingWorkFolder {
            count: steps.total_size,
            worksteps: steps.worksteps,
            next_page_token: steps.next_page_token,
        };
        let requests = IncomingRequestsFolder {
            count: waiting.total_size,
            requests: waiting.requests,
            next_page_token: waiting.next_page_token,
        };
        Ok(GetWorkOfResponse { worker: whose.worker, work: Some(work), requests: Some(requests) })
    }
}
