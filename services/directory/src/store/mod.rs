//! SQL: what is loaded in one round trip, and what is applied in one guarded statement.

pub(crate) mod allocation;
pub(crate) mod child;
pub(crate) mod cover;
pub(crate) mod departure;
pub(crate) mod inbox;
pub(crate) mod opening;
pub(crate) mod team;
pub(crate) mod worker;

mod rows;

use eventlog::Record;
use sqlx::{Postgres, postgres::PgArguments, query::Query};

/// The three last parameters of every guarded statement.
fn bind_record<'q>(
    statement: Query<'q, Postgres, PgArguments>,
    record: &Record,
) -> Query<'q, Postgres, PgArguments> {
    statement.bind(record.events_json()).bind(record.audit_json()).bind(record.receipt_json())
}
