//! Tells what falls due by the clock that is passed in.

use super::crier::Crier;
use crate::domain::happening::{Happening, Told, Trigger};
use crate::domain::reminder::{Of, is_open, waits};
use crate::store;
use crate::store::reminder::{Due, End};
use eventlog::{EventLog, NewEvent, Record};
use fault::Fault;
use sqlx::{PgConnection, PgPool};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether anything has fallen due.
const LOOK: Duration = Duration::from_millis(250);
/// How many reminders one transaction tells of.
const AT_ONCE: i64 = 50;

/// What tells of reminders.
#[derive(Clone, Debug)]
pub struct Timer {
    /// The database.
    pub pool: PgPool,
    /// Who is told, and in which words.
    pub crier: Crier,
    /// Where what is committed becomes a feed.
    pub log: EventLog,
}

impl Timer {
    /// Tells what falls due until the service stops. Any number of replicas may do so: a reminder is claimed by its row.
    pub async fn run(self, stop: CancellationToken) {
        let telling = async {
            let mut dated = false;
            loop {
                if let Err(fault) = self.turn(&mut dated).await {
                    tracing::warn!(error = %fault::describe(&fault), "reminders cannot be told of; trying again");
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        // Nothing is left to do when it was cancelled: what was under way is rolled back.
        let _stopped = stop.run_until_cancelled(telling).await;
    }

    async fn turn(&self, dated: &mut bool) -> Result<(), Fault> {
        if !*dated {
            self.date().await?;
            *dated = true;
        }
        while store::reminder::any_due(&self.pool, self.crier.clock.now()).await? {
            self.tell_some().await?;
        }
        Ok(())
    }

    /// This release may know bank holidays that the one before did not.
    async fn date(&self) -> Result<(), Fault> {
        for undated in store::reminder::undated(&self.pool).await? {
            if let Some(due_at) = self.crier.rules.due_at(&undated.kind, undated.counted_from) {
                store::reminder::date(&self.pool, undated.reminder_id, due_at).await?;
            }
        }
        Ok(())
    }

    async fn tell_some(&self) -> Result<(), Fault> {
        let mut transaction = eventlog::begin(&self.pool).await?;
        store::raise::one_at_a_time(&mut transaction).await?;
        let now = self.crier.clock.now();
        let mut events = Vec::new();
        for due in store::reminder::claim(&mut transaction, now, AT_ONCE).await? {
            let told = self.tell(&mut transaction, &due).await?;
            let end = if told.is_some() { End::Fired } else { End::Withdrawn };
            store::reminder::end(&mut transaction, due.id, end, now).await?;
            events.extend(told.unwrap_or_default());
        }
        store::raise::record(&mut transaction, &Record { events, ..Record::default() }).await?;
        transaction.commit().await?;
        self.log.committed();
        Ok(())
    }

    /// Tells whom a reminder concerns; nothing where its cause is gone, or the rules no longer know it of such a thing.
    async fn tell(
        &self,
        connection: &mut PgConnection,
        due: &Due,
    ) -> Result<Option<Vec<NewEvent>>, sqlx::Error> {
        let reminder = self.crier.rules.reminder(&due.kind).filter(|it| due.of.is_due_by(&it.due));
        let Some(reminder) = reminder else { return Ok(None) };
        let Some(happening) = self.happening(connection, due).await? else { return Ok(None) };
        self.crier.remind(connection, reminder, &happening).await.map(Some)
    }

    async fn happening(
        &self,
        connection: &mut PgConnection,
        due: &Due,
    ) -> Result<Option<Happening>, sqlx::Error> {
        let told = Told { cause: due.id, version: 0, by: None, at: due.at };
        let step = match &due.of {
            Of::Request { id, case_id: _ } => {
                let request = store::request::get(connection, *id).await?.filter(waits);
                let Some(request) = request else { return Ok(None) };
                let holder = self.crier.holder(connection, &request).await?;
                return Ok(Some(told.of_request(Trigger::FellDue, &request, holder)));
            }
            Of::Workstep { id, case_id: _ } => store::workstep::get(connection, *id).await?.filter(is_open),
            Of::Review(case_id) => self.crier.reviewed_step(connection, *case_id).await?,
            Of::PanelAction { .. } | Of::Recording(_) | Of::Tracker { .. } => {
                return self.crier.of_a_panel(connection, &due.of, told).await;
            }
        };
        Ok(step.map(|step| told.of_step(Trigger::FellDue, &step)))
    }
}
