//! Tells what falls due by the clock that is passed in.

use super::crier::Crier;
use crate::domain::happening::{Happening, Told, Trigger};
use crate::domain::reminder::{Of, is_open, waits};
use crate::domain::rules;
use crate::store;
use crate::store::reminder::{Due, End};
use eventlog::{EventLog, NewEvent};
use fault::{Fault, Reason};
use sqlx::{PgConnection, PgPool};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often it is looked whether anything has fallen due.
const LOOK: Duration = Duration::from_millis(250);
/// The same after one of which nothing could be told.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How often everything that waits is planned for again: a replica with older rules may have heard of it.
const PLAN: Duration = Duration::from_secs(60 * 60);
/// The same after a plan that could not be made.
const PLAN_AGAIN: Duration = Duration::from_secs(60);
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
            let mut plans_at = Instant::now();
            loop {
                if plans_at <= Instant::now() {
                    plans_at = Instant::now() + self.planned_anew().await;
                }
                let told = self.tell_what_is_due().await;
                if let Err(fault) = &told {
                    tracing::warn!(error = %fault::describe(fault), "reminders cannot be told of; trying again");
                }
                tokio::time::sleep(if told.is_ok() { LOOK } else { LOOK_AGAIN }).await;
            }
        };
        // Nothing is left to do when it was cancelled: what was under way is rolled back.
        let _stopped = stop.run_until_cancelled(telling).await;
    }

    /// Plans for everything that waits; gives when it is done again.
    async fn planned_anew(&self) -> Duration {
        let plan = async {
            self.date().await?;
            self.plan_what_waits().await
        };
        match plan.await {
            Ok(()) => PLAN,
            Err(fault) => {
                tracing::warn!(error = %fault::describe(&fault), "what waits cannot be planned for; trying again");
                PLAN_AGAIN
            }
        }
    }

    async fn tell_what_is_due(&self) -> Result<(), Fault> {
        let kinds = self.crier.rules.reminder_keys();
        while store::reminder::any_due(&self.pool, self.crier.clock.now(), &kinds).await? {
            match self.tell_some(&kinds, AT_ONCE, 0).await {
                Err(fault) if fault.reason() == Reason::Internal => return self.tell_each(&kinds).await,
                told => told?,
            };
        }
        Ok(())
    }

    /// Tells of each by itself: one of which nothing can be told is passed over, and takes no other with it. Fails with the last of
    /// these.
    async fn tell_each(&self, kinds: &[&str]) -> Result<(), Fault> {
        let (mut passed_over, mut last) = (0, Ok(()));
        loop {
            match self.tell_some(kinds, 1, passed_over).await {
                Ok(0) => return last,
                Ok(_) => {}
                Err(fault) if fault.reason() == Reason::Internal => {
                    tracing::error!(error = %fault::describe(&fault), "nothing can be told of a reminder");
                    (passed_over, last) = (passed_over + 1, Err(fault));
                }
                Err(fault) => return Err(fault),
            }
        }
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

    /// This release's rules, or the council's, may know kinds that those before did not.
    async fn plan_what_waits(&self) -> Result<(), Fault> {
        let mut transaction = eventlog::begin(&self.pool).await?;
        store::raise::one_at_a_time(&mut transaction).await?;
        self.crier.remind_of_what_waits(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Tells of so many, but of the first so many; gives of how many.
    async fn tell_some(&self, kinds: &[&str], so_many: i64, passed_over: i64) -> Result<usize, Fault> {
        let mut transaction = eventlog::begin(&self.pool).await?;
        store::raise::one_at_a_time(&mut transaction).await?;
        let now = self.crier.clock.now();
        let mut events = Vec::new();
        let claimed = store::reminder::claim(&mut transaction, now, kinds, so_many, passed_over).await?;
        for due in &claimed {
            let told = self.tell(&mut transaction, due).await.map_err(|error| of(due, error))?;
            let end = if told.is_some() { End::Fired } else { End::Withdrawn };
            store::reminder::end(&mut transaction, due.id, end, now).await?;
            events.extend(told.unwrap_or_default());
        }
        transaction.commit().await?;
        self.crier.committed(&events);
        self.log.committed();
        Ok(claimed.len())
    }

    /// Tells whom a reminder concerns; nothing where its cause is gone, or the rules no longer know it of such a thing.
    async fn tell(
        &self,
        connection: &mut PgConnection,
        due: &Due,
    ) -> Result<Option<Vec<NewEvent>>, sqlx::Error> {
        let Some(reminder) = self.crier.rules.reminder(&due.kind) else { return Ok(None) };
        let Some(happening) = self.happening(connection, due, &reminder.due).await? else { return Ok(None) };
        self.crier.remind(connection, reminder, &happening).await.map(Some)
    }

    /// What fell due, if it is something of which the rules remind by that key.
    async fn happening(
        &self,
        connection: &mut PgConnection,
        due: &Due,
        rule: &rules::Due,
    ) -> Result<Option<Happening>, sqlx::Error> {
        let told = Told { cause: due.id, version: 0, by: None, at: due.at };
        let step = match (&due.of, rule) {
            (Of::Request { id, case_id: _ }, _) => {
                let request = store::request::get(connection, *id).await?;
                let request = request.filter(|it| waits(it) && rule.is_of_request(&it.kind));
                let Some(request) = request else { return Ok(None) };
                let holder = self.crier.holder(connection, &request).await?;
                return Ok(Some(told.of_request(Trigger::FellDue, &request, holder)));
            }
            (Of::Workstep { id, case_id: _ }, _) => {
                let step = store::workstep::get(connection, *id).await?;
                step.filter(|it| is_open(it) && rule.is_of_step(&it.kind))
            }
            (Of::Review(case_id), rules::Due::Review { .. }) => {
                self.crier.reviewed_step(connection, *case_id).await?
            }
            (Of::PanelAction { .. }, rules::Due::PanelAction { .. })
            | (Of::Recording(_), rules::Due::PanelUnrecorded { .. })
            | (Of::Tracker { .. }, rules::Due::TrackerNotUpdated { .. }) => {
                return self.crier.of_a_panel(connection, &due.of, told).await;
            }
            (Of::Review(_) | Of::PanelAction { .. } | Of::Recording(_) | Of::Tracker { .. }, _) => None,
        };
        Ok(step.map(|step| told.of_step(Trigger::FellDue, &step)))
    }
}

/// Of what is nobody's outage it is said to which reminder it happened.
fn of(due: &Due, error: sqlx::Error) -> Fault {
    match Fault::from(error) {
        Fault::Defect(error) => Fault::defect(format!("reminder {}: {}", due.id, fault::describe(&*error))),
        fault => fault,
    }
}
