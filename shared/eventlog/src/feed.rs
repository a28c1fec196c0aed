//! The feed, as readers get it.

mod position;
mod reader;
mod rows;

use crate::{
    EventLog,
    cursor::{Cursor, foreign},
};
use contracts::events::v1::{Batch, Position, Subscription};
use fault::Fault;
use futures::{Stream, stream};
use reader::{Mode, Reader};
use tonic::Status;

impl EventLog {
    /// Where the feed ends, everything that was committed before the call included. `UNAVAILABLE` when no sequencer
    /// gets there within three seconds.
    pub async fn position(&self) -> Result<Position, Fault> {
        let end = position::end(self.shared()).await?;
        Ok(Position { cursor: end.to_string() })
    }

    /// Streams the events after a cursor, in their order. It begins with everything that was committed before the call,
    /// or with a batch without events where that is nothing; without `follow` it then ends. With it, an empty batch
    /// comes each second of quiet, and only while a sequencer numbers what is committed: who hears it has heard all.
    ///
    /// Refused with `CURSOR_FOREIGN` and `CURSOR_MALFORMED`; a stream ends with `CURSOR_FOREIGN` when a new epoch begins.
    pub async fn subscribe(
        &self,
        subscription: Subscription,
    ) -> Result<impl Stream<Item = Result<Batch, Status>> + Send + 'static, Fault> {
        let asked = Cursor::parse(&subscription.cursor)?;
        let end = position::end(self.shared()).await?;
        let from = match asked {
            None => end.at(0),
            Some(cursor) if cursor.epoch == end.epoch && cursor.position <= end.position => cursor,
            Some(_) => return Err(foreign()),
        };
        let mode = if subscription.follow { Mode::Follow } else { Mode::UntilEnd };
        let reader = Reader::new(self.shared().clone(), from, mode, end.position);
        Ok(stream::unfold(reader, |mut reader| async {
            let batch = reader.next().await.transpose()?;
            Some((batch.map_err(Status::from), reader))
        }))
    }
}
