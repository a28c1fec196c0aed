//! The body of an answer on its way back.

use crate::limit::UnderWay;
use bytes::Bytes;
use fault::Fault;
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;

/// What a service answers, frame by frame. When the service goes away in the middle, the caller is told so by name in
/// the trailers instead of having the stream torn.
pub(super) struct Answer {
    service: &'static str,
    body: Option<Body>,
    _under_way: UnderWay,
}

impl Answer {
    pub(super) fn of(service: &'static str, body: Body, under_way: UnderWay) -> Body {
        Body::new(Self { service, body: Some(body), _under_way: under_way })
    }

    fn broken_off(&mut self, cause: Status) -> Frame<Bytes> {
        self.body = None;
        let status = Status::from(Fault::unavailable(self.service, cause));
        let (mut head, ()) = status.into_http().into_parts();
        head.headers.remove(http::header::CONTENT_TYPE);
        Frame::trailers(head.headers)
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        match Pin::new(body).poll_frame(context) {
            Poll::Ready(Some(Err(cause))) => Poll::Ready(Some(Ok(self.broken_off(cause)))),
            other => other,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}
