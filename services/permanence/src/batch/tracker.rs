//! `permanence tracker`: what panels wanted done, shown and exported.

use super::commands::{Actions, ExportTracker, Kept, ShowTracker};
use super::output::{Exported, kept, shown};
use super::{Door, Ended, Unsuccessful};
use contracts::panels::v1::{ExportFormat, ExportTrackerRequest, export_tracker_response::Part};

/// What people's tables show of an action: the keys of the export, and their headings.
const SHOWN: [(&str, &str); 10] = [
    ("service_manager", "Service manager"),
    ("person_id", "Person ID"),
    ("surname", "Surname"),
    ("first_name", "First name"),
    ("panel", "Panel"),
    ("action", "Action"),
    ("owner", "Owner"),
    ("by", "By"),
    ("state", "State"),
    ("progress", "Progress"),
];

/// Shows actions on standard output.
pub(super) async fn show(door: &Door, asked: &ShowTracker) -> Result<Ended, Unsuccessful> {
    let file = fetched(door, &asked.actions, asked.output.format()).await?;
    shown(&file, asked.output, "Permanence Tracker", &SHOWN)?;
    Ok(Ended::Done)
}

/// Writes actions to a file.
pub(super) async fn export(door: &Door, asked: &ExportTracker) -> Result<Ended, Unsuccessful> {
    let Kept { output, to } = &asked.file;
    kept(&fetched(door, &asked.actions, output.format()).await?, Some(*output), to.as_deref())?;
    Ok(Ended::Done)
}

async fn fetched(door: &Door, asked: &Actions, format: ExportFormat) -> Result<Exported, Unsuccessful> {
    let Actions { panel, cohort, open } = asked;
    let message = ExportTrackerRequest {
        panel_date: panel.map(|date| date.to_string()).unwrap_or_default(),
        cohort: cohort.clone().unwrap_or_default(),
        open_only: *open,
        format: format.into(),
    };
    let mut parts = door.caller.insist(message, async |it| door.tracker().export_tracker(it).await).await?;
    let mut file = Exported::default();
    while let Some(message) = parts.message().await? {
        match message.part {
            Some(Part::File(what)) => file.begin(what),
            Some(Part::Piece(piece)) => file.add(&piece),
            None => {}
        }
    }
    file.whole()
}
