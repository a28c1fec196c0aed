//! Hears what the directory tells: the people, as every service keeps them, and where they are reached.

use super::read::{id, payload};
use crate::store;
use contracts::directory::v1::WorkerChanged;
use contracts::events::v1::Event;
use eventlog::{Apply, ApplyError, NewEvent};
use identity::DirectoryCopy;
use prost::Name;
use sqlx::PgConnection;

/// Keeps what the directory tells.
#[derive(Clone, Copy, Debug, Default)]
pub struct DirectoryFeed;

impl Apply for DirectoryFeed {
    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let told = DirectoryCopy.apply(transaction, event).await?;
        if event.r#type == WorkerChanged::full_name() {
            let worker = payload::<WorkerChanged>(event)?.worker.unwrap_or_default();
            let worker_id = id(&worker.worker_id, "worker_id is not a UUID")?;
            let (email, phone) = (present(&worker.email), present(&worker.phone));
            store::contact::keep(transaction, worker_id, email, phone, event.subject_version).await?;
        }
        Ok(told)
    }
}

fn present(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
