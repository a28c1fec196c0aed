use http::HeaderMap;
use http_body::{Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};
use tonic::{Code, Status, body::Body};
use tracing::{Span, debug, info};

/// What the machinery asks all the time, and nobody wants to read about.
const CHATTER: [&str; 2] = ["grpc.health.", "grpc.reflection."];

/// A call under way. Its line is written when its status is known, or when nobody waits for it any longer.
#[derive(Debug)]
pub(super) struct Call {
    rpc: String,
    span: Span,
    begun: Instant,
    ended: bool,
}

impl Call {
    pub(super) fn begin(rpc: String, span: Span) -> Self {
        Self { rpc, span, begun: Instant::now(), ended: false }
    }

    /// Headers carry the status when there is nothing but a status, trailers always.
    pub(super) fn look_at(&mut self, headers: &HeaderMap) {
        if let Some(status) = Status::from_header_map(headers) {
            self.ended_with(&status);
        }
    }

    fn ended_with(&mut self, status: &Status) {
        self.end(status.code(), fault::reason_of(status).map(fault::name_of));
    }

    fn end(&mut self, code: Code, reason: Option<&'static str>) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let _inside = self.span.enter();
        let duration_ms = self.begun.elapsed().as_secs_f64() * 1000.0;
        if CHATTER.iter().any(|chatter| self.rpc.starts_with(chatter)) {
            debug!(?code, reason, duration_ms, "answered");
        } else {
            info!(?code, reason, duration_ms, "answered");
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(Code::Cancelled, None);
    }
}

/// An answer's body, watched for its trailers.
pub(super) struct Watched {
    body: Body,
    call: Call,
}

impl Watched {
    pub(super) fn new(body: Body, call: Call) -> Self {
        Self { body, call }
    }
}

impl http_body::Body for Watched {
    type Data = <Body as http_body::Body>::Data;
    type Error = <Body as http_body::Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = &mut *self;
        let span = this.call.span.clone();
        let frame = span.in_scope(|| Pin::new(&mut this.body).poll_frame(context));
        match &frame {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(trailers) = frame.trailers_ref() {
                    this.call.look_at(trailers);
                }
            }
            Poll::Ready(Some(Err(status))) => this.call.ended_with(status),
            Poll::Ready(None) | Poll::Pending => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
