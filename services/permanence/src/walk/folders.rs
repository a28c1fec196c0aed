//! The two folders of Current work, as the source document shows them.

use crate::tell::sees;
use contracts::gateway::v1::GetWorkViewResponse;
use contracts::r#type::v1::{ChildRef, assignee::Holder};
use prost_types::Timestamp;

/// Shows both folders with their counts, and the rows of one child.
pub(crate) fn show(view: &GetWorkViewResponse, child_id: &str) {
    if let Some(folder) = &view.incoming_work {
        sees(format!("Incoming work ({})", folder.count));
        for row in folder.worksteps.iter().filter(|it| of_child(it.child.as_ref(), child_id)) {
            let inbox = match row.assignee.as_ref().and_then(|it| it.holder.as_ref()) {
                Some(Holder::Inbox(inbox)) => format!("  [{}]", inbox.name),
                _ => String::new(),
            };
            sees(format!(
                "  {}  {}  {}{inbox}",
                name(row.child.as_ref()),
                row.title,
                date(row.arrive_time.as_ref())
            ));
        }
    }
    if let Some(folder) = &view.incoming_requests {
        sees(format!("Incoming requests ({})", folder.count));
        for row in folder.requests.iter().filter(|it| of_child(it.child.as_ref(), child_id)) {
            let sent = row.sent.as_ref().and_then(|it| it.time.as_ref());
            sees(format!("  {}  {}  {}", name(row.child.as_ref()), row.title, date(sent)));
        }
    }
}

/// Whether a row is about this child.
pub(crate) fn of_child(child: Option<&ChildRef>, child_id: &str) -> bool {
    child.is_some_and(|child| child.child_id == child_id)
}

fn name(child: Option<&ChildRef>) -> String {
    child.map(|it| format!("{} ({})", it.display_name, it.child_id)).unwrap_or_default()
}

fn date(time: Option<&Timestamp>) -> String {
    let time = time.and_then(|it| chrono::DateTime::from_timestamp(it.seconds, 0));
    time.map(|it| calendar::london_date(it).format("%d %b %Y").to_string()).unwrap_or_default()
}
