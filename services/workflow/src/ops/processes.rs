//! The processes, read once and kept for as long as the service runs: a version never changes.

use crate::{
    domain::process::Process,
    store::{self, process::VersionId},
};
use fault::Fault;
use sqlx::PgExecutor;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

/// The versions of the processes that were read.
#[derive(Debug, Default)]
pub(crate) struct Processes(RwLock<HashMap<VersionId, Arc<Process>>>);

impl Processes {
    /// One version; none when there is no such version. Only what another replica loaded since is read.
    pub(crate) async fn get(
        &self,
        executor: impl PgExecutor<'_>,
        id: &VersionId,
    ) -> Result<Option<Arc<Process>>, Fault> {
        if let Some(process) = self.kept(id) {
            return Ok(Some(process));
        }
        let Some(yaml) = store::process::yaml(executor, id).await? else { return Ok(None) };
        self.read(id.clone(), &yaml).map(Some)
    }

    /// One version that a case runs by, and that is there for that reason.
    pub(crate) async fn of_case(
        &self,
        executor: impl PgExecutor<'_>,
        process_id: &str,
        version: i32,
    ) -> Result<Arc<Process>, Fault> {
        let id = VersionId { process_id: process_id.to_owned(), version };
        let missing = || Fault::defect(format!("{process_id} has no version {version}"));
        self.get(executor, &id).await?.ok_or_else(missing)
    }

    /// Reads and keeps one version.
    pub(crate) fn read(&self, id: VersionId, yaml: &str) -> Result<Arc<Process>, Fault> {
        let wrong = |_| Fault::defect(format!("{} version {} cannot be read", id.process_id, id.version));
        let process = Process::load(yaml).map_err(wrong)?;
        Ok(self.keep(id, process))
    }

    /// Keeps one version that was read before it was stored.
    pub(crate) fn keep(&self, id: VersionId, process: Process) -> Arc<Process> {
        let process = Arc::new(process);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, process.clone());
        process
    }

    /// One version, if it was read before.
    pub(crate) fn kept(&self, id: &VersionId) -> Option<Arc<Process>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}
