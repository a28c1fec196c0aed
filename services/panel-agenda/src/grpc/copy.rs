use crate::rpc;
use contracts::panels::v1::{CatchUpRequest, CatchUpResponse, copy_service_server::CopyService};
use identity::CopyOfPeople;
use tonic::{Request, Response, Status};

/// `permanence.panels.v1.CopyService`.
pub(crate) struct Copies(pub CopyOfPeople);

#[tonic::async_trait]
impl CopyService for Copies {
    async fn catch_up(&self, request: Request<CatchUpRequest>) -> Result<Response<CatchUpResponse>, Status> {
        let CatchUpRequest {} = self.0.catch_up(request, rpc::CATCH_UP).await?;
        Ok(Response::new(CatchUpResponse {}))
    }
}
