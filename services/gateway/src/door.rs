//! Where every call arrives that the gateway does not answer itself.

use crate::BEHIND;
use crate::limit::Limit;
use crate::pass::{Upstream, package_of};
use fault::{Fault, Reason, Refusal};
use http::{Request, Response};
use identity::Caller;
use runtime::{Peers, StartError};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;
use tower::Service;

/// Reads from the path which service is called, and passes the call on.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    behind: Arc<BTreeMap<&'static str, Upstream>>,
    limit: Limit,
}

impl Door {
    pub(crate) fn to(peers: &Peers) -> Result<Self, StartError> {
        let upstream = |name| Ok((name, Upstream { name, channel: peers.channel_to_pass_on(name)? }));
        let behind = BEHIND.into_iter().map(upstream).collect::<Result<_, StartError>>()?;
        Ok(Self { behind: Arc::new(behind), limit: Limit::new() })
    }

    async fn enter(self, call: Request<Body>) -> Result<Response<Body>, Fault> {
        let path = call.uri().path();
        let service = package_of(path).and_then(|package| self.behind.get(package));
        let service = service.ok_or_else(|| unknown(path))?;
        let caller = call.extensions().get::<Caller>().ok_or(Unproven).map_err(Fault::defect)?;
        let under_way = self.limit.begin(&caller.subject)?;
        Ok(service.pass(call, under_way).await)
    }
}

/// The layer in front has let a call through without a caller.
#[derive(Debug, thiserror::Error)]
#[error("a call came without a caller")]
struct Unproven;

fn unknown(path: &str) -> Refusal {
    let refusal = Refusal::new(Reason::RouteUnknown, format!("there is no service for {path}"));
    refusal.with("rpc", path.trim_start_matches('/'))
}

impl Service<Request<axum::body::Body>> for Door {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Request<axum::body::Body>) -> Self::Future {
        let door = self.clone();
        Box::pin(async move {
            let answer = door.enter(call.map(Body::new)).await;
            Ok(answer.unwrap_or_else(|fault| Status::from(fault).into_http()))
        })
    }
}
