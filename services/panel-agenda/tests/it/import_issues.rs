//! What is wrong with the rows of an extract.

use crate::{
    council::{Council, csv, ok, row},
    refused::refused,
};
use contracts::panels::v1::{ImportIssue, ImportIssueKind, ListImportIssuesRequest};
use fault::Reason;

fn broken() -> Vec<u8> {
    let rows = [
        row("1", "V2", "31/08/2026", "U6", "", "Maya Lind"),
        row("2", "Nonsense", "31/08/26", "U6", "", "Maya Lind"),
        row("1", "V2", "01/09/2026", "U6", "", "Maya Lind"),
        row("3", "V2", "", "U6", "", ""),
    ];
    csv(&rows.each_ref().map(String::as_str))
}

async fn issues(council: &Council, request: ListImportIssuesRequest) -> Vec<ImportIssue> {
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListImportIssuesRequest { page_size: 2, page_token, ..request.clone() };
        let page = ok(council.care_data("bea").list_import_issues(request).await);
        assert!(page.issues.len() <= 2);
        found.extend(page.issues);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return found;
        }
    }
}

#[tokio::test]
async fn every_issue_is_listed_with_row_column_kind_and_value() {
    let council = Council::new().await;
    let import = council.read(&broken()).await;
    assert_eq!((import.row_count, import.accepted_count, import.rejected_count), (4, 2, 2));
    let of_it = ListImportIssuesRequest { extract_import_id: import.extract_import_id, ..Default::default() };
    let all = issues(&council, of_it.clone()).await;
    let said: Vec<(i32, &str, ImportIssueKind, bool, &str)> = all
        .iter()
        .map(|issue| (issue.row_number, &*issue.column, issue.kind(), issue.rejects, &*issue.value))
        .collect();
    assert_eq!(
        said,
        [
            (2, "child_id", ImportIssueKind::DuplicateChild, true, "1"),
            (3, "in_care_since", ImportIssueKind::DateTwoDigitYear, true, "31/08/26"),
            (3, "legal_status", ImportIssueKind::ValueUnknown, true, "Nonsense"),
            (4, "child_id", ImportIssueKind::DuplicateMerged, false, "1"),
            (5, "in_care_since", ImportIssueKind::StartMissing, false, ""),
            (5, "service_manager", ImportIssueKind::ServiceManagerMissing, false, ""),
        ]
    );
    let rejecting = issues(&council, ListImportIssuesRequest { rejected_only: true, ..of_it.clone() }).await;
    assert_eq!(rejecting, all[..3]);
    let kind = ImportIssueKind::StartMissing.into();
    assert_eq!(issues(&council, ListImportIssuesRequest { kind, ..of_it }).await, all[4..5]);
}

#[tokio::test]
async fn cells_are_shown_to_who_may_see_extracts_and_stand_nowhere_else() {
    let council = Council::new().await;
    let import = council.read(&broken()).await;
    let of_it = ListImportIssuesRequest { extract_import_id: import.extract_import_id, ..Default::default() };
    for subject in ["sys", "sandra", "sam", "ada"] {
        let outcome = council.care_data(subject).list_import_issues(of_it.clone()).await;
        refused(outcome, Reason::NotPermitted);
    }
    ok(council.care_data("bea").list_import_issues(of_it.clone()).await);
    let elsewhere = council
        .count(
            "select count(*) from panels.audit_entry
              where row_to_json(audit_entry)::text like any (array['%Nonsense%', '%31/08/26%', '%Smith%'])",
        )
        .await;
    assert_eq!(elsewhere, 0);
    let missing = ListImportIssuesRequest { extract_import_id: council.id(), ..Default::default() };
    refused(council.care_data("bea").list_import_issues(missing).await, Reason::NotFound);
    let other_token = ListImportIssuesRequest { page_token: "AAAA".into(), ..of_it };
    refused(council.care_data("bea").list_import_issues(other_token).await, Reason::PageTokenInvalid);
}
