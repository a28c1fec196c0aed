//! One channel: claims what is due, asks again whether it may go out, sends, and notes what came of it.

use super::hears::{Hears, hears};
use super::http::NO_ANSWER;
use super::metrics;
use super::wire::Wire;
use crate::domain::delivery::{Channel, Outcome, Stage};
use crate::outside::Way;
use crate::store::sending::{self, Claimed, Ready};
use calendar::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use fault::Fault;
use identity::Policies;
use sqlx::PgPool;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// More webhooks than a council has.
const WEBHOOKS_AT_ONCE: usize = 1_000;
/// How often it is looked whether anything is due that nobody here knows of.
const LOOK: Duration = Duration::from_millis(250);
/// How long it waits at least before it looks again.
const SHORTEST: Duration = Duration::from_millis(2);
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

/// When what failed here is tried again. What others put off, or what this lane knew before it started, is found by looking.
#[derive(Debug, Default)]
struct Again(BinaryHeap<Reverse<DateTime<Utc>>>);

impl Again {
    fn note(&mut self, ended: Result<Option<DateTime<Utc>>, JoinError>) {
        // A send that panicked leaves its claim to run out.
        self.0.extend(ended.ok().flatten().map(Reverse));
    }

    /// How long nothing is to be looked for.
    fn pause(&mut self, now: DateTime<Utc>) -> Duration {
        while self.0.peek().is_some_and(|Reverse(at)| *at <= now) {
            self.0.pop();
        }
        let next = self.0.peek().and_then(|Reverse(at)| (*at - now).to_std().ok());
        next.map_or(LOOK, |next| next.clamp(SHORTEST, LOOK))
    }
}

impl Lane {
    /// Sends until the service stops; what is under way then ends first. While there is work it is looked for more as soon as
    /// a message has ended; what failed is looked for again when its pause is over.
    pub async fn run(self, stop: CancellationToken) {
        let mut under_way = JoinSet::new();
        let mut again = Again::default();
        loop {
            let free = self.at_once().saturating_sub(under_way.len());
            for ready in self.claimed(free).await {
                under_way.spawn(self.clone().carry(ready));
            }
            tokio::select! {
                () = stop.cancelled() => break,
                // One that has ended lets the next of its webhook go out. Those that ended with it are looked for with it.
                Some(ended) = under_way.join_next() => {
                    again.note(ended);
                    while let Some(ended) = under_way.try_join_next() {
                        again.note(ended);
                    }
                }
                () = tokio::time::sleep(again.pause(self.clock.now())) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// A webhook has one message under way at a time, so each has its own share: slow ones take nothing from others.
    fn at_once(&self) -> usize {
        match self.wire.channel() {
            Channel::Webhook => WEBHOOKS_AT_ONCE,
            Channel::Email | Channel::Sms => self.way.at_once,
        }
    }

    async fn claimed(&self, free: usize) -> Vec<Ready> {
        if free == 0 {
            return Vec::new();
        }
        let (claim, now) = (self.clock.new_id(), self.clock.now());
        let so_long = self.wire.answers_within(self.way.timeout) + BEYOND_THE_TIMEOUT;
        let claimed = sending::claim(&self.pool, self.wire.channel(), claim, now, free, so_long).await;
        claimed.unwrap_or_else(|error| {
            tracing::warn!(error = %fault::describe(&error), "messages cannot be claimed; trying again");
            Vec::new()
        })
    }

    /// Gives when the message is tried again.
    async fn carry(self, ready: Ready) -> Option<DateTime<Utc>> {
        let claimed = ready.claimed;
        self.send(ready).await.unwrap_or_else(|fault| {
            // The claim runs out, and somebody tries again.
            tracing::warn!(
                delivery.id = %claimed.delivery_id,
                error = %fault::describe(&fault),
                "a message is left to whoever claims it next"
            );
            None
        })
    }

    async fn send(&self, ready: Ready) -> Result<Option<DateTime<Utc>>, Fault> {
        let claimed = ready.claimed;
        if let Some(accepted) = &ready.accepted {
            let outcome = self.wire.ask(accepted, self.clock.now()).await?;
            return self.settle(claimed, accepted.attempt, ready.tries, &outcome).await;
        }
        if let Some(attempt) = ready.cut_off.filter(|_| ready.tries >= self.way.schedule.attempts) {
            // As by a kill, the last time that it was to be tried.
            let outcome = Outcome::new(Stage::TechnicalFailure, "the attempt was cut off");
            return self.settle(claimed, attempt, ready.tries, &outcome).await;
        }
        if let Some((hours, over_at)) = self.wire.quiet(&ready, self.clock.now()) {
            return Ok(sending::leave_undisturbed(&self.pool, claimed, hours, over_at).await?);
        }
        let hears = hears(&self.policies, &ready);
        match &hears {
            Ok(Hears::Yes) if self.wire.reaches(&ready) => {}
            Ok(hears) => return self.keep_back(claimed, hears).await,
            Err(_) => {}
        }
        let Some(attempt) = sending::begin(&self.pool, claimed, self.clock.now()).await? else {
            return Ok(None);
        };
        // What cannot even be tried is an attempt all the same: else it would hold up its successors for ever.
        let outcome = match hears {
            Ok(_) => self.attempt(claimed, &ready).await,
            Err(fault) => cannot_be_sent(claimed, &fault),
        };
        self.settle(claimed, attempt, ready.tries + 1, &outcome).await
    }

    /// Sends once, within the time that the other side has.
    async fn attempt(&self, claimed: Claimed, ready: &Ready) -> Outcome {
        let sending = self.wire.send(claimed.delivery_id, ready, self.clock.now());
        match timeout(self.wire.answers_within(self.way.timeout), sending).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(fault)) => cannot_be_sent(claimed, &fault),
            Err(_) => Outcome::new(Stage::TechnicalFailure, NO_ANSWER),
        }
    }

    async fn settle(
        &self,
        claimed: Claimed,
        attempt: i32,
        tries: u32,
        outcome: &Outcome,
    ) -> Result<Option<DateTime<Utc>>, Fault> {
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
        metrics::attempted(self.wire.channel(), outcome.status);
        Ok(again_at)
    }

    async fn keep_back(&self, claimed: Claimed, hears: &Hears) -> Result<Option<DateTime<Utc>>, Fault> {
        let now = self.clock.now();
        match hears {
            Hears::Unknown => {
                let again_at = now + ASK_AGAIN;
                sending::put_off(&self.pool, claimed, again_at).await?;
                Ok(Some(again_at))
            }
            Hears::Yes | Hears::No => {
                sending::withhold(&self.pool, claimed, now).await?;
                metrics::attempted(self.wire.channel(), Stage::Withheld);
                Ok(None)
            }
        }
    }
}

fn cannot_be_sent(claimed: Claimed, fault: &Fault) -> Outcome {
    tracing::error!(
        delivery.id = %claimed.delivery_id,
        error = %fault::describe(fault),
        "a message cannot be sent as it is"
    );
    Outcome::new(Stage::TechnicalFailure, "it cannot be sent as it is: the log says why")
}
