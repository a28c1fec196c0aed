//! What was typed for a save that was refused.

use crate::domain::{people::Act, refused::Typed};
use eventlog::{Audit, Record};
use serde_json::{Value, json};
use sqlx::PgExecutor;
use uuid::Uuid;

/// Keeps what was typed, each text whole, and leaves an entry; once for a command, whose body has that hash.
pub(crate) async fn keep(
    executor: impl PgExecutor<'_>,
    workstep_id: Uuid,
    act: Act,
    body_hash: &[u8],
    typed: &[Typed],
    audit: Audit,
) -> Result<(), sqlx::Error> {
    let record = Record { audit: vec![audit], ..Record::default() };
    sqlx::query(include_str!("refused_text.sql"))
        .bind(workstep_id)
        .bind(act.by)
        .bind(act.on_behalf_of)
        .bind(act.at)
        .bind(body_hash)
        .bind(typed.iter().map(row).collect::<Value>())
        .bind(record.audit_json())
        .execute(executor)
        .await?;
    Ok(())
}

fn row(typed: &Typed) -> Value {
    json!({
        "form": typed.section.form.as_deref().unwrap_or_default(), "number": typed.section.number,
        "read_version": typed.read_version, "standing_version": typed.standing_version,
        "answers": typed.answers, "cleared": typed.cleared, "complete": typed.complete,
    })
}
