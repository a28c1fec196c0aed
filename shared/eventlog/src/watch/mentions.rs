//! Which ids the events mention, told to whoever watches.

use crate::EventLog;
use contracts::events::v1::{Event, Subscription};
use fault::{Fault, describe};
use futures::StreamExt;
use std::{collections::HashSet, pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::{
        Notify,
        broadcast::{
            Receiver, Sender,
            error::{RecvError, TryRecvError},
        },
    },
    time::{MissedTickBehavior, interval, sleep},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::Status;
use uuid::Uuid;

/// How many batches somebody who watches may fall behind before they look at everything.
const BEHIND: usize = 64;
/// How often a replica asks whether the copy of the directory has changed: once for all who watch there.
const ASK_PEOPLE: Duration = Duration::from_secs(1);
/// How long after a failure the feed is read again.
const AGAIN_AFTER: Duration = Duration::from_millis(250);
/// As "0192f0c1-7e57-7000-8000-000000000001".
const UUID_LENGTH: usize = 36;

/// The ids that a service's own events mention, batch by batch. Clones are the same.
#[derive(Clone, Debug)]
pub struct Mentions {
    told: Sender<Mentioned>,
    /// Somebody began to watch.
    wanted: Arc<Notify>,
    source: &'static str,
    stop: CancellationToken,
}

/// Something happened.
#[derive(Clone, Debug)]
enum Mentioned {
    /// With these.
    These(Arc<HashSet<Uuid>>),
    /// With anything: it is not known with what.
    Anything,
}

/// The service stops: whoever watches goes on at another replica.
#[derive(Debug, thiserror::Error)]
#[error("the service stops")]
struct Stopping;

impl Mentions {
    /// Reads the log's own feed in this process until `stop`, while somebody watches; and looks once a second, for all who
    /// watch, whether the consumer of `people` has applied anything: who may see which list is copied from there.
    pub fn of(log: &EventLog, people: &'static str, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let wanted = Arc::new(Notify::new());
        let mentions = Self { told: Sender::new(BEHIND), wanted: wanted.clone(), source: log.source(), stop };
        let reader = Reader { log: log.clone(), people, told: mentions.told.clone(), wanted };
        let stop = mentions.stop.clone();
        tasks.spawn(async move { stop.run_until_cancelled(reader.run()).await });
        mentions
    }

    pub(super) fn watch(&self) -> Watch {
        let told = self.told.subscribe();
        self.wanted.notify_one();
        Watch { told, mentions: self.clone() }
    }
}

/// One who watches.
pub(super) struct Watch {
    told: Receiver<Mentioned>,
    mentions: Mentions,
}

impl Watch {
    /// Returns once one of these was mentioned; what queued up meanwhile is taken together. Fails when the service stops.
    pub(super) async fn mentioned(&mut self, by: &HashSet<Uuid>) -> Result<(), Fault> {
        let Mentions { source, stop, .. } = self.mentions.clone();
        loop {
            let told = tokio::select! {
                () = stop.cancelled() => return Err(Fault::unavailable(source, Stopping)),
                told = self.told.recv() => told,
            };
            let concerns = match told {
                Ok(mentioned) => mentioned.concerns(by),
                Err(RecvError::Lagged(_) | RecvError::Closed) => true,
            };
            if concerns {
                self.take_the_rest();
                return Ok(());
            }
        }
    }

    /// Whoever looks now sees what these were about.
    fn take_the_rest(&mut self) {
        while !matches!(self.told.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {}
    }
}

impl Mentioned {
    fn concerns(&self, by: &HashSet<Uuid>) -> bool {
        match self {
            Self::These(ids) => ids.iter().any(|id| by.contains(id)),
            Self::Anything => true,
        }
    }
}

/// Why the feed is read anew.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("the feed cannot be read")]
    Feed(#[from] Fault),
    #[error("the feed refused")]
    Refused(#[source] Box<Status>),
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
}

struct Reader {
    log: EventLog,
    people: &'static str,
    told: Sender<Mentioned>,
    wanted: Arc<Notify>,
}

impl Reader {
    async fn run(self) {
        loop {
            // The feed is read only while somebody watches.
            if !self.is_watched() {
                self.wanted.notified().await;
                continue;
            }
            if let Err(broken) = self.read().await {
                tracing::warn!(source = self.log.source(), error = %describe(&broken), "what changes is read anew");
            }
            if self.is_watched() {
                sleep(AGAIN_AFTER).await;
            }
        }
    }

    /// Returns once nobody watches any longer.
    async fn read(&self) -> Result<(), Broken> {
        let cursor = self.log.position().await?.cursor;
        let mut batches = pin!(self.log.subscribe(Subscription { cursor, follow: true }).await?);
        // Between the last reading and this one anything may have happened.
        self.tell(|| Mentioned::Anything);
        let mut ticks = interval(ASK_PEOPLE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = self.heard_of_people().await?;
        loop {
            tokio::select! {
                batch = batches.next() => match batch {
                    Some(Ok(_)) if !self.is_watched() => return Ok(()),
                    Some(Ok(batch)) if batch.events.is_empty() => {}
                    Some(Ok(batch)) => self.tell(|| Mentioned::These(Arc::new(ids_in(&batch.events)))),
                    Some(Err(status)) => return Err(Broken::Refused(Box::new(status))),
                    None => return Ok(()),
                },
                _ = ticks.tick(), if self.is_watched() => {
                    let now = self.heard_of_people().await?;
                    if now != heard {
                        heard = now;
                        self.tell(|| Mentioned::Anything);
                    }
                }
            }
        }
    }

    fn is_watched(&self) -> bool {
        self.told.receiver_count() > 0
    }

    fn tell(&self, mentioned: impl FnOnce() -> Mentioned) {
        if self.is_watched() {
            // It fails when nobody watches any longer.
            self.told.send(mentioned()).ok();
        }
    }

    /// How far the directory's feed is applied here.
    async fn heard_of_people(&self) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar("select cursor from feed_cursor where upstream = $1")
            .bind(self.people)
            .fetch_optional(self.log.pool())
            .await
    }
}

/// Every UUID in the subjects and payloads: in whose hands something comes to lie is among them, whatever the event.
fn ids_in(events: &[Event]) -> HashSet<Uuid> {
    let payloads = events.iter().filter_map(|event| Some(event.data.as_ref()?.value.as_slice()));
    let subjects = events.iter().map(|event| event.subject.as_bytes());
    payloads.chain(subjects).flat_map(uuids).collect()
}

fn uuids(bytes: &[u8]) -> impl Iterator<Item = Uuid> + '_ {
    let dashed = |text: &&[u8]| [8, 13, 18, 23].iter().all(|at| text[*at] == b'-');
    bytes.windows(UUID_LENGTH).filter(dashed).filter_map(|text| Uuid::try_parse_ascii(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost_types::Any;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn every_id_in_a_payload_and_in_a_subject_is_found() {
        let value =
            [b"\x0a\x24", id(1).to_string().as_bytes(), b"\x12\x24", id(2).to_string().as_bytes()].concat();
        let event = Event {
            subject: format!("workstep/{}", id(3)),
            data: Some(Any { type_url: String::new(), value }),
            ..Event::default()
        };
        assert_eq!(ids_in(&[event, Event::default()]), HashSet::from([id(1), id(2), id(3)]));
        assert_eq!(uuids(b"--------------------------------------").count(), 0);
        assert_eq!(uuids(b"too short").count(), 0);
    }

    #[tokio::test]
    async fn who_watches_is_woken_by_what_concerns_them_and_by_what_they_missed() {
        let stop = CancellationToken::new();
        let (told, wanted) = (Sender::new(2), Arc::new(Notify::new()));
        let mentions = Mentions { told, wanted, source: "permanence.test", stop: stop.clone() };
        let mut watch = mentions.watch();
        let by = HashSet::from([id(7)]);
        let these = |number| Mentioned::These(Arc::new(HashSet::from([id(number)])));
        mentions.told.send(these(1)).unwrap();
        mentions.told.send(these(7)).unwrap();
        watch.mentioned(&by).await.unwrap();
        mentions.told.send(these(1)).unwrap();
        let waits = tokio::time::timeout(Duration::from_millis(20), watch.mentioned(&by)).await;
        assert!(waits.is_err(), "another's is no concern of theirs");
        for _ in 0..5 {
            mentions.told.send(these(1)).unwrap();
        }
        watch.mentioned(&by).await.unwrap();
        stop.cancel();
        assert_eq!(watch.mentioned(&by).await.unwrap_err().reason(), fault::Reason::Unavailable);
    }
}
