//! Versions of the rules beside the one that comes with the software.

use super::opening::{Asked, Loaded, Seen, access, recalled};
use crate::domain::{agenda::Signed, rule_set::RuleSet, rules::Rules};
use chrono::{DateTime, NaiveDate, Utc};
use eventlog::Record;
use sqlx::postgres::PgRow;
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

/// What creating one is decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// How many there are.
    pub count: i32,
    /// Some have that id and version.
    pub taken: bool,
}

/// A version as it is kept: its rules are read by whoever needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRuleSet {
    /// Which one, from 1.
    pub number: i32,
    /// Its text.
    pub yaml: String,
    /// The first day whose panels it holds for, who created it, and when.
    pub created: (NaiveDate, Signed),
}

/// What creating rules of that id and version is decided on.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    rules: &str,
) -> Result<Loaded<Ground>, sqlx::Error> {
    let row = sqlx::query(
        "select access($1, null) as access, receipt.body_hash, receipt.answer,
                (select count(*)::int from panels.rule_set) as count,
                exists (select from panels.rule_set where rules = $4) as taken
           from (select) as always left join lateral recall($1, $2, $3) receipt on true",
    )
    .bind(asked.subject)
    .bind(asked.rpc)
    .bind(asked.request_id)
    .bind(rules)
    .fetch_one(executor)
    .await?;
    let found = Ground { count: row.try_get("count")?, taken: row.try_get("taken")? };
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found })
}

/// Keeps a new one. Another of its number, or of its id and version, runs into a constraint.
pub async fn insert(
    executor: impl PgExecutor<'_>,
    set: &RuleSet,
    (valid_from, by): &(NaiveDate, Signed),
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
           insert into panels.rule_set (number, rules, sha256, yaml, valid_from, created_by, created_at)
           values ($1, $2, $3, $4, $5, $6, $7) returning 1
         )
         select case when exists (select from guard) then record($8, $9, $10) end",
    )
    .bind(set.number)
    .bind(&set.rules)
    .bind(&set.sha256)
    .bind(&set.yaml)
    .bind(valid_from)
    .bind(by.0)
    .bind(by.2)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

/// Versions before that number, the latest first, at most so many.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    before: Option<i32>,
    rows: i64,
) -> Result<Seen<Vec<KeptRuleSet>>, sqlx::Error> {
    let rows = sqlx::query(
        "select access($1, null) as access, page.*
           from (select) as always
           left join (
             select rule_set.*, worker.display_name as created_by_name
               from panels.rule_set
               left join people_worker worker on worker.worker_id = rule_set.created_by
              where $2::int is null or rule_set.number < $2
              order by rule_set.number desc
              limit $3) page on true
          order by page.number desc",
    )
    .bind(caller)
    .bind(before)
    .bind(rows)
    .fetch_all(executor)
    .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let found = rows.iter().filter_map(|row| kept(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Seen { access: access(first)?, found })
}

/// The text that holds for panels on that day; none where the one that comes with the software does.
pub async fn text_on(executor: impl PgExecutor<'_>, day: NaiveDate) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select yaml from panels.rule_set where valid_from <= $1 order by number desc limit 1")
        .bind(day)
        .fetch_optional(executor)
        .await
}

impl KeptRuleSet {
    /// The version with what its rules say of themselves.
    pub fn shown(self, rules: &Rules) -> RuleSet {
        RuleSet::of(self.number, rules, self.yaml, Some(self.created))
    }
}

fn kept(row: &PgRow) -> Result<Option<KeptRuleSet>, sqlx::Error> {
    let Some(number) = row.try_get::<Option<i32>, _>("number")? else { return Ok(None) };
    let by: Uuid = row.try_get("created_by")?;
    let name: Option<String> = row.try_get("created_by_name")?;
    let at: DateTime<Utc> = row.try_get("created_at")?;
    let created = (row.try_get("valid_from")?, (by, name.unwrap_or_default(), at));
    Ok(Some(KeptRuleSet { number, yaml: row.try_get("yaml")?, created }))
}
