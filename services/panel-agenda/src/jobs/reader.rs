//! Reads extracts that were handed in. Any number of replicas may do so: an import is claimed by its row, under a lease that is
//! renewed while its reader lives; whoever takes it over begins again from the first row.

use super::pieces::Pieces;
use crate::{
    domain::{
        extract::{Counts, Sifted},
        extract_import::subject,
        rulebook::Rulebook,
    },
    reading::{Refused, sift},
    store::{
        self,
        reading::{Claimed, End},
    },
};
use calendar::Clock;
use contracts::panels::v1::{ExtractRead, ExtractRefused};
use eventlog::{EventLog, NewEvent, Record};
use fault::{BoxError, Fault};
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use tokio::{
    runtime::Handle,
    sync::{Notify, mpsc},
    time::{Instant, interval_at, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// How often it is looked whether another replica was handed something, or died.
const LOOK: Duration = Duration::from_millis(500);
/// How long to wait after a failure.
const PAUSE: Duration = Duration::from_secs(1);
/// How often the lease is renewed while nothing is written: well within its ten seconds.
const RENEW: Duration = Duration::from_secs(3);
/// How often uploads that nothing came of are swept away.
const SWEEP: Duration = Duration::from_secs(600);
/// How many batches may wait to be written.
const WAITING: usize = 2;

/// What reads extracts.
#[derive(Clone)]
pub struct Reader {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// Where what is committed becomes a feed.
    pub log: EventLog,
    /// By what extracts are read.
    pub rulebook: Arc<Rulebook>,
    /// Wakes this replica when it was handed something.
    pub handed_in: Arc<Notify>,
}

impl Reader {
    /// Reads until the service stops.
    pub async fn run(self, stop: CancellationToken) {
        let reading = async {
            let mut sweep = interval_at(Instant::now() + SWEEP, SWEEP);
            loop {
                tokio::select! {
                    // Out of time is as good as being woken.
                    _woken = timeout(LOOK, self.handed_in.notified()) => self.turn().await,
                    _ = sweep.tick() => self.sweep().await,
                }
            }
        };
        // Nothing is left to do when it was cancelled: the lease runs out.
        let _stopped = stop.run_until_cancelled(reading).await;
    }

    async fn turn(&self) {
        loop {
            let read = async {
                let claimed = store::reading::claim(&self.pool).await?;
                match claimed {
                    Some(claimed) => self.read(&claimed).await.map(|()| true),
                    None => Ok(false),
                }
            };
            match read.await {
                Ok(true) => {}
                Ok(false) => return,
                Err(fault) => {
                    tracing::warn!(error = %fault::describe(&fault), "an extract cannot be read; trying again");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    async fn sweep(&self) {
        if let Err(error) = store::upload::sweep(&self.pool).await {
            tracing::warn!(error = %fault::describe(&error), "uploads that nothing came of cannot be swept away");
        }
    }

    /// Reads one extract to its end, unless another replica took it over.
    async fn read(&self, claimed: &Claimed) -> Result<(), Fault> {
        let (hand_on, mut batches) = mpsc::channel::<Sifted>(WAITING);
        let (rulebook, made) = (self.rulebook_of(claimed).await?, (claimed.as_of, claimed.serial_dates));
        let codes = rulebook.codes.clone();
        let source = Pieces::of(self.pool.clone(), Handle::current(), claimed.upload_id, claimed.byte_count);
        let sifting = tokio::task::spawn_blocking(move || {
            sift(source, &rulebook, made, |batch| hand_on.blocking_send(batch).is_ok())
        });
        let mut renew = interval_at(Instant::now() + RENEW, RENEW);
        loop {
            let held = tokio::select! {
                batch = batches.recv() => match batch {
                    Some(batch) => store::reading::write(&self.pool, claimed, &codes, &batch).await?,
                    None => break,
                },
                _ = renew.tick() => store::reading::renew(&self.pool, claimed).await?,
            };
            if !held {
                tracing::info!(extract_import.id = %claimed.id, "another replica reads the extract");
                return Ok(());
            }
        }
        match sifting.await.map_err(Fault::defect)? {
            Ok(Some(counts)) => self.end(claimed, &End::Read, counts).await,
            Ok(None) => Ok(()),
            Err(Refused::Unavailable(error)) => Err(unavailable(error)),
            Err(refused) => {
                tracing::info!(extract_import.id = %claimed.id, refusal = refused.name(), "a file is no extract");
                let end = End::Refused { reason: refused.name(), message: refused.to_string() };
                self.end(claimed, &end, Counts::default()).await
            }
        }
    }

    /// By what an extract is read: as it stood when it was handed in, though this replica was started with other files.
    async fn rulebook_of(&self, claimed: &Claimed) -> Result<Arc<Rulebook>, Fault> {
        let (layout, codes) = (&*claimed.read_by.0, &*claimed.read_by.1);
        let own = (self.rulebook.layout.sha256(), self.rulebook.codes.sha256());
        if (layout, codes) == own {
            return Ok(self.rulebook.clone());
        }
        let layout = store::kept_text::get(&self.pool, layout).await?;
        let codes = store::kept_text::get(&self.pool, codes).await?;
        match codes.zip(layout) {
            Some((codes, layout)) => {
                Ok(Arc::new(self.rulebook.of_before(&codes, &layout).map_err(Fault::defect)?))
            }
            None => Ok(self.rulebook.clone()),
        }
    }

    async fn end(&self, claimed: &Claimed, end: &End, counts: Counts) -> Result<(), Fault> {
        let record = Record { events: vec![self.fact(claimed, end, counts)], ..Record::default() };
        store::reading::end(&self.pool, claimed, end, counts, &record).await?;
        self.log.committed();
        Ok(())
    }

    fn fact(&self, claimed: &Claimed, end: &End, counts: Counts) -> NewEvent {
        let extract_import_id = claimed.id.to_string();
        let (id, at, version) = (self.clock.new_id(), self.clock.now(), claimed.version + 1);
        match end {
            End::Read => {
                let read = ExtractRead {
                    extract_import_id,
                    as_of: claimed.as_of.to_string(),
                    row_count: counts.rows.cast_signed(),
                    rejected_count: counts.rejected.cast_signed(),
                };
                NewEvent::of(id, subject(claimed.id), version, at, &read)
            }
            End::Refused { reason, .. } => {
                let refused = ExtractRefused { extract_import_id, reason: (*reason).to_owned() };
                NewEvent::of(id, subject(claimed.id), version, at, &refused)
            }
        }
    }
}

fn unavailable(error: impl Into<BoxError>) -> Fault {
    Fault::unavailable("database", error)
}
