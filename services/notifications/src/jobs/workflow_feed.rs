//! Hears what workflow tells of worksteps and requests. An event that was applied before changes nothing: after a resync
//! all of them come again.

use super::crier::Crier;
use super::requests_feed::RequestsFeed;
use super::workflow_news::{Matter, News};
use crate::domain::happening::{Told, Trigger};
use crate::domain::request::{Request, State};
use crate::domain::workstep::{Move, Moved, Workstep};
use crate::store;
use contracts::events::v1::Event;
use eventlog::{Apply, ApplyError, NewEvent};
use sqlx::PgConnection;
use std::mem;
use uuid::Uuid;

/// Tells people what workflow tells of.
#[derive(Clone, Debug)]
pub struct WorkflowFeed(pub Crier);

/// A step that is about to move.
type Moving = (Uuid, Move, Told);

impl Apply for WorkflowFeed {
    fn concerns(&self, event: &Event) -> bool {
        !matches!(News::of(event), Ok(None))
    }

    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        self.apply_together(transaction, &[event]).await
    }

    /// Steps that move one after the other are written, and told of, together; one that moves twice ends the row.
    async fn apply_together(
        &self,
        transaction: &mut PgConnection,
        events: &[&Event],
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let (mut moving, mut recorded): (Vec<Moving>, Vec<NewEvent>) = Default::default();
        for event in events {
            let Some((news, told)) = News::of(event)? else { continue };
            match news {
                News::Moved { workstep_id, to } => {
                    if moving.iter().any(|(id, ..)| *id == workstep_id) {
                        recorded.extend(self.moved(transaction, mem::take(&mut moving)).await?);
                    }
                    moving.push((workstep_id, to, told));
                }
                News::Of(matter) => {
                    recorded.extend(self.moved(transaction, mem::take(&mut moving)).await?);
                    store::raise::one_at_a_time(transaction).await?;
                    recorded.extend(self.heard(transaction, *matter, told).await?);
                }
            }
        }
        recorded.extend(self.moved(transaction, moving).await?);
        Ok(recorded)
    }

    fn committed(&self, recorded: &[NewEvent]) {
        self.0.committed(recorded);
    }
}

impl WorkflowFeed {
    /// Steps that were told of before, each once.
    async fn moved(
        &self,
        connection: &mut PgConnection,
        moving: Vec<Moving>,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if moving.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = moving.iter().map(|(id, ..)| *id).collect();
        let mut steps = store::workstep::get_alone(connection, &ids).await?;
        let mut moved: Vec<Moved> = Vec::with_capacity(moving.len());
        for (id, to, told) in moving {
            moved.extend(steps.remove(&id).ok_or_else(unheard_of)?.moves(to, told));
        }
        let events = self.0.move_steps(connection, &moved).await?;
        for moved in &moved {
            self.0.remind_of_move(connection, moved).await?;
        }
        let happenings: Vec<_> = moved.iter().filter_map(Moved::happening).collect();
        Ok(self.0.raise(connection, &happenings, events).await?)
    }

    async fn heard(
        &self,
        connection: &mut PgConnection,
        matter: Matter,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        match matter {
            Matter::Arrived(step) => self.arrived(connection, &step, told).await,
            Matter::Sent(request) => self.sent(connection, request, told).await,
            Matter::Briefed { request_id, voided } => {
                let request = known(connection, request_id).await?;
                let moved = if voided { request.voided(told) } else { request.mentioned(told) };
                self.0.follow_request(connection, moved, told).await
            }
            Matter::Lapsed { request_id } => {
                let request = known(connection, request_id).await?;
                self.0.follow_request(connection, request.lapsed(told), told).await
            }
        }
    }

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
        let arrived = told.of_step(Trigger::WorkstepArrived, step);
        Ok(self.0.raise(connection, &[arrived], Vec::new()).await?)
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
            events = self.0.raise(connection, &[sent], events).await?;
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
