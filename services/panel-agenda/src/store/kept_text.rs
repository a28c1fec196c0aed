//! The texts of layouts, code sets and rules by which extracts were read and agendas drawn.

use sqlx::{PgConnection, PgExecutor};

/// Keeps these texts, each by its hash; one that is kept stays as it is.
pub async fn keep(transaction: &mut PgConnection, texts: &[(&str, &str)]) -> Result<(), sqlx::Error> {
    let (hashes, texts): (Vec<&str>, Vec<&str>) = texts.iter().copied().unzip();
    sqlx::query(
        "insert into panels.kept_text (sha256, text)
         select * from unnest($1::text[], $2::text[])
         on conflict on constraint kept_text_pkey do nothing",
    )
    .bind(hashes)
    .bind(texts)
    .execute(transaction)
    .await
    .map(drop)
}

/// The text of that hash; none where nothing was drawn by it.
pub async fn get(executor: impl PgExecutor<'_>, sha256: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select text from panels.kept_text where sha256 = $1")
        .bind(sha256)
        .fetch_optional(executor)
        .await
}
