//! Streams of what changed in a list that a person looks at.
//!
//! Nobody asks the database to find out whether to ask it: an event wakes those whose list, or whose rows, it mentions,
//! and what is there is compared with what their reader has. What the reader has is the cursor: so the stream goes on at
//! any replica, after any restart, whatever happened meanwhile.

mod held;
mod mentions;

pub use held::Held;
pub use mentions::Mentions;

use calendar::Clock;
use chrono::{DateTime, Utc};
use fault::{Fault, Reason, Refusal};
use futures::{Stream, StreamExt, future::ready, stream};
use mentions::Watch;
use std::{collections::HashSet, time::Duration};
use tonic::Status;
use uuid::Uuid;

/// How often is looked without having been woken: for what changes by the date alone, and as the net.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How many rows one change tells of at most.
const AT_ONCE: usize = 200;

/// A list that somebody looks at.
pub trait Watched: Send + Sync + 'static {
    /// One row.
    type Row: Send + Sync;
    /// What the reader is told.
    type Message: Send + 'static;

    /// What there is to tell a reader who has this, at most so many rows. It asks first whether the reader may look.
    fn since(&self, held: &Held, rows: usize)
    -> impl Future<Output = Result<Since<Self::Row>, Fault>> + Send;

    /// Puts a change into words. It leaves an entry of what is told before it is.
    fn told(&self, change: Change<Self::Row>) -> impl Future<Output = Result<Self::Message, Fault>> + Send;
}

/// What there is to tell.
pub struct Since<Row> {
    /// The worker who reads.
    pub reader: Uuid,
    /// Rows that the reader has not, or has otherwise.
    pub rows: Vec<Marked<Row>>,
    /// Rows that the reader has and that are there no longer.
    pub gone: Vec<Uuid>,
    /// How many there are.
    pub total: i64,
    /// The ids of all that changes the list besides its rows: whose hands it shows.
    pub lists: Vec<Uuid>,
}

/// A row with the mark of how it looks.
pub struct Marked<Row> {
    /// The row's id.
    pub id: Uuid,
    /// Another one when anything that is shown is another.
    pub mark: i32,
    /// The row.
    pub row: Row,
}

/// What is told at once.
pub struct Change<Row> {
    /// The worker who reads.
    pub reader: Uuid,
    /// Set when the reader shall forget all; with the reason, where a cursor was given in vain.
    pub reset: Option<Option<Reason>>,
    /// Rows that the reader has not.
    pub added: Vec<Row>,
    /// Rows that the reader has otherwise.
    pub changed: Vec<Row>,
    /// Rows that are there no longer.
    pub gone: Vec<Uuid>,
    /// How many there are.
    pub total: i32,
    /// What the reader then has.
    pub cursor: String,
}

/// For how long somebody may watch.
pub struct Until {
    /// The time.
    pub clock: Clock,
    /// When the token expires.
    pub expires: DateTime<Utc>,
}

struct Watcher<W> {
    watched: W,
    watch: Watch,
    until: Until,
    held: Held,
    /// What an event has to mention to be of interest.
    by: HashSet<Uuid>,
    /// Whether the reader was told anything yet.
    begun: bool,
    /// Whether to look before the next event.
    look_now: bool,
}

/// Streams what becomes of a list, beginning with what its reader has; the first change may hold nothing, and is looked
/// for before this returns: who may not look is refused at once. From then on is looked only when the reader takes what is
/// told: a slow reader gets many changes as one. The stream ends with whatever looking is refused with, with
/// `TOKEN_EXPIRED`, and with `UNAVAILABLE` when the service stops.
pub async fn watching<W: Watched>(
    mentions: &Mentions,
    until: Until,
    held: Held,
    watched: W,
) -> Result<impl Stream<Item = Result<W::Message, Status>> + Send + 'static, Fault> {
    let watch = mentions.watch();
    let by = HashSet::new();
    let mut watcher = Watcher { watched, watch, until, held, by, begun: false, look_now: true };
    let first = watcher.next().await?;
    let later = stream::unfold(Some(watcher), |watcher| async {
        let mut watcher = watcher?;
        match watcher.next().await {
            Ok(message) => Some((Ok(message), Some(watcher))),
            Err(fault) => Some((Err(fault.into()), None)),
        }
    });
    Ok(stream::once(ready(Ok(first))).chain(later))
}

impl<W: Watched> Watcher<W> {
    async fn next(&mut self) -> Result<W::Message, Fault> {
        loop {
            if !self.look_now {
                self.woken().await?;
            }
            self.expect_time_left()?;
            if let Some(change) = self.look().await? {
                self.begun = true;
                return self.watched.told(change).await;
            }
        }
    }

    async fn woken(&mut self) -> Result<(), Fault> {
        let left = (self.until.expires - self.until.clock.now()).to_std().unwrap_or_default();
        tokio::select! {
            mentioned = self.watch.mentioned(&self.by) => mentioned,
            () = tokio::time::sleep(LOOK_AGAIN.min(left)) => Ok(()),
        }
    }

    fn expect_time_left(&self) -> Result<(), Refusal> {
        if self.until.clock.now() < self.until.expires {
            return Ok(());
        }
        Err(Refusal::new(Reason::TokenExpired, "the token has expired"))
    }

    /// What is new to the reader, if anything is.
    async fn look(&mut self) -> Result<Option<Change<W::Row>>, Fault> {
        let (before, since) = self.since().await?;
        let Since { reader, rows, gone, total, lists } = since;
        let total = i32::try_from(total).unwrap_or(i32::MAX);
        let quiet = rows.is_empty() && gone.is_empty() && total == before.total();
        self.look_now = rows.len() == AT_ONCE;
        self.held = before.clone().told(&gone, rows.iter().map(|row| (row.id, row.mark)), total);
        self.by = lists.into_iter().chain(self.held.rows()).collect();
        if quiet && self.begun {
            return Ok(None);
        }
        let (changed, added): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| before.has(row.id));
        Ok(Some(Change {
            reader,
            reset: before.reset(),
            added: added.into_iter().map(|row| row.row).collect(),
            changed: changed.into_iter().map(|row| row.row).collect(),
            gone,
            total,
            cursor: self.held.cursor(reader),
        }))
    }

    /// What the reader has, and what there is to tell. Whose a cursor was is known only once it is known who reads; one
    /// that was somebody else's says nothing.
    async fn since(&self) -> Result<(Held, Since<W::Row>), Fault> {
        let since = self.watched.since(&self.held, AT_ONCE).await?;
        let held = self.held.clone().proven(since.reader);
        if held.says_as_much_as(&self.held) {
            return Ok((held, since));
        }
        let since = self.watched.since(&held, AT_ONCE).await?;
        Ok((held, since))
    }
}
