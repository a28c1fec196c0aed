//! The processes that come with the software.

use super::{
    Processes,
    attempt::{Setback, nothing_to_hear, settled},
};
use crate::{
    domain::process::{BUILT_IN, Process},
    store::{
        self,
        process::{NewVersion, VersionId},
    },
};
use calendar::Clock;
use eventlog::Record;
use fault::{Fault, describe};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

/// Reads every version that is kept, so that no command waits for it, and makes sure that what comes with the software is
/// among them: as a new version, unless its very text was kept before. A version that this build cannot read hinders only
/// the cases that run by it.
pub(crate) async fn register(pool: &PgPool, clock: &Clock, processes: &Processes) -> Result<(), Fault> {
    let kept = store::process::all(pool).await?;
    for (id, yaml) in &kept {
        if let Err(fault) = processes.read(id.clone(), yaml) {
            let (process_id, version) = (&id.process_id, id.version);
            tracing::error!(
                process.id = process_id,
                process.version = version,
                error = describe(&fault),
                "a process cannot be read"
            );
        }
    }
    for built_in in BUILT_IN {
        if !kept.iter().any(|(_, yaml)| yaml == built_in) {
            settled(|| keep(pool, clock, built_in), nothing_to_hear).await?;
        }
    }
    Ok(())
}

/// Another replica may be doing the same.
async fn keep(pool: &PgPool, clock: &Clock, yaml: &str) -> Result<(), Setback> {
    let process = Process::load(yaml).map_err(Fault::Invalid)?;
    let digest = Sha256::digest(yaml).into();
    let known = store::process::known(pool, &process.id, digest).await?;
    if known.same_text.is_some() {
        return Ok(());
    }
    let id = VersionId { process_id: process.id.to_string(), version: known.newest + 1 };
    let titles = process.step_titles();
    let new = NewVersion { id, yaml, digest, titles, loaded_by: None, loaded_at: clock.now() };
    store::process::keep(pool, Some(&new), &Record::default()).await?;
    Ok(())
}
