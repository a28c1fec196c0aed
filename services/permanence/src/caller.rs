//! Somebody who calls the gateway with a token.

use std::time::Duration;
use tokio::time::{Instant, sleep};
use tonic::metadata::{Ascii, MetadataValue, errors::InvalidMetadataValue};
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status};

/// How long a part of the suite may be away before a caller gives up.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(crate) struct Caller {
    gateway: Channel,
    bearer: MetadataValue<Ascii>,
}

impl Caller {
    pub(crate) fn new(gateway: Channel, token: &str) -> Result<Self, InvalidMetadataValue> {
        Ok(Self { gateway, bearer: format!("Bearer {token}").parse()? })
    }

    /// Where calls go.
    pub(crate) fn gateway(&self) -> Channel {
        self.gateway.clone()
    }

    /// The message with the caller's token.
    pub(crate) fn ask<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", self.bearer.clone());
        request
    }

    /// Calls with the message, and again while a part of the suite is away: the same `request_id` does nothing twice.
    pub(crate) async fn insist<M: Clone, A>(
        &self,
        message: M,
        call: impl AsyncFn(Request<M>) -> Result<Response<A>, Status>,
    ) -> Result<A, Status> {
        let patience = Instant::now() + PATIENCE;
        loop {
            match call(self.ask(message.clone())).await {
                Err(status) if status.code() == Code::Unavailable && Instant::now() < patience => {
                    sleep(Duration::from_millis(50)).await;
                }
                answer => return answer.map(Response::into_inner),
            }
        }
    }
}

/// A refusal in one line for people: the reason for programs first, then every sentence that the services gave.
pub(crate) fn in_one_line(status: &Status) -> String {
    let reason = fault::reason_of(status)
        .map_or_else(|| format!("{:?}", status.code()), |it| fault::name_of(it).into());
    format!("{reason}: {}", status.message())
}
