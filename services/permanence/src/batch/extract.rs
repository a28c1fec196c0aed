//! `permanence extract`: an export handed in, and how far it is.

use super::commands::{Import, ShowImport};
use super::output::{Receipt, note};
use super::upload::{Upload, hand_in, import_of, read};
use super::{Door, Ended, Unsuccessful};
use contracts::panels::v1::{ExtractImport, ExtractImportState};
use fault::Reason;
use std::time::Duration;
use tonic::Status;

/// Hands an export in and waits until it is read.
pub(super) async fn import(door: &Door, asked: &Import) -> Result<Ended, Unsuccessful> {
    let as_of = asked.as_of.unwrap_or_else(|| door.clock.today());
    let upload = Upload::of(&asked.file, as_of, asked.serial_dates, asked.as_of.is_none())?;
    let mut import = match hand_in(door, &upload).await {
        Err(Unsuccessful::Refused(status)) if is_unchanged(&status) => {
            note(&unchanged(&status));
            return Ok(if asked.or_nothing { Ended::Done } else { Ended::Nothing });
        }
        answer => answer?,
    };
    if asked.wait > 0 {
        import = read(door, import, Duration::from_secs(asked.wait)).await?;
        warn(&import);
    }
    Receipt::of_import(&import).tell(asked.output)?;
    Ok(Ended::Done)
}

/// Shows how far an import is.
pub(super) async fn show(door: &Door, asked: &ShowImport) -> Result<Ended, Unsuccessful> {
    let import = import_of(door, &asked.id).await?;
    Receipt::of_import(&import).tell(asked.output)?;
    Ok(Ended::Done)
}

fn is_unchanged(status: &Status) -> bool {
    fault::reason_of(status) == Some(Reason::ExtractUnchanged)
}

/// A file that nobody exports any more must not become today's export day after day.
fn unchanged(status: &Status) -> String {
    let metadata = fault::metadata_of(status);
    let as_of = metadata.get("as_of").map(String::as_str).unwrap_or_default();
    format!(
        "nothing to do: this very file was handed in as the export of {as_of}. See that the warehouse exports it; if it is \
         today's all the same, say so by --as-of"
    )
}

fn warn(import: &ExtractImport) {
    if import.state() == ExtractImportState::Read && import.rejected_count > 0 {
        note(&format!(
            "{} of {} rows are rejected; Business Support sees which and why: CareDataService/ListImportIssues",
            import.rejected_count, import.row_count
        ));
    }
}
