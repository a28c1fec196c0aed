//! Entries, newest first.

use crate::{EventLog, event::timestamp, log::Shared, signal::Signal};
use chrono::{DateTime, Utc};
use contracts::audit::v1::{AuditEntry, AuditFilter, AuditPage};
use fault::{Fault, Fields, Reason, Refusal};
use sqlx::{FromRow, Postgres, QueryBuilder};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How long a list waits until what was committed before the call is sealed, and so has its number.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it looks.
const ASK_AGAIN: Duration = Duration::from_millis(20);

const COLUMNS: &str = "select s.number, e.time, e.worker_id, e.on_behalf_of_id, e.rpc, e.child_id, e.subjects, e.detail, \
                       e.trace_id from audit_sealed s join audit_entry e on e.entry = s.entry where true";

#[derive(FromRow)]
struct Row {
    number: i64,
    time: DateTime<Utc>,
    worker_id: String,
    on_behalf_of_id: Option<String>,
    rpc: String,
    child_id: Option<String>,
    subjects: Vec<String>,
    detail: String,
    trace_id: Option<String>,
}

/// A filter that was read.
struct Wanted {
    child_id: Option<String>,
    worker_id: Option<String>,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    before: Option<i64>,
    page_size: u16,
}

impl EventLog {
    /// A part of the entries, newest first; every entry that was committed before the first part was asked for is in
    /// the list. Paging goes by number. Refused with `FIELD_INVALID` and `PAGE_TOKEN_INVALID`; `UNAVAILABLE` while nobody
    /// seals.
    pub async fn list_audit(&self, filter: AuditFilter) -> Result<AuditPage, Fault> {
        let wanted = read(filter)?;
        if wanted.before.is_none() {
            let sealed = timeout(PATIENCE, all_sealed(self.shared())).await;
            sealed.unwrap_or_else(|late| Err(Fault::unavailable("audit", late)))?;
        }
        let mut rows: Vec<Row> = select(&wanted).build_query_as().fetch_all(self.pool()).await?;
        let more = rows.len() > usize::from(wanted.page_size);
        rows.truncate(wanted.page_size.into());
        let next = rows.last().filter(|_| more).map(|row| row.number.to_string());
        let entries = rows.into_iter().map(AuditEntry::from).collect();
        Ok(AuditPage { entries, next_page_token: next.unwrap_or_default() })
    }
}

fn read(filter: AuditFilter) -> Result<Wanted, Fault> {
    let AuditFilter { child_id, worker_id, from, until, page_size, page_token } = filter;
    let mut wrong = Fields::default();
    let wanted = Wanted {
        child_id: (!child_id.is_empty()).then_some(child_id),
        worker_id: (!worker_id.is_empty()).then_some(worker_id),
        from: instant(&mut wrong, "filter.from", from),
        until: instant(&mut wrong, "filter.until", until),
        before: None,
        page_size: wrong.page_size("filter.page_size", page_size, 100, 500),
    };
    wrong.finish()?;
    Ok(Wanted { before: page_token_number(&page_token)?, ..wanted })
}

fn instant(
    wrong: &mut Fields,
    field: &'static str,
    raw: Option<prost_types::Timestamp>,
) -> Option<DateTime<Utc>> {
    let raw = raw?;
    let nanos = u32::try_from(raw.nanos).ok();
    let read = nanos.and_then(|nanos| DateTime::from_timestamp(raw.seconds, nanos));
    // Postgres keeps no instant outside these years.
    let read = read.filter(|instant| (1900..=2200).contains(&chrono::Datelike::year(instant)));
    if read.is_none() {
        wrong.refuse(field, "is no instant between 1900 and 2200");
    }
    read
}

fn page_token_number(token: &str) -> Result<Option<i64>, Fault> {
    if token.is_empty() {
        return Ok(None);
    }
    let invalid = || Refusal::new(Reason::PageTokenInvalid, "begin the list again without the page token");
    Ok(Some(token.parse().map_err(|_| invalid())?))
}

/// One row more than the page holds says that there is another page.
fn select(wanted: &Wanted) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(COLUMNS);
    if let Some(child_id) = &wanted.child_id {
        query.push(" and s.child_id = ").push_bind(child_id.clone());
    }
    if let Some(worker_id) = &wanted.worker_id {
        query.push(" and s.worker_id = ").push_bind(worker_id.clone());
    }
    if let Some(from) = wanted.from {
        query.push(" and s.time >= ").push_bind(from);
    }
    if let Some(until) = wanted.until {
        query.push(" and s.time < ").push_bind(until);
    }
    if let Some(before) = wanted.before {
        query.push(" and s.number < ").push_bind(before);
    }
    query.push(" order by s.number desc limit ").push_bind(i64::from(wanted.page_size) + 1);
    query
}

/// Waits for what was committed before the call, not for what comes meanwhile.
async fn all_sealed(shared: &Shared) -> Result<(), Fault> {
    let last: i64 =
        sqlx::query_scalar("select coalesce(max(entry), 0) from audit_entry").fetch_one(&shared.pool).await?;
    loop {
        let waits: bool = sqlx::query_scalar(include_str!("../../sql/still_unsealed.sql"))
            .bind(last)
            .fetch_one(&shared.pool)
            .await?;
        if !waits {
            return Ok(());
        }
        if *shared.leading.borrow() {
            shared.seal_wanted.notify_one();
        } else {
            Signal::SealWanted.send(&shared.pool).await?;
        }
        sleep(ASK_AGAIN).await;
    }
}

impl From<Row> for AuditEntry {
    fn from(row: Row) -> Self {
        AuditEntry {
            number: row.number,
            time: Some(timestamp(row.time)),
            worker_id: row.worker_id,
            on_behalf_of_id: row.on_behalf_of_id.unwrap_or_default(),
            rpc: row.rpc,
            child_id: row.child_id.unwrap_or_default(),
            subjects: row.subjects,
            detail: row.detail,
            trace_id: row.trace_id.unwrap_or_default(),
        }
    }
}
