//! What panels came to, and of whom it is still to be recorded.

use crate::{
    council::{Council, THURSDAY, ok, small},
    recording::{discussed, none_needed},
    refused::refused,
};
use contracts::panels::v1::{
    Agenda, CancelPanelRequest, Discussion, DrawAgendaRequest, ListDiscussionsRequest, RemovalReason,
    RemoveAgendaItemRequest, RestoreAgendaItemRequest,
};
use fault::{Reason, metadata_of};

fn remove(
    council: &Council,
    agenda: &Agenda,
    child_id: &str,
    reason: RemovalReason,
) -> RemoveAgendaItemRequest {
    RemoveAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: child_id.into(),
        reason: reason.into(),
        note: "The family moved away.".into(),
        etag: "0".into(),
        ..Default::default()
    }
}

/// All pages, one child a page, as business support sees them.
async fn listed(council: &Council, request: ListDiscussionsRequest) -> Vec<Discussion> {
    listed_for(council, "bea", request).await
}

async fn listed_for(council: &Council, subject: &str, request: ListDiscussionsRequest) -> Vec<Discussion> {
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListDiscussionsRequest { page_size: 1, page_token, ..request.clone() };
        let page = ok(council.tracker(subject).list_discussions(request).await);
        found.extend(page.discussions);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return found;
        }
    }
}

fn ids(discussions: &[Discussion]) -> Vec<&str> {
    discussions.iter().map(|it| &*it.child_id).collect()
}

#[tokio::test]
async fn who_is_unrecorded_is_named_and_overdue_after_the_third_working_day() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    let all = ListDiscussionsRequest::default;
    let unrecorded = || ListDiscussionsRequest { unrecorded_only: true, ..Default::default() };
    assert!(listed(&council, all()).await.is_empty(), "the panel has not begun");
    council.suite.clock().set("2026-11-26T10:00:00Z".parse().unwrap());
    assert_eq!(ids(&listed(&council, unrecorded()).await), ["1", "2"]);
    for (subject, own) in [("maya", "1"), ("sandra", "2")] {
        assert_eq!(ids(&listed_for(&council, subject, unrecorded()).await), [own], "a row of {subject}'s");
    }

    ok(council.tracker("bea").record_discussion(none_needed(&council, &agenda, "1")).await);
    let [one, two] = listed(&council, all()).await.try_into().unwrap();
    assert_eq!((&*one.none_needed_because, one.actions.len()), ("The plan is on its way.", 0));
    assert_eq!(one.recorded.unwrap().by.unwrap().display_name, "Bea Lang");
    assert_eq!((two.recorded, two.overdue, &*two.record_by), (None, false, "2026-12-01"));
    assert_eq!(
        ids(&listed_for(&council, "sandra", all()).await),
        ["1", "2"],
        "what is recorded is everybody's"
    );
    assert_eq!(ids(&listed_for(&council, "maya", all()).await), ["1"]);
    assert_eq!(
        (&*two.service_manager, &*two.surname, &*two.agenda_id),
        ("Sandra Poole", "Smith", &*agenda.agenda_id)
    );

    council.suite.clock().set("2026-12-02T09:00:00Z".parse().unwrap());
    let [two] = listed(&council, unrecorded()).await.try_into().unwrap();
    assert!(two.overdue && two.child_id == "2");
    ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await);
    assert!(listed(&council, unrecorded()).await.is_empty());
    let of_two = ListDiscussionsRequest { child_id: "2".into(), cohort: "section_20".into(), ..all() };
    let [two] = listed(&council, of_two).await.try_into().unwrap();
    assert_eq!(
        (two.actions.len(), &*two.actions[0].what, two.late, two.overdue),
        (1, "Visit the carers", true, false)
    );
    let other = ListDiscussionsRequest { panel_date: "2026-12-03".into(), ..all() };
    assert!(listed(&council, other).await.is_empty());
    for subject in ["sam", "ada", "leo"] {
        let outcome = council.tracker(subject).list_discussions(all()).await;
        refused(outcome, Reason::NotPermitted);
    }
    let audited = "select count(*) from panels.audit_entry where rpc like '%/ListDiscussions'";
    assert!(council.count(audited).await > 0);
}

#[tokio::test]
async fn a_cancelled_panel_discusses_nobody_and_its_agenda_stands() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    let other = RemovalReason::Other;
    ok(council.panels("bea").remove_agenda_item(remove(&council, &agenda, "1", other)).await);
    let (request_id, panel_date) = (council.id(), THURSDAY.into());
    let cancel = CancelPanelRequest { request_id, panel_date, reason: "Snow".into() };
    ok(council.panels("bea").cancel_panel(cancel).await);

    let outcome = council.panels("bea").remove_agenda_item(remove(&council, &agenda, "2", other)).await;
    let status = refused(outcome, Reason::PanelFallsOut);
    assert_eq!(
        (&*metadata_of(&status)["panel_date"], &*metadata_of(&status)["state"]),
        (THURSDAY, "CANCELLED")
    );
    let restore = RestoreAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: "1".into(),
        note: "They did not move.".into(),
        etag: "1".into(),
    };
    refused(council.panels("bea").restore_agenda_item(restore).await, Reason::PanelFallsOut);
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().unwrap());
    let outcome = council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await;
    refused(outcome, Reason::PanelFallsOut);
    assert!(listed(&council, ListDiscussionsRequest::default()).await.is_empty(), "nobody is owed anything");
    assert_eq!(council.count("select count(*) from panels.item_change").await, 1);
    assert_eq!(council.count("select count(*) from panels.discussion").await, 0);
}

#[tokio::test]
async fn once_the_panel_has_begun_a_child_is_withdrawn_at_it() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    let withdrawn = |child_id| remove(&council, &agenda, child_id, RemovalReason::WithdrawnAtPanel);
    let early = council.panels("bea").remove_agenda_item(withdrawn("2")).await;
    refused(early, Reason::PanelNotBegun);
    council.suite.clock().set("2026-11-26T10:00:00Z".parse().unwrap());
    let unsaid = RemoveAgendaItemRequest { note: String::new(), ..withdrawn("2") };
    refused(council.panels("bea").remove_agenda_item(unsaid).await, Reason::FieldInvalid);
    let item = ok(council.panels("bea").remove_agenda_item(withdrawn("2")).await).item.unwrap();
    assert_eq!(item.removal.unwrap().reason(), RemovalReason::WithdrawnAtPanel);
    let late = council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await;
    refused(late, Reason::ItemRemoved);
    assert_eq!(ids(&listed(&council, ListDiscussionsRequest::default()).await), ["1"]);
    let restore = RestoreAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: "2".into(),
        note: "They were discussed after all.".into(),
        etag: "1".into(),
    };
    ok(council.panels("bea").restore_agenda_item(restore).await);
    ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await);
    let over = RemoveAgendaItemRequest { etag: "2".into(), ..withdrawn("2") };
    refused(council.panels("bea").remove_agenda_item(over).await, Reason::AlreadyExists);
    assert_eq!(council.count("select count(*) from panels.item_change").await, 2);
}

#[tokio::test]
async fn whoever_draws_hears_how_many_may_be_listed_again_while_nothing_is_recorded() {
    const NEXT: &str = "2026-12-03";
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    let unrecorded = async |panel: &str, cohort: &str| {
        let preview = DrawAgendaRequest {
            panel_date: panel.into(),
            validate_only: true,
            ..council.draw_request(cohort)
        };
        ok(council.panels("bea").draw_agenda(preview).await).unrecorded_count
    };
    let drawn = async || {
        let request =
            DrawAgendaRequest { panel_date: NEXT.into(), ..council.draw_request("plan_not_identified") };
        let answer = ok(council.panels("bea").draw_agenda(request).await);
        let listed = council.listed(&answer.agenda.unwrap()).await;
        (answer.unrecorded_count, listed.iter().any(|item| item.child_id == "1"))
    };
    assert_eq!(unrecorded(NEXT, "plan_not_identified").await, 0, "the panel has not begun");

    // Monday at six: the three working days for recording are not over.
    council.suite.clock().set("2026-11-30T06:00:00Z".parse().unwrap());
    assert_eq!(drawn().await, (2, true));
    assert_eq!(drawn().await, (2, true), "from the same, by another call");
    assert_eq!(unrecorded(NEXT, "section_20").await, 0, "a cohort that does not look back");
    assert_eq!(unrecorded("2026-12-31", "plan_not_identified").await, 2, "35 days");
    assert_eq!(unrecorded("2027-01-07", "plan_not_identified").await, 0, "42 days");
    ok(council.tracker("bea").record_discussion(none_needed(&council, &agenda, "1")).await);
    assert_eq!(drawn().await, (1, false));
    let withdrawn = remove(&council, &agenda, "2", RemovalReason::WithdrawnAtPanel);
    ok(council.panels("bea").remove_agenda_item(withdrawn).await);
    assert_eq!(drawn().await, (0, false));
}
