//! The Fostering Service's list of long-term matches, in numbered states, and what is referred because of it.

use super::opening::{Asked, Loaded, Seen, access, recalled};
use chrono::NaiveDate;
use eventlog::Record;
use sqlx::{FromRow, PgExecutor, Row as _};
use uuid::Uuid;

/// How a list differs from the one that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The state of the list that stands.
    pub state: i64,
    /// How many children are on the new one only.
    pub added: i32,
    /// How many are on the old one only.
    pub removed: i32,
}

/// A referral.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Referral {
    /// The panel's date.
    pub panel_date: NaiveDate,
    /// The child.
    pub child_id: String,
    /// The agenda that was issued.
    pub agenda_id: Uuid,
    /// The service manager as the extract names them.
    pub service_manager: String,
    /// Somebody said so of a child on the agenda; otherwise the cross-reference took the child off.
    pub by_removal: bool,
    /// The date of the extract that shows it corrected.
    pub corrected_as_of: Option<NaiveDate>,
    /// The date of the newest extract, where it is later and has no accepted row of the child.
    pub absent_as_of: Option<NaiveDate>,
    /// Whom the directory allocates to the child as service manager.
    pub allocated_manager_id: Option<Uuid>,
}

/// A referral's place in the list: the latest panel comes first.
pub type Place = (NaiveDate, String);

/// What importing a list is decided on.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    child_ids: &[String],
) -> Result<Loaded<Difference>, sqlx::Error> {
    let row = sqlx::query(
        "with given as (select distinct child_id from unnest($4::text[]) as child_id),
              standing as (select child_id from panels.long_term_match where until_state is null)
         select access($1, null) as access, receipt.body_hash, receipt.answer,
                (select number from panels.remembered where kind = 'FOSTERING_LIST') as state,
                (select count(*)::int from given where child_id not in (select child_id from standing)) as added,
                (select count(*)::int from standing where child_id not in (select child_id from given)) as removed
           from (select) as always left join lateral recall($1, $2, $3) receipt on true",
    )
    .bind(asked.subject)
    .bind(asked.rpc)
    .bind(asked.request_id)
    .bind(child_ids)
    .fetch_one(executor)
    .await?;
    let found = Difference {
        state: row.try_get("state")?,
        added: row.try_get("added")?,
        removed: row.try_get("removed")?,
    };
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found })
}

/// Puts a list in the place of the one that stands in that state, or raises `stale` where another one does.
pub async fn replace(
    executor: impl PgExecutor<'_>,
    state: i64,
    child_ids: &[String],
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with given as (
           select distinct child_id from unnest($2::text[]) as child_id
         ), guard as (
           update panels.remembered set number = number + 1
            where kind = 'FOSTERING_LIST' and number = $1
           returning number
         ), ended as (
           update panels.long_term_match match set until_state = guard.number
             from guard
            where match.until_state is null and match.child_id not in (select child_id from given)
         ), added as (
           insert into panels.long_term_match (child_id, since_state)
           select given.child_id, guard.number from given, guard
            where given.child_id not in (select child_id from panels.long_term_match where until_state is null)
         )
         select case when exists (select from guard) then record($3, $4, $5) else stale('fostering list') end",
    )
    .bind(state)
    .bind(child_ids)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

/// Referrals after that place, at most so many; those that are not corrected, or all.
pub async fn referrals(
    executor: impl PgExecutor<'_>,
    caller: &str,
    open_only: bool,
    after: Option<&Place>,
    rows: i64,
) -> Result<Seen<Vec<Referral>>, sqlx::Error> {
    let rows = sqlx::query(
        "select access($1, null) as access, page.*
           from (select) as always
           left join (
             select * from panels.referral
              where (not $2 or corrected_as_of is null)
                and ($3::date is null or (panel_date, child_id) < ($3, $4::text))
              order by panel_date desc, child_id desc
              limit $5) page on true
          order by page.panel_date desc, page.child_id desc",
    )
    .bind(caller)
    .bind(open_only)
    .bind(after.map(|place| place.0))
    .bind(after.map(|place| &place.1))
    .bind(rows)
    .fetch_all(executor)
    .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let found = rows.iter().filter(|row| matches!(row.try_get::<Option<Uuid>, _>("agenda_id"), Ok(Some(_))));
    let found = found.map(Referral::from_row).collect::<Result<_, _>>()?;
    Ok(Seen { access: access(first)?, found })
}
