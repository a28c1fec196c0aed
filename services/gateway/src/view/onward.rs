//! A call that the gateway makes on behalf of its caller.

use crate::pass::{DEFAULT_DEADLINE, deadline_of};
use fault::{Class, Fault, class_of, reason_of};
use std::time::Duration;
use tonic::metadata::{Ascii, MetadataMap, MetadataValue};
use tonic::{Request, Response, Status};

/// What travels from the caller to each part: who is asking, how long it may take, which trace it belongs to.
const TRAVELS: [&str; 3] = ["authorization", "traceparent", "tracestate"];

pub(crate) struct Onward {
    travels: Vec<(&'static str, MetadataValue<Ascii>)>,
    within: Duration,
}

impl Onward {
    pub(crate) fn of<T>(call: &Request<T>) -> Self {
        let metadata = call.metadata();
        let carried = |name: &'static str| Some((name, metadata.get(name)?.clone()));
        Self {
            travels: TRAVELS.into_iter().filter_map(carried).collect(),
            within: deadline_of(metadata.as_ref()).unwrap_or(DEFAULT_DEADLINE),
        }
    }

    /// The message, as the caller themselves would have sent it.
    pub(crate) fn ask<T>(&self, message: T) -> Request<T> {
        let mut request = self.follow(message);
        request.set_timeout(self.within);
        request
    }

    /// The message that opens a stream, which lasts as long as whoever serves it lets it last.
    pub(crate) fn follow<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        for (name, value) in &self.travels {
            request.metadata_mut().insert(*name, value.clone());
        }
        request
    }

    /// Waits for a composed answer as long as the caller would.
    pub(crate) async fn in_time<T>(
        &self,
        view: impl Future<Output = Result<T, Status>>,
    ) -> Result<Response<T>, Status> {
        match tokio::time::timeout(self.within, view).await {
            Ok(view) => view.map(Response::new),
            Err(late) => Err(Fault::unavailable("gateway", late).into()),
        }
    }
}

/// Waits for one part. What the part refuses is the caller's to read, as it stands; a part that fails makes the whole
/// UNAVAILABLE under its name, because half a view would pass for a whole one.
pub(crate) async fn part<T>(
    service: &'static str,
    call: impl Future<Output = Result<Response<T>, Status>>,
) -> Result<T, Status> {
    call.await.map(Response::into_inner).map_err(|status| refused(service, status))
}

/// What the caller is told when a part refuses or fails.
pub(crate) fn refused(service: &'static str, mut status: Status) -> Status {
    if is_a_refusal(&status) {
        *status.metadata_mut() = MetadataMap::new();
        return status;
    }
    Fault::unavailable(service, status).into()
}

fn is_a_refusal(status: &Status) -> bool {
    use fault::Reason::DirectoryStale;
    reason_of(status).is_some_and(|reason| match class_of(reason) {
        Class::Unavailable => reason == DirectoryStale,
        class => class != Class::Internal,
    })
}
