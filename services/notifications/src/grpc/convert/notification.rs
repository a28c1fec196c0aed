use super::{optional_timestamp, timestamp};
use crate::domain::notification::Shown;
use contracts::notifications::v1::Notification;
use contracts::r#type::v1::{ChildRef, WorkerRef};
use uuid::Uuid;

impl From<&Shown> for Notification {
    fn from(shown: &Shown) -> Self {
        let child = shown.child.as_ref();
        let causer = shown.caused_by.as_ref();
        Self {
            notification_id: shown.id.to_string(),
            kind: shown.kind.clone(),
            title: shown.title.clone(),
            child: child
                .map(|(child_id, name)| ChildRef { child_id: child_id.clone(), display_name: name.clone() }),
            case_id: optional(shown.case_id),
            workstep_id: optional(shown.workstep_id),
            request_id: optional(shown.request_id),
            caused_by: causer
                .map(|(id, name)| WorkerRef { worker_id: id.to_string(), display_name: name.clone() }),
            time: Some(timestamp(shown.at)),
            read_time: optional_timestamp(shown.read_at),
            settled_time: optional_timestamp(shown.settled_at),
            panel_date: shown.panel.map_or_else(String::new, |panel| panel.to_string()),
            panel_action_id: optional(shown.panel_action_id),
            extract_import_id: optional(shown.extract_import_id),
        }
    }
}

fn optional(id: Option<Uuid>) -> String {
    id.map_or_else(String::new, |id| id.to_string())
}
