use super::{
    convert::{Folder, ListOf, RequestsOf},
    read_requests as read,
    watch_requests::{Changes, watch_incoming_requests},
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::requests::v1::{
    ClaimRequestRequest, ClaimRequestResponse, CompleteRequestRequest, CompleteRequestResponse,
    GetRequestRequest, GetRequestResponse, ListIncomingRequestsRequest, ListIncomingRequestsResponse,
    ListRequestsOfRequest, ListRequestsOfResponse, ListRequestsRequest, ListRequestsResponse,
    ReassignRequestsRequest, ReassignRequestsResponse, ReleaseRequestRequest, ReleaseRequestResponse,
    ReturnRequestRequest, ReturnRequestResponse, WatchIncomingRequestsRequest, WithdrawRequestRequest,
    WithdrawRequestResponse, request_service_server::RequestService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.requests.v1.RequestService`.
pub struct Requests(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl RequestService for Requests {
    type WatchIncomingRequestsStream = Changes;

    async fn get_request(&self, request: Request<GetRequestRequest>) -> Answer<GetRequestResponse> {
        let caller = caller(&request)?;
        let GetRequestRequest { id } = request.get_ref();
        Ok(Response::new(read::get_request(&self.0, caller, id).await?))
    }

    async fn list_incoming_requests(
        &self,
        request: Request<ListIncomingRequestsRequest>,
    ) -> Answer<ListIncomingRequestsResponse> {
        let caller = caller(&request)?.clone();
        let asked = Folder::read(rpc::LIST_INCOMING_REQUESTS, request.into_inner())?;
        Ok(Response::new(read::list_incoming_requests(&self.0, &caller, asked).await?))
    }

    async fn watch_incoming_requests(
        &self,
        request: Request<WatchIncomingRequestsRequest>,
    ) -> Answer<Changes> {
        let caller = caller(&request)?;
        let WatchIncomingRequestsRequest { cursor } = request.get_ref();
        Ok(Response::new(watch_incoming_requests(&self.0, caller, cursor).await?))
    }

    async fn list_requests(&self, request: Request<ListRequestsRequest>) -> Answer<ListRequestsResponse> {
        let caller = caller(&request)?.clone();
        let asked = ListOf::read(rpc::LIST_REQUESTS, request.into_inner())?;
        Ok(Response::new(read::list_requests(&self.0, &caller, asked).await?))
    }

    async fn claim_request(&self, request: Request<ClaimRequestRequest>) -> Answer<ClaimRequestResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::claim_request(&self.0, &caller, command).await?))
    }

    async fn complete_request(
        &self,
        request: Request<CompleteRequestRequest>,
    ) -> Answer<CompleteRequestResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::complete_request(&self.0, &caller, command).await?))
    }

    async fn return_request(&self, request: Request<ReturnRequestRequest>) -> Answer<ReturnRequestResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::return_request(&self.0, &caller, command).await?))
    }

    async fn withdraw_request(
        &self,
        request: Request<WithdrawRequestRequest>,
    ) -> Answer<WithdrawRequestResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::withdraw_request(&self.0, &caller, command).await?))
    }

    async fn release_request(
        &self,
        request: Request<ReleaseRequestRequest>,
    ) -> Answer<ReleaseRequestResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::release_request(&self.0, &caller, command).await?))
    }

    async fn reassign_requests(
        &self,
        request: Request<ReassignRequestsRequest>,
    ) -> Answer<ReassignRequestsResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::reassign_requests(&self.0, &caller, command).await?))
    }

    async fn list_requests_of(
        &self,
        request: Request<ListRequestsOfRequest>,
    ) -> Answer<ListRequestsOfResponse> {
        let caller = caller(&request)?.clone();
        let asked = RequestsOf::read(rpc::LIST_REQUESTS_OF, request.into_inner())?;
        Ok(Response::new(read::list_requests_of(&self.0, &caller, asked).await?))
    }
}
