//! One channel: claims what is due, asks again whether it may go out, sends, and notes what came of it.

use super::wire::Wire;
use crate::domain::delivery::Outcome;
use crate::outside::Way;
use crate::rpc;
use crate::store::sending::{self, Claimed, Ready};
use calendar::Clock;
use chrono::TimeDelta;
use fault::{Fault, Reason};
use identity::{Caller, Policies, Resource};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether anything is due.
const LOOK: Duration = Duration::from_millis(250);
/// How much longer a claim holds than the other side may take.
const BEYOND_THE_TIMEOUT: Duration = Duration::from_secs(10);
/// After how long it is asked again whether somebody may hear, when the directory was not heard itself.
const ASK_AGAIN: TimeDelta = TimeDelta::seconds(2);

/// One channel of one replica. Any number of replicas may send: a message is claimed by its row.
#[derive(Clone)]
pub struct Lane {
    /// The database.
    pub pool: PgPool,
    /// The time, and ids.
    pub clock: Clock,
    /// Who may hear of what.
    pub policies: Arc<Policies>,
    /// How messages go out.
    pub way: Arc<Way>,
    /// What it sends over.
    pub wire: Arc<Wire>,
}

/// Whether a message may go out.
enum Hears {
    Yes,
    No,
    /// The directory was not heard for a while: nobody can tell.
    Unknown,
}

impl Lane {
    /// Sends until the service stops; what is under way then ends first.
    pub async fn run(self, stop: CancellationToken) {
        let mut under_way = JoinSet::new();
        loop {
            let free = self.way.at_once.saturating_sub(under_way.len());
            for claimed in self.claimed(free).await {
                under_way.spawn(self.clone().carry(claimed));
            }
            tokio::select! {
                () = stop.cancelled() => break,
                // One that has ended lets the next of its webhook go out.
                Some(_ended) = under_way.join_next() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    async fn claimed(&self, free: usize) -> Vec<Claimed> {
        if free == 0 {
            return Vec::new();
        }
        let (claim, now) = (self.clock.new_id(), self.clock.now());
        let so_long = self.way.timeout + BEYOND_THE_TIMEOUT;
        let claimed = sending::claim(&self.pool, self.wire.channel(), claim, now, free, so_long).await;
        claimed.unwrap_or_else(|error| {
            tracing::warn!(error = %fault::describe(&error), "messages cannot be claimed; trying again");
            Vec::new()
        })
    }

    async fn carry(self, claimed: Claimed) {
        if let Err(fault) = self.send(claimed).await {
            // The claim runs out, and somebody tries again.
            tracing::warn!(
                delivery.id = %claimed.delivery_id,
                error = %fault::describe(&fault),
                "a message is left to whoever claims it next"
            );
        }
    }

    async fn send(&self, claimed: Claimed) -> Result<(), Fault> {
        let Some(ready) = sending::ready(&self.pool, claimed).await? else { return Ok(()) };
        if let Some(accepted) = &ready.accepted {
            let outcome = self.wire.ask(accepted, self.clock.now()).await?;
            return self.settle(claimed, accepted.attempt, ready.tries, &outcome).await;
        }
        let hears = self.hears(&ready)?;
        if !matches!(hears, Hears::Yes) || !self.wire.reaches(&ready) {
            return self.keep_back(claimed, &hears).await;
        }
        let Some(attempt) = sending::begin(&self.pool, claimed, self.clock.now()).await? else {
            return Ok(());
        };
        let outcome = self.wire.send(claimed.delivery_id, &ready, self.clock.now()).await?;
        self.settle(claimed, attempt, ready.tries + 1, &outcome).await
    }

    async fn settle(
        &self,
        claimed: Claimed,
        attempt: i32,
        tries: u32,
        outcome: &Outcome,
    ) -> Result<(), Fault> {
        let (id, now) = (claimed.delivery_id, self.clock.now());
        let again_at = outcome.again_at(id, tries, &self.way.schedule, now);
        sending::end(&self.pool, claimed, attempt, outcome, again_at, now).await?;
        tracing::info!(
            delivery.id = %id,
            delivery.status = outcome.status.as_str(),
            delivery.attempt = attempt,
            delivery.detail = outcome.detail,
            delivery.is_over = again_at.is_none(),
            "a message was sent"
        );
        Ok(())
    }

    async fn keep_back(&self, claimed: Claimed, hears: &Hears) -> Result<(), Fault> {
        let now = self.clock.now();
        match hears {
            Hears::Unknown => sending::put_off(&self.pool, claimed, now + ASK_AGAIN).await?,
            Hears::Yes | Hears::No => sending::withhold(&self.pool, claimed, now).await?,
        }
        Ok(())
    }

    /// Asks what the list of notifications would be asked at this moment.
    fn hears(&self, ready: &Ready) -> Result<Hears, Fault> {
        let Some(subject) = &ready.subject else { return Ok(Hears::No) };
        let record = match ready.child_id.as_str() {
            "" => Resource::Council,
            child_id => Resource::Record { child_id: child_id.to_owned() },
        };
        let worker = Caller::named(subject);
        match self.policies.authorise(&worker, ready.access.clone(), rpc::LIST_NOTIFICATIONS, record) {
            Ok(_) => Ok(Hears::Yes),
            Err(fault) => match fault.reason() {
                Reason::WorkerUnknown | Reason::WorkerInactive | Reason::NotPermitted => Ok(Hears::No),
                Reason::DirectoryStale => Ok(Hears::Unknown),
                _ => Err(fault),
            },
        }
    }
}
