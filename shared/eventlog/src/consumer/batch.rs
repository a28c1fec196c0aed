//! Applies a batch, however often others moved the cursor meanwhile.

use super::{
    Broken, Consumer,
    apply::Unapplied,
    parked,
    standing::{Advance, Advanced},
};
use crate::{Record, begin, cursor::Cursor, metrics};
use contracts::events::v1::{Batch, Event};
use sqlx::{PgConnection, Postgres, Transaction};
use std::borrow::Cow;

/// How often events of a batch may meet commands before the one at hand counts as poison.
const RACES: usize = 10;

/// How taking in a batch ended.
pub(super) enum TakenIn {
    /// All of it is applied.
    Applied(Advanced),
    /// Somebody else applied it, and more.
    Elsewhere,
    /// The cursor was moved into another epoch, or back: the batch does not follow it.
    Overtaken,
}

/// How one transaction ended.
enum Attempt {
    Applied(Advanced),
    Lost,
    /// The event at this index met a command on the same row: it is applied again to what stands there now.
    Raced(usize, Cow<'static, str>),
    /// The event at this index can never be applied.
    Poisoned(usize, Cow<'static, str>),
    /// Something among them cannot: which, is seen when they are applied one by one.
    Unclear(Cow<'static, str>),
}

/// How the events of one transaction are applied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Together,
    OneByOne,
}

/// Events on their way: all are after `from`, and the last leads to `to`.
struct Part<'a> {
    from: String,
    to: Cursor,
    events: &'a [Event],
    heard_all: bool,
}

impl Consumer {
    /// Applies what the cursor has not passed yet. `from` is where the cursor was last seen; `heard_all` says that nothing
    /// more is known to come.
    pub(super) async fn take_in(
        &self,
        mut from: String,
        batch: &Batch,
        heard_all: bool,
    ) -> Result<TakenIn, Broken> {
        let end = end_of(batch)?;
        let (mut races, mut how) = (0, How::Together);
        loop {
            let Some(position) = position_in(&end, &from)? else { return Ok(TakenIn::Overtaken) };
            if position > end.position {
                return Ok(TakenIn::Elsewhere);
            }
            // Positions have no gaps: so many events lie between the cursor and the batch's end.
            let ahead = usize::try_from(end.position - position).unwrap_or(usize::MAX);
            // More than the batch has: somebody set the cursor back.
            let Some(passed) = batch.events.len().checked_sub(ahead) else { return Ok(TakenIn::Overtaken) };
            let events = &batch.events[passed..];
            let part = Part { from, to: end.clone(), events, heard_all };
            match self.attempt(&part, how).await? {
                Attempt::Applied(advanced) => return Ok(TakenIn::Applied(advanced)),
                Attempt::Lost => {}
                Attempt::Unclear(reason) => {
                    self.tell_of_the_unclear(part.events.len(), &reason);
                    how = How::OneByOne;
                }
                Attempt::Raced(..) if races < RACES => races += 1,
                Attempt::Raced(index, reason) | Attempt::Poisoned(index, reason) => {
                    self.pass(&part, index, &reason).await?;
                }
            }
            from = self.cursor().await?;
        }
    }

    /// Applies all events of the part in one transaction, or none.
    async fn attempt(&self, part: &Part<'_>, how: How) -> Result<Attempt, Broken> {
        let mut transaction = begin(self.log.pool()).await?;
        let mut record = Record::default();
        let attempt = self.fill(&mut transaction, (part, how), &mut record).await?;
        if !matches!(attempt, Attempt::Applied(_)) {
            transaction.rollback().await?;
            return Ok(attempt);
        }
        self.commit(transaction, &record).await?;
        metrics::applied(self.upstream.name(), part.events.len());
        Ok(attempt)
    }

    async fn fill(
        &self,
        transaction: &mut PgConnection,
        (part, how): (&Part<'_>, How),
        record: &mut Record,
    ) -> Result<Attempt, Broken> {
        let Some(advanced) = self.advance(part).await?.make(transaction).await? else {
            return Ok(Attempt::Lost);
        };
        let mut ready = Vec::with_capacity(part.events.len());
        for (index, event) in part.events.iter().enumerate() {
            if advanced.parked.iter().any(|key| key == parked::key(event)) {
                parked::park(transaction, self.upstream.name(), event, "waits for an earlier one").await?;
            } else {
                ready.push((index, event));
            }
        }
        let failed = if how == How::Together && ready.len() > 1 {
            self.apply_together(transaction, &ready, record).await?
        } else {
            self.apply_one_by_one(transaction, &ready, record).await?
        };
        Ok(failed.unwrap_or(Attempt::Applied(advanced)))
    }

    /// Says how it failed, if it did.
    async fn apply_one_by_one(
        &self,
        transaction: &mut PgConnection,
        ready: &[(usize, &Event)],
        record: &mut Record,
    ) -> Result<Option<Attempt>, Broken> {
        for (index, event) in ready {
            match self.apply.apply(transaction, event).await {
                Ok(events) => record.events.extend(events),
                Err(error) => {
                    return Ok(Some(match error.sort()? {
                        Unapplied::Raced(reason) => Attempt::Raced(*index, reason),
                        Unapplied::Poison(reason) => Attempt::Poisoned(*index, reason),
                    }));
                }
            }
        }
        Ok(None)
    }

    /// Says that it failed, if it did.
    async fn apply_together(
        &self,
        transaction: &mut PgConnection,
        ready: &[(usize, &Event)],
        record: &mut Record,
    ) -> Result<Option<Attempt>, Broken> {
        let events: Vec<&Event> = ready.iter().map(|(_, event)| *event).collect();
        match self.apply.apply_together(transaction, &events).await {
            Ok(events) => record.events.extend(events),
            Err(error) => {
                let (Unapplied::Raced(reason) | Unapplied::Poison(reason)) = error.sort()?;
                return Ok(Some(Attempt::Unclear(reason)));
            }
        }
        Ok(None)
    }

    /// Where none of them fails alone, nothing else tells that together they do.
    fn tell_of_the_unclear(&self, events: usize, reason: &str) {
        tracing::warn!(
            feed.upstream = self.upstream.name(),
            feed.events = events,
            error = reason,
            "events that could not be applied together are applied one by one"
        );
    }

    /// Commits what was applied and what it recorded.
    pub(super) async fn commit(
        &self,
        mut transaction: Transaction<'_, Postgres>,
        record: &Record,
    ) -> Result<(), sqlx::Error> {
        if let Some(events) = record.events_json() {
            sqlx::query("select record($1, null, null)").bind(events).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        if !record.events.is_empty() {
            self.apply.committed(&record.events);
            self.log.committed();
        }
        Ok(())
    }

    /// Applies the events before a poison one, and parks that.
    async fn pass(&self, part: &Part<'_>, index: usize, reason: &str) -> Result<(), Broken> {
        let first = part.to.position - part.events.len() as i64 + 1;
        let before = part.to.at(first + index as i64 - 1);
        let mut from = part.from.clone();
        if index > 0 {
            let to = before.clone();
            let sound = Part { from, to, events: &part.events[..index], heard_all: false };
            // Whatever else happened, the next look at the cursor tells.
            let Attempt::Applied(_) = self.attempt(&sound, How::OneByOne).await? else { return Ok(()) };
            from = before.to_string();
        }
        let poison = &part.events[index];
        let to = before.at(before.position + 1);
        let alone = Part { from, to, events: &[], heard_all: false };
        let mut transaction = begin(self.log.pool()).await?;
        if self.advance(&alone).await?.make(&mut transaction).await?.is_some() {
            parked::park(&mut transaction, self.upstream.name(), poison, reason).await?;
            transaction.commit().await?;
            parked::alarm(self.upstream.name(), poison, reason);
        }
        Ok(())
    }

    async fn advance<'a>(&self, part: &'a Part<'_>) -> Result<Advance<'a>, sqlx::Error> {
        let Part { from, to, heard_all, .. } = part;
        let replica = self.replica().await?;
        Ok(Advance { upstream: self.upstream.name(), from, to, heard_all: *heard_all, replica })
    }
}

fn end_of(batch: &Batch) -> Result<Cursor, Broken> {
    match Cursor::parse(&batch.cursor) {
        Ok(Some(end)) => Ok(end),
        Ok(None) | Err(_) => Err(Broken::Malformed),
    }
}

/// The position of `from` in the epoch of `end`: none where it is of another epoch.
fn position_in(end: &Cursor, from: &str) -> Result<Option<i64>, Broken> {
    match Cursor::parse(from) {
        Ok(None) => Ok(Some(0)),
        Ok(Some(cursor)) if cursor.epoch == end.epoch => Ok(Some(cursor.position)),
        Ok(Some(_)) | Err(_) => Ok(None),
    }
}
