//! Hears what requests tells of answers. An event that was applied before changes nothing: after a resync all of them come
//! again.

use super::crier::Crier;
use super::requests_news::News;
use crate::store;
use contracts::events::v1::Event;
use eventlog::{Apply, ApplyError, NewEvent};
use sqlx::PgConnection;

/// Tells people what requests tells of. An answer to a request that workflow has not told of here yet is kept until it
/// has.
#[derive(Clone, Debug)]
pub struct RequestsFeed(pub Crier);

impl Apply for RequestsFeed {
    fn concerns(&self, event: &Event) -> bool {
        !matches!(News::of(event), Ok(None))
    }

    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let Some((news, told)) = News::of(event)? else { return Ok(Vec::new()) };
        store::raise::one_at_a_time(transaction).await?;
        let Some(request) = store::request::get(transaction, news.request_id()).await? else {
            store::early::keep(transaction, news.request_id(), event).await?;
            return Ok(Vec::new());
        };
        let moved = match news {
            News::Claimed { assignee, .. } => request.claimed(assignee, told),
            News::PassedOn { assignee, .. } => request.passed_on(assignee, told),
            News::Completed { act, .. } => request.completed(act, told),
            News::Returned { act, .. } => request.returned(act, told),
            News::Withdrawn { .. } => request.withdrawn(told),
        };
        self.0.follow_request(transaction, moved, told).await
    }

    fn committed(&self, recorded: &[NewEvent]) {
        self.0.committed(recorded);
    }
}
