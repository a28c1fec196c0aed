use http::{Request, Response};
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tonic::{Status, body::Body};
use tower::{Layer, Service};
use tracing::{debug, error};

/// Gives a reason of ours to calls that the machinery under the services refuses: a path that leads nowhere, bytes that are
/// no message, a message that is too large.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unheard;

impl<S> Layer<S> for Unheard {
    type Service = WithReason<S>;

    fn layer(&self, inner: S) -> WithReason<S> {
        WithReason { inner }
    }
}

#[derive(Clone, Debug)]
pub(super) struct WithReason<S> {
    inner: S,
}

impl<S> Service<Request<Body>> for WithReason<S>
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
        let path = request.uri().path().to_owned();
        let answering = self.inner.call(request);
        Box::pin(async move { Ok(with_reason(answering.await?, &path)) })
    }
}

/// What is refused so has nothing but headers. What else they say stays: which compressions are read, for one.
fn with_reason(mut answer: Response<Body>, path: &str) -> Response<Body> {
    let status = Status::from_header_map(answer.headers());
    let Some(status) = status else { return answer };
    let Some(refusal) = fault::unheard(&status, path) else { return answer };
    debug!(rpc.path = path, machinery = status.message(), "refused before it was heard");
    if let Err(status) = Status::from(refusal).add_header(answer.headers_mut()) {
        error!(%status, "a reason could not be said");
    }
    answer
}
