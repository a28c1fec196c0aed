//! Tells people, in the transaction that hears of what happened.

use super::ring::ring_at_once;
use crate::bell::Bell;
use crate::domain::delivery::ToPeople;
use crate::domain::digest::goes_out_at;
use crate::domain::happening::{Assignee, Happening, Reached, Told};
use crate::domain::hearing::Hearer;
use crate::domain::notification::{Notification, subject};
use crate::domain::request::{Moved, Request, Tells};
use crate::domain::rules::{Reminder, Rules};
use crate::domain::workstep;
use crate::store;
use crate::store::digest::Waiting;
use crate::store::raise::{Raised, Settled, Telling, Ways};
use calendar::Clock;
use contracts::notifications::v1::{NotificationRaised, NotificationSettled};
use eventlog::{ApplyError, NewEvent};
use sqlx::PgConnection;
use std::sync::Arc;

/// Raises and settles notifications by the rules. Its callers have said `one_at_a_time` in the same transaction.
#[derive(Clone, Debug)]
pub struct Crier {
    /// The time, and ids.
    pub clock: Clock,
    /// Who hears of what.
    pub rules: Arc<Rules>,
    /// Who watches in this process.
    pub bell: Bell,
    /// The ways by which workers themselves are told outside the application.
    pub to_people: ToPeople,
}

impl Crier {
    /// What it told and settled is committed: whoever watches here is woken.
    pub(super) fn committed(&self, recorded: &[NewEvent]) {
        ring_at_once(&self.bell, recorded);
    }

    /// Tells everybody whom these concern, which are of one kind. Gives what this service then tells others, after the events of what
    /// came `before` in the same transaction: all of it is recorded if anybody is told, and otherwise nothing is yet.
    pub(super) async fn raise(
        &self,
        connection: &mut PgConnection,
        happenings: &[Happening],
        before: Vec<NewEvent>,
    ) -> Result<Vec<NewEvent>, sqlx::Error> {
        if happenings.is_empty() {
            return Ok(before);
        }
        let today = self.clock.today();
        let may_concern = happenings.iter().any(Happening::may_concern_business_support);
        let mut around = store::around::around(connection, happenings, today, may_concern).await?;
        if !may_concern && happenings.iter().any(|it| self.rules.is_lost(it, &around)) {
            around = store::around::around(connection, happenings, today, true).await?;
        }
        let raised = happenings.iter().flat_map(|it| self.worded(&self.rules.hearers(it, &around), it));
        self.tell(connection, raised.collect(), before).await
    }

    /// Tells everybody whom a reminder that fell due concerns. What this service then tells others is recorded already.
    pub(super) async fn remind(
        &self,
        connection: &mut PgConnection,
        reminder: &Reminder,
        happening: &Happening,
    ) -> Result<Vec<NewEvent>, sqlx::Error> {
        let (happenings, today) = (std::slice::from_ref(happening), self.clock.today());
        let around = store::around::around(connection, happenings, today, true).await?;
        let raised = self.worded(&reminder.hearers(happening, &around), happening);
        self.tell(connection, raised, Vec::new()).await
    }

    fn worded(&self, hearers: &[Hearer<'_>], happening: &Happening) -> Vec<Notification> {
        hearers.iter().map(|hearer| Notification::of(self.clock.new_id(), hearer, happening)).collect()
    }

    async fn tell(
        &self,
        connection: &mut PgConnection,
        raised: Vec<Notification>,
        before: Vec<NewEvent>,
    ) -> Result<Vec<NewEvent>, sqlx::Error> {
        if raised.is_empty() {
            return Ok(before);
        }
        let fixed: Vec<&str> = self.rules.keys().filter(|(_, fixed)| *fixed).map(|(key, _)| key).collect();
        let (now, ways) = (self.clock.now(), Ways { to_people: &self.to_people, fixed: &fixed });
        let with_its_event = |notification| {
            let event = self.raised(&notification);
            (notification, event)
        };
        let tellings: Vec<Telling> = raised.into_iter().map(with_its_event).collect();
        let Raised { new, waiting } = store::raise::insert(connection, &tellings, &before, ways, now).await?;
        if new.is_empty() {
            return Ok(before);
        }
        if !waiting.is_empty() {
            let due = |it: Waiting| {
                let due_at = goes_out_at(it.digest_hour.unsigned_abs().into(), now);
                (it, due_at)
            };
            let waiting: Vec<_> = waiting.into_iter().map(due).collect();
            store::digest::add(connection, &waiting, now).await?;
        }
        let told = tellings.into_iter().filter(|(notification, _)| new.contains(&notification.id));
        Ok(before.into_iter().chain(told.map(|(_, event)| event)).map(NewEvent::recorded).collect())
    }

    /// Settles what waited for this.
    pub(super) async fn settle(
        &self,
        connection: &mut PgConnection,
        reached: &Reached,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if reached.settles.is_empty() {
            return Ok(Vec::new());
        }
        let settled = store::raise::settle(connection, reached, told.at).await?;
        Ok(settled.iter().map(|it| self.settled(it)).collect())
    }

    /// Writes steps that moved, each once, and settles what waited for that.
    pub(super) async fn move_steps(
        &self,
        connection: &mut PgConnection,
        moved: &[workstep::Moved],
    ) -> Result<Vec<NewEvent>, sqlx::Error> {
        if moved.is_empty() {
            return Ok(Vec::new());
        }
        let settled = store::workstep::save(connection, moved).await?;
        Ok(settled.iter().map(|it| self.settled(it)).collect())
    }

    fn settled(&self, settled: &Settled) -> NewEvent {
        let payload = NotificationSettled {
            notification_id: settled.notification_id.to_string(),
            worker_id: settled.worker_id.to_string(),
        };
        let subject = subject(settled.notification_id);
        NewEvent::of(self.clock.new_id(), subject, settled.version, settled.settled_at, &payload)
    }

    /// Writes what became of a request, settles what waited for it, and tells whom it concerns.
    pub(super) async fn follow_request(
        &self,
        connection: &mut PgConnection,
        moved: Option<Moved>,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let Some(moved) = moved else { return Ok(Vec::new()) };
        store::request::save(connection, &moved.request).await?;
        match moved.tells {
            Tells::OfOtherHands { .. } => {
                self.remind_whoever_is_asked_now(connection, &moved.request, told).await?;
            }
            Tells::Nobody | Tells::Everybody(_) | Tells::TheAnswerer => {
                self.remind_of_request(connection, &moved.request, told).await?;
            }
        }
        let events = self.settle(connection, &moved.reached, told).await?;
        let holder = self.holder(connection, &moved.request).await?;
        Ok(self.raise(connection, moved.happening(told, holder).as_slice(), events).await?)
    }

    /// In whose hands the request's step lies, where that is known.
    pub(super) async fn holder(
        &self,
        connection: &mut PgConnection,
        request: &Request,
    ) -> Result<Option<Assignee>, sqlx::Error> {
        let step = store::workstep::get(connection, request.workstep_id).await?;
        Ok(step.map(|step| step.assignee))
    }

    fn raised(&self, notification: &Notification) -> NewEvent {
        let payload = NotificationRaised {
            notification_id: notification.id.to_string(),
            kind: notification.kind.clone(),
            worker_id: notification.worker_id.to_string(),
            cause_id: notification.cause.to_string(),
        };
        let event = NewEvent::of(self.clock.new_id(), subject(notification.id), 1, notification.at, &payload);
        let event = match &notification.child_id {
            Some(child_id) => event.child(child_id),
            None => event,
        };
        match notification.case_id {
            Some(case_id) => event.case(case_id),
            None => event,
        }
    }
}
