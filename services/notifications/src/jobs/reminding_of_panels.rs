//! Keeps the reminders of panels as their causes come and go, in the transaction that hears of them.

use super::crier::Crier;
use crate::domain::happening::{Happening, Matter, Reached, Told, Until};
use crate::domain::panel::Action;
use crate::domain::reminder::Of;
use crate::store;
use calendar::london_date;
use chrono::NaiveDate;
use eventlog::{ApplyError, NewEvent};
use sqlx::PgConnection;
use std::collections::BTreeSet;
use uuid::Uuid;

const DONE: &[Until] = &[Until::Ended];

impl Crier {
    /// Something was said of whom a panel considers, or of what it came to: either that is to be recorded, or nothing is left.
    pub(super) async fn remind_of_recording(
        &self,
        connection: &mut PgConnection,
        panel: NaiveDate,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if store::panel::is_to_be_recorded(connection, panel).await? {
            self.plan(connection, self.rules.reminders_of_recording(panel)).await?;
            return Ok(Vec::new());
        }
        store::reminder::withdraw(connection, &Of::Recording(panel), told.at).await?;
        let recorded = Reached { matter: Matter::Recording(panel), settles: DONE };
        self.settle(connection, &recorded, told).await
    }

    /// Actions were recorded.
    pub(super) async fn remind_of_actions(
        &self,
        connection: &mut PgConnection,
        actions: &[Action],
        told: Told,
    ) -> Result<(), sqlx::Error> {
        store::panel_action::insert(connection, actions).await?;
        let planned = actions.iter().flat_map(|action| self.rules.reminders_of_action(action, told.at));
        self.plan(connection, planned.collect()).await?;
        let Some(action) = actions.first() else { return Ok(()) };
        for later in store::planned_panel::after(connection, action.panel).await? {
            self.remind_of_tracker(connection, later).await?;
        }
        Ok(())
    }

    /// A panel comes: of whom the tracker does not tell it, that is told before. Of a panel that is over nothing is.
    pub(super) async fn remind_of_tracker(
        &self,
        connection: &mut PgConnection,
        panel: NaiveDate,
    ) -> Result<(), sqlx::Error> {
        if panel < self.clock.today() {
            return Ok(());
        }
        let untold = store::panel_action::untold(connection, panel, None).await?;
        let children: BTreeSet<&str> = untold.iter().map(|untold| untold.child_id.as_str()).collect();
        let planned = children.into_iter().flat_map(|it| self.rules.reminders_of_tracker(panel, it));
        self.plan(connection, planned.collect()).await
    }

    /// A panel does not take place: it has nothing to record, and nobody has to be ready for it.
    pub(super) async fn forget_panel(
        &self,
        connection: &mut PgConnection,
        panel: NaiveDate,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        store::panel::cancel(connection, panel).await?;
        self.nobody_prepares_for(connection, panel, told).await
    }

    /// A panel is none any more: what was to be done for it is not.
    pub(super) async fn nobody_prepares_for(
        &self,
        connection: &mut PgConnection,
        panel: NaiveDate,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        store::reminder::withdraw_of_panel(connection, panel, told.at).await?;
        self.settle(connection, &Reached { matter: Matter::Panel(panel), settles: DONE }, told).await
    }

    /// Somebody said how far an action is.
    pub(super) async fn follow_action(
        &self,
        connection: &mut PgConnection,
        id: Uuid,
        (open, manager): (bool, Option<Uuid>),
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let said = (open, london_date(told.at));
        let action = store::panel_action::update(connection, id, said, told.version).await?;
        let Some(action) = action else { return Ok(Vec::new()) };
        store::panel::belongs_to(connection, (action.panel, &action.child_id), manager).await?;
        let mut events = Vec::new();
        if open {
            self.plan(connection, self.rules.reminders_of_action(&action, told.at)).await?;
        } else {
            store::reminder::withdraw(connection, &action.reminded_of(), told.at).await?;
            let done = Matter::PanelAction { panel: action.panel, id };
            events = self.settle(connection, &Reached { matter: done, settles: DONE }, told).await?;
        }
        for panel in store::reminder::of_tracker(connection, &action.child_id).await? {
            events.extend(self.tracker_told(connection, panel, &action.child_id, told).await?);
        }
        Ok(events)
    }

    /// Where the tracker tells a panel of a child now, nobody has to be reminded.
    async fn tracker_told(
        &self,
        connection: &mut PgConnection,
        panel: NaiveDate,
        child_id: &str,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if !store::panel_action::untold(connection, panel, Some(child_id)).await?.is_empty() {
            return Ok(Vec::new());
        }
        let child_id = child_id.to_owned();
        let of = Of::Tracker { panel, child_id: child_id.clone() };
        store::reminder::withdraw(connection, &of, told.at).await?;
        let updated = Matter::Tracker { panel, child_id };
        self.settle(connection, &Reached { matter: updated, settles: DONE }, told).await
    }

    /// What a reminder of a panel tells; nothing where its cause is gone.
    pub(super) async fn of_a_panel(
        &self,
        connection: &mut PgConnection,
        of: &Of,
        told: Told,
    ) -> Result<Option<Happening>, sqlx::Error> {
        Ok(match of {
            Of::PanelAction { id, .. } => {
                let action = store::panel_action::open(connection, *id).await?;
                action.map(|action| told.of_action_due(&action))
            }
            Of::Recording(date) => {
                let panel = store::panel::get(connection, *date).await?;
                let waits = store::panel::is_to_be_recorded(connection, *date).await?;
                panel.filter(|_| waits).map(|panel| told.of_recording(&panel))
            }
            Of::Tracker { panel, child_id } => {
                let untold = store::panel_action::untold(connection, *panel, Some(child_id)).await?;
                let owners: Vec<Uuid> = untold.into_iter().map(|untold| untold.owner_id).collect();
                (!owners.is_empty()).then(|| told.of_tracker(*panel, child_id, owners))
            }
            Of::Request { .. } | Of::Workstep { .. } | Of::Review(_) => None,
        })
    }
}
