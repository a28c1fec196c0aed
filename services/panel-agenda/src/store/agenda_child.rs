//! What became of each child of an agenda's extract, as the lines that were hashed.

use super::item::change;
use crate::domain::agenda::{Considered, Extracted, Told};
use crate::domain::item::Change;
use sqlx::{PgConnection, PgExecutor, Row as _};
use uuid::Uuid;

/// A child and the line that was sealed.
pub struct Line {
    /// What became of the child.
    pub child: Considered,
    /// As it was hashed.
    pub line: String,
}

/// Of which service managers; what is not said does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Of the one whom the agenda names so.
    pub said: Option<String>,
    /// Of the worker for whom the name was kept.
    pub kept: Option<Uuid>,
    /// Of whoever is asking.
    pub own: Option<Own>,
}

/// The children of somebody: of these workers, by the directory or, where it allocates nobody, by the names that were kept; and of
/// these texts, where no worker is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Who they are.
    pub workers: Vec<Uuid>,
    /// What they are called.
    pub texts: Vec<String>,
}

/// Which of an agenda's children are wanted, after which child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who is on it, in its order: of all service managers, or of some.
    Listed(Whose),
    /// Who is not on it, by id.
    NotListed {
        /// Taken off by this filter; none for whichever.
        by: Option<String>,
        /// Of whom; none for everybody.
        own: Option<Own>,
    },
}

/// Adds children to an agenda that this transaction is drawing.
pub async fn add(transaction: &mut PgConnection, agenda_id: Uuid, lines: &[Line]) -> Result<(), sqlx::Error> {
    let texts =
        |text: fn(&Considered) -> &str| -> Vec<&str> { lines.iter().map(|it| text(&it.child)).collect() };
    sqlx::query(
        "insert into panels.agenda_child (agenda_id, child_id, listed, service_manager, surname, first_name, off_by, referred, line,
                                          service_manager_id)
         select $1, given.*
           from unnest($2::text[], $3::bool[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::text[], $10::uuid[]) as given",
    )
    .bind(agenda_id)
    .bind(texts(Considered::child_id))
    .bind(lines.iter().map(|it| matches!(it.child, Considered::Listed(_))).collect::<Vec<_>>())
    .bind(texts(|child| of_listed(child, |listed| &listed.service_manager)))
    .bind(texts(|child| of_listed(child, |listed| &listed.surname)))
    .bind(texts(|child| of_listed(child, |listed| &listed.first_name)))
    .bind(texts(off_by))
    .bind(lines.iter().map(|it| matches!(&it.child, Considered::NotListed(off) if off.referred)).collect::<Vec<_>>())
    .bind(lines.iter().map(|it| it.line.as_str()).collect::<Vec<_>>())
    .bind(lines.iter().map(|it| manager_of(&it.child)).collect::<Vec<_>>())
    .execute(transaction)
    .await
    .map(drop)
}

/// A child on an agenda or off it, as it is kept, and what holds of the child now.
pub struct Shown {
    /// As drawn.
    pub told: Told,
    /// What was said of the child last, who is on the agenda.
    pub change: Option<Change>,
    /// Whom the directory allocates to a child on the agenda as service manager, as it shows them.
    pub allocated: Option<String>,
    /// What the extract says of a child who is not on it.
    pub extracted: Extracted,
}

/// Children of an agenda after that child, at most so many.
pub async fn page(
    executor: impl PgExecutor<'_>,
    agenda_id: Uuid,
    part: &Part,
    after: Option<&str>,
    rows: i64,
) -> Result<Vec<Shown>, sqlx::Error> {
    let (statement, filter, kept, own) = match part {
        Part::Listed(whose) => (LISTED, &whose.said, whose.kept, whose.own.as_ref()),
        Part::NotListed { by, own: None } => (NOT_LISTED, by, None, None),
        Part::NotListed { by, own } => (NOT_LISTED_OWN, by, None, own.as_ref()),
    };
    let found = sqlx::query(statement)
        .bind(agenda_id)
        .bind(filter)
        .bind(after)
        .bind(rows)
        .bind(kept)
        .bind(own.map(|own| &own.workers))
        .bind(own.map(|own| &own.texts))
        .fetch_all(executor)
        .await?;
    let told = |line: String| serde_json::from_str(&line).map_err(|wrong| sqlx::Error::Decode(wrong.into()));
    found
        .iter()
        .map(|row| {
            let told = told(row.try_get("line")?)?;
            match part {
                Part::Listed(_) => {
                    let (change, allocated) = (change(row)?, row.try_get("allocated")?);
                    Ok(Shown { told, change, allocated, extracted: Extracted::default() })
                }
                Part::NotListed { .. } => {
                    let extracted = Extracted {
                        surname: row.try_get("surname")?,
                        first_name: row.try_get("first_name")?,
                        service_manager: row.try_get("service_manager")?,
                    };
                    Ok(Shown { told, change: None, allocated: None, extracted })
                }
            }
        })
        .collect()
}

/// By which texts an agenda names the service managers for whom no name was kept.
pub async fn texts(executor: impl PgExecutor<'_>, agenda_id: Uuid) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct service_manager from panels.agenda_child
          where agenda_id = $1 and listed and service_manager_id is null",
    )
    .bind(agenda_id)
    .fetch_all(executor)
    .await
}

/// The token of a page names the child that was shown last, and no name: the place is looked up. Role 3 of the directory's
/// allocations is the service manager's.
const LISTED: &str = "
    with page as (
      select child.child_id, child.service_manager, child.surname, child.first_name, child.line, own.worker_id
        from panels.agenda_child child
        left join people_allocation own on own.child_id = child.child_id and own.role = 3
       where child.agenda_id = $1 and child.listed
         and ($2::text is null or child.service_manager = $2)
         and ($5::uuid is null or child.service_manager_id = $5)
         and ($6::uuid[] is null or case
           when own.worker_id is null then child.service_manager_id = any ($6) or child.service_manager = any ($7::text[])
           else own.worker_id = any ($6)
         end)
         and ($3::text is null or (child.service_manager, child.surname, child.first_name, child.child_id) > (
           select last.service_manager, last.surname, last.first_name, last.child_id
             from panels.agenda_child last where last.agenda_id = $1 and last.child_id = $3))
       order by child.service_manager, child.surname, child.first_name, child.child_id
       limit $4
    )
    select page.line, allocated.display_name as allocated, change.number as change_number, change.reason as change_reason, change.note as change_note,
           change.changed_by as change_by, changer.display_name as change_by_name, change.changed_at as change_at
      from page
      join panels.agenda on agenda.agenda_id = $1
      left join lateral (
        select last.* from panels.item_change last
         where last.panel_date = agenda.panel_date and last.child_id = page.child_id
         order by last.number desc limit 1) change on true
      left join people_worker changer on changer.worker_id = change.changed_by
      left join people_worker allocated on allocated.worker_id = page.worker_id
     order by page.service_manager, page.surname, page.first_name, page.child_id";

/// The children of somebody only: the extract is looked at for each, which for all of them would be the slower way.
const NOT_LISTED_OWN: &str = "
    select child.child_id, child.line, coalesce(record.surname, '') as surname,
           coalesce(record.first_name, '') as first_name, coalesce(record.service_manager, '') as service_manager
      from panels.agenda_child child
      join panels.agenda on agenda.agenda_id = child.agenda_id
      left join panels.child_record record
        on record.extract_import_id = agenda.extract_import_id and record.child_id = child.child_id
      left join people_allocation own on own.child_id = child.child_id and own.role = 3
     where child.agenda_id = $1 and not child.listed
       and ($2::text is null or child.off_by = $2)
       and ($3::text is null or child.child_id > $3)
       and $5::uuid is null
       and case
         when own.worker_id is null then record.service_manager = any ($7::text[])
         else own.worker_id = any ($6::uuid[])
       end
     order by child.child_id
     limit $4";

const NOT_LISTED: &str = "
    with page as (
      select child_id, line
        from panels.agenda_child
       where agenda_id = $1 and not listed
         and ($2::text is null or off_by = $2)
         and ($3::text is null or child_id > $3)
         and $5::uuid is null and $6::uuid[] is null and $7::text[] is null
       order by child_id
       limit $4
    )
    select page.line, coalesce(record.surname, '') as surname, coalesce(record.first_name, '') as first_name,
           coalesce(record.service_manager, '') as service_manager
      from page
      join panels.agenda on agenda.agenda_id = $1
      left join panels.child_record record
        on record.extract_import_id = agenda.extract_import_id and record.child_id = page.child_id
     order by page.child_id";

fn of_listed(child: &Considered, text: fn(&crate::domain::agenda::Listed) -> &String) -> &str {
    match child {
        Considered::Listed(listed) => text(listed),
        Considered::NotListed(_) => "",
    }
}

fn manager_of(child: &Considered) -> Option<Uuid> {
    match child {
        Considered::Listed(listed) => listed.service_manager_id,
        Considered::NotListed(_) => None,
    }
}

fn off_by(child: &Considered) -> &str {
    match child {
        Considered::Listed(_) => "",
        Considered::NotListed(off) => &off.off.filter,
    }
}
