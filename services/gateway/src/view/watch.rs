//! The caller's Current work as it changes.

use super::WorkView;
use super::onward::{Onward, part, refused};
use crate::limit::UnderWay;
use contracts::gateway::v1::{WatchWorkViewResponse, watch_work_view_response::Change};
use contracts::requests::v1::WatchIncomingRequestsRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::WatchIncomingWorkRequest;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use fault::{Fault, Reason, Refusal};
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// What the caller is told.
pub(crate) type Changes = BoxStream<'static, Result<WatchWorkViewResponse, Status>>;

/// What the reader has of each folder, in the words of the service whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    work: String,
    requests: String,
}

/// What one of the services told.
struct Told {
    change: Change,
    cursor: String,
}

/// A stream stopped that only the other side or the caller should end.
#[derive(Debug, thiserror::Error)]
#[error("the stream ended")]
struct Ended;

struct Merged<S> {
    told: S,
    cursor: Cursor,
    stop: CancellationToken,
    _under_way: UnderWay,
}

impl WorkView {
    /// Both folders' changes as they come, with the caller's own token: each service asks for access at every change. A
    /// slow reader holds both services up, which then tell many changes as one; nothing piles up here.
    pub(super) async fn watch(
        &self,
        onward: &Onward,
        cursor: Cursor,
        under_way: UnderWay,
    ) -> Result<Changes, Status> {
        let mut workflow = WorkstepServiceClient::new(self.streams.workflow.clone());
        let mut requests = RequestServiceClient::new(self.streams.requests.clone());
        let of_work = WatchIncomingWorkRequest { cursor: cursor.work.clone() };
        let of_requests = WatchIncomingRequestsRequest { cursor: cursor.requests.clone() };
        let (work, requests) = tokio::try_join!(
            part("workflow", workflow.watch_incoming_work(onward.follow(of_work))),
            part("requests", requests.watch_incoming_requests(onward.follow(of_requests))),
        )?;
        let work = told("workflow", work, |response| {
            let change = response.change.unwrap_or_default();
            Told { change: Change::IncomingWork(change), cursor: response.cursor }
        });
        let requests = told("requests", requests, |response| {
            let change = response.change.unwrap_or_default();
            Told { change: Change::IncomingRequests(change), cursor: response.cursor }
        });
        let told = stream::select(work, requests);
        Ok(Merged { told, cursor, stop: self.stop.clone(), _under_way: under_way }.into_stream())
    }
}

/// What a service tells. Its end is a failure: it says why when it means to end.
fn told<M: Send + 'static>(
    service: &'static str,
    messages: impl Stream<Item = Result<M, Status>> + Send + 'static,
    told: impl Fn(M) -> Told + Send + 'static,
) -> BoxStream<'static, Result<Told, Status>> {
    let ended = stream::once(async move { Err(Fault::unavailable(service, Ended).into()) });
    let messages = messages.map(move |message| message.map(&told).map_err(|status| refused(service, status)));
    messages.chain(ended).boxed()
}

impl<S: Stream<Item = Result<Told, Status>> + Send + Unpin + 'static> Merged<S> {
    /// Ends with the first failure of either side.
    fn into_stream(self) -> Changes {
        stream::unfold(Some(self), |merged| async {
            let mut merged = merged?;
            match merged.next().await {
                Ok(change) => Some((Ok(change), Some(merged))),
                Err(status) => Some((Err(status), None)),
            }
        })
        .boxed()
    }

    async fn next(&mut self) -> Result<WatchWorkViewResponse, Status> {
        let ended = || Status::from(Fault::unavailable("gateway", Ended));
        let told = tokio::select! {
            () = self.stop.cancelled() => return Err(ended()),
            told = self.told.next() => told.ok_or_else(ended)??,
        };
        match &told.change {
            Change::IncomingWork(_) => self.cursor.work = told.cursor,
            Change::IncomingRequests(_) => self.cursor.requests = told.cursor,
        }
        Ok(WatchWorkViewResponse { change: Some(told.change), cursor: self.cursor.in_one() })
    }
}

/// Between the two parts; neither holds it.
const BETWEEN: char = '.';

impl Cursor {
    /// Refused with `CURSOR_MALFORMED`.
    pub(super) fn parse(raw: &str) -> Result<Self, Fault> {
        if raw.is_empty() {
            return Ok(Self::default());
        }
        let malformed =
            || Refusal::new(Reason::CursorMalformed, "it is not a cursor that this stream gave out");
        let (work, requests) = raw.split_once(BETWEEN).ok_or_else(malformed)?;
        Ok(Self { work: work.to_owned(), requests: requests.to_owned() })
    }

    fn in_one(&self) -> String {
        format!("{}{BETWEEN}{}", self.work, self.requests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_both_services_cursors() {
        let cursor = Cursor { work: "ab_-".into(), requests: String::new() };
        assert_eq!(Cursor::parse(&cursor.in_one()).unwrap(), cursor);
        assert_eq!(Cursor::parse("").unwrap(), Cursor::default());
        assert_eq!(Cursor::parse("ab").unwrap_err().reason(), Reason::CursorMalformed);
    }
}
