//! Imports: loaded with what a call begins with, kept by a command.

use super::opening::{Asked, Loaded, Seen, access, recalled};
use crate::domain::{
    extract::{Counts, SerialDates},
    extract_import::{ExtractImport, State, WantedImport},
    rulebook::Rulebook,
};
use chrono::{DateTime, NaiveDate, Utc};
use eventlog::Record;
use fault::BoxError;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgExecutor, Row as _};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    extract_import_id: Uuid,
    upload_id: Uuid,
    file_name: String,
    as_of: NaiveDate,
    serial_dates: i16,
    byte_count: i64,
    sha256: String,
    state: String,
    progress_percent: i16,
    row_count: i32,
    accepted_count: i32,
    rejected_count: i32,
    flagged_count: i32,
    refusal_reason: Option<String>,
    refusal_message: Option<String>,
    imported_by: Uuid,
    imported_by_name: Option<String>,
    imported_at: DateTime<Utc>,
    proceedings_said: bool,
    layout_sha256: String,
    codes_sha256: String,
}

/// The imports of the same bytes.
pub struct Same {
    /// That of the same day by the same layout and code sets, if there is one.
    pub of_the_day: Option<ExtractImport>,
    /// The last one of an earlier day, by its id and day.
    pub before: Option<(Uuid, NaiveDate)>,
}

/// What handing in a file is decided on: the imports of the same bytes.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &WantedImport,
    rulebook: &Rulebook,
) -> Result<Loaded<Same>, sqlx::Error> {
    let found = sqlx::query(include_str!("extract_import_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(wanted.upload.sha256)
        .bind(wanted.as_of)
        .bind(number_of(wanted.serial_dates))
        .bind(rulebook.layout.sha256())
        .bind(rulebook.codes.sha256())
        .fetch_one(executor)
        .await?;
    let before: Option<Uuid> = found.try_get("before_id")?;
    let same = Same { of_the_day: import(&found)?, before: before.zip(found.try_get("before_as_of")?) };
    Ok(Loaded { access: access(&found)?, recalled: recalled(&found, asked)?, found: same })
}

/// One import.
pub async fn get(
    executor: impl PgExecutor<'_>,
    caller: &str,
    id: Uuid,
) -> Result<Seen<Option<ExtractImport>>, sqlx::Error> {
    let found = sqlx::query(
        "select access($1, null) as access, shown.*
           from (select) as always
           left join panels.extract_import_shown shown on shown.extract_import_id = $2",
    )
    .bind(caller)
    .bind(id)
    .fetch_one(executor)
    .await?;
    Ok(Seen { access: access(&found)?, found: import(&found)? })
}

/// The extract of that id or, without one, the newest that is read and was made on that day or before.
pub async fn choose(
    executor: impl PgExecutor<'_>,
    caller: &str,
    id: Option<Uuid>,
    up_to: NaiveDate,
) -> Result<Seen<Option<ExtractImport>>, sqlx::Error> {
    let found = sqlx::query(include_str!("extract_import_choose.sql"))
        .bind(caller)
        .bind(id)
        .bind(up_to)
        .fetch_one(executor)
        .await?;
    Ok(Seen { access: access(&found)?, found: import(&found)? })
}

/// What a caller has access to in a call about that child.
pub async fn access_to(
    executor: impl PgExecutor<'_>,
    caller: &str,
    child_id: &str,
) -> Result<Option<identity::Access>, sqlx::Error> {
    sqlx::query_scalar("select access($1, $2)").bind(caller).bind(child_id).fetch_one(executor).await
}

/// Keeps a new import with what it leaves behind, and the texts by which it is read.
pub async fn insert(
    executor: impl PgExecutor<'_>,
    (import, rulebook): (&ExtractImport, &Rulebook),
    sha256: [u8; 32],
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(include_str!("extract_import_insert.sql"))
        .bind(import.id)
        .bind(import.upload_id)
        .bind(&import.file_name)
        .bind(import.as_of)
        .bind(number_of(import.serial_dates))
        .bind(import.byte_count)
        .bind(sha256)
        .bind(import.imported_by)
        .bind(import.imported_at)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .bind(&import.layout_sha256)
        .bind(rulebook.layout.yaml())
        .bind(&import.codes_sha256)
        .bind(rulebook.codes.yaml())
        .execute(executor)
        .await
        .map(drop)
}

/// Writes what a command leaves behind that changed nothing.
pub async fn record(executor: impl PgExecutor<'_>, record: &Record) -> Result<(), sqlx::Error> {
    sqlx::query("select record($1, $2, $3)")
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

/// The import in a row of `panels.extract_import_shown`, or none where an outer join found none.
pub(super) fn import(row: &PgRow) -> Result<Option<ExtractImport>, sqlx::Error> {
    if row.try_get::<Option<Uuid>, _>("extract_import_id")?.is_none() {
        return Ok(None);
    }
    Row::from_row(row)?.into_import().map(Some).map_err(sqlx::Error::Decode)
}

/// How the calendar of serial dates is kept; as in the contracts.
pub(super) fn number_of(serial_dates: Option<SerialDates>) -> i16 {
    match serial_dates {
        None => 0,
        Some(SerialDates::From1900) => 1,
        Some(SerialDates::From1904) => 2,
    }
}

/// The calendar that was kept.
pub(super) fn serial_dates_of(number: i16) -> Option<SerialDates> {
    match number {
        1 => Some(SerialDates::From1900),
        2 => Some(SerialDates::From1904),
        _ => None,
    }
}

impl Row {
    fn into_import(self) -> Result<ExtractImport, BoxError> {
        let state = match (self.state.as_str(), self.refusal_reason, self.refusal_message) {
            ("STORED", None, None) => State::Stored,
            ("READING", None, None) => State::Reading,
            ("READ", None, None) => State::Read,
            ("REFUSED", Some(reason), Some(message)) => State::Refused { reason, message },
            (state, ..) => return Err(format!("an import in state {state} lacks its facts").into()),
        };
        Ok(ExtractImport {
            id: self.extract_import_id,
            upload_id: self.upload_id,
            file_name: self.file_name,
            as_of: self.as_of,
            serial_dates: serial_dates_of(self.serial_dates),
            byte_count: self.byte_count,
            sha256: self.sha256,
            state,
            percent: self.progress_percent.try_into()?,
            counts: Counts {
                rows: self.row_count.try_into()?,
                accepted: self.accepted_count.try_into()?,
                rejected: self.rejected_count.try_into()?,
            },
            flagged: self.flagged_count.try_into()?,
            imported_by: self.imported_by,
            imported_by_name: self.imported_by_name.unwrap_or_default(),
            imported_at: self.imported_at,
            proceedings_said: self.proceedings_said,
            layout_sha256: self.layout_sha256,
            codes_sha256: self.codes_sha256,
        })
    }
}
