//! SQL: what is loaded in one round trip, and what is applied in one guarded statement.

pub(crate) mod apply;
pub(crate) mod cases;
pub(crate) mod child;
pub(crate) mod folder;
pub(crate) mod folder_watch;
pub(crate) mod names;
pub(crate) mod note;
pub(crate) mod opening;
pub(crate) mod passing;
pub(crate) mod place;
pub(crate) mod process;
pub(crate) mod ratification;
pub(crate) mod refused_text;
pub(crate) mod revisions;
pub(crate) mod step;
pub(crate) mod timeline;
pub(crate) mod way;

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
