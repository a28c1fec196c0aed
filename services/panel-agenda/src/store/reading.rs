//! Reading an import: claimed under a lease, written in batches, ended once. Each statement holds only for the attempt that it
//! belongs to.

use super::extract_import::serial_dates_of;
use crate::domain::{
    codes::CodeSet,
    extract::{Counts, SerialDates, Sifted},
};
use chrono::NaiveDate;
use eventlog::Record;
use sqlx::{FromRow, PgExecutor, PgPool};
use uuid::Uuid;

/// An import that this process is to read.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The import.
    pub id: Uuid,
    /// Which reading of it this is.
    pub attempt: i32,
    /// Under which its bytes are kept.
    pub upload_id: Uuid,
    /// How many there are.
    pub byte_count: u64,
    /// The day on which the export was made.
    pub as_of: NaiveDate,
    /// From which day the numbers of a csv count that stand for dates.
    pub serial_dates: Option<SerialDates>,
    /// How often it was changed.
    pub version: i64,
    /// The layout and the code sets by which it is to be read, by their hashes; empty where any will do.
    pub read_by: (String, String),
}

/// How a reading ends.
#[derive(Clone, Debug)]
pub enum End {
    /// All rows are read.
    Read,
    /// It is no extract.
    Refused {
        /// As `HEADINGS_MISSING`.
        reason: &'static str,
        /// For people.
        message: String,
    },
}

#[derive(FromRow)]
struct Row {
    extract_import_id: Uuid,
    attempt: i32,
    upload_id: Uuid,
    byte_count: i64,
    as_of: NaiveDate,
    serial_dates: i16,
    version: i64,
    layout_sha256: String,
    codes_sha256: String,
}

/// Claims the import that waits longest, or whose reader is gone; what an earlier attempt wrote is cleared away.
pub async fn claim(pool: &PgPool) -> Result<Option<Claimed>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(include_str!("reading_claim.sql")).fetch_optional(pool).await?;
    Ok(row.map(|row| Claimed {
        id: row.extract_import_id,
        attempt: row.attempt,
        upload_id: row.upload_id,
        byte_count: row.byte_count.cast_unsigned(),
        as_of: row.as_of,
        serial_dates: serial_dates_of(row.serial_dates),
        version: row.version,
        read_by: (row.layout_sha256, row.codes_sha256),
    }))
}

/// Renews the lease; false where another attempt has begun.
pub async fn renew(executor: impl PgExecutor<'_>, claimed: &Claimed) -> Result<bool, sqlx::Error> {
    let renewed = sqlx::query(
        "update panels.extract_import
            set leased_until = now() + interval '10 seconds'
          where extract_import_id = $1 and attempt = $2 and state = 'READING'",
    )
    .bind(claimed.id)
    .bind(claimed.attempt)
    .execute(executor)
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Writes a batch; false, and nothing, where another attempt has begun.
pub async fn write(
    executor: impl PgExecutor<'_>,
    claimed: &Claimed,
    codes: &CodeSet,
    batch: &Sifted,
) -> Result<bool, sqlx::Error> {
    let statement = sqlx::query_scalar(include_str!("reading_write.sql"))
        .bind(claimed.id)
        .bind(claimed.attempt)
        .bind(i16::from(batch.percent))
        .bind(batch.counts.rows.cast_signed())
        .bind(batch.counts.accepted.cast_signed())
        .bind(batch.counts.rejected.cast_signed());
    let issues = &batch.issues;
    super::record::bind(statement, &batch.records, codes)
        .bind(issues.iter().map(|found| found.row.cast_signed()).collect::<Vec<_>>())
        .bind(issues.iter().map(|found| found.kind as i16 + 1).collect::<Vec<_>>())
        .bind(issues.iter().map(|found| found.column.key()).collect::<Vec<_>>())
        .bind(issues.iter().map(|found| found.kind.rejects()).collect::<Vec<_>>())
        .bind(issues.iter().map(|found| found.value.as_str()).collect::<Vec<_>>())
        .fetch_one(executor)
        .await
}

/// Ends the attempt, if it is still the one: either all of the import can be seen, or nothing of it.
pub async fn end(
    executor: impl PgExecutor<'_>,
    claimed: &Claimed,
    end: &End,
    counts: Counts,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let (state, refusal) = match end {
        End::Read => ("READ", None),
        End::Refused { reason, message } => ("REFUSED", Some((*reason, message.as_str()))),
    };
    sqlx::query(include_str!("reading_end.sql"))
        .bind(claimed.id)
        .bind(claimed.attempt)
        .bind(state)
        .bind(refusal.map(|(reason, _)| reason))
        .bind(refusal.map(|(_, message)| message))
        .bind(counts.rows.cast_signed())
        .bind(counts.accepted.cast_signed())
        .bind(counts.rejected.cast_signed())
        .bind(record.events_json())
        .execute(executor)
        .await
        .map(drop)
}
