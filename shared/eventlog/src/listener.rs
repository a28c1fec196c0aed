//! Hears what the other replicas tell.

use crate::{
    log::Shared,
    signal::{Signal, channel},
};
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

/// Listens until the service stops. While the connection is lost, polls alone wake readers.
pub(crate) async fn run(shared: Arc<Shared>) {
    while !shared.stop.is_cancelled() {
        let ended = tokio::select! {
            () = shared.stop.cancelled() => return,
            ended = listen(&shared) => ended,
        };
        if let Err(error) = ended {
            tracing::warn!(source = shared.source, error = %fault::describe(&error), "lost the notifications; listening again");
        }
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = sleep(Duration::from_millis(250)) => {}
        }
    }
}

async fn listen(shared: &Shared) -> Result<(), sqlx::Error> {
    let options = (*shared.pool.connect_options()).clone().application_name("permanence eventlog listener");
    let own = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = own.connect_lazy_with(options);
    let channel = channel(&pool).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.ignore_pool_close_event(true);
    listener.listen(&channel).await?;
    while let Some(notification) = listener.try_recv().await? {
        hear(shared, Signal::parse(notification.payload()));
    }
    Ok(())
}

/// What the sequencer of this very process says was known here before it was notified.
fn hear(shared: &Shared, signal: Option<Signal>) {
    let leading = *shared.leading.borrow();
    match signal {
        Some(Signal::Committed) if leading => shared.committed.notify_one(),
        Some(Signal::Reaches(end)) if !leading => shared.tail.reaches(end),
        Some(Signal::Pulse(position, floor)) if !leading => shared.tail.pulse(position, floor),
        Some(Signal::SealWanted) if leading => shared.seal_wanted.notify_one(),
        Some(Signal::StandsBy) if leading => drop(shared.stand_by.send_replace(Instant::now())),
        _ => {}
    }
}
