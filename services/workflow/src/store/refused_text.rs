//! What was typed for a save that was refused.

use crate::domain::{
    people::Act,
    refused::{Typed, TypedQueue, TypedSection},
};
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
        .bind(typed.iter().filter_map(section).collect::<Value>())
        .bind(typed.iter().find_map(queue))
        .bind(record.audit_json())
        .execute(executor)
        .await?;
    Ok(())
}

fn section(typed: &Typed) -> Option<Value> {
    let Typed::Section(TypedSection { section, read_version, standing_version, answers, cleared, complete }) =
        typed
    else {
        return None;
    };
    Some(json!({
        "form": section.form.as_deref().unwrap_or_default(), "number": section.number,
        "read_version": read_version, "standing_version": standing_version,
        "answers": answers, "cleared": cleared, "complete": complete,
    }))
}

fn queue(typed: &Typed) -> Option<Value> {
    let Typed::Queue(TypedQueue { read_version, standing_version, actions }) = typed else { return None };
    Some(json!({ "read_version": read_version, "standing_version": standing_version, "actions": actions }))
}
