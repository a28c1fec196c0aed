//! What a person sees first, composed from what the services know, with the caller's own token: the services decide who
//! may see what, as for any other call.

mod onward;
mod person;
mod watch;
mod work;
mod work_of;

use crate::limit::Limit;
use contracts::gateway::v1::work_view_service_server::WorkViewService;
use contracts::gateway::v1::{
    GetPersonViewRequest, GetPersonViewResponse, GetWorkOfRequest, GetWorkOfResponse, GetWorkViewRequest,
    GetWorkViewResponse, WatchWorkViewRequest,
};
use identity::caller;
use onward::Onward;
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};
use watch::{Changes, Cursor};

/// The services that the views are composed from.
#[derive(Clone)]
pub(crate) struct WorkView {
    pub(crate) directory: Channel,
    pub(crate) workflow: Channel,
    pub(crate) requests: Channel,
    pub(crate) streams: Streams,
    pub(crate) watched: Limit,
    /// Cancelled when the gateway is to go.
    pub(crate) stop: CancellationToken,
}

/// Connections apart from those of the calls, so that what stays open for hours takes no call's place.
#[derive(Clone)]
pub(crate) struct Streams {
    pub(crate) workflow: Channel,
    pub(crate) requests: Channel,
}

#[tonic::async_trait]
impl WorkViewService for WorkView {
    type WatchWorkViewStream = Changes;

    async fn watch_work_view(
        &self,
        call: Request<WatchWorkViewRequest>,
    ) -> Result<Response<Changes>, Status> {
        let onward = Onward::of(&call);
        let under_way = self.watched.begin(&caller(&call)?.subject)?;
        let WatchWorkViewRequest { cursor } = call.into_inner();
        let cursor = Cursor::parse(&cursor)?;
        onward.in_time(self.watch(&onward, cursor, under_way)).await
    }

    async fn get_work_view(
        &self,
        call: Request<GetWorkViewRequest>,
    ) -> Result<Response<GetWorkViewResponse>, Status> {
        let onward = Onward::of(&call);
        let GetWorkViewRequest { page_size } = call.into_inner();
        onward.in_time(self.work(&onward, page_size)).await
    }

    async fn get_person_view(
        &self,
        call: Request<GetPersonViewRequest>,
    ) -> Result<Response<GetPersonViewResponse>, Status> {
        let onward = Onward::of(&call);
        let GetPersonViewRequest { child_id } = call.into_inner();
        onward.in_time(self.person(&onward, &child_id)).await
    }

    async fn get_work_of(
        &self,
        call: Request<GetWorkOfRequest>,
    ) -> Result<Response<GetWorkOfResponse>, Status> {
        let onward = Onward::of(&call);
        onward.in_time(self.work_of(&onward, call.into_inner())).await
    }
}
