use super::{convert::ListOf, read_notifications as read, watch};
use crate::{
    domain::place::Place,
    ops::{self, Desk},
    rpc,
};
use contracts::notifications::v1::{
    ListNotificationsRequest, ListNotificationsResponse, MarkReadRequest, MarkReadResponse,
    WatchNotificationsRequest, WatchNotificationsResponse, notification_service_server::NotificationService,
};
use futures::stream::BoxStream;
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.notifications.v1.NotificationService`.
pub struct Notifications(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl NotificationService for Notifications {
    type WatchNotificationsStream = BoxStream<'static, Result<WatchNotificationsResponse, Status>>;

    async fn list_notifications(
        &self,
        request: Request<ListNotificationsRequest>,
    ) -> Answer<ListNotificationsResponse> {
        let caller = caller(&request)?.clone();
        let asked = ListOf::read(rpc::LIST_NOTIFICATIONS, request.into_inner())?;
        Ok(Response::new(read::list_notifications(&self.0, &caller, asked).await?))
    }

    async fn mark_read(&self, request: Request<MarkReadRequest>) -> Answer<MarkReadResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::mark_read(&self.0, &caller, command).await?))
    }

    async fn watch_notifications(
        &self,
        request: Request<WatchNotificationsRequest>,
    ) -> Answer<Self::WatchNotificationsStream> {
        let caller = caller(&request)?.clone();
        let WatchNotificationsRequest { cursor } = request.into_inner();
        let from = Place::parse(&cursor).map_err(fault::Fault::from)?;
        Ok(Response::new(watch::watch_notifications(&self.0, &caller, from).await?))
    }
}
