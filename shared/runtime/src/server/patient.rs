use crate::patience::Patience;
use http::{Request, Response};
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tonic::{TimeoutExpired, body::Body};
use tower::{Layer, Service};

/// Cuts a call off whose answer does not begin in time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Patient;

impl<S> Layer<S> for Patient {
    type Service = WithPatience<S>;

    fn layer(&self, inner: S) -> WithPatience<S> {
        WithPatience { inner }
    }
}

#[derive(Clone, Debug)]
pub(super) struct WithPatience<S> {
    inner: S,
}

impl<S> Service<Request<Body>> for WithPatience<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send + 'static>,
{
    type Response = Response<Body>;
    type Error = TimeoutExpired;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, TimeoutExpired>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), TimeoutExpired>> {
        self.inner.poll_ready(context).map_err(|never| match never {})
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (head, body) = request.into_parts();
        let (patience, body) = Patience::with(body);
        let answering = self.inner.call(Request::from_parts(head, body));
        Box::pin(async move {
            let Ok(answer) = patience.wait(answering).await.map_err(|_late| TimeoutExpired(()))?;
            Ok(answer)
        })
    }
}
