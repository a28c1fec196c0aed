//! What requests told of a request before workflow told of it here.

use contracts::events::v1::Event;
use prost::Message;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    event: Vec<u8>,
}

/// Keeps an event until workflow tells of its request.
pub async fn keep(connection: &mut PgConnection, request_id: Uuid, event: &Event) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into notifications.early (request_id, event_id, event) values ($1, $2, $3)
         on conflict on constraint early_event_key do nothing",
    )
    .bind(request_id)
    .bind(eventlog::id_of(event)?)
    .bind(event.encode_to_vec())
    .execute(connection)
    .await
    .map(drop)
}

/// Takes what was kept of a request, in its order.
pub async fn take(connection: &mut PgConnection, request_id: Uuid) -> Result<Vec<Event>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "with taken as (
           delete from notifications.early where request_id = $1 returning place, event)
         select event from taken order by place",
    )
    .bind(request_id)
    .fetch_all(connection)
    .await?;
    let decoded = |row: &Row| Event::decode(row.event.as_slice());
    rows.iter().map(decoded).collect::<Result<_, _>>().map_err(|error| sqlx::Error::Decode(error.into()))
}
