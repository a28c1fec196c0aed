use crate::{
    domain::{delivery::subject, receipt::Receipt},
    jobs::metrics,
    outside::Way,
    store,
};
use calendar::Clock;
use fault::{Fault, Refusal};
use sqlx::PgPool;
use std::sync::Arc;

/// How often a receipt is decided on again because something changed the message meanwhile.
const ATTEMPTS: usize = 5;

/// What receipts are taken with.
#[derive(Clone)]
pub struct Receipts {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// When what failed is tried again.
    pub way: Arc<Way>,
}

impl Receipts {
    /// Notes what GOV.UK Notify says came of a message; a receipt that comes again changes nothing. Refused with `NOT_FOUND`
    /// where no message to a person went out under that reference.
    pub async fn record(&self, receipt: &Receipt) -> Result<(), Fault> {
        for _ in 0..ATTEMPTS {
            if self.attempt(receipt).await? {
                return Ok(());
            }
        }
        Err(Fault::unavailable("the message", "it changes again and again"))
    }

    /// False where something changed the message meanwhile.
    async fn attempt(&self, receipt: &Receipt) -> Result<bool, Fault> {
        let id = receipt.delivery_id;
        let found = store::delivery_receipt::load(&self.pool, id).await?;
        let (channel, sent) = found.ok_or_else(|| Refusal::not_found(subject(id)))?;
        let Some(outcome) = receipt.outcome(&sent) else { return Ok(true) };
        let now = self.clock.now();
        let again_at = outcome.again_at(id, sent.tries, &self.way.schedule, now);
        let ended = store::delivery_receipt::end(&self.pool, id, &sent, &outcome, again_at, now).await?;
        if ended {
            metrics::attempted(channel, outcome.status);
            tracing::info!(
                delivery.id = %id,
                delivery.status = outcome.status.as_str(),
                delivery.is_over = again_at.is_none(),
                "it was told what came of a message"
            );
        }
        Ok(ended)
    }
}
