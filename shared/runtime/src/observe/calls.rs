use super::{
    context::continue_trace,
    ended::{Call, Watched},
};
use http::{Request, Response};
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tonic::body::Body;
use tower::{Layer, Service};
use tracing::{Instrument, field::Empty, info_span};

/// One span and one line a call: which RPC, how it ended, how long it took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calls;

impl<S> Layer<S> for Calls {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Observed<S> {
        Observed { inner }
    }
}

/// A service whose calls are told about.
#[derive(Clone, Debug)]
pub struct Observed<S> {
    inner: S,
}

impl<S> Service<Request<Body>> for Observed<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send + 'static>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let rpc = request.uri().path().trim_start_matches('/').to_string();
        let span = info_span!("call", rpc, trace_id = Empty, otel.name = rpc, otel.kind = "server");
        if let Some(trace) = continue_trace(&span, request.headers()) {
            span.record("trace_id", trace);
        }
        let mut call = Call::begin(rpc, span.clone());
        let answering = span.in_scope(|| self.inner.call(request)).instrument(span);
        Box::pin(async move {
            let answer = answering.await?;
            call.look_at(answer.headers());
            Ok(answer.map(|body| Body::new(Watched::new(body, call))))
        })
    }
}
