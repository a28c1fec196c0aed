//! The caller's Current work.

use super::WorkView;
use super::onward::{Onward, part};
use contracts::directory::v1::GetMeRequest;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::gateway::v1::{GetWorkViewResponse, IncomingRequestsFolder, IncomingWorkFolder};
use contracts::requests::v1::ListIncomingRequestsRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::ListIncomingWorkRequest;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use tonic::Status;

impl WorkView {
    /// Both folders with their counts, asked for at the same time.
    pub(crate) async fn work(&self, onward: &Onward, page_size: i32) -> Result<GetWorkViewResponse, Status> {
        let mut directory = WorkerServiceClient::new(self.directory.clone());
        let mut workflow = WorkstepServiceClient::new(self.workflow.clone());
        let mut requests = RequestServiceClient::new(self.requests.clone());
        let steps = ListIncomingWorkRequest { page_size, ..Default::default() };
        let asked = ListIncomingRequestsRequest { page_size, ..Default::default() };
        let (me, steps, asked) = tokio::try_join!(
            part("directory", directory.get_me(onward.ask(GetMeRequest {}))),
            part("workflow", workflow.list_incoming_work(onward.ask(steps))),
            part("requests", requests.list_incoming_requests(onward.ask(asked))),
        )?;
        let incoming_work = IncomingWorkFolder {
            count: steps.total_size,
            worksteps: steps.worksteps,
            next_page_token: steps.next_page_token,
        };
        let incoming_requests = IncomingRequestsFolder {
            count: asked.total_size,
            requests: asked.requests,
            next_page_token: asked.next_page_token,
        };
        Ok(GetWorkViewResponse {
            worker: me.worker,
            incoming_work: Some(incoming_work),
            incoming_requests: Some(incoming_requests),
        })
    }
}
