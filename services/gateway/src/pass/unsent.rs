//! A request body that can be taken back for another attempt as long as nobody has read of it.

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;

/// What stays with the sender while the body is lent to a connection.
#[derive(Clone)]
pub(crate) struct Unsent(Arc<Mutex<Option<Body>>>);

impl Unsent {
    pub(crate) fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(Some(body))))
    }

    /// The body for one attempt.
    pub(crate) fn lend(&self) -> Body {
        Body::new(Lent { shelf: self.clone(), taken: None })
    }

    /// Whether nothing of the body was read, so that another attempt would send the whole of it.
    pub(crate) fn is_whole(&self) -> bool {
        self.looked_at(|body| body.is_some())
    }

    fn looked_at<T>(&self, look: impl FnOnce(&mut Option<Body>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The lent body: it takes what is on the shelf when it is first read.
struct Lent {
    shelf: Unsent,
    taken: Option<Body>,
}

impl Lent {
    fn ask<T>(&self, ask: impl FnOnce(&Body) -> T, nobody: T) -> T {
        match &self.taken {
            Some(body) => ask(body),
            None => self.shelf.looked_at(|shelf| shelf.as_ref().map_or(nobody, ask)),
        }
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.taken.is_none() {
            self.taken = self.shelf.looked_at(Option::take);
        }
        match &mut self.taken {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ask(HttpBody::is_end_stream, true)
    }

    fn size_hint(&self) -> SizeHint {
        self.ask(HttpBody::size_hint, SizeHint::with_exact(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{BodyExt, Full};

    fn unsent(text: &'static str) -> Unsent {
        Unsent::new(Body::new(Full::new(Bytes::from_static(text.as_bytes()))))
    }

    #[tokio::test]
    async fn a_body_that_nobody_read_is_lent_whole_again() {
        let unsent = unsent("report");
        drop(unsent.lend());
        assert!(unsent.is_whole());
        let read = unsent.lend().collect().await.unwrap().to_bytes();
        assert_eq!(read, "report");
    }

    #[tokio::test]
    async fn a_body_that_was_read_is_gone() {
        let unsent = unsent("report");
        let mut lent = unsent.lend();
        lent.frame().await.unwrap().unwrap();
        assert!(!unsent.is_whole());
    }

    #[test]
    fn the_lent_body_says_how_long_it_is_before_it_is_read() {
        let unsent = unsent("report");
        assert_eq!(HttpBody::size_hint(&unsent.lend()).exact(), Some(6));
        assert!(!HttpBody::is_end_stream(&unsent.lend()));
    }
}
