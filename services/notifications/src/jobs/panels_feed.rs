//! Hears what panels tells of agendas, actions and extracts. An event that was applied before changes nothing: after a resync
//! all of them come again.

use super::crier::Crier;
use super::panels_news::News;
use crate::domain::happening::{Told, Trigger};
use crate::domain::panel::{Extract, Listed, Panel, PlannedPanel};
use crate::store;
use crate::store::extract_import::HandedIn;
use calendar::london_date;
use chrono::NaiveDate;
use contracts::events::v1::Event;
use eventlog::{Apply, ApplyError, NewEvent};
use sqlx::PgConnection;
use uuid::Uuid;

/// Tells people what panels tells of.
#[derive(Clone, Debug)]
pub struct PanelsFeed(pub Crier);

impl Apply for PanelsFeed {
    fn concerns(&self, event: &Event) -> bool {
        !matches!(News::of(event), Ok(None))
    }

    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let Some((news, told)) = News::of(event)? else { return Ok(Vec::new()) };
        store::raise::one_at_a_time(transaction).await?;
        match news {
            News::Circulated { panel, children, planned } => {
                let mut events = self.circulated(transaction, panel, children, told).await?;
                events.extend(self.planned(transaction, &planned, told).await?);
                Ok(events)
            }
            News::Referred { panel, child_id, manager } => {
                store::panel::refer(transaction, (panel, &child_id), manager).await?;
                let Some(panel) = store::panel::get(transaction, panel).await? else { return Ok(Vec::new()) };
                let referred = told.of_item(Trigger::RecordReferred, &panel, &child_id);
                Ok(self.0.raise(transaction, &[referred], Vec::new()).await?)
            }
            News::Cancelled { panel, planned } => {
                let mut events = self.cancelled(transaction, panel, told).await?;
                events.extend(self.planned(transaction, &planned, told).await?);
                Ok(events)
            }
            News::Scheduled { planned } => self.planned(transaction, &planned, told).await,
            News::ItemChanged { panel, child_id, removed, manager } => {
                store::panel::belongs_to(transaction, (panel, &child_id), manager).await?;
                self.item_changed(transaction, (panel, &child_id), removed, told).await
            }
            News::Recorded { panel, child_id, actions, manager } => {
                if !store::panel::record(transaction, panel, &child_id).await? {
                    return Ok(Vec::new());
                }
                store::panel::belongs_to(transaction, (panel, &child_id), manager).await?;
                let mut events = self.0.remind_of_recording(transaction, panel, told).await?;
                if !actions.is_empty() {
                    self.0.remind_of_actions(transaction, &actions, told).await?;
                    let owners = actions.iter().map(|action| action.owner).collect();
                    let recorded = told.of_actions(panel, &child_id, owners);
                    events = self.0.raise(transaction, &[recorded], events).await?;
                }
                Ok(events)
            }
            News::Updated { action_id, open, manager } => {
                self.0.follow_action(transaction, action_id, (open, manager), told).await
            }
            News::HandedIn { import_id, as_of } => {
                let handed_in = HandedIn { as_of, imported_by: told.by };
                store::extract_import::insert(transaction, import_id, handed_in).await?;
                Ok(Vec::new())
            }
            News::Read { import_id, rows, rejected } => {
                self.extract(transaction, Trigger::ExtractRead, (import_id, rows, rejected), told).await
            }
            News::Refused { import_id } => {
                self.extract(transaction, Trigger::ExtractRefused, (import_id, 0, 0), told).await
            }
        }
    }

    fn committed(&self, recorded: &[NewEvent]) {
        self.0.committed(recorded);
    }
}

impl PanelsFeed {
    async fn circulated(
        &self,
        connection: &mut PgConnection,
        panel: Panel,
        children: Vec<Listed>,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if !store::panel::circulate(connection, &panel, &children).await? {
            return Ok(Vec::new());
        }
        let events = self.0.remind_of_recording(connection, panel.date, told).await?;
        self.0.remind_of_tracker(connection, panel.date).await?;
        let circulated = told.of_agenda(Trigger::AgendaCirculated, &panel, &children);
        Ok(self.0.raise(connection, &[circulated], events).await?)
    }

    /// Whoever was told of its agenda is told that it is none.
    async fn cancelled(
        &self,
        connection: &mut PgConnection,
        date: NaiveDate,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let panel = store::panel::get(connection, date).await?;
        let mut events = self.0.forget_panel(connection, date, told).await?;
        if let Some(panel) = panel {
            let listed = store::panel::listed(connection, date).await?;
            let cancelled = told.of_agenda(Trigger::PanelCancelled, &panel, &listed);
            events = self.0.raise(connection, &[cancelled], events).await?;
        }
        Ok(events)
    }

    /// Panels are planned anew: nobody has to be ready for one that was to come and is planned no more, and for one that is they do.
    async fn planned(
        &self,
        connection: &mut PgConnection,
        planned: &[PlannedPanel],
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let mut events = Vec::new();
        for gone in store::planned_panel::replace(connection, planned, told.at).await? {
            let was_to_come = gone >= london_date(told.at);
            if was_to_come && store::panel::get(connection, gone).await?.is_none() {
                events.extend(self.0.nobody_prepares_for(connection, gone, told).await?);
            }
        }
        for planned in planned {
            self.0.remind_of_tracker(connection, planned.date).await?;
        }
        Ok(events)
    }

    async fn item_changed(
        &self,
        connection: &mut PgConnection,
        (date, child_id): (NaiveDate, &str),
        removed: bool,
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let changed = store::panel::change_item(connection, (date, child_id), removed, told.version).await?;
        let panel = store::panel::get(connection, date).await?;
        let (true, Some(panel)) = (changed, panel) else { return Ok(Vec::new()) };
        let events = self.0.remind_of_recording(connection, date, told).await?;
        let trigger = if removed { Trigger::AgendaItemRemoved } else { Trigger::AgendaItemRestored };
        Ok(self.0.raise(connection, &[told.of_item(trigger, &panel, child_id)], events).await?)
    }

    async fn extract(
        &self,
        connection: &mut PgConnection,
        trigger: Trigger,
        (id, rows, rejected): (Uuid, i32, i32),
        told: Told,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let Some(handed_in) = store::extract_import::end(connection, id).await? else {
            return Ok(Vec::new());
        };
        let extract = Extract { id, as_of: handed_in.as_of, rows, rejected };
        let happening = told.of_extract(trigger, extract, handed_in.imported_by);
        Ok(self.0.raise(connection, &[happening], Vec::new()).await?)
    }
}
