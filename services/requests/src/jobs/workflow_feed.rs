//! Hears what workflow tells of requests. An event that was applied before changes nothing: after a resync all of them
//! come again.

use super::{
    fact::{request_arrived, request_followed},
    news::News,
};
use crate::{domain::request::Request, store};
use calendar::Clock;
use contracts::events::v1::Event;
use eventlog::{Apply, ApplyError, NewEvent};
use sqlx::PgConnection;
use uuid::Uuid;

/// Applies workflow's feed to `requests.request`. Nothing here refuses a request that was sent: recipients were checked
/// when it was composed.
#[derive(Clone, Debug)]
pub struct WorkflowFeed {
    /// Where the ids of its own events come from.
    pub clock: Clock,
}

impl Apply for WorkflowFeed {
    fn concerns(&self, event: &Event) -> bool {
        !matches!(News::of(event), Ok(News::Other))
    }

    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let told = match News::of(event)? {
            News::Sent(request) => {
                let is_new = store::heard::save_sent(transaction, &request).await?;
                is_new.then(|| request_arrived(self.clock.new_id(), &request))
            }
            News::Briefed(id, brief, heard) => {
                let changed = change(transaction, id, |request| request.briefed(brief, heard)).await?;
                changed.map(|request| request_followed(self.clock.new_id(), &request))
            }
            News::Lapsed(id, heard) => {
                let changed = change(transaction, id, |request| request.lapsed(heard)).await?;
                changed.map(|request| request_followed(self.clock.new_id(), &request))
            }
            News::Other => None,
        };
        Ok(told.into_iter().collect())
    }
}

/// The request as it now stands; none where this was heard before.
async fn change(
    transaction: &mut PgConnection,
    id: Uuid,
    heard: impl FnOnce(Request) -> Request,
) -> Result<Option<Request>, ApplyError> {
    let request = store::heard::lock(transaction, id).await?;
    let request =
        request.ok_or_else(|| ApplyError::Poison("nobody told that this request was sent".into()))?;
    let before = request.heard_version;
    let request = heard(request);
    if request.heard_version <= before {
        return Ok(None);
    }
    store::heard::save(transaction, &request).await?;
    Ok(Some(request))
}
