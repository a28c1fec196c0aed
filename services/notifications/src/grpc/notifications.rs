use super::convert::{DeliveriesOf, ListOf, notification_id, webhooks_page};
use super::{read_channels as channels, read_notifications as read, watch};
use crate::{
    domain::place::Place,
    ops::{self, Desk},
    rpc,
};
use contracts::notifications::v1::{
    CreateWebhookRequest, CreateWebhookResponse, DeleteWebhookRequest, DeleteWebhookResponse,
    GetNotificationRequest, GetNotificationResponse, GetPreferencesRequest, GetPreferencesResponse,
    ListDeliveriesRequest, ListDeliveriesResponse, ListNotificationsRequest, ListNotificationsResponse,
    ListWebhooksRequest, ListWebhooksResponse, MarkReadRequest, MarkReadResponse, RedeliverAllRequest,
    RedeliverAllResponse, RedeliverRequest, RedeliverResponse, RotateWebhookSecretRequest,
    RotateWebhookSecretResponse, UpdatePreferencesRequest, UpdatePreferencesResponse,
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

    async fn get_notification(
        &self,
        request: Request<GetNotificationRequest>,
    ) -> Answer<GetNotificationResponse> {
        let caller = caller(&request)?.clone();
        let id = notification_id(request.into_inner())?;
        Ok(Response::new(read::get_notification(&self.0, &caller, id).await?))
    }

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

    async fn get_preferences(
        &self,
        request: Request<GetPreferencesRequest>,
    ) -> Answer<GetPreferencesResponse> {
        let caller = caller(&request)?.clone();
        let GetPreferencesRequest {} = request.into_inner();
        Ok(Response::new(read::get_preferences(&self.0, &caller).await?))
    }

    async fn update_preferences(
        &self,
        request: Request<UpdatePreferencesRequest>,
    ) -> Answer<UpdatePreferencesResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::update_preferences(&self.0, &caller, command).await?))
    }

    async fn create_webhook(&self, request: Request<CreateWebhookRequest>) -> Answer<CreateWebhookResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::create_webhook(&self.0, &caller, command).await?))
    }

    async fn list_webhooks(&self, request: Request<ListWebhooksRequest>) -> Answer<ListWebhooksResponse> {
        let caller = caller(&request)?.clone();
        let page = webhooks_page(rpc::LIST_WEBHOOKS, request.into_inner())?;
        Ok(Response::new(channels::list_webhooks(&self.0, &caller, page).await?))
    }

    async fn rotate_webhook_secret(
        &self,
        request: Request<RotateWebhookSecretRequest>,
    ) -> Answer<RotateWebhookSecretResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::rotate_webhook_secret(&self.0, &caller, command).await?))
    }

    async fn delete_webhook(&self, request: Request<DeleteWebhookRequest>) -> Answer<DeleteWebhookResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::delete_webhook(&self.0, &caller, command).await?))
    }

    async fn list_deliveries(
        &self,
        request: Request<ListDeliveriesRequest>,
    ) -> Answer<ListDeliveriesResponse> {
        let caller = caller(&request)?.clone();
        let asked = DeliveriesOf::read(rpc::LIST_DELIVERIES, request.into_inner())?;
        Ok(Response::new(channels::list_deliveries(&self.0, &caller, asked).await?))
    }

    async fn redeliver(&self, request: Request<RedeliverRequest>) -> Answer<RedeliverResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::redeliver(&self.0, &caller, command).await?))
    }

    async fn redeliver_all(&self, request: Request<RedeliverAllRequest>) -> Answer<RedeliverAllResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::redeliver_all(&self.0, &caller, command).await?))
    }
}
