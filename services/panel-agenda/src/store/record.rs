//! What accepted rows say of children: codes are kept by their keys, which outlive any order in a file.

use super::copy::Rows;
use crate::domain::{
    codes::{Category, CodeSet, List},
    extract::{Flags, Kept},
    facts::Facts,
};
use sqlx::{PgConnection, PgExecutor, Row as _, postgres::PgRow};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The columns, in the order in which `kept` reads them: by their places, as there are many rows.
macro_rules! columns {
    () => {
        "child_id, row_number, surname, first_name, gender, team, social_worker, service_manager, plan_said, legal_status,
         placement_code, permanence_plan, permanence_achieved, care_proceedings, legal_determination, born, exported_age,
         in_care_since, flags"
    };
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
    let found = sqlx::query(concat!(
        "select ",
        columns!(),
        " from (
           select * from panels.child_record
            where (extract_import_id, child_id) > ($1, $2)
            order by extract_import_id, child_id
            limit $3) page
          where extract_import_id = $1
          order by child_id"
    ))
    .bind(extract_import_id)
    .bind(child_id)
    .bind(rows)
    .fetch_all(executor)
    .await?;
    found.iter().map(|row| kept(row, codes)).collect()
}

/// One child's record.
pub async fn of_child(
    executor: impl PgExecutor<'_>,
    codes: &CodeSet,
    extract_import_id: Uuid,
    child_id: &str,
) -> Result<Option<Kept>, sqlx::Error> {
    let found = sqlx::query(concat!(
        "select ",
        columns!(),
        " from panels.child_record where extract_import_id = $1 and child_id = $2"
    ))
    .bind(extract_import_id)
    .bind(child_id)
    .fetch_optional(executor)
    .await?;
    found.as_ref().map(|row| kept(row, codes)).transpose()
}

/// The record of a child from which that agenda was drawn.
pub async fn on_agenda(
    executor: impl PgExecutor<'_>,
    codes: &CodeSet,
    agenda_id: Uuid,
    child_id: &str,
) -> Result<Option<Kept>, sqlx::Error> {
    let found = sqlx::query(concat!(
        "select ",
        columns!(),
        " from panels.agenda
           join panels.child_record record using (extract_import_id)
          where agenda.agenda_id = $1 and record.child_id = $2"
    ))
    .bind(agenda_id)
    .bind(child_id)
    .fetch_optional(executor)
    .await?;
    found.as_ref().map(|row| kept(row, codes)).transpose()
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

/// Removes the records of these children from an extract that is being read: later rows take their place.
pub(super) async fn remove(
    transaction: &mut PgConnection,
    extract_import_id: Uuid,
    child_ids: &[String],
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from panels.child_record where extract_import_id = $1 and child_id = any ($2)")
        .bind(extract_import_id)
        .bind(child_ids)
        .execute(transaction)
        .await
        .map(drop)
}

/// Adds records to an extract that is being read; of several of one child only the last. In the order of their ids: so they are
/// near each other where they are looked for in that order.
pub(super) async fn add(
    transaction: &mut PgConnection,
    extract_import_id: Uuid,
    records: &[Kept],
    codes: &CodeSet,
) -> Result<(), sqlx::Error> {
    let last: BTreeMap<&str, &Kept> =
        records.iter().map(|record| (record.child_id.as_str(), record)).collect();
    if last.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::of(20);
    for record in last.into_values() {
        put(rows.row().uuid(extract_import_id), record, codes);
    }
    let into =
        concat!("copy panels.child_record (extract_import_id, ", columns!(), ") from stdin (format binary)");
    rows.copy(transaction, into).await
}

fn put(row: &mut Rows, record: &Kept, codes: &CodeSet) {
    let facts = &record.facts;
    row.text(&record.child_id).int(record.row.cast_signed());
    row.text(&record.surname).text(&record.first_name).text(&record.gender).text(&record.team);
    row.text(&record.social_worker).text(&record.service_manager).text(&record.plan_said);
    row.text(codes.key(List::LegalStatus, facts.legal_status));
    row.text(codes.key(List::PlacementCode, facts.placement_code));
    row.text(codes.key(List::PermanencePlan, facts.permanence_plan));
    for answer in [facts.permanence_achieved, facts.care_proceedings, facts.legal_determination] {
        row.text(codes.key(List::YesOrNo, answer));
    }
    row.date_or_null(facts.born).smallint_or_null(facts.exported_age.map(i16::from));
    row.date_or_null(facts.in_care_since).int(record.flags.bits().cast_signed());
}

/// The record in the columns of that order.
fn kept(row: &PgRow, codes: &CodeSet) -> Result<Kept, sqlx::Error> {
    // A code that the sets have dropped since is one in no list: whoever knows by what the extract was read finds it there.
    let value = |list, at: usize| -> Result<Category, sqlx::Error> {
        Ok(codes.find(list, row.try_get::<&str, _>(at)?).unwrap_or(Category::UNLISTED))
    };
    let wrong = |error: std::num::TryFromIntError| sqlx::Error::Decode(error.into());
    let facts = Facts {
        legal_status: value(List::LegalStatus, 9)?,
        placement_code: value(List::PlacementCode, 10)?,
        permanence_plan: value(List::PermanencePlan, 11)?,
        permanence_achieved: value(List::YesOrNo, 12)?,
        care_proceedings: value(List::YesOrNo, 13)?,
        legal_determination: value(List::YesOrNo, 14)?,
        born: row.try_get(15)?,
        exported_age: row.try_get::<Option<i16>, _>(16)?.map(u8::try_from).transpose().map_err(wrong)?,
        in_care_since: row.try_get(17)?,
    };
    Ok(Kept {
        child_id: row.try_get(0)?,
        row: u32::try_from(row.try_get::<i32, _>(1)?).map_err(wrong)?,
        surname: row.try_get(2)?,
        first_name: row.try_get(3)?,
        gender: row.try_get(4)?,
        team: row.try_get(5)?,
        social_worker: row.try_get(6)?,
        service_manager: row.try_get(7)?,
        plan_said: row.try_get(8)?,
        facts,
        flags: Flags::of_bits(row.try_get::<i32, _>(18)?.cast_unsigned()),
    })
}
