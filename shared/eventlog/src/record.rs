//! What a command leaves behind beside its rows: events, audit entries, the receipt.

mod audit;
mod event;
mod receipt;

pub use audit::Audit;
pub use event::NewEvent;
pub use receipt::{Recalled, Receipt, body_hash, recalled};

use sqlx::types::Json;

/// The three arguments of the SQL function `record(events, audit, receipt)`, which a guarded statement calls.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// In the order in which they happened.
    pub events: Vec<NewEvent>,
    /// At least one for a command of a person's or a system's: no entry, no effect.
    pub audit: Vec<Audit>,
    /// The answer, for whoever repeats the command.
    pub receipt: Option<Receipt>,
}

impl Record {
    /// The first argument; null when nothing happened that is not recorded yet.
    pub fn events_json(&self) -> Option<Json<Vec<&NewEvent>>> {
        let open: Vec<&NewEvent> = self.events.iter().filter(|event| !event.is_recorded()).collect();
        (!open.is_empty()).then_some(Json(open))
    }

    /// The second argument; null when there is no entry.
    pub fn audit_json(&self) -> Option<Json<&[Audit]>> {
        (!self.audit.is_empty()).then_some(Json(&self.audit))
    }

    /// The third argument; null when there is no receipt.
    pub fn receipt_json(&self) -> Option<Json<&Receipt>> {
        self.receipt.as_ref().map(Json)
    }
}

/// The SQL state that `stale(...)` raises.
pub(crate) const STALE: &str = "PM409";

/// What a guarded statement found changed, in the word that it gave to `stale(...)`: load and decide again. `request`
/// when an equal request was recorded meanwhile, whose answer the next load recalls.
pub fn stale(error: &sqlx::Error) -> Option<&str> {
    let error = error.as_database_error()?;
    (error.code()? == STALE).then(|| error.message())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    fn event(number: u128) -> NewEvent {
        let id = Uuid::from_u128(number);
        NewEvent::of(id, "widget/1", 1, DateTime::UNIX_EPOCH, &prost_types::Timestamp::default())
    }

    #[test]
    fn what_is_recorded_already_is_recorded_no_more() {
        let ids = |events: Vec<NewEvent>| -> Option<Vec<Uuid>> {
            let record = Record { events, ..Record::default() };
            Some(record.events_json()?.0.iter().map(|event| event.id()).collect())
        };
        assert_eq!(ids(vec![event(1).recorded(), event(2)]), Some(vec![Uuid::from_u128(2)]));
        assert_eq!(ids(vec![event(1).recorded()]), None);
        assert_eq!(ids(vec![]), None);
    }
}
