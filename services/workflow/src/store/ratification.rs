//! What is ratified of a child's placement, as people look at it.

use super::{
    names::Names,
    opening::Seen,
    rows::{ChildRow, PersonRow, RatificationRow},
};
use crate::domain::{people::Child, ratification::Ratification};
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The ratification of a child's placement that stands.
pub(crate) struct Standing {
    /// None where nothing is ratified.
    pub ratification: Option<Ratification>,
    /// The names of everybody it mentions.
    pub names: Names,
}

#[derive(FromRow)]
struct Row {
    access: Option<Access>,
    child: Option<Json<ChildRow>>,
    ratification: Option<Json<RatificationRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// What stands for this child; none when the directory's copy lacks the child.
pub(crate) async fn standing(
    executor: impl PgExecutor<'_>,
    subject: &str,
    child_id: &str,
) -> Result<Seen<Option<Standing>>, sqlx::Error> {
    let mut row: Row = sqlx::query_as(
        "with standing as (
            select * from workflow.ratification where child_id = $2 and ended_at is null
         )
         select access($1, $2) as access,
            (select to_jsonb(p) from people_child p where p.child_id = $2) as child,
            (select to_jsonb(r) from standing join workflow.ratification_record r on r.id = standing.id) as ratification,
            (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
                'name', display_name, 'active', active, 'roles', roles
            )), '{}') from people_worker where worker_id = any (array(
                select unnest(array[recorded_by, recorded_on_behalf_of]) from standing
            ))) as people",
    )
    .bind(subject)
    .bind(child_id)
    .fetch_one(executor)
    .await?;
    let access = row.access.take();
    Ok(Seen { access, found: row.found() })
}

impl Row {
    fn found(self) -> Option<Standing> {
        let child = Child::from(self.child?.0);
        let names = Names::of(&self.people.0, &[], Some(&child));
        Some(Standing { ratification: self.ratification.map(|row| row.0.into()), names })
    }
}
