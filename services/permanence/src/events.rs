//! Events that a service could not apply: what operators see of them, and how they have them tried again.

use crate::database::schemas;
use crate::failure::Failure;
use crate::tell::line;
use clap::Subcommand;
use eventlog::{Parked, ask_retry};
use runtime::settings::Database;
use sqlx::{Connection, PgConnection};

#[derive(Debug, Subcommand)]
pub(crate) enum EventsCommand {
    /// Shows what waits in each service, since when and why; the oldest first.
    Parked,
    /// Has what waits tried again, once its cause is put right. The service does it within seconds.
    Retry {
        /// Only what waits by this key: a child's id or, of what is about no child, its subject. Everything otherwise.
        #[arg(long)]
        key: Option<String>,
    },
}

/// `permanence events`.
pub(crate) async fn events(settings: &Database, command: &EventsCommand) -> Result<(), Failure> {
    match command {
        EventsCommand::Parked => parked(settings).await,
        EventsCommand::Retry { key } => retry(settings, key.as_deref()).await,
    }
}

async fn parked(settings: &Database) -> Result<(), Failure> {
    let mut nothing = true;
    for schema in schemas(|_| None) {
        let mut connection = PgConnection::connect_with(&settings.options_for(schema.name)?).await?;
        for event in eventlog::parked(&mut connection).await? {
            nothing = false;
            let Parked { upstream, key, event_id, reason, parked_at } = event;
            let since = parked_at.format("%Y-%m-%dT%H:%M:%SZ");
            line(&format!("{}: {key}, since {since}: {reason} ({upstream}, event {event_id})", schema.name));
        }
        connection.close().await?;
    }
    if nothing {
        line("nothing is parked");
    }
    Ok(())
}

async fn retry(settings: &Database, key: Option<&str>) -> Result<(), Failure> {
    let mut nothing = true;
    for schema in schemas(|_| None) {
        let mut connection = PgConnection::connect_with(&settings.options_for(schema.name)?).await?;
        let asked = ask_retry(&mut connection, key).await?;
        connection.close().await?;
        if asked > 0 {
            nothing = false;
            line(&format!(
                "{}: {asked} to be tried again; `permanence events parked` says what stays",
                schema.name
            ));
        }
    }
    if nothing {
        line(if key.is_some() { "nothing is parked by that key" } else { "nothing is parked" });
    }
    Ok(())
}
