//! The people concerned know: through the gateway, with two replicas of each service.

use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::notifications::v1::{
    ListNotificationsRequest, Notification, WatchNotificationsRequest, WatchNotificationsResponse,
};
use tests::case::{Case, Decision, only_created, opened_by, sent_by_saving, to};
use tests::council::Council;
use tests::forms::{etag_of, next, send, writing};
use tests::panels::{discussion_request, draw_request, extract_of, remove_request};
use tests::person::{Person, to_worker};
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

#[tokio::test]
async fn what_is_sent_back_or_passed_on_is_told_and_so_is_what_nobody_does() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let to_authorise = || send(to("authorise_report", &council.ps));
    let returned = sent_by_saving(&council.sw, &step, to_authorise()).await;
    council.ps.send_back(&returned, "Which school?").await.expect("sent back");
    let passed_on = sent_by_saving(&council.sw, &step, to_authorise()).await;
    let asked = council.ps.reassign_requests(&[&passed_on], to_worker(&council.tm.id)).await;
    asked.expect("another manager is asked");
    council.ps.reassign_work(&[&step], to_worker(&council.other_sw.id)).await.expect("and another writes");
    let (case, decision) = Case::arrived_at(&council, "agency_decision").await;
    case.referred_to_adm(&decision, vec![next("adm_agrees")]).await;
    let (_, finding) = Case::arrived_at(&council, "family_finding").await;
    opened_by(&council.finder, &finding).await;

    let report = "SC Permanency Planning Process";
    let (plan, meeting) =
        ("SC Agency Decision Maker Permanence Decision", "SC Permanence Family Finding Meeting / Review");
    for (person, kind, title) in [
        (&council.sw, "request_returned", report),
        (&council.tm, "request_passed_on", report),
        (&council.other_sw, "work_passed_on", report),
        (&council.sw, "work_given_up", report),
    ] {
        council.until(async || has(person, kind, title).await).await;
    }
    // All of it came on Wednesday, 14 January.
    for (at, falls_due) in [
        ("2026-01-19T08:30:00Z", &[(&council.tm, "request_waiting", report)][..]),
        ("2026-01-21T08:30:00Z", &[(&council.ps, "request_unanswered", report)]),
        (
            "2026-01-26T08:30:00Z",
            &[(&council.adm, "decision_unanswered", plan), (&council.qaag, "decision_open", plan)],
        ),
        ("2026-03-31T08:30:00Z", &[(&council.finder, "review_due_soon", meeting)]),
        ("2026-04-14T08:30:00Z", &[(&council.finder, "review_due", meeting)]),
        ("2026-04-15T08:30:00Z", &[(&council.ps, "review_overdue", meeting)]),
    ] {
        for (person, kind, title) in falls_due {
            assert!(!has(person, kind, title).await, "{kind} before {at}");
        }
        council.at(at);
        for (person, kind, title) in falls_due {
            council.until(async || has(person, kind, title).await).await;
        }
    }
}

/// From the export on Monday to the actions of Thursday's panel.
#[tokio::test]
async fn of_a_panel_those_hear_who_have_children_on_it_and_those_who_are_to_act() {
    let council = Council::with_two_replicas().await;
    let (chloe, dan) = (council.register_child().await, council.register_child().await);
    let (support, manager) = (council.support.clone(), council.manager.clone());
    let file = extract_of(&[&chloe, &dan].map(|id| (&**id, "V2", "U6", "Return home")));
    // The last row says nothing of whom it is.
    let file = [file, b"\r\n,\"Nobody\",,,,,,,,,,,".to_vec()].concat();
    support.hand_in("2026-01-11", b"Not an extract").await.expect("it is taken, and read later");
    support.hand_in_and_wait("2026-01-12", file).await;
    let read = "The extract of 12/01/2026 was read. Rows: 3, rejected: 1";
    council.until(async || has(&support, "extract_read", read).await).await;
    let unreadable = "What was handed in as the extract of 11/01/2026 cannot be read";
    council.until(async || has(&support, "extract_refused", unreadable).await).await;

    support.schedule("2026-01-15", "").await.expect("a rotation");
    let agenda = support.draw(&draw_request("2026-01-15", "")).await.expect("an agenda");
    support.circulate(&agenda.agenda_id).await.expect("it is issued");
    council.until(async || has(&manager, "agenda_circulated", "with children for you to check").await).await;
    let off = remove_request(&agenda.agenda_id, &dan, "0");
    support.remove(&off).await.expect("he need not be discussed");
    let removed = "Taken off the agenda of the Permanence Panel of 15/01/2026";
    council.until(async || has(&manager, "agenda_item_removed", removed).await).await;

    council.at("2026-01-15T10:30:00Z");
    let request = discussion_request(&agenda.agenda_id, &chloe, &council.sw, "2026-01-29");
    support.record_discussion(&request).await.expect("a discussion");
    let recorded = "Actions of the Permanence Panel of 15/01/2026 were recorded";
    for person in [&council.sw, &manager] {
        council.until(async || has(person, "panel_actions_recorded", recorded).await).await;
    }
    council.at("2026-01-27T08:30:00Z");
    let due_soon = "is due in two working days";
    council.until(async || has(&council.sw, "panel_action_due_soon", due_soon).await).await;
    council.at("2026-01-30T08:00:00Z");
    for person in [&council.sw, &manager] {
        council.until(async || has(person, "panel_action_overdue", "is overdue").await).await;
    }
    let unrecorded = has(&support, "panel_actions_unrecorded", "").await;
    assert!(!unrecorded, "all of them were recorded in time");
}
