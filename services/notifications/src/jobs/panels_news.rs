//! What panels tells of agendas, actions and extracts, read into the domain.

use super::read::{Malformed, date, id, payload, told};
use crate::domain::happening::Told;
use crate::domain::panel::{Action, Listed, Panel, PlannedPanel};
use chrono::NaiveDate;
use contracts::events::v1::Event;
use contracts::panels::v1::{
    AgendaCirculated, AgendaItemChanged, CirculatedChild, DiscussionRecorded, ExtractImported, ExtractRead,
    ExtractRefused, PanelActionUpdated, PanelCancelled, PanelsScheduled, PlannedPanel as Planned,
    RecordReferred, RecordedAction,
};
use prost::Name;
use uuid::Uuid;

/// What an event of panels is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// An agenda was circulated, with these children on it.
    Circulated { panel: Panel, children: Vec<Listed>, planned: Vec<PlannedPanel> },
    /// A child is on no agenda of a panel's, because the record is to be corrected.
    Referred { panel: NaiveDate, child_id: String, manager: Option<Uuid> },
    /// A panel does not take place.
    Cancelled { panel: NaiveDate, planned: Vec<PlannedPanel> },
    /// Panels are planned anew.
    Scheduled { planned: Vec<PlannedPanel> },
    /// A child was removed from an agenda, or restored.
    ItemChanged { panel: NaiveDate, child_id: String, removed: bool, manager: Option<Uuid> },
    /// What a panel came to for a child was recorded.
    Recorded { panel: NaiveDate, child_id: String, actions: Vec<Action>, manager: Option<Uuid> },
    /// Somebody said how far an action is.
    Updated { action_id: Uuid, open: bool, manager: Option<Uuid> },
    /// An extract was handed in.
    HandedIn { import_id: Uuid, as_of: NaiveDate },
    /// An extract is wholly read.
    Read { import_id: Uuid, rows: i32, rejected: i32 },
    /// A file is no extract.
    Refused { import_id: Uuid },
}

impl News {
    /// Reads an event; nothing where it concerns nobody here, as what a newer panels tells besides, or one of before agendas
    /// said which children are on them.
    pub(super) fn of(event: &Event) -> Result<Option<(Self, Told)>, Malformed> {
        let news = match event.r#type.as_str() {
            it if it == AgendaCirculated::full_name() => {
                let circulated: AgendaCirculated = payload(event)?;
                if circulated.cohort.is_empty() {
                    return Ok(None);
                }
                Self::circulated(circulated, told(event)?)?
            }
            it if it == PanelCancelled::full_name() => {
                let PanelCancelled { panel_date, planned_panels } = payload(event)?;
                Self::Cancelled { panel: panel(&panel_date)?, planned: planned(planned_panels)? }
            }
            it if it == PanelsScheduled::full_name() => {
                let PanelsScheduled { anchor: _, planned_panels } = payload(event)?;
                Self::Scheduled { planned: planned(planned_panels)? }
            }
            it if it == AgendaItemChanged::full_name() => {
                let AgendaItemChanged { panel_date, removed, service_manager_id } = payload(event)?;
                let manager = manager(&service_manager_id)?;
                Self::ItemChanged { panel: panel(&panel_date)?, child_id: child(event)?, removed, manager }
            }
            it if it == RecordReferred::full_name() => {
                let RecordReferred { panel_date, service_manager_id } = payload(event)?;
                let manager = manager(&service_manager_id)?;
                Self::Referred { panel: panel(&panel_date)?, child_id: child(event)?, manager }
            }
            it if it == DiscussionRecorded::full_name() => Self::recorded(payload(event)?, child(event)?)?,
            it if it == PanelActionUpdated::full_name() => {
                let PanelActionUpdated { panel_action_id, open, service_manager_id } = payload(event)?;
                let manager = manager(&service_manager_id)?;
                Self::Updated { action_id: action_id(&panel_action_id)?, open, manager }
            }
            it if it == ExtractImported::full_name() => {
                let ExtractImported { extract_import_id, as_of } = payload(event)?;
                let as_of = date(&as_of, "as_of is no date")?;
                Self::HandedIn { import_id: import_id(&extract_import_id)?, as_of }
            }
            it if it == ExtractRead::full_name() => {
                let ExtractRead { extract_import_id, as_of: _, row_count, rejected_count } = payload(event)?;
                let import_id = import_id(&extract_import_id)?;
                Self::Read { import_id, rows: row_count, rejected: rejected_count }
            }
            it if it == ExtractRefused::full_name() => {
                let ExtractRefused { extract_import_id, reason: _ } = payload(event)?;
                Self::Refused { import_id: import_id(&extract_import_id)? }
            }
            _ => return Ok(None),
        };
        Ok(Some((news, told(event)?)))
    }

    fn circulated(circulated: AgendaCirculated, told: Told) -> Result<Self, Malformed> {
        let AgendaCirculated {
            agenda_id: _,
            panel_date,
            issue_number,
            cohort,
            child_ids,
            children,
            planned_panels,
        } = circulated;
        let panel = Panel { date: panel(&panel_date)?, cohort, issue_number, circulated_by: told.by };
        let children = if children.is_empty() {
            // As it was told before it said whose each child is.
            let known = |child_id| Listed { child_id, service_manager: None, removed: false };
            child_ids.into_iter().map(known).collect()
        } else {
            children.into_iter().map(listed).collect::<Result<_, Malformed>>()?
        };
        Ok(Self::Circulated { panel, children, planned: planned(planned_panels)? })
    }

    fn recorded(recorded: DiscussionRecorded, child_id: String) -> Result<Self, Malformed> {
        let DiscussionRecorded { panel_date, panel_action_ids: _, actions, service_manager_id } = recorded;
        let panel = panel(&panel_date)?;
        let action = |recorded: RecordedAction| {
            let RecordedAction { panel_action_id, owner_worker_id, due_on } = recorded;
            Ok(Action {
                id: action_id(&panel_action_id)?,
                panel,
                child_id: child_id.clone(),
                owner: id(&owner_worker_id, "owner_worker_id is not a UUID")?,
                due_on: date(&due_on, "due_on is no date")?,
            })
        };
        let actions = actions.into_iter().map(action).collect::<Result<_, Malformed>>()?;
        Ok(Self::Recorded { panel, child_id, actions, manager: manager(&service_manager_id)? })
    }
}

fn child(event: &Event) -> Result<String, Malformed> {
    if event.child_id.is_empty() { Err(Malformed("child_id is missing")) } else { Ok(event.child_id.clone()) }
}

fn listed(circulated: CirculatedChild) -> Result<Listed, Malformed> {
    let CirculatedChild { child_id, service_manager_id, removed } = circulated;
    Ok(Listed { child_id, service_manager: manager(&service_manager_id)?, removed })
}

fn planned(panels: Vec<Planned>) -> Result<Vec<PlannedPanel>, Malformed> {
    let read = |Planned { cohort, panel_date }| Ok(PlannedPanel { cohort, date: panel(&panel_date)? });
    panels.into_iter().map(read).collect()
}

/// Nothing where panels knows nobody.
fn manager(raw: &str) -> Result<Option<Uuid>, Malformed> {
    (!raw.is_empty()).then(|| id(raw, "service_manager_id is not a UUID")).transpose()
}

fn panel(raw: &str) -> Result<NaiveDate, Malformed> {
    date(raw, "panel_date is no date")
}

fn action_id(raw: &str) -> Result<Uuid, Malformed> {
    id(raw, "panel_action_id is not a UUID")
}

fn import_id(raw: &str) -> Result<Uuid, Malformed> {
    id(raw, "extract_import_id is not a UUID")
}
