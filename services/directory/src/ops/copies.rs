//! The services that keep a copy of the people: what takes access away is told of only when they have applied it.

use contracts::{
    notifications::v1::{self as notifications, copy_service_client::CopyServiceClient as NotificationsCopy},
    panels::v1::{self as panels, copy_service_client::CopyServiceClient as PanelsCopy},
    requests::v1::{self as requests, copy_service_client::CopyServiceClient as RequestsCopy},
    workflow::v1::{self as workflow, copy_service_client::CopyServiceClient as WorkflowCopy},
};
use eventlog::HEARING;
use fault::{Fault, describe};
use identity::TokenSource;
use runtime::{Context, StartError};
use std::time::Duration;
use tokio::time::timeout;
use tonic::{Request, Status, transport::Channel};

/// How long a service may take to apply what was just recorded. After five seconds without a word from the directory it
/// refuses everybody in any case.
const WITHIN: Duration = HEARING;

/// The ways to those that are deployed.
#[derive(Clone)]
pub(crate) struct Copies {
    workflow: Option<Channel>,
    requests: Option<Channel>,
    notifications: Option<Channel>,
    panels: Option<Channel>,
    token: TokenSource,
}

impl Copies {
    /// Those that the settings name.
    pub(crate) fn of(context: &Context) -> Result<Self, StartError> {
        let way = |name: &str| {
            let deployed = context.config.peers.contains_key(name);
            deployed.then(|| context.peers.channel(name)).transpose()
        };
        Ok(Self {
            workflow: way("workflow")?,
            requests: way("requests")?,
            notifications: way("notifications")?,
            panels: way("panels")?,
            token: context.service_token.clone(),
        })
    }

    /// The names of those that have not applied everything that was recorded before the call.
    pub(crate) async fn not_applied_by(&self) -> Vec<String> {
        let (workflow, requests, notifications, panels) = tokio::join!(
            behind("workflow", self.workflow()),
            behind("requests", self.requests()),
            behind("notifications", self.notifications()),
            behind("panels", self.panels()),
        );
        [workflow, requests, notifications, panels].into_iter().flatten().collect()
    }

    async fn workflow(&self) -> Result<(), Status> {
        let Some(channel) = self.workflow.clone() else { return Ok(()) };
        WorkflowCopy::new(channel).catch_up(self.ask(workflow::CatchUpRequest {})?).await.map(drop)
    }

    async fn requests(&self) -> Result<(), Status> {
        let Some(channel) = self.requests.clone() else { return Ok(()) };
        RequestsCopy::new(channel).catch_up(self.ask(requests::CatchUpRequest {})?).await.map(drop)
    }

    async fn notifications(&self) -> Result<(), Status> {
        let Some(channel) = self.notifications.clone() else { return Ok(()) };
        NotificationsCopy::new(channel).catch_up(self.ask(notifications::CatchUpRequest {})?).await.map(drop)
    }

    async fn panels(&self) -> Result<(), Status> {
        let Some(channel) = self.panels.clone() else { return Ok(()) };
        PanelsCopy::new(channel).catch_up(self.ask(panels::CatchUpRequest {})?).await.map(drop)
    }

    fn ask<M>(&self, message: M) -> Result<Request<M>, Fault> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", self.token.bearer()?);
        Ok(request)
    }
}

/// The name of a service that has not caught up.
async fn behind(name: &'static str, caught_up: impl Future<Output = Result<(), Status>>) -> Option<String> {
    let failure = match timeout(WITHIN, caught_up).await {
        Ok(Ok(())) => return None,
        Ok(Err(refused)) => describe(&refused),
        Err(late) => describe(&late),
    };
    tracing::warn!(peer.service = name, error = failure, "a service has not applied what takes access away");
    Some(name.to_owned())
}
