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
