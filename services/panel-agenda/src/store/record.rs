//! What accepted rows say of children: codes are kept by their keys, which outlive any order in a file.

use crate::domain::{
    codes::{Category, CodeSet, List},
    extract::{Flags, Kept},
    facts::Facts,
};
use chrono::NaiveDate;
use fault::BoxError;
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::query::QueryScalar;
use sqlx::{FromRow, PgExecutor};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    child_id: String,
    row_number: i32,
    surname: String,
    first_name: String,
    gender: String,
    team: String,
    social_worker: String,
    service_manager: String,
    plan_said: String,
    legal_status: String,
    placement_code: String,
    permanence_plan: String,
    permanence_achieved: String,
    care_proceedings: String,
    legal_determination: String,
    born: Option<NaiveDate>,
    exported_age: Option<i16>,
    in_care_since: Option<NaiveDate>,
    flags: i32,
}

/// The records of an extract after that child, by the children's ids, at most so many. Asked for in the order of the key, and of
/// whichever extract, before those of another are left out: Postgres has no statistics of rows that were just written, expects
/// few of one extract, and would sort all that are left of it for every page.
pub async fn after(
    executor: impl PgExecutor<'_>,
    codes: &CodeSet,
    extract_import_id: Uuid,
    child_id: &str,
    rows: i64,
) -> Result<Vec<Kept>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select * from (
           select * from panels.child_record
            where (extract_import_id, child_id) > ($1, $2)
            order by extract_import_id, child_id
            limit $3) page
          where extract_import_id = $1
          order by child_id",
    )
    .bind(extract_import_id)
    .bind(child_id)
    .bind(rows)
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(|row| row.into_kept(codes).map_err(sqlx::Error::Decode)).collect()
}

/// One child's record.
pub async fn of_child(
    executor: impl PgExecutor<'_>,
    codes: &CodeSet,
    extract_import_id: Uuid,
    child_id: &str,
) -> Result<Option<Kept>, sqlx::Error> {
    let row: Option<Row> =
        sqlx::query_as("select * from panels.child_record where extract_import_id = $1 and child_id = $2")
            .bind(extract_import_id)
            .bind(child_id)
            .fetch_optional(executor)
            .await?;
    row.map(|row| row.into_kept(codes).map_err(sqlx::Error::Decode)).transpose()
}

/// The record of a child from which that agenda was drawn.
pub async fn on_agenda(
    executor: impl PgExecutor<'_>,
    codes: &CodeSet,
    agenda_id: Uuid,
    child_id: &str,
) -> Result<Option<Kept>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "select record.* from panels.agenda
           join panels.child_record record using (extract_import_id)
          where agenda.agenda_id = $1 and record.child_id = $2",
    )
    .bind(agenda_id)
    .bind(child_id)
    .fetch_optional(executor)
    .await?;
    row.map(|row| row.into_kept(codes).map_err(sqlx::Error::Decode)).transpose()
}

/// By which texts an extract names service managers.
pub async fn service_managers(
    executor: impl PgExecutor<'_>,
    extract_import_id: Uuid,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct service_manager from panels.child_record where extract_import_id = $1",
    )
    .bind(extract_import_id)
    .fetch_all(executor)
    .await
}

/// Whom the directory allocates to these children as service managers, as far as it allocates any.
pub async fn allocated(
    executor: impl PgExecutor<'_>,
    child_ids: &[&str],
) -> Result<HashMap<String, Uuid>, sqlx::Error> {
    let found: Vec<(String, Uuid)> = sqlx::query_as(
        "select child_id, worker_id from people_allocation where role = 3 and child_id = any ($1)",
    )
    .bind(child_ids)
    .fetch_all(executor)
    .await?;
    Ok(found.into_iter().collect())
}

type Scalar<'q> = QueryScalar<'q, Postgres, bool, PgArguments>;

/// Binds the columns of these records, each as an array, in the order of the table; of several of one child only the last.
pub(super) fn bind<'q>(query: Scalar<'q>, records: &[Kept], codes: &CodeSet) -> Scalar<'q> {
    let last: HashMap<&str, usize> =
        records.iter().enumerate().map(|(index, record)| (record.child_id.as_str(), index)).collect();
    let records: Vec<&Kept> = records
        .iter()
        .enumerate()
        .filter(|(index, record)| last.get(record.child_id.as_str()) == Some(index))
        .map(|(_, record)| record)
        .collect();
    let texts = |text: fn(&Kept) -> &String| -> Vec<String> {
        records.iter().map(|record| text(record).clone()).collect()
    };
    let keys = |list: List, value: fn(&Facts) -> Category| -> Vec<String> {
        records.iter().map(|record| codes.key(list, value(&record.facts)).to_owned()).collect()
    };
    query
        .bind(texts(|record| &record.child_id))
        .bind(records.iter().map(|record| record.row.cast_signed()).collect::<Vec<_>>())
        .bind(texts(|record| &record.surname))
        .bind(texts(|record| &record.first_name))
        .bind(texts(|record| &record.gender))
        .bind(texts(|record| &record.team))
        .bind(texts(|record| &record.social_worker))
        .bind(texts(|record| &record.service_manager))
        .bind(texts(|record| &record.plan_said))
        .bind(keys(List::LegalStatus, |facts| facts.legal_status))
        .bind(keys(List::PlacementCode, |facts| facts.placement_code))
        .bind(keys(List::PermanencePlan, |facts| facts.permanence_plan))
        .bind(keys(List::YesOrNo, |facts| facts.permanence_achieved))
        .bind(keys(List::YesOrNo, |facts| facts.care_proceedings))
        .bind(keys(List::YesOrNo, |facts| facts.legal_determination))
        .bind(records.iter().map(|record| record.facts.born).collect::<Vec<_>>())
        .bind(records.iter().map(|record| record.facts.exported_age.map(i16::from)).collect::<Vec<_>>())
        .bind(records.iter().map(|record| record.facts.in_care_since).collect::<Vec<_>>())
        .bind(records.iter().map(|record| record.flags.bits().cast_signed()).collect::<Vec<_>>())
}

impl Row {
    fn into_kept(self, codes: &CodeSet) -> Result<Kept, BoxError> {
        // A code that the sets have dropped since is one in no list: whoever knows by what the extract was read finds it there.
        let value = |list, key: &str| codes.find(list, key).unwrap_or(Category::UNLISTED);
        let facts = Facts {
            legal_status: value(List::LegalStatus, &self.legal_status),
            placement_code: value(List::PlacementCode, &self.placement_code),
            permanence_plan: value(List::PermanencePlan, &self.permanence_plan),
            permanence_achieved: value(List::YesOrNo, &self.permanence_achieved),
            care_proceedings: value(List::YesOrNo, &self.care_proceedings),
            legal_determination: value(List::YesOrNo, &self.legal_determination),
            born: self.born,
            exported_age: self.exported_age.map(TryInto::try_into).transpose()?,
            in_care_since: self.in_care_since,
        };
        Ok(Kept {
            row: self.row_number.try_into()?,
            child_id: self.child_id,
            surname: self.surname,
            first_name: self.first_name,
            gender: self.gender,
            team: self.team,
            social_worker: self.social_worker,
            service_manager: self.service_manager,
            plan_said: self.plan_said,
            facts,
            flags: Flags::of_bits(self.flags.cast_unsigned()),
        })
    }
}
