//! Where a call goes in.

use futures::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::transport::{Channel, Error};
use tower::{Service, ServiceExt};

/// A replica of the gateway; or, past it, a replica of each service that a call may be for.
#[derive(Clone)]
pub struct Door {
    gateway: Channel,
    past_it: Arc<BTreeMap<String, Channel>>,
}

impl Door {
    /// Past that gateway for the services of these packages, as `permanence.workflow`; through it for all else.
    pub fn past(gateway: Channel, services: impl IntoIterator<Item = (String, Channel)>) -> Self {
        Self { gateway, past_it: Arc::new(services.into_iter().collect()) }
    }

    /// The path begins with the package, as `/permanence.workflow.v1.CaseService/GetCase`.
    fn for_path(&self, path: &str) -> Channel {
        let version = path.find(".v").unwrap_or(path.len());
        let package = path[..version].trim_start_matches('/');
        self.past_it.get(package).unwrap_or(&self.gateway).clone()
    }
}

/// Through that gateway.
impl From<Channel> for Door {
    fn from(gateway: Channel) -> Self {
        Self::past(gateway, [])
    }
}

impl Service<http::Request<Body>> for Door {
    type Response = http::Response<Body>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let channel = self.for_path(request.uri().path());
        Box::pin(channel.oneshot(request))
    }
}
