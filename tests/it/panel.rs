//! The Permanence Panel through the gateway: from the export on a Monday morning.

use chrono::NaiveDate;
use contracts::panels::v1 as panels;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::{CaseNote, ListCaseNotesRequest};
use fault::Reason;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tests::council::Council;
use tests::panels::{discussion_request, draw_request, extract_of, remove_request};

use crate::refusals::assert_refused;

/// The Monday of the week in which the suite's clock begins, and the Thursday of its panel.
const MONDAY: &str = "2026-01-12";
const THURSDAY: &str = "2026-01-15";

async fn notes_of(council: &Council, child_id: &str) -> Vec<CaseNote> {
    let message = ListCaseNotesRequest { child_id: child_id.into(), ..Default::default() };
    let call = async |asked| CaseServiceClient::new(council.sw.door()).list_case_notes(asked).await;
    council.sw.insist(message, call).await.expect("the notes").notes
}

#[tokio::test]
async fn from_the_export_on_monday_to_the_next_rotation() {
    let council = Council::with_two_replicas().await;
    let chloe = council.register_child().await;
    let (moved, matched, determined) = ("7000001", "7000002", "7000003");
    let children = [&*chloe, moved, matched, determined].map(|id| (id, "V2", "U6", "Return home"));
    let (support, manager) = (council.support.clone(), council.manager.clone());
    let import = support.hand_in_and_wait(MONDAY, extract_of(&children)).await;
    assert_eq!((import.row_count, import.rejected_count), (4, 0));

    support.schedule(THURSDAY, "").await.expect("a rotation");
    let agenda = support.draw(&draw_request(THURSDAY, "")).await.expect("the panel's own cohort");
    assert_eq!((&*agenda.cohort, agenda.listed_count), ("section_20", 4));
    let issued = support.circulate(&agenda.agenda_id).await.expect("it is issued");
    assert_eq!(issued.issue_number, 1);

    // Three need not be discussed.
    let off_agenda = |agenda_id: &str, child_id: &str| remove_request(agenda_id, child_id, "0");
    let off = |child_id: &str| off_agenda(&agenda.agenda_id, child_id);
    manager.remove(&off(moved)).await.expect("the extract names her");
    let reason = panels::RemovalReason::LongTermMatched.into();
    support.remove(&panels::RemoveAgendaItemRequest { reason, ..off(matched) }).await.expect("support may");
    let legal = panels::RemoveAgendaItemRequest {
        reason: panels::RemovalReason::LegalDetermination.into(),
        determined_on: MONDAY.into(),
        ..off(determined)
    };
    manager.remove(&legal).await.expect("hers too");
    assert_refused(council.sw.remove(&off(&chloe)).await, Reason::NotPermitted, "a social worker");

    // All three stand in the next version: two are carried over, and whom the meeting determined is left out by itself.
    let agenda = support.draw(&draw_request(THURSDAY, "")).await.expect("another, for the determination");
    assert_eq!(support.circulate(&agenda.agenda_id).await.expect("it is issued").issue_number, 2);
    let items = manager.agenda_items(&agenda.agenda_id).await.expect("the agenda");
    let carried: BTreeMap<&str, bool> = items
        .iter()
        .map(|item| (&*item.child_id, item.removal.as_ref().is_some_and(|removal| removal.removed)))
        .collect();
    assert_eq!(carried, BTreeMap::from([(&*chloe, false), (moved, true), (matched, true)]));

    // The panel discusses Chloe; workflow is away when that is recorded.
    council.at("2026-01-15T10:30:00Z");
    let late = support.remove(&off_agenda(&agenda.agenda_id, &chloe)).await;
    assert_refused(late, Reason::PanelBegun, "the agenda stands");
    for replica in 0..2 {
        council.suite.stop("workflow", replica).await;
    }
    let request = discussion_request(&agenda.agenda_id, &chloe, &council.sw, "2026-01-29");
    let discussion = support.record_discussion(&request).await.expect("a discussion");
    assert!(!discussion.late && !discussion.note_written);
    for replica in 0..2 {
        council.suite.restart("workflow", replica).await;
    }
    council.until(async || !notes_of(&council, &chloe).await.is_empty()).await;
    let [note] = notes_of(&council, &chloe).await.try_into().expect("one note");
    assert_eq!(note.title, "Permanence Panel Actions (15/01/2026)");
    assert_eq!(note.r#type, "Management Oversight & Decision");
    assert_eq!(note.text, "1. Convene a Legal Gateway Meeting – Priya Nair, by 29/01/2026");
    assert_eq!(note.written.expect("an act").by.expect("somebody").worker_id, support.id);
    let [action] = council.sw.actions_of(&chloe).await.expect("the tracker").try_into().expect("one action");
    let owner = action.owner.expect("somebody").display_name;
    let due_on: NaiveDate = action.due_on.parse().expect("a date");
    let tracked = format!("1. {} – {owner}, by {}", action.what, due_on.format("%d/%m/%Y"));
    assert_eq!(note.text, tracked, "the tracker has the same content");

    // It comes up again at the cohort's next panel while it is not done; whom the meeting determined is left out by itself.
    council.at("2026-02-16T08:00:00Z");
    support.hand_in_and_wait("2026-02-16", extract_of(&children)).await;
    let next = support.draw(&draw_request("2026-02-19", "")).await.expect("five weeks later");
    assert_eq!((&*next.cohort, next.listed_count), ("section_20", 3));
    let items = manager.agenda_items(&next.agenda_id).await.expect("the agenda");
    let item = items.iter().find(|item| item.child_id == chloe).expect("Chloe");
    assert_eq!((&*item.last_discussed_on, item.open_actions.len()), (THURSDAY, 1));

    let [action] = council.sw.actions_of(&chloe).await.expect("the tracker").try_into().expect("one action");
    assert!(action.overdue);
    council.sw.finish_action(&action).await.expect("the owner says that it is done");
    let again = support.draw(&draw_request("2026-02-19", "")).await.expect("drawn again");
    let items = manager.agenda_items(&again.agenda_id).await.expect("the agenda");
    assert!(items.iter().all(|item| item.open_actions.is_empty()));
    assert_eq!(
        notes_of(&council, &chloe).await.len(),
        1,
        "the first note is never edited, nor is there another"
    );
}

#[tokio::test]
async fn a_large_export_goes_through_the_gateway_and_becomes_an_agenda() {
    let council = Council::with_two_replicas().await;
    let ids: Vec<String> = (0..10_000).map(|id| format!("{}", 7_000_000 + id)).collect();
    let children: Vec<(&str, &str, &str, &str)> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| (&**id, if place % 100 == 0 { "V2" } else { "C2" }, "U4", "Long term fostering"))
        .collect();
    let file = extract_of(&children);
    assert!(file.len() > 800 << 10);
    let import = council.support.hand_in_and_wait(MONDAY, file).await;
    assert_eq!((import.row_count, import.accepted_count, import.rejected_count), (10_000, 10_000, 0));

    let agenda = council.support.draw(&draw_request(THURSDAY, "section_20")).await.expect("an agenda");
    assert_eq!((agenda.listed_count, agenda.not_listed_count), (100, 9_900));
    let again = council.support.draw(&draw_request(THURSDAY, "section_20")).await.expect("the same");
    assert_eq!(again, agenda);

    let message =
        panels::GetAgendaRequest { agenda_id: agenda.agenda_id, page_size: 500, ..Default::default() };
    let call = async |asked| PanelServiceClient::new(council.manager.door()).get_agenda(asked).await;
    let shown = council.manager.insist(message, call).await.expect("the service manager checks it");
    assert_eq!(shown.items.len(), 100);
    assert!(shown.items.iter().all(|item| item.service_manager == "Sandra Poole"));

    let refused = council.manager.draw(&draw_request(THURSDAY, "section_20")).await;
    assert_refused(refused, Reason::NotPermitted, "a service manager draws no agendas");
}

/// The bytes of a piece on a slow line.
const SLOW_PIECE: usize = 20_000;
/// So long may any other call take.
const USUALLY: Duration = Duration::from_secs(30);

#[tokio::test]
async fn an_export_over_a_slow_line_is_taken_however_long_it_takes() {
    let council = Council::with_two_replicas().await;
    let children: Vec<String> = (0..8_000).map(|id| format!("{}", 7_000_000 + id)).collect();
    let children: Vec<_> = children.iter().map(|id| (&**id, "C2", "U4", "Long term fostering")).collect();
    let file = extract_of(&children);
    let begun = Instant::now();
    // Twenty kilobytes at a time: so slow that the usual time is over before the last of them has left.
    let pause =
        (USUALLY + Duration::from_secs(3)) / u32::try_from(file.len() / SLOW_PIECE).expect("a number");
    let import = council.support.hand_in_slowly(MONDAY, &file, SLOW_PIECE, pause).await.expect("it is taken");
    assert!(begun.elapsed() > USUALLY);
    assert_eq!(import.byte_count, i64::try_from(file.len()).expect("a size"));
}
