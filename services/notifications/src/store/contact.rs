//! Where workers are reached outside the application, as the directory told.

use sqlx::PgConnection;
use uuid::Uuid;

/// Keeps what the directory told of a worker in that version, unless something newer is kept.
pub async fn keep(
    connection: &mut PgConnection,
    worker_id: Uuid,
    email: Option<&str>,
    phone: Option<&str>,
    version: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into notifications.contact as kept (worker_id, email, phone, version)
         values ($1, $2, $3, $4)
         on conflict on constraint contact_pkey do update
            set email = excluded.email, phone = excluded.phone, version = excluded.version
          where kept.version < excluded.version",
    )
    .bind(worker_id)
    .bind(email)
    .bind(phone)
    .bind(version)
    .execute(connection)
    .await
    .map(drop)
}
