//! What became of each child of an agenda's extract, as the lines that were hashed.

use crate::domain::agenda::{Considered, Told};
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;

/// A child and the line that was sealed.
pub struct Line {
    /// What became of the child.
    pub child: Considered,
    /// As it was hashed.
    pub line: String,
}

#[derive(FromRow)]
struct Row {
    line: String,
}

/// Which of an agenda's children are wanted, after which child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who is on it, in its order, of all service managers or of one.
    Listed(Option<String>),
    /// Who is not on it, by id, whoever took them off or by one filter.
    NotListed(Option<String>),
}

/// Adds children to an agenda that this transaction is drawing.
pub async fn add(transaction: &mut PgConnection, agenda_id: Uuid, lines: &[Line]) -> Result<(), sqlx::Error> {
    let texts =
        |text: fn(&Considered) -> &str| -> Vec<&str> { lines.iter().map(|it| text(&it.child)).collect() };
    sqlx::query(
        "insert into panels.agenda_child (agenda_id, child_id, listed, service_manager, surname, first_name, off_by, line)
         select $1, given.*
           from unnest($2::text[], $3::bool[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) as given",
    )
    .bind(agenda_id)
    .bind(texts(Considered::child_id))
    .bind(lines.iter().map(|it| matches!(it.child, Considered::Listed(_))).collect::<Vec<_>>())
    .bind(texts(|child| of_listed(child, |listed| &listed.service_manager)))
    .bind(texts(|child| of_listed(child, |listed| &listed.surname)))
    .bind(texts(|child| of_listed(child, |listed| &listed.first_name)))
    .bind(texts(off_by))
    .bind(lines.iter().map(|it| it.line.as_str()).collect::<Vec<_>>())
    .execute(transaction)
    .await
    .map(drop)
}

/// Children of an agenda after that child, at most so many.
pub async fn page(
    executor: impl PgExecutor<'_>,
    agenda_id: Uuid,
    part: &Part,
    after: Option<&str>,
    rows: i64,
) -> Result<Vec<Told>, sqlx::Error> {
    let (statement, filter) = match part {
        Part::Listed(service_manager) => (LISTED, service_manager),
        Part::NotListed(off_by) => (NOT_LISTED, off_by),
    };
    let found: Vec<Row> = sqlx::query_as(statement)
        .bind(agenda_id)
        .bind(filter)
        .bind(after)
        .bind(rows)
        .fetch_all(executor)
        .await?;
    found
        .into_iter()
        .map(|row| serde_json::from_str(&row.line).map_err(|wrong| sqlx::Error::Decode(wrong.into())))
        .collect()
}

/// The token of a page names the child that was shown last, and no name: the place is looked up.
const LISTED: &str = "
    select line
      from panels.agenda_child
     where agenda_id = $1 and listed
       and ($2::text is null or service_manager = $2)
       and ($3::text is null or (service_manager, surname, first_name, child_id) > (
         select last.service_manager, last.surname, last.first_name, last.child_id
           from panels.agenda_child last where last.agenda_id = $1 and last.child_id = $3))
     order by service_manager, surname, first_name, child_id
     limit $4";

const NOT_LISTED: &str = "
    select line
      from panels.agenda_child
     where agenda_id = $1 and not listed
       and ($2::text is null or off_by = $2)
       and ($3::text is null or child_id > $3)
     order by child_id
     limit $4";

fn of_listed(child: &Considered, text: fn(&crate::domain::agenda::Listed) -> &String) -> &str {
    match child {
        Considered::Listed(listed) => text(listed),
        Considered::NotListed(_) => "",
    }
}

fn off_by(child: &Considered) -> &str {
    match child {
        Considered::Listed(_) => "",
        Considered::NotListed(off) => &off.off.filter,
    }
}
