//! What an operator watches: what goes out and what does not, how long the oldest message is overdue, and what is dead. Never
//! whom a message is to.

use crate::domain::delivery::{Channel, Stage};
use crate::store::standing::Standing;
use opentelemetry::metrics::{Counter, Gauge};
use opentelemetry::{KeyValue, global};
use std::sync::LazyLock;

static ATTEMPTS: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("notifications")
        .u64_counter("permanence.notifications.deliveries")
        .with_description("What came of messages outside the application, attempt by attempt")
        .build()
});
static OLDEST: LazyLock<Gauge<f64>> = LazyLock::new(|| {
    global::meter("notifications")
        .f64_gauge("permanence.notifications.deliveries.oldest_due")
        .with_unit("s")
        .with_description("For how long the message that waits longest is due")
        .build()
});
static DEAD: LazyLock<Gauge<u64>> = LazyLock::new(|| {
    global::meter("notifications")
        .u64_gauge("permanence.notifications.deliveries.dead")
        .with_description("Messages that failed and are not tried again: an operator has to look")
        .build()
});

/// This came of a message by that channel, or of an attempt to send it.
pub(crate) fn attempted(channel: Channel, outcome: Stage) {
    ATTEMPTS.add(1, &[of(channel), KeyValue::new("outcome", outcome.as_str())]);
}

/// This is how a channel stands.
pub(super) fn stands(channel: Channel, standing: &Standing) {
    OLDEST.record(standing.oldest_due_seconds, &[of(channel)]);
    DEAD.record(u64::try_from(standing.dead).unwrap_or_default(), &[of(channel)]);
}

fn of(channel: Channel) -> KeyValue {
    KeyValue::new("channel", channel.as_str())
}
