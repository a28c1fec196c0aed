//! Hears what workflow tells of worksteps and requests. An event that was applied before changes nothing: after a resync
//! all of them come again.

use super::crier::Crier;
use super::requests_feed::RequestsFeed;
use super::workflow_news::News;
use crate::domain::happening::{Assignee, Reached, Told, Trigger};
use crate::domain::request::{Request, State};
use crate::domain::workstep::{self, Workstep};
use crate::store;
use contracts::events::v1::Event;
use eventlog::{Apply, ApplyError, NewEvent};
use sqlx::PgConnection;
use uuid::Uuid;

/// Tells people what workflow tells of.
#[derive(Clone, Debug)]
pub struct WorkflowFeed(pub Crier);

impl Apply for WorkflowFeed {
    fn concerns(&self, event: &Event) -> bool {
        !matches!(News::of(event), Ok(None))
    }

    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let Some((news, told)) = News::of(event)? else { return Ok(Vec::new()) };
        if !news.is_of_a_known_step() {
            store::raise::one_at_a_time(transaction).await?;
        }
        match news {
            News::Arrived(step) => self.arrived(transaction, &step, told).await,
            News::Started { workstep_id, by } => {
                self.step(transaction, workstep_id, told, |step| step.started(by, told)).await
            }
            News::Claimed { workstep_id, assignee } => {
                self.step(transaction, workstep_id, told, |step| step.claimed(assignee, told)).await
            }
            News::PassedOn { workstep_id, assignee } => {
                self.passed_on(transaction, workstep_id, assignee, told).await
            }
            News::Ended { workstep_id } => {
                self.step(transaction, workstep_id, told, |step| step.ended(told)).await
            }
            News::Sent(request) => self.sent(transaction, request, told).await,
            News::Briefed { request_id, voided } => {
                let request = known(transaction, request_id).await?;
                let moved = if voided { request.voided(told) } else { request.mentioned(told) };
                self.0.follow_request(transaction, moved, told).await
            }
            News::Lapsed { request_id } => {
                let request = known(transaction, request_id).await?;
                self.0.follow_request(transaction, request.lapsed(told), told).await
            }
        }
    }

    fn committed(&self, recorded: &[NewEvent]) {
        self.0.committed(recorded);
    }
}

impl WorkflowFeed {
    async fn arrived(
        &self,
        connection: &mut PgConnection,
        step: &Workstep,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if !store::workstep::insert(connection, step).await? {
            return Ok(Vec::new());
        }
        self.0.remind_of_arrival(connection, step, told).await?;
        Ok(self.0.raise(connection, &told.of_step(Trigger::WorkstepArrived, step)).await?)
    }

    async fn step(
        &self,
        connection: &mut PgConnection,
        id: Uuid,
        told: Told,
        moved: impl FnOnce(Workstep) -> Option<(Workstep, Reached)>,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let step = store::workstep::get_alone(connection, id).await?.ok_or_else(unheard_of)?;
        let Some((step, reached)) = moved(step) else { return Ok(Vec::new()) };
        let events = self.0.move_step(connection, &step, &reached, told).await?;
        match step.state {
            workstep::State::Ended => self.0.remind_of_end(connection, &step, told).await?,
            workstep::State::Started => self.0.remind_of_start(connection, &step, told).await?,
            // Who took it out of its inbox has not begun.
            workstep::State::Incoming => {}
        }
        Ok(events)
    }

    async fn passed_on(
        &self,
        connection: &mut PgConnection,
        id: Uuid,
        assignee: Assignee,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let step = store::workstep::get_alone(connection, id).await?.ok_or_else(unheard_of)?;
        let previous = step.assignee;
        let Some((step, reached)) = step.passed_on(assignee, told) else { return Ok(Vec::new()) };
        let mut events = self.0.move_step(connection, &step, &reached, told).await?;
        self.0.remind_whoever_has_step_now(connection, &step, told).await?;
        events.extend(self.0.raise(connection, &told.of_step_passed_on(&step, previous)).await?);
        Ok(events)
    }

    /// What requests told of it before is applied right after.
    async fn sent(
        &self,
        connection: &mut PgConnection,
        request: Request,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if !store::request::insert(connection, &request).await? {
            return Ok(Vec::new());
        }
        self.0.remind_of_request(connection, &request, told).await?;
        let mut events = Vec::new();
        if request.state == State::Waiting {
            let holder = self.0.holder(connection, &request).await?;
            let sent = told.of_request(Trigger::RequestSent, &request, holder);
            events = self.0.raise(connection, &sent).await?;
        }
        for early in store::early::take(connection, request.id).await? {
            events.extend(RequestsFeed(self.0.clone()).apply(connection, &early).await?);
        }
        Ok(events)
    }
}

fn unheard_of() -> ApplyError {
    ApplyError::Poison("nobody told that this step arrived".into())
}

async fn known(connection: &mut PgConnection, id: Uuid) -> Result<Request, ApplyError> {
    let request = store::request::get(connection, id).await?;
    request.ok_or_else(|| ApplyError::Poison("nobody told that this request was sent".into()))
}
