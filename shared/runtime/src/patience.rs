//! How long a call may take to begin its answer: what it sends counts, so that a large upload over a slow line is let end.

use http_body::{Body as HttpBody, Frame, SizeHint};
use std::{
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};
use tonic::{Status, body::Body};

/// How long a call may take beside what it takes to send.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The slowest line that is waited for, in bytes a second: 64 MiB take it 34 minutes. Who sends more slowly than that holds
/// a call for nothing.
const SLOWEST_LINE: u64 = 32 << 10;

/// The patience with one call: thirty seconds, and for each byte that has come as long as the slowest line takes for it.
#[derive(Debug)]
pub struct Patience {
    begun: Instant,
    come: Arc<AtomicU64>,
    answer_within: Duration,
    slowest_line: u64,
}

/// The answer has not begun in time.
#[derive(Debug, thiserror::Error)]
#[error("no answer in time")]
pub struct Late;

impl Patience {
    /// With the call of this body, from now on. What is read of the body that comes back is counted.
    pub fn with(body: Body) -> (Self, Body) {
        Self::of(ANSWER_WITHIN, SLOWEST_LINE, body)
    }

    fn of(answer_within: Duration, slowest_line: u64, body: Body) -> (Self, Body) {
        let come = Arc::<AtomicU64>::default();
        let counted = Body::new(Counted { body, come: come.clone() });
        (Self { begun: Instant::now(), come, answer_within, slowest_line }, counted)
    }

    /// Waits for the answer as long as the patience lasts.
    pub async fn wait<T>(&self, answer: impl Future<Output = T>) -> Result<T, Late> {
        let mut answer = pin!(answer);
        loop {
            let until = self.lasts_until();
            match timeout_at(until, &mut answer).await {
                Ok(answer) => return Ok(answer),
                Err(_) if self.lasts_until() > until => {}
                Err(_) => return Err(Late),
            }
        }
    }

    fn lasts_until(&self) -> Instant {
        let come = self.come.load(Ordering::Relaxed);
        self.begun
            + self.answer_within
            + Duration::from_millis(come.saturating_mul(1_000) / self.slowest_line)
    }
}

/// A body that says how many bytes were read of it.
struct Counted {
    body: Body,
    come: Arc<AtomicU64>,
}

impl HttpBody for Counted {
    type Data = <Body as HttpBody>::Data;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Status>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
            self.come.fetch_add(bytes, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use futures::StreamExt;
    use http_body_util::{BodyExt, StreamBody};
    use tokio::time::sleep;

    const SHORT: Duration = Duration::from_millis(300);

    /// So many pieces of a thousand bytes, one after each pause.
    fn sent(pieces: usize, pause: Duration) -> Body {
        let piece = move |_| async move {
            sleep(pause).await;
            Ok::<_, Status>(Frame::data(Bytes::from(vec![7; 1_000])))
        };
        Body::new(StreamBody::new(Box::pin(futures::stream::iter(0..pieces).then(piece))))
    }

    /// Whether a call is let end that answers with the last byte, on a line of ten thousand bytes a second at least.
    async fn is_let_end(body: Body) -> bool {
        let (patience, body) = Patience::of(SHORT, 10_000, body);
        patience.wait(body.collect()).await.is_ok()
    }

    #[tokio::test]
    async fn an_upload_that_goes_on_is_let_end_however_long_it_takes() {
        assert!(is_let_end(sent(20, Duration::from_millis(50))).await, "a second in all");
    }

    #[tokio::test]
    async fn a_call_that_sends_nothing_more_is_cut_off_in_the_usual_time() {
        let begun = Instant::now();
        assert!(!is_let_end(sent(1, Duration::from_secs(60))).await);
        assert!(begun.elapsed() < SHORT * 4);
    }

    #[tokio::test]
    async fn a_call_that_only_trickles_is_cut_off() {
        assert!(!is_let_end(sent(100, Duration::from_millis(250))).await, "four thousand bytes a second");
    }
}
