//! Keeps the people of a service's schema as the directory has them.

mod rows;

use contracts::{
    directory::v1::{ChildChanged, CoverChanged, InboxChanged, TeamChanged, WorkerChanged},
    events::v1::Event,
};
use eventlog::{Apply, ApplyError, NewEvent, payload};
use prost::Name;
use rows::{ChildRow, CoverRow, InboxRow, TeamRow, WorkerRow};
use sqlx::PgConnection;

/// Applies the directory's feed to the `people_*` tables. An event that is not newer than what is stored changes nothing,
/// so a resync from the first event is harmless.
#[derive(Clone, Copy, Debug, Default)]
pub struct DirectoryCopy;

impl DirectoryCopy {
    /// The package whose feed it applies: the name that `people_freshness` looks for in `feed_cursor`.
    pub const UPSTREAM: &'static str = "permanence.directory";
}

impl Apply for DirectoryCopy {
    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let version = event.subject_version;
        if event.r#type == WorkerChanged::full_name() {
            WorkerRow::read(payload::<WorkerChanged>(event)?)?.keep(transaction, version).await?;
        } else if event.r#type == TeamChanged::full_name() {
            TeamRow::read(payload::<TeamChanged>(event)?)?.keep(transaction, version).await?;
        } else if event.r#type == InboxChanged::full_name() {
            InboxRow::read(payload::<InboxChanged>(event)?)?.keep(transaction, version).await?;
        } else if event.r#type == ChildChanged::full_name() {
            ChildRow::read(payload::<ChildChanged>(event)?)?.keep(transaction, version).await?;
        } else if event.r#type == CoverChanged::full_name() {
            CoverRow::read(payload::<CoverChanged>(event)?)?.keep(transaction, version).await?;
        }
        Ok(Vec::new())
    }
}
