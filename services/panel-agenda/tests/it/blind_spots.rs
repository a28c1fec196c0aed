//! Whom the cohorts may overlook.

use crate::{
    council::{Council, csv, ok, row, small},
    refused::refused,
};
use contracts::panels::v1::{BlindSpot, ListBlindSpotsRequest};
use fault::Reason;

#[tokio::test]
async fn children_whom_no_cohort_can_catch_are_listed_with_why() {
    let council = Council::new().await;
    let mut sandra = council.panels("sandra");
    refused(sandra.list_blind_spots(ListBlindSpotsRequest::default()).await, Reason::ExtractMissing);
    let import = council.read(&small()).await;
    let seen = ok(sandra.list_blind_spots(ListBlindSpotsRequest::default()).await);
    assert_eq!(seen.extract_import_id, import.extract_import_id);
    let [six] = seen.children.try_into().unwrap();
    assert_eq!((&*six.child_id, &*six.service_manager), ("6", "Sandra Poole"));
    let spots: Vec<BlindSpot> = six.blind_spots().collect();
    assert_eq!(spots, [BlindSpot::NoCohort, BlindSpot::LongTermPlanInShortTermFostering]);
    assert!(seen.care_proceedings_missing, "one thing about the extract, not one about each child");
}

#[tokio::test]
async fn whose_care_proceedings_are_unknown_under_another_status_is_a_blind_spot() {
    let council = Council::new().await;
    let with = |row: String, said: &str| format!("{row},{said}");
    let rows = [
        with(row("1", "V2", "01/02/2024", "U6", "Return home", ""), ""),
        with(row("2", "V2", "01/02/2024", "U6", "Return home", ""), "No"),
        with(row("3", "C1", "01/02/2024", "U6", "Return home", ""), ""),
        with(row("4", "C2", "01/02/2024", "U6", "Return home", ""), "-"),
    ];
    let file = String::from_utf8(csv(&rows.each_ref().map(String::as_str))).unwrap();
    council.read(file.replacen("Service Manager", "Service Manager,Care Proceedings", 1).as_bytes()).await;
    let seen = ok(council.panels("bea").list_blind_spots(ListBlindSpotsRequest::default()).await);
    assert!(!seen.care_proceedings_missing);
    let told: Vec<(String, Vec<BlindSpot>)> =
        seen.children.iter().map(|it| (it.child_id.clone(), it.blind_spots().collect())).collect();
    let unseen = vec![BlindSpot::ProceedingsNotVisible];
    assert_eq!(told, [("1".to_owned(), unseen.clone()), ("4".to_owned(), unseen)]);
}

#[tokio::test]
async fn pages_go_on_behind_the_last_child() {
    let council = Council::new().await;
    let rows: Vec<String> =
        (10..25).map(|id| row(&id.to_string(), "C2", "01/01/2020", "U6", "Adoption", "")).collect();
    council.read(&csv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let (mut ids, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListBlindSpotsRequest { page_size: 4, page_token, ..Default::default() };
        let page = ok(council.panels("bea").list_blind_spots(request).await);
        ids.extend(page.children.into_iter().map(|child| child.child_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let expected: Vec<String> = (10..25).map(|id| id.to_string()).collect();
    assert_eq!(ids, expected);
}
