//! What few processes are ever asked for is made when the first call comes.

use fault::{BoxError, Fault};
use futures::future::{Either, Ready, ready};
use http::{Request, Response};
use std::{
    convert::Infallible,
    sync::{Arc, LazyLock},
    task::{Context, Poll},
};
use tonic::{Status, body::Body, server::NamedService};
use tower::Service;

type Made<S> = Result<S, String>;
type Make<S> = Box<dyn FnOnce() -> Made<S> + Send>;

/// A service that is made when it is first called. Clones are one. Where it cannot be made, each call is told so.
pub(super) struct WhenAsked<S>(Arc<LazyLock<Made<S>, Make<S>>>);

impl<S> WhenAsked<S> {
    pub(super) fn new(make: impl FnOnce() -> Result<S, BoxError> + Send + 'static) -> Self {
        let made = || make().map_err(|error| fault::describe(&*error));
        Self(Arc::new(LazyLock::new(Box::new(made))))
    }
}

impl<S> Clone for WhenAsked<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S: NamedService> NamedService for WhenAsked<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<Request<Body>> for WhenAsked<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<S::Future, Ready<Result<Response<Body>, Infallible>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    /// What is made takes calls at once.
    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match &**self.0 {
            Ok(made) => Either::Left(made.clone().call(request)),
            Err(broken) => {
                let refused = Status::from(Fault::defect(broken.as_str()));
                Either::Right(ready(Ok(refused.into_http())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault::{Reason, reason_of};
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Clone)]
    struct Nods;

    impl NamedService for Nods {
        const NAME: &'static str = "nods";
    }

    impl Service<Request<Body>> for Nods {
        type Response = Response<Body>;
        type Error = Infallible;
        type Future = Ready<Result<Response<Body>, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Request<Body>) -> Self::Future {
            ready(Ok(Response::new(Body::empty())))
        }
    }

    async fn called<S>(service: &WhenAsked<S>) -> Response<Body>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone,
    {
        let Ok(response) = service.clone().call(Request::new(Body::empty())).await;
        response
    }

    #[tokio::test]
    async fn it_is_made_once_and_not_before_it_is_called() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let service = WhenAsked::new(|| {
            MADE.fetch_add(1, Ordering::SeqCst);
            Ok(Nods)
        });
        assert_eq!(MADE.load(Ordering::SeqCst), 0);
        for _ in 0..2 {
            assert_eq!(called(&service).await.status(), 200);
        }
        assert_eq!(MADE.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn where_it_cannot_be_made_each_call_is_told_so() {
        let service = WhenAsked::<Nods>::new(|| Err("broken".into()));
        for _ in 0..2 {
            let response = called(&service).await;
            let status = Status::from_header_map(response.headers()).unwrap();
            assert_eq!(reason_of(&status), Some(Reason::Internal));
        }
    }
}
