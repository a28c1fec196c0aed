//! Append an event in the caller's statement, number and seal it, serve it as a feed, consume another service's feed.
//!
//! A command loads what it decides on, with the receipt of an earlier equal call, and applies what it decided with its
//! events, its audit entry and its receipt, in one statement each:
//!
//! ```ignore
//! let load = "select w.version, kept.body_hash, kept.answer from workflow.workstep w
//!             left join lateral recall($2, $3, $4) kept on true where w.id = $1";
//! let apply = "with guard as (
//!                  update workflow.workstep set version = version + 1 where id = $1 and version = $2 returning 1)
//!              select case when exists (select from guard) then record($3, $4, $5) else stale('workstep') end";
//!
//! if let Some(answer) = recalled(&body_hash(&request), row.body_hash, row.answer).answer()? {
//!     return Ok(answer); // a repeat
//! }
//! let applied = sqlx::query(apply).bind(id).bind(version)
//!     .bind(record.events_json()).bind(record.audit_json()).bind(record.receipt_json()).execute(&pool).await;
//! match applied {
//!     Ok(_) => log.committed(),
//!     Err(error) if stale(&error).is_some() => { /* load and decide again, five times at most */ }
//!     Err(error) => return Err(error.into()),
//! }
//! ```

mod attempt;
mod audit;
mod begin;
mod consumer;
mod cursor;
mod event;
mod feed;
mod listener;
mod log;
mod metrics;
mod migrations;
mod record;
mod sealer;
mod sequencer;
mod serve;
mod settling;
mod signal;
mod trace;
mod watch;

pub use attempt::{ATTEMPTS, Setback, overtaken, settled};
pub use audit::AuditWriter;
pub use begin::begin;
pub use consumer::{
    Apply, ApplyError, Consumer, HEARING, Parked, Retried, Upstream, ask_retry, parked, payload,
};
pub use event::id_of;
pub use log::{EventLog, Options};
pub use migrations::migrations;
pub use record::{Audit, NewEvent, Recalled, Receipt, Record, body_hash, recalled, stale};
pub use serve::Admit;
pub use watch::{Change, Held, Marked, Mentions, Since, Until, Watched, watching};

/// What the macros stand on; nothing to call by hand.
#[doc(hidden)]
pub mod reexport {
    pub use crate::{audit::Trail, serve::admitted};
    pub use calendar::Clock;
    pub use futures::{StreamExt, stream::BoxStream};
    pub use tonic;
}
