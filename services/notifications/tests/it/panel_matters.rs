//! Agendas, actions and extracts, as panels tells of them.

use crate::people::id_of;
use calendar::Clock;
use contracts::panels::v1::{
    AgendaCirculated, AgendaItemChanged, CirculatedChild, DiscussionRecorded, ExtractImported, ExtractRead,
    ExtractRefused, PanelActionUpdated, PanelCancelled, PanelsScheduled, PlannedPanel, RecordReferred,
    RecordedAction,
};
use eventlog::NewEvent;
use uuid::Uuid;

/// The cohort of the tests' panels, unless they say otherwise.
pub const SECTION_20: &str = "section_20";

/// The panel of a day.
#[derive(Clone, Copy)]
pub struct Panel {
    pub date: &'static str,
    pub cohort: &'static str,
}

/// A panel that considers children accommodated under section 20.
pub fn panel(date: &'static str) -> Panel {
    Panel { date, cohort: SECTION_20 }
}

impl Panel {
    /// Bea circulates its agenda, with these children on it, as that version.
    pub fn circulated(&self, issue_number: i32, children: &[&str], clock: &Clock) -> NewEvent {
        self.circulated_by("bea", issue_number, children, clock)
    }

    /// The same by somebody else.
    pub fn circulated_by(&self, by: &str, issue_number: i32, children: &[&str], clock: &Clock) -> NewEvent {
        let children = children.iter().map(|child_id| listed(child_id, "", false)).collect();
        self.issued(children, &[], (issue_number, by), clock)
    }

    /// The same while these are planned.
    pub fn circulated_before(
        &self,
        panels: Planned,
        issue_number: i32,
        children: &[&str],
        clock: &Clock,
    ) -> NewEvent {
        let children = children.iter().map(|child_id| listed(child_id, "", false)).collect();
        self.issued(children, panels, (issue_number, "bea"), clock)
    }

    /// The same of children of whom panels knows more.
    pub fn circulated_with(
        &self,
        issue_number: i32,
        children: Vec<CirculatedChild>,
        clock: &Clock,
    ) -> NewEvent {
        self.issued(children, &[], (issue_number, "bea"), clock)
    }

    fn issued(
        &self,
        children: Vec<CirculatedChild>,
        panels: Planned,
        (issue_number, by): (i32, &str),
        clock: &Clock,
    ) -> NewEvent {
        let payload = AgendaCirculated {
            agenda_id: clock.new_id().to_string(),
            panel_date: self.date.to_owned(),
            issue_number,
            cohort: self.cohort.to_owned(),
            child_ids: children.iter().map(|child| child.child_id.clone()).collect(),
            children,
            planned_panels: planned(panels),
        };
        let subject = format!("panel-agenda/{}", self.date);
        NewEvent::of(clock.new_id(), subject, issue_number.into(), clock.now(), &payload).actor(id_of(by))
    }

    /// The record of a child is to be corrected by that service manager, as far as panels knows one.
    pub fn referred(&self, child_id: &str, service_manager_id: &str, clock: &Clock) -> NewEvent {
        let payload = RecordReferred {
            panel_date: self.date.to_owned(),
            service_manager_id: service_manager_id.to_owned(),
        };
        let subject = format!("referral/{}/{child_id}", self.date);
        NewEvent::of(clock.new_id(), subject, 1, clock.now(), &payload).child(child_id).actor(id_of("bea"))
    }

    pub fn cancelled(&self, clock: &Clock) -> NewEvent {
        self.cancelled_before(&[], clock)
    }

    /// The same while these are planned.
    pub fn cancelled_before(&self, panels: Planned, clock: &Clock) -> NewEvent {
        let payload = PanelCancelled { panel_date: self.date.to_owned(), planned_panels: planned(panels) };
        let subject = format!("panel/{}", self.date);
        NewEvent::of(clock.new_id(), subject, 1, clock.now(), &payload).actor(id_of("bea"))
    }

    /// Somebody removes a child, or restores them.
    pub fn item(&self, child_id: &str, removed: bool, by: &str, version: i64, clock: &Clock) -> NewEvent {
        let payload = AgendaItemChanged { panel_date: self.date.to_owned(), removed, ..Default::default() };
        let subject = format!("agenda-item/{}/{child_id}", self.date);
        let event = NewEvent::of(clock.new_id(), subject, version, clock.now(), &payload);
        event.child(child_id).actor(id_of(by))
    }

    /// Bea records what it came to for a child: these actions, each by whom and by when.
    pub fn recorded(&self, child_id: &str, actions: &[Wanted], clock: &Clock) -> NewEvent {
        let payload = DiscussionRecorded {
            panel_date: self.date.to_owned(),
            panel_action_ids: actions.iter().map(|action| action.id.to_string()).collect(),
            actions: actions.iter().map(Wanted::told).collect(),
            ..Default::default()
        };
        let subject = format!("discussion/{}/{child_id}", self.date);
        let event = NewEvent::of(clock.new_id(), subject, 1, clock.now(), &payload);
        event.child(child_id).actor(id_of("bea"))
    }
}

/// Panels that are planned: the cohort and the day of each.
type Planned<'a> = &'a [(&'a str, &'a str)];

fn planned(panels: Planned) -> Vec<PlannedPanel> {
    let told =
        |(cohort, date): &(&str, &str)| PlannedPanel { cohort: (*cohort).into(), panel_date: (*date).into() };
    panels.iter().map(told).collect()
}

/// Bea records a rotation, by which these are planned.
pub fn scheduled(panels: Planned, clock: &Clock) -> NewEvent {
    let payload = PanelsScheduled { anchor: "2026-01-01".to_owned(), planned_panels: planned(panels) };
    NewEvent::of(clock.new_id(), "rotation", clock.now().timestamp(), clock.now(), &payload)
        .actor(id_of("bea"))
}

/// A child on an agenda, of whom panels knows whose they are (empty where it does not).
pub fn listed(child_id: &str, manager: &str, removed: bool) -> CirculatedChild {
    let service_manager_id = if manager.is_empty() { String::new() } else { id_of(manager).to_string() };
    CirculatedChild { child_id: child_id.to_owned(), service_manager_id, removed }
}

/// What a panel wants done.
#[derive(Clone)]
pub struct Wanted {
    pub id: Uuid,
    owner: &'static str,
    due_on: String,
}

impl Wanted {
    pub fn of(owner: &'static str, due_on: impl Into<String>, clock: &Clock) -> Self {
        Self { id: clock.new_id(), owner, due_on: due_on.into() }
    }

    fn told(&self) -> RecordedAction {
        RecordedAction {
            panel_action_id: self.id.to_string(),
            owner_worker_id: id_of(self.owner).to_string(),
            due_on: self.due_on.clone(),
        }
    }

    /// Somebody says how far it is.
    pub fn updated(&self, child_id: &str, open: bool, version: i64, clock: &Clock) -> NewEvent {
        let payload = PanelActionUpdated { panel_action_id: self.id.to_string(), open, ..Default::default() };
        let subject = format!("panel-action/{}", self.id);
        let event = NewEvent::of(clock.new_id(), subject, version, clock.now(), &payload);
        event.child(child_id).actor(id_of(self.owner))
    }
}

/// An extract that Bea hands in.
pub struct Import {
    id: Uuid,
    as_of: &'static str,
}

impl Import {
    pub fn of(as_of: &'static str, clock: &Clock) -> Self {
        Self { id: clock.new_id(), as_of }
    }

    pub fn handed_in(&self, clock: &Clock) -> NewEvent {
        self.handed_in_by("bea", clock)
    }

    /// The same by somebody else.
    pub fn handed_in_by(&self, by: &str, clock: &Clock) -> NewEvent {
        let payload =
            ExtractImported { extract_import_id: self.id.to_string(), as_of: self.as_of.to_owned() };
        self.about_it(1, &payload, clock).actor(id_of(by))
    }

    pub fn read(&self, row_count: i32, rejected_count: i32, clock: &Clock) -> NewEvent {
        let payload = ExtractRead {
            extract_import_id: self.id.to_string(),
            as_of: self.as_of.to_owned(),
            row_count,
            rejected_count,
        };
        self.about_it(2, &payload, clock)
    }

    pub fn refused(&self, clock: &Clock) -> NewEvent {
        let reason = "EXTRACT_REFUSAL_HEADING_MISSING".to_owned();
        let payload = ExtractRefused { extract_import_id: self.id.to_string(), reason };
        self.about_it(2, &payload, clock)
    }

    fn about_it(&self, version: i64, payload: &impl prost::Name, clock: &Clock) -> NewEvent {
        let subject = format!("extract-import/{}", self.id);
        NewEvent::of(clock.new_id(), subject, version, clock.now(), payload)
    }
}
