use crate::{
    Service, StartError,
    migrate::{Schema, behind},
    settings::Database,
};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::time::Duration;

/// How long a call waits for a connection before it is told that the database is not available.
const CONNECTION_WITHIN: Duration = Duration::from_secs(5);

/// The service's connections, in a schema that is not behind. A service that keeps nothing never connects.
pub(super) async fn for_service(service: &Service, settings: &Database) -> Result<PgPool, StartError> {
    match service.schema() {
        Some(schema) => up_to_date(&schema, settings).await,
        None => Ok(options(settings).connect_lazy_with(PgConnectOptions::new_without_pgpass())),
    }
}

async fn up_to_date(schema: &Schema, settings: &Database) -> Result<PgPool, StartError> {
    let pool = options(settings).connect_with(settings.options_for(schema.name)?).await?;
    let missing = behind(&pool, schema).await?;
    if missing.is_empty() { Ok(pool) } else { Err(StartError::Behind { schema: schema.name, missing }) }
}

/// A connection is tested when it comes back, not before it goes out: that would be another round trip for each command.
fn options(settings: &Database) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(settings.connections)
        .acquire_timeout(CONNECTION_WITHIN)
        .test_before_acquire(false)
}
