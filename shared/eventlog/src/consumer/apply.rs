//! What a service does with an event.

use crate::{NewEvent, record::STALE, trace};
use contracts::events::v1::Event;
use futures::{FutureExt, future::BoxFuture};
use sqlx::PgConnection;
use std::{borrow::Cow, panic::AssertUnwindSafe};
use tracing::Instrument;

/// Applies events of one upstream feed.
pub trait Apply: Send + Sync + 'static {
    /// Applies one event in the transaction that moves the cursor past it, and returns events of this service's own: those
    /// that are not recorded yet ([`NewEvent::recorded`]) are, in the same transaction. Events come in their order, each in
    /// effect once; only after a resync they come again from the first on, so an event whose `subject_version` is not newer
    /// than what is stored is passed over. An event that is none of its business is passed over too.
    ///
    /// The transaction holds other events as well: no commit, no rollback, no catching of a failed statement.
    fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> impl Future<Output = Result<Vec<NewEvent>, ApplyError>> + Send;

    /// Applies what came together, in its order, with the effect of one [`Apply::apply`] after the other. A service whose statements
    /// take many at once says here how. Where it fails, all of it is rolled back and applied one by one, so that the event that
    /// cannot be applied is found: it need not say which.
    fn apply_together(
        &self,
        transaction: &mut PgConnection,
        events: &[&Event],
    ) -> impl Future<Output = Result<Vec<NewEvent>, ApplyError>> + Send {
        async move {
            let mut recorded = Vec::new();
            for event in events {
                recorded.extend(apply_in_its_trace(self, transaction, event).await?);
            }
            Ok(recorded)
        }
    }

    /// Whether it may do anything at an event. What does not concern it is passed over together with what comes next, at most
    /// half a second later; of many others' events a service then needs no transaction of its own for each.
    fn concerns(&self, _event: &Event) -> bool {
        true
    }

    /// What was recorded here is committed; its numbers are still to come. It hastens what the own feed tells too, and may be missed: a
    /// process that ends right after the commit never says it.
    fn committed(&self, _recorded: &[NewEvent]) {}
}

/// Why an event could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// It never can be: it is parked with its child's later events. The reason holds no name and no answer.
    #[error("poison: {0}")]
    Poison(Cow<'static, str>),
    /// A statement failed. What the event's own values broke, as a constraint, is poison; all else is tried again, and
    /// what `stale(...)` raised at once.
    #[error("a statement failed")]
    Database(#[from] sqlx::Error),
}

impl From<prost::DecodeError> for ApplyError {
    fn from(_: prost::DecodeError) -> Self {
        ApplyError::Poison("its payload does not decode".into())
    }
}

/// The payload of an event, whose `type` says that it is an `M`.
pub fn payload<M: prost::Name + Default>(event: &Event) -> Result<M, ApplyError> {
    let data = event.data.as_ref().ok_or(ApplyError::Poison("it has no payload".into()))?;
    if event.r#type != M::full_name() {
        return Err(ApplyError::Poison(format!("its payload is no {}", M::full_name()).into()));
    }
    Ok(M::decode(data.value.as_slice())?)
}

/// What to do about an event that was not applied.
pub(super) enum Unapplied {
    /// Apply it again: a command was faster.
    Raced(Cow<'static, str>),
    /// Park it.
    Poison(Cow<'static, str>),
}

impl ApplyError {
    /// Data exceptions (22), broken constraints (23) and what functions raise (P0, PM) come from what the event says. What
    /// is neither that nor a lost race is given back: an outage, or a database that does not fit the program. It is to
    /// be repaired, not to be passed over.
    pub(super) fn sort(self) -> Result<Unapplied, sqlx::Error> {
        let error = match self {
            ApplyError::Poison(reason) => return Ok(Unapplied::Poison(reason)),
            ApplyError::Database(error) => error,
        };
        let Some(refused) = error.as_database_error() else { return Err(error) };
        let state = refused.code().unwrap_or_default();
        // The message is left out: it may quote values.
        let constraint = refused.constraint().map(|name| format!(", constraint {name}")).unwrap_or_default();
        let reason = format!("SQL state {state}{constraint}").into();
        match &*state {
            "40001" | "40P01" | STALE => Ok(Unapplied::Raced(reason)),
            _ if ["22", "23", "P0", "PM"].iter().any(|class| state.starts_with(class)) => {
                Ok(Unapplied::Poison(reason))
            }
            _ => Err(error),
        }
    }
}

/// [`Apply`] behind a pointer, with panics as poison.
pub(super) trait BoxedApply: Send + Sync {
    /// One event, in its trace.
    fn apply<'a>(
        &'a self,
        transaction: &'a mut PgConnection,
        event: &'a Event,
    ) -> BoxFuture<'a, Result<Vec<NewEvent>, ApplyError>>;

    /// Several, in a span that is linked with the trace of each.
    fn apply_together<'a>(
        &'a self,
        transaction: &'a mut PgConnection,
        events: &'a [&'a Event],
    ) -> BoxFuture<'a, Result<Vec<NewEvent>, ApplyError>>;

    fn concerns(&self, event: &Event) -> bool;

    fn committed(&self, recorded: &[NewEvent]);
}

impl<A: Apply> BoxedApply for A {
    fn apply<'a>(
        &'a self,
        transaction: &'a mut PgConnection,
        event: &'a Event,
    ) -> BoxFuture<'a, Result<Vec<NewEvent>, ApplyError>> {
        apply_in_its_trace(self, transaction, event).boxed()
    }

    fn apply_together<'a>(
        &'a self,
        transaction: &'a mut PgConnection,
        events: &'a [&'a Event],
    ) -> BoxFuture<'a, Result<Vec<NewEvent>, ApplyError>> {
        let span = tracing::info_span!("apply together", events = events.len());
        for event in events {
            trace::link(&span, &event.traceparent);
        }
        unless_it_panics(Apply::apply_together(self, transaction, events)).instrument(span).boxed()
    }

    fn concerns(&self, event: &Event) -> bool {
        Apply::concerns(self, event)
    }

    fn committed(&self, recorded: &[NewEvent]) {
        Apply::committed(self, recorded);
    }
}

async fn apply_in_its_trace<A: Apply + ?Sized>(
    apply: &A,
    transaction: &mut PgConnection,
    event: &Event,
) -> Result<Vec<NewEvent>, ApplyError> {
    let span = tracing::info_span!("apply", event.r#type = event.r#type, event.id = event.id);
    trace::continue_from(&span, &event.traceparent);
    unless_it_panics(apply.apply(transaction, event)).instrument(span).await
}

async fn unless_it_panics(
    applying: impl Future<Output = Result<Vec<NewEvent>, ApplyError>> + Send,
) -> Result<Vec<NewEvent>, ApplyError> {
    let panicked = |_| Err(ApplyError::Poison("the program panicked over it".into()));
    AssertUnwindSafe(applying).catch_unwind().await.unwrap_or_else(panicked)
}
