//! A notification: one worker is told of one thing, once.

use super::happening::{Happening, Until};
use super::hearing::Hearer;
use super::rules::title_about;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A notification that is raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The same wherever the worker is told.
    pub id: Uuid,
    /// Who is told.
    pub worker_id: Uuid,
    /// Its key in the rules.
    pub kind: String,
    /// What they read in the application.
    pub title: String,
    /// The event or reminder that it tells of.
    pub cause: Uuid,
    /// When that was.
    pub at: DateTime<Utc>,
    /// The worker who did it.
    pub by: Option<Uuid>,
    /// The child.
    pub child_id: Option<String>,
    /// The case.
    pub case_id: Option<Uuid>,
    /// The step.
    pub workstep_id: Option<Uuid>,
    /// The request.
    pub request_id: Option<Uuid>,
    /// The panel.
    pub panel: Option<NaiveDate>,
    /// What the panel wants done.
    pub panel_action_id: Option<Uuid>,
    /// The extract.
    pub extract_import_id: Option<Uuid>,
    /// What settles it.
    pub until: Option<Until>,
}

impl Notification {
    /// One hearer's of something that happened.
    pub fn of(id: Uuid, hearer: &Hearer<'_>, happening: &Happening) -> Self {
        let Happening { cause, trigger: _, at, by, about, parties: _ } = happening;
        Self {
            id,
            worker_id: hearer.worker_id,
            kind: hearer.kind.to_owned(),
            title: title_about(hearer.title, about),
            cause: *cause,
            at: *at,
            by: *by,
            child_id: about.child_id.clone(),
            case_id: about.case_id,
            workstep_id: about.workstep.as_ref().map(|(id, _)| *id),
            request_id: about.request.as_ref().map(|(id, _)| *id),
            panel: about.panel,
            panel_action_id: about.panel_action,
            extract_import_id: about.extract.as_ref().map(|extract| extract.id),
            until: hearer.until,
        }
    }
}

/// A notification as its worker sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The notification.
    pub id: Uuid,
    /// Its place among all.
    pub position: i64,
    /// Its key in the rules.
    pub kind: String,
    /// What they read.
    pub title: String,
    /// The child, with the name as the directory last told it.
    pub child: Option<(String, String)>,
    /// The case.
    pub case_id: Option<Uuid>,
    /// The step.
    pub workstep_id: Option<Uuid>,
    /// The request.
    pub request_id: Option<Uuid>,
    /// The panel.
    pub panel: Option<NaiveDate>,
    /// What the panel wants done.
    pub panel_action_id: Option<Uuid>,
    /// The extract.
    pub extract_import_id: Option<Uuid>,
    /// Who did what it tells of, with their name.
    pub caused_by: Option<(Uuid, String)>,
    /// When that was.
    pub at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
    /// When there was nothing left to do about it.
    pub settled_at: Option<DateTime<Utc>>,
}

/// For an audit entry: whose records were shown, each once.
pub fn children(shown: &[Shown]) -> Vec<String> {
    let mut children: Vec<String> =
        shown.iter().filter_map(|it| it.child.as_ref()).map(|(id, _)| format!("child/{id}")).collect();
    children.sort();
    children.dedup();
    children
}

/// The subject of a notification's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("notification/{id}")
}
