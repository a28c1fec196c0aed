use sqlx::{PgPool, Postgres, Transaction};
use std::panic::resume_unwind;

/// One round trip.
const BEGIN: &str = "begin; set local plan_cache_mode = force_generic_plan";

/// Begins a transaction that whoever awaits it may stop waiting for.
///
/// sqlx 0.9.0 forgets a transaction whose beginning is cancelled (its issue 4393): the connection goes back to the pool
/// inside it, and commands of others are then acknowledged that nothing commits. Here it begins all the same, and is
/// rolled back when nobody waits for it any more.
///
/// Its statements go by keys, again and again: each is planned once for a connection. Postgres would plan the larger ones anew each
/// time, since it overrates what they cost, and that takes longer than they do.
pub async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    #[expect(clippy::disallowed_methods, reason = "the one place where it cannot be cancelled")]
    let begun = tokio::spawn(async move { pool.begin_with(BEGIN).await }).await;
    begun.unwrap_or_else(|ended| match ended.try_into_panic() {
        Ok(panicked) => resume_unwind(panicked),
        Err(_) => Err(sqlx::Error::PoolClosed),
    })
}
