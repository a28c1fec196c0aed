//! The people concerned know: through the gateway, with two replicas of each service.

use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::notifications::v1::{
    ListNotificationsRequest, Notification, WatchNotificationsRequest, WatchNotificationsResponse,
};
use tests::case::{Case, Decision, only_created};
use tests::council::Council;
use tests::forms::{etag_of, next, writing};
use tests::panels::{discussion_request, draw_request, extract_of};
use tests::person::Person;
use tonic::Streaming;

async fn told(person: &Person) -> Vec<Notification> {
    let message = ListNotificationsRequest { page_size: 200, ..Default::default() };
    let answer = NotificationServiceClient::new(person.door()).list_notifications(person.ask(message)).await;
    answer.expect("a list").into_inner().notifications
}

async fn has(person: &Person, kind: &str, title: &str) -> bool {
    told(person).await.iter().any(|told| told.kind == kind && told.title.ends_with(title))
}

async fn watched(person: &Person, cursor: &str) -> Streaming<WatchNotificationsResponse> {
    let message = WatchNotificationsRequest { cursor: cursor.to_owned() };
    let answer = NotificationServiceClient::new(person.door()).watch_notifications(person.ask(message)).await;
    answer.expect("a stream").into_inner()
}

#[tokio::test]
async fn as_a_case_goes_on_everybody_concerned_is_told_once() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;
    let mut watching = watched(&council.sw, "").await;
    let begun = watching.message().await.expect("no refusal").expect("a first message");
    case.review(&review).await;
    let arrived = watching.message().await.expect("no refusal").expect("work");
    assert_eq!(arrived.notifications[0].title, "Work has come to you: SC Permanency Planning Process");
    assert_eq!(arrived.notifications[0].child.as_ref().expect("a child").display_name, "Chloe Smith");
    assert_eq!(arrived.unread_count, 1);

    let planning = arrived.notifications[0].workstep_id.clone();
    let decision = only_created(&case.planning(&planning).await);
    let decided = case.decision(&decision, Decision::Yes, &["adm_agrees"]).await;
    case.referral(&only_created(&decided)).await;
    let authorise = "CS Manager: Please review and authorise prior to QAAG:SC Permanency Planning Process";
    let quality = "CS QAAG / Adoption Panel to confirm quality of report:SC Permanency Planning Process";
    let refer =
        "CS Refer Panel Recommendation to Agency Decision Maker:SC Agency Decision Maker Permanence Decision";
    for (person, kind, title) in [
        (&council.ps, "request_received", authorise),
        (&council.sw, "request_completed", authorise),
        (&council.qaag, "inbox_request_received", quality),
        (&council.ps, "request_completed", quality),
        (&council.adm, "request_received", refer),
        (&council.sw, "work_arrived", "SC Permanence Family Finding Request"),
        (&council.finder, "inbox_work_arrived", "SC Permanence Family Finding Meeting / Review"),
        (&council.second_finder, "inbox_work_arrived", "SC Permanence Family Finding Meeting / Review"),
    ] {
        council.until(async || has(person, kind, title).await).await;
    }
    assert!(told(&council.other_sw).await.is_empty(), "it is no concern of his");
    let of_her_own = has(&council.qaag, "inbox_work_arrived", "Permanence Decision").await;
    assert!(!of_her_own, "she sent it to her inbox herself");

    let mut again = watched(&council.sw, &begun.cursor).await;
    let mut seen = Vec::new();
    let all = told(&council.sw).await;
    while seen.len() < all.len() {
        let message = again.message().await.expect("no refusal").expect("what was missed");
        seen.extend(message.notifications.into_iter().map(|told| told.notification_id));
    }
    let oldest_first: Vec<String> = all.into_iter().rev().map(|told| told.notification_id).collect();
    assert_eq!(seen, oldest_first, "each once, in order");
}

#[tokio::test]
async fn an_edit_after_the_authorisation_is_told_to_who_gave_it() {
    let council = Council::with_two_replicas().await;
    let (case, finding) = Case::arrived_at(&council, "family_finding").await;
    case.authorised(&council.finder, &finding, vec![next("to_information_sharing")]).await;
    council.until(async || has(&council.finder, "request_completed", "Meeting / Review").await).await;
    let opened = council.finder.open(&finding).await.expect("the step");
    let field = council.forms.text_field("family_finding", 5);
    let edit = writing(5, &etag_of(&opened, 5), &field, "Another plan.");
    council.finder.save(&finding, edit).await.expect("the finder writes again");
    council.until(async || has(&council.ps, "request_voided", "Meeting / Review").await).await;
}

/// From the export on Monday to the actions of Thursday's panel.
#[tokio::test]
async fn of_a_panel_those_hear_who_have_children_on_it_and_those_who_are_to_act() {
    let council = Council::with_two_replicas().await;
    let chloe = council.register_child().await;
    let (support, manager) = (council.support.clone(), council.manager.clone());
    let file = extract_of(&[(&chloe, "V2", "U6", "Return home")]);
    support.hand_in_and_wait("2026-01-12", file).await;
    let read = "The extract of 12/01/2026 was read. Rows: 1, rejected: 0";
    council.until(async || has(&support, "extract_read", read).await).await;

    support.schedule("2026-01-15", "").await.expect("a rotation");
    let agenda = support.draw(&draw_request("2026-01-15", "")).await.expect("an agenda");
    support.circulate(&agenda.agenda_id).await.expect("it is issued");
    council.until(async || has(&manager, "agenda_circulated", "with children for you to check").await).await;

    council.at("2026-01-15T10:30:00Z");
    let request = discussion_request(&agenda.agenda_id, &chloe, &council.sw, "2026-01-29");
    support.record_discussion(&request).await.expect("a discussion");
    let recorded = "Actions of the Permanence Panel of 15/01/2026 were recorded";
    for person in [&council.sw, &manager] {
        council.until(async || has(person, "panel_actions_recorded", recorded).await).await;
    }
    council.at("2026-01-30T08:00:00Z");
    for person in [&council.sw, &manager] {
        council.until(async || has(person, "panel_action_overdue", "is overdue").await).await;
    }
    let unrecorded = has(&support, "panel_actions_unrecorded", "").await;
    assert!(!unrecorded, "all of them were recorded in time");
}
