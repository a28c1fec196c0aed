use super::people::act;
use crate::{
    domain::{
        extract::{IssueKind, SerialDates},
        extract_import::{ExtractImport, State},
    },
    store::import_issue::Issue,
};
use contracts::panels::v1 as wire;

impl From<&ExtractImport> for wire::ExtractImport {
    fn from(import: &ExtractImport) -> Self {
        let state = match import.state {
            State::Stored => wire::ExtractImportState::Stored,
            State::Reading => wire::ExtractImportState::Reading,
            State::Read => wire::ExtractImportState::Read,
            State::Refused { .. } => wire::ExtractImportState::Refused,
        };
        let refusal = match &import.state {
            State::Refused { reason, message } => {
                Some(wire::ExtractRefusal { reason: reason.clone(), message: message.clone() })
            }
            State::Stored | State::Reading | State::Read => None,
        };
        Self {
            extract_import_id: import.id.to_string(),
            file_name: import.file_name.clone(),
            as_of: import.as_of.to_string(),
            serial_dates: serial_dates(import.serial_dates).into(),
            byte_count: import.byte_count,
            sha256: import.sha256.clone(),
            state: state.into(),
            progress_percent: import.percent.into(),
            row_count: import.counts.rows.cast_signed(),
            accepted_count: import.counts.accepted.cast_signed(),
            rejected_count: import.counts.rejected.cast_signed(),
            flagged_count: import.flagged.cast_signed(),
            refusal,
            rows_left_estimate: import.rows_left().map(u32::cast_signed),
            imported: Some(act(import.imported_by, &import.imported_by_name, import.imported_at)),
        }
    }
}

impl From<Issue> for wire::ImportIssue {
    fn from(issue: Issue) -> Self {
        let Issue { row_number, kind, column_key, rejects, value } = issue;
        Self { row_number, column: column_key, kind: kind.into(), rejects, value }
    }
}

fn serial_dates(serial_dates: Option<SerialDates>) -> wire::SerialDates {
    match serial_dates {
        None => wire::SerialDates::Unspecified,
        Some(SerialDates::From1900) => wire::SerialDates::From1900,
        Some(SerialDates::From1904) => wire::SerialDates::From1904,
    }
}

/// A kind of issue, which the contracts number as the engine lists them, from 1.
pub(in crate::grpc) fn kind(kind: IssueKind) -> wire::ImportIssueKind {
    wire::ImportIssueKind::try_from(kind as i32 + 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_issue_is_called_the_same_in_the_contracts() {
        for it in IssueKind::ALL {
            assert_eq!(kind(it).as_str_name(), format!("IMPORT_ISSUE_KIND_{}", it.name()));
            assert_eq!(it.rejects(), kind(it) as i32 <= 11);
            assert_eq!(IssueKind::named(it.name()), Some(it));
        }
    }
}
