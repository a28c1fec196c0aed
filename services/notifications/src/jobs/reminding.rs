//! Keeps the reminders as their causes come and go, in the transaction that hears of them.

use super::crier::Crier;
use crate::domain::happening::Told;
use crate::domain::reminder::{Of, Planned, waits};
use crate::domain::request::Request;
use crate::domain::workstep::{Move, Moved, State, Workstep};
use crate::store;
use calendar::london_date;
use sqlx::PgConnection;
use uuid::Uuid;

impl Crier {
    /// A request was sent, or something became of it.
    pub(super) async fn remind_of_request(
        &self,
        connection: &mut PgConnection,
        request: &Request,
        told: Told,
    ) -> Result<(), sqlx::Error> {
        if waits(request) {
            self.plan(connection, self.rules.reminders_of_request(request)).await
        } else {
            store::reminder::withdraw(connection, &request.reminded_of(), told.at).await
        }
    }

    /// A request that waits lies in other hands: what was told to those who had a part in it is told to those who have one now.
    pub(super) async fn remind_whoever_is_asked_now(
        &self,
        connection: &mut PgConnection,
        request: &Request,
        told: Told,
    ) -> Result<(), sqlx::Error> {
        if !waits(request) {
            return Ok(());
        }
        store::reminder::take_back(connection, &request.reminded_of(), told.at).await?;
        self.plan(connection, self.rules.reminders_of_request(request)).await
    }

    /// A step arrived. A review that was added begins the months to the next one anew.
    pub(super) async fn remind_of_arrival(
        &self,
        connection: &mut PgConnection,
        step: &Workstep,
        told: Told,
    ) -> Result<(), sqlx::Error> {
        self.plan(connection, self.rules.reminders_of_step(step)).await?;
        if self.rules.is_a_review(step) {
            store::review::count_from(connection, step.case_id, london_date(told.at)).await?;
            store::reminder::withdraw(connection, &Of::Review(step.case_id), told.at).await?;
        }
        if self.rules.is_reviewed(step) || self.rules.is_a_review(step) {
            self.plan_review(connection, step.case_id).await?;
        }
        Ok(())
    }

    /// A step that was told of before moved.
    pub(super) async fn remind_of_move(
        &self,
        connection: &mut PgConnection,
        moved: &Moved,
    ) -> Result<(), sqlx::Error> {
        let Moved { step, told, .. } = moved;
        match (moved.by, step.state) {
            (Move::PassedOn { .. }, _) => self.remind_whoever_has_step_now(connection, step, *told).await,
            (_, State::Ended) => self.remind_of_end(connection, step, *told).await,
            (_, State::Started) => self.remind_of_start(connection, step, *told).await,
            // Who took it out of its inbox has not begun.
            (_, State::Incoming) => Ok(()),
        }
    }

    /// A step lies in other hands, and with it its case's review: what was told to those who had a part in it is told to those
    /// who have one now.
    async fn remind_whoever_has_step_now(
        &self,
        connection: &mut PgConnection,
        step: &Workstep,
        told: Told,
    ) -> Result<(), sqlx::Error> {
        let planned = self.rules.reminders_of_step(step);
        if !planned.is_empty() {
            store::reminder::take_back(connection, &step.reminded_of(), told.at).await?;
            self.plan(connection, planned).await?;
        }
        if self.rules.is_reviewed(step) {
            store::reminder::take_back(connection, &Of::Review(step.case_id), told.at).await?;
            self.plan_review(connection, step.case_id).await?;
        }
        Ok(())
    }

    /// A step was started. With the first of its kind in a case the months to its first review begin.
    async fn remind_of_start(
        &self,
        connection: &mut PgConnection,
        step: &Workstep,
        told: Told,
    ) -> Result<(), sqlx::Error> {
        let first = self.rules.is_reviewed(step)
            && store::review::begin(connection, step.case_id, london_date(told.at)).await?;
        if first { self.plan_review(connection, step.case_id).await } else { Ok(()) }
    }

    /// A step ended. Without an open step of that kind there is nothing to review: the case has gone on.
    async fn remind_of_end(
        &self,
        connection: &mut PgConnection,
        step: &Workstep,
        told: Told,
    ) -> Result<(), sqlx::Error> {
        store::reminder::withdraw(connection, &step.reminded_of(), told.at).await?;
        if self.rules.is_reviewed(step) && self.reviewed_step(connection, step.case_id).await?.is_none() {
            store::reminder::withdraw(connection, &Of::Review(step.case_id), told.at).await?;
        }
        Ok(())
    }

    /// The case's open step of the kind that is reviewed.
    pub(super) async fn reviewed_step(
        &self,
        connection: &mut PgConnection,
        case_id: Uuid,
    ) -> Result<Option<Workstep>, sqlx::Error> {
        let open = store::workstep::open_in_case(connection, case_id).await?;
        Ok(open.into_iter().find(|step| self.rules.is_reviewed(step)))
    }

    pub(super) async fn plan_review(
        &self,
        connection: &mut PgConnection,
        case_id: Uuid,
    ) -> Result<(), sqlx::Error> {
        let counted_from = store::review::counted_from(connection, case_id).await?;
        let reviewed = self.reviewed_step(connection, case_id).await?;
        let (Some(counted_from), Some(_)) = (counted_from, reviewed) else { return Ok(()) };
        let now = self.clock.now();
        self.plan(connection, self.rules.reminders_of_review(case_id, counted_from, now)).await
    }

    pub(super) async fn plan(
        &self,
        connection: &mut PgConnection,
        planned: Vec<Planned>,
    ) -> Result<(), sqlx::Error> {
        let undated = planned.iter().filter(|reminder| reminder.due_at.is_none()).count();
        if undated > 0 {
            tracing::warn!(
                reminders = undated,
                "the bank holidays of their year are not known: they wait for a release that knows them"
            );
        }
        let planned: Vec<_> = planned.into_iter().map(|reminder| (self.clock.new_id(), reminder)).collect();
        store::reminder::plan(connection, &planned).await
    }
}
