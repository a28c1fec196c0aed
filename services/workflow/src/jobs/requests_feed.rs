//! Hears what the requests service tells of the requests that were sent from here.

use super::news::{Heard, heard};
use crate::{
    domain::{
        case::Case, decide::answer_arrived::answer_arrived, found::FoundForAnswer, moment::Moment,
        process::Process,
    },
    ops::{Cause, Processes},
    store::{self, process::VersionId, step::StepFound},
};
use calendar::Clock;
use contracts::events::v1::Event;
use eventlog::{Apply, ApplyError, NewEvent, Record};
use sqlx::PgConnection;
use std::sync::Arc;

/// Copies answers to requests. What was heard before changes nothing: after a resync all of it comes again.
#[derive(Clone, Debug)]
pub(crate) struct RequestsFeed {
    /// The time.
    pub clock: Clock,
    /// The processes, by version.
    pub processes: Arc<Processes>,
}

impl Apply for RequestsFeed {
    fn concerns(&self, event: &Event) -> bool {
        !matches!(heard(event), Ok(None))
    }

    /// The step is locked before it is read: nobody can overtake what is decided on it.
    async fn apply(&self, connection: &mut PgConnection, event: &Event) -> Result<Vec<NewEvent>, ApplyError> {
        let Some(Heard { arrived, act }) = heard(event)? else { return Ok(Vec::new()) };
        let Some(found) = store::step::lock_by_request(connection, arrived.request).await? else {
            return Err(ApplyError::Poison("it answers a request that was never sent".into()));
        };
        let StepFound { case, step, names, .. } = found;
        let process = self.process_of(connection, &case).await?;
        let (child_id, case_id) = (step.child_id.clone(), step.case_id);
        let found = FoundForAnswer { process, step };
        let decided = answer_arrived(found, arrived, Moment::new(self.clock.now(), &|| self.clock.new_id()));
        let Some(change) = decided else { return Ok(Vec::new()) };
        store::apply::apply(connection, &change, || self.clock.new_id(), &Record::default()).await?;
        let cause = Cause { child_id: &child_id, case_id: Some(case_id), act, names: &names };
        Ok(cause.events(&change.told, || self.clock.new_id()))
    }
}

impl RequestsFeed {
    async fn process_of(
        &self,
        connection: &mut PgConnection,
        case: &Case,
    ) -> Result<Arc<Process>, ApplyError> {
        let id = VersionId { process_id: case.process_id.clone(), version: case.process_version };
        if let Some(process) = self.processes.kept(&id) {
            return Ok(process);
        }
        let yaml = store::process::yaml(connection, &id).await?;
        let missing = || ApplyError::Poison("its case's process cannot be read".into());
        self.processes.read(id, &yaml.ok_or_else(missing)?).map_err(|_| missing())
    }
}
