//! What panels come to, and what becomes of it.

use crate::{
    council::{Council, THURSDAY, csv, ok, row, small},
    people::{CHLOE, id_of},
    recording::{action, to_be_done},
    refused::refused,
};
use contracts::panels::v1::{
    ActionToRecord, Agenda, DiscussionRecorded, DrawAgendaRequest, ListActionsRequest, PanelAction,
    PanelActionState, PanelActionUpdated, RecordDiscussionRequest, RemovalReason, RemoveAgendaItemRequest,
    UpdateActionRequest,
};
use fault::{Reason, field_violations_of, metadata_of};

fn discussed(council: &Council, agenda: &Agenda, child_id: &str) -> RecordDiscussionRequest {
    let actions = vec![action("Convene a meeting", "2026-12-10"), action("Visit the carers", "2026-12-03")];
    to_be_done(council, agenda, child_id, actions)
}

fn update(council: &Council, action: &PanelAction, state: PanelActionState) -> UpdateActionRequest {
    UpdateActionRequest {
        request_id: council.id(),
        panel_action_id: action.panel_action_id.clone(),
        progress: "It was held.".into(),
        state: state.into(),
        etag: action.etag.clone(),
    }
}

/// On the day after a panel of the first cohort, which discussed 1 and 2.
async fn after_the_panel() -> (Council, Agenda) {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().expect("an instant"));
    (council, agenda)
}

async fn actions(council: &Council, request: ListActionsRequest) -> Vec<PanelAction> {
    ok(council.tracker("sandra").list_actions(request).await).actions
}

#[tokio::test]
async fn actions_have_an_owner_and_a_date_and_are_listed_by_it() {
    let (council, agenda) = after_the_panel().await;
    let request = discussed(&council, &agenda, "2");
    let answer = ok(council.tracker("bea").record_discussion(request.clone()).await);
    assert_eq!(ok(council.tracker("bea").record_discussion(request).await), answer, "a repeat");
    let recorded = answer.discussion.unwrap();
    assert_eq!((&*recorded.panel_date, &*recorded.cohort, recorded.late), (THURSDAY, "section_20", false));
    assert_eq!((recorded.actions.len(), recorded.note_written), (2, false));

    let listed = actions(&council, ListActionsRequest::default()).await;
    let told: Vec<(&str, &str)> = listed.iter().map(|action| (&*action.what, &*action.due_on)).collect();
    assert_eq!(told, [("Visit the carers", "2026-12-03"), ("Convene a meeting", "2026-12-10")]);
    let first = &listed[0];
    assert_eq!(first.owner.clone().unwrap().display_name, "Sam Okafor");
    assert_eq!(
        (&*first.service_manager, first.state(), first.overdue),
        ("Sandra Poole", PanelActionState::Open, false)
    );
    let again = council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await;
    refused(again, Reason::AlreadyExists);

    let none = RecordDiscussionRequest {
        actions: vec![],
        none_needed_because: "The plan is on its way.".into(),
        ..discussed(&council, &agenda, "1")
    };
    let none = ok(council.tracker("bea").record_discussion(none).await).discussion.unwrap();
    assert_eq!((none.actions.len(), &*none.none_needed_because), (0, "The plan is on its way."));
    assert_eq!(council.told::<DiscussionRecorded>(2).await[0].panel_action_ids.len(), 2);
    let note: (String, String) =
        sqlx::query_as("select note_title, note_text from panels.discussion where child_id = '2'")
            .fetch_one(&council.admin())
            .await
            .unwrap();
    assert_eq!(note.0, "Permanence Panel Actions (26/11/2026)");
    assert!(note.1.starts_with("1. Convene a meeting – Sam Okafor, by 10/12/2026"), "{}", note.1);
}

#[tokio::test]
async fn an_action_moves_forward_by_who_may_and_comes_up_again_while_it_is_open() {
    let (council, agenda) = after_the_panel().await;
    ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await);
    let listed = actions(&council, ListActionsRequest::default()).await;
    let [visit, meeting] = listed.try_into().unwrap();
    let mut maya = council.tracker("maya");
    let hers = maya.update_action(update(&council, &visit, PanelActionState::Done)).await;
    refused(hers, Reason::NotYourAction);
    let said =
        ok(council.tracker("sam").update_action(update(&council, &visit, PanelActionState::Open)).await);
    let said = said.action.unwrap();
    assert_eq!((said.state(), &*said.progress, &*said.etag), (PanelActionState::Open, "It was held.", "2"));
    let stale = council.tracker("sam").update_action(update(&council, &visit, PanelActionState::Done)).await;
    refused(stale, Reason::EtagStale);
    let request = update(&council, &said, PanelActionState::Done);
    let done = ok(council.tracker("sandra").update_action(request.clone()).await);
    assert_eq!(ok(council.tracker("sandra").update_action(request).await), done, "a repeat");
    let done = done.action.unwrap();
    let ended = council.tracker("bea").update_action(update(&council, &done, PanelActionState::Open)).await;
    assert_eq!(metadata_of(&refused(ended, Reason::ActionEnded))["state"], "DONE");
    assert_eq!(council.told::<PanelActionUpdated>(2).await.iter().filter(|told| told.open).count(), 1);
    assert_eq!(council.count("select count(*) from panels.panel_action_update").await, 2);

    // The same extract for the next panel of the cohort: what is open comes up again.
    let next = DrawAgendaRequest { panel_date: "2026-12-31".into(), ..council.draw_request("section_20") };
    let next = ok(council.panels("bea").draw_agenda(next).await).agenda.unwrap();
    let listed = council.listed(&next).await;
    let two = listed.iter().find(|item| item.child_id == "2").unwrap();
    assert_eq!((&*two.last_discussed_on, &*two.last_discussed_in), (THURSDAY, "section_20"));
    let carried: Vec<&str> = two.open_actions.iter().map(|action| &*action.panel_action_id).collect();
    assert_eq!(carried, [&*meeting.panel_action_id]);
    let inputs = next.inputs.unwrap();
    assert_eq!((inputs.discussions, inputs.open_actions), (1, 2));
}

#[tokio::test]
async fn what_is_open_comes_up_again_though_the_child_is_listed_no_longer() {
    let (council, agenda) = after_the_panel().await;
    ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await);
    council.suite.clock().set("2026-11-30T09:00:00Z".parse().unwrap());
    let metadata =
        contracts::panels::v1::ExtractMetadata { as_of: "2026-11-30".into(), ..council.metadata() };
    let changed = csv(&[
        &row("1", "s20", "31/08/2026", "U6", "", "Maya Lind"),
        &row("2", "C2", "01/02/2024", "U6", "Return home", "Sandra Poole"),
    ]);
    let import = council.import_as("bea", metadata, &changed).await.expect("to hand it in");
    council.ended(&import.extract_import_id).await;
    let next = DrawAgendaRequest { panel_date: "2026-12-31".into(), ..council.draw_request("section_20") };
    let next = ok(council.panels("bea").draw_agenda(next).await).agenda.unwrap();
    let [two] = council.not_listed(&next).await.try_into().unwrap();
    assert_eq!((&*two.child_id, &*two.off.unwrap().key), ("2", "is_section_20"));
    let carried: Vec<(&str, &str)> =
        two.open_actions.iter().map(|action| (&*action.what, &*action.due_on)).collect();
    assert_eq!(carried, [("Visit the carers", "2026-12-03"), ("Convene a meeting", "2026-12-10")]);
}

#[tokio::test]
async fn cohort_5_leaves_out_whom_another_cohort_discussed_within_35_days() {
    let (council, agenda) = after_the_panel().await;
    let of_cohort_5 = |panel_date: &str| DrawAgendaRequest {
        panel_date: panel_date.into(),
        ..council.draw_request("plan_not_identified")
    };
    let mut bea = council.panels("bea");
    let before = ok(bea.draw_agenda(of_cohort_5("2026-12-31")).await).agenda.unwrap();
    ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, "1")).await);
    let within = ok(bea.draw_agenda(of_cohort_5("2026-12-31")).await).agenda.unwrap();
    let off = council.not_listed(&within).await;
    let one = off.iter().find(|child| child.child_id == "1").unwrap().off.clone().unwrap();
    assert_eq!((&*one.key, within.listed_count), ("recently_reviewed", before.listed_count - 1));
    let after = ok(bea.draw_agenda(of_cohort_5("2027-01-07")).await).agenda.unwrap();
    assert_eq!(after.listed_count, before.listed_count, "42 days later");
    assert_eq!(council.listed(&before).await.len(), usize::try_from(before.listed_count).unwrap());
}

#[tokio::test]
async fn what_is_late_or_overdue_is_told() {
    let (council, agenda) = after_the_panel().await;
    council.suite.clock().set("2026-12-02T09:00:00Z".parse().unwrap());
    let late = ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, "2")).await);
    assert!(late.discussion.unwrap().late, "on Wednesday, after the third working day");
    let overdue = || ListActionsRequest { overdue_only: true, ..Default::default() };
    assert!(actions(&council, overdue()).await.is_empty());
    council.suite.clock().set("2026-12-04T09:00:00Z".parse().unwrap());
    let found = actions(&council, overdue()).await;
    assert_eq!((found.len(), &*found[0].what, found[0].overdue), (1, "Visit the carers", true));

    let (mut ids, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListActionsRequest { page_size: 1, page_token, open_only: true, ..Default::default() };
        let page = ok(council.tracker("sam").list_actions(request).await);
        ids.extend(page.actions.into_iter().map(|action| action.panel_action_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(ids.len(), 2);
    let of = |child_id: &str| ListActionsRequest { child_id: child_id.into(), ..Default::default() };
    assert_eq!((actions(&council, of("2")).await.len(), actions(&council, of("1")).await.len()), (2, 0));
}

#[tokio::test]
async fn nobody_is_discussed_before_the_panel_off_the_agenda_or_when_removed() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    let mut bea = council.tracker("bea");
    let early = bea.record_discussion(discussed(&council, &agenda, "2")).await;
    assert_eq!(metadata_of(&refused(early, Reason::PanelNotBegun))["panel_date"], THURSDAY);
    let removed = RemoveAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: "2".into(),
        reason: RemovalReason::LongTermMatched.into(),
        etag: "0".into(),
        ..Default::default()
    };
    ok(council.panels("bea").remove_agenda_item(removed).await);
    council.suite.clock().set("2026-11-26T10:00:00Z".parse().unwrap());
    refused(bea.record_discussion(discussed(&council, &agenda, "2")).await, Reason::ItemRemoved);
    refused(bea.record_discussion(discussed(&council, &agenda, "4")).await, Reason::NotFound);
    let other = council.draw("reunification").await;
    refused(bea.record_discussion(discussed(&council, &other, "2")).await, Reason::AgendaNotIssued);
    for subject in ["sandra", "sam", "sys", "ada"] {
        let outcome = council.tracker(subject).record_discussion(discussed(&council, &agenda, "1")).await;
        refused(outcome, Reason::NotPermitted);
    }
    for subject in ["sys", "ada"] {
        refused(
            council.tracker(subject).list_actions(ListActionsRequest::default()).await,
            Reason::NotPermitted,
        );
    }
    assert_eq!(council.count("select count(*) from panels.discussion").await, 0);
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_field() {
    let (council, agenda) = after_the_panel().await;
    let fields = async |request: RecordDiscussionRequest| {
        let status = refused(council.tracker("bea").record_discussion(request).await, Reason::FieldInvalid);
        field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect::<Vec<_>>()
    };
    let sound = || discussed(&council, &agenda, "2");
    let neither = RecordDiscussionRequest { actions: vec![], ..sound() };
    assert_eq!(fields(neither).await, ["actions"]);
    let both = RecordDiscussionRequest { none_needed_because: "None.".into(), ..sound() };
    assert_eq!(fields(both).await, ["actions"]);
    let without = RecordDiscussionRequest { actions: vec![ActionToRecord::default()], ..sound() };
    let owner = "actions[0].owner_worker_id";
    assert_eq!(fields(without).await, ["actions[0].what", owner, "actions[0].due_on"]);
    let gone = ActionToRecord { owner_worker_id: id_of("lee").to_string(), ..action("Call", "2026-11-25") };
    let gone = RecordDiscussionRequest { actions: vec![gone], ..sound() };
    assert_eq!(fields(gone).await, [owner, "actions[0].due_on"]);
    assert_eq!(council.count("select count(*) from panels.discussion").await, 0);
}

#[tokio::test]
async fn a_childs_service_manager_by_the_directory_answers_for_its_actions() {
    let council = Council::new().await;
    council.read(&csv(&[&row(CHLOE, "V2", "01/02/2024", "U6", "", "Maya Lind")])).await;
    let agenda = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().unwrap());
    ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, CHLOE)).await);
    let sandra = id_of("sandra").to_string();
    assert_eq!(council.told::<DiscussionRecorded>(1).await[0].service_manager_id, sandra);
    let of_chloe = ListActionsRequest { child_id: CHLOE.into(), ..Default::default() };
    let first = actions(&council, of_chloe).await.remove(0);
    let not_needed = update(&council, &first, PanelActionState::NotNeeded);
    let by_the_extract = council.tracker("maya").update_action(not_needed.clone()).await;
    refused(by_the_extract, Reason::NotYourAction);
    let updated = ok(council.tracker("sandra").update_action(not_needed).await).action.unwrap();
    assert_eq!(updated.state(), PanelActionState::NotNeeded);
    assert_eq!(council.told::<PanelActionUpdated>(1).await[0].service_manager_id, sandra);
}
