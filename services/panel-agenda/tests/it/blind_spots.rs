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
