//! What an operator watches: events that come, that take effect, and that cannot.

use opentelemetry::{KeyValue, global, metrics::Counter};
use std::sync::LazyLock;

static NUMBERED: LazyLock<Counter<u64>> = LazyLock::new(|| {
    counter("permanence.eventlog.events.numbered", "Events that the sequencer gave their positions")
});
static APPLIED: LazyLock<Counter<u64>> = LazyLock::new(|| {
    counter("permanence.eventlog.events.applied", "Events of other services that took effect")
});
static PARKED: LazyLock<Counter<u64>> = LazyLock::new(|| {
    counter("permanence.eventlog.events.parked", "Events that could not be applied: an operator has to look")
});

/// The sequencer gave these many events of `source` their positions.
pub(crate) fn numbered(source: &'static str, events: usize) {
    NUMBERED.add(events as u64, &[KeyValue::new("source", source)]);
}

/// These many events of `upstream` took effect.
pub(crate) fn applied(upstream: &'static str, events: usize) {
    APPLIED.add(events as u64, &[KeyValue::new("upstream", upstream)]);
}

/// An event of `upstream` could not be applied.
pub(crate) fn parked(upstream: &'static str) {
    PARKED.add(1, &[KeyValue::new("upstream", upstream)]);
}

/// Made with the first event: by then the service has said where metrics go.
fn counter(name: &'static str, description: &'static str) -> Counter<u64> {
    global::meter("eventlog").u64_counter(name).with_description(description).build()
}
