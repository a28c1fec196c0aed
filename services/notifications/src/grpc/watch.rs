//! Watching: what is new goes out as soon as it is committed, whichever replica committed it.

use super::convert::size;
use crate::bell::Ear;
use crate::store::watch::{AT_ONCE, News, Permitted};
use crate::{
    domain::{notification::children, place::Place},
    ops::Desk,
    rpc, store,
};
use contracts::notifications::v1::WatchNotificationsResponse;
use eventlog::Audit;
use fault::Fault;
use futures::stream::{self, BoxStream, StreamExt};
use identity::{Caller, Resource};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};
use tonic::Status;
use uuid::Uuid;

/// How often somebody who was not woken looks all the same, and is asked again whether they may.
const LOOK: Duration = Duration::from_secs(15);
/// How long a change of the count alone waits: often news comes with it.
const COUNTED_AFTER: Duration = Duration::from_millis(250);
/// After how long a stream ends, so that who watches proves again who they are.
const ENDS_AFTER: Duration = Duration::from_secs(600);

/// Opens a stream of what the caller is told. Refused with `CURSOR_FOREIGN`.
pub(super) async fn watch_notifications(
    desk: &Desk,
    caller: &Caller,
    from: Option<Place>,
) -> Result<BoxStream<'static, Result<WatchNotificationsResponse, Status>>, Fault> {
    let actor = desk.policies.admit(&desk.pool, caller, rpc::WATCH_NOTIFICATIONS).await?;
    let here = desk.log.position().await?.cursor;
    let here = Place::parse(&here)?.ok_or_else(|| Fault::defect("the feed has no epoch"))?;
    let position = from.map(|from| from.position_in(&here.epoch)).transpose()?;
    let watcher = Watcher {
        ear: desk.bell.listen(actor.worker_id),
        worker_id: actor.worker_id,
        desk: desk.clone(),
        caller: caller.clone(),
        epoch: here.epoch,
        position,
        more: true,
        said: None,
        permitted: None,
        ends: Instant::now() + ENDS_AFTER,
    };
    let messages = stream::unfold(watcher, |mut watcher| async {
        let message = watcher.next().await.transpose()?;
        Some((message.map_err(Status::from), watcher))
    });
    Ok(ended_by_an_error(messages).boxed())
}

/// A stream that ends after its first error.
fn ended_by_an_error<T>(
    messages: impl stream::Stream<Item = Result<T, Status>>,
) -> impl stream::Stream<Item = Result<T, Status>> {
    messages.scan(false, |failed, message| {
        let ends = std::mem::replace(failed, message.is_err());
        std::future::ready((!ends).then_some(message))
    })
}

/// One who watches.
struct Watcher {
    desk: Desk,
    caller: Caller,
    worker_id: Uuid,
    ear: Ear,
    epoch: String,
    /// After which position; none before the first look of one who comes newly.
    position: Option<i64>,
    /// Whether there may be more than the last look took: before the first there is.
    more: bool,
    /// The count that was last said.
    said: Option<i64>,
    /// With which access the last look was permitted.
    permitted: Option<String>,
    ends: Instant,
}

impl Watcher {
    /// The next message; none at the end of the stream.
    async fn next(&mut self) -> Result<Option<WatchNotificationsResponse>, Fault> {
        loop {
            if !self.more {
                tokio::select! {
                    () = self.desk.stop.cancelled() => return Ok(None),
                    () = sleep_until(self.ends) => return Ok(None),
                    // Woken or not, the next look comes.
                    _woken = timeout(LOOK, self.ear.woken(COUNTED_AFTER)) => {}
                }
            }
            if let Some(message) = self.look().await? {
                return Ok(Some(message));
            }
        }
    }

    /// What there is to say, if there is anything. Whatever is committed before it is seen; what is rung for from here on wakes again.
    /// Where who proved the subject is another worker by now, the stream ends: theirs is another.
    async fn look(&mut self) -> Result<Option<WatchNotificationsResponse>, Fault> {
        self.ear.looks();
        let (desk, rpc) = (&self.desk, rpc::WATCH_NOTIFICATIONS);
        let entry = Audit::new(self.worker_id, rpc, desk.clock.now());
        let permitted = Permitted { standing: self.permitted.as_deref(), entry: &entry };
        let seen = store::watch::since(&desk.pool, &self.caller.subject, self.position, permitted).await?;
        let actor = desk.policies.authorise(&self.caller, seen.access, rpc, Resource::Council)?;
        if actor.worker_id != self.worker_id {
            (self.more, self.ends) = (false, Instant::now());
            return Ok(None);
        }
        let News { from, notifications, unread, standing, entered } = seen.found;
        self.permitted = standing;
        let position = notifications.last().map_or(from, |last| last.position);
        self.position = Some(position);
        self.more = notifications.len() == AT_ONCE;
        if notifications.is_empty() && self.said == Some(unread) {
            return Ok(None);
        }
        if !notifications.is_empty() && !entered {
            desk.audit.write(entry.subjects(children(&notifications))).await?;
        }
        self.said = Some(unread);
        Ok(Some(WatchNotificationsResponse {
            notifications: notifications.iter().map(Into::into).collect(),
            cursor: Place { epoch: self.epoch.clone(), position }.to_string(),
            unread_count: size(unread),
        }))
    }
}
