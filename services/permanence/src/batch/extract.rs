//! `permanence extract`: an export handed in, and how far it is.

use super::commands::{Import, ShowImport};
use super::output::{Receipt, note};
use super::upload::{Upload, hand_in, import_of, read};
use super::{Door, Ended, Unsuccessful};
use contracts::panels::v1::{ExtractImport, ExtractImportState};
use std::time::Duration;

/// Hands an export in and waits until it is read.
pub(super) async fn import(door: &Door, asked: &Import) -> Result<Ended, Unsuccessful> {
    let as_of = asked.as_of.unwrap_or_else(|| door.clock.today());
    let upload = Upload::of(&asked.file, as_of, asked.serial_dates)?;
    let mut import = hand_in(door, &upload).await?;
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

fn warn(import: &ExtractImport) {
    if import.state() == ExtractImportState::Read && import.rejected_count > 0 {
        note(&format!(
            "{} of {} rows are rejected; Business Support sees which and why: CareDataService/ListImportIssues",
            import.rejected_count, import.row_count
        ));
    }
}
