//! An action that is done by a step is done when the step is finished.

use crate::{
    council::{Council, THURSDAY, ok, small, until},
    people::id_of,
    refused::refused,
    telling::{Case, all_is_heard, at},
};
use contracts::panels::v1::{
    ActionToRecord, Agenda, DrawAgendaRequest, ListActionsRequest, PanelAction, PanelActionState,
    PanelActionUpdated, RecordDiscussionRequest, UpdateActionRequest,
};
use fault::{Reason, field_violations_of, metadata_of};

async fn after_the_panel() -> (Council, Agenda) {
    let council = Council::beside_workflow().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    council.suite.clock().set(at("2026-11-27T09:00:00Z"));
    (council, agenda)
}

fn discussed(council: &Council, agenda: &Agenda, workstep_ids: &[&str]) -> RecordDiscussionRequest {
    let action = |workstep_id: &&str| ActionToRecord {
        what: "Finish the report".into(),
        owner_worker_id: id_of("sam").to_string(),
        due_on: "2026-12-10".into(),
        workstep_id: (*workstep_id).to_owned(),
    };
    RecordDiscussionRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: "2".into(),
        actions: workstep_ids.iter().map(action).collect(),
        none_needed_because: String::new(),
    }
}

async fn actions(council: &Council) -> Vec<PanelAction> {
    ok(council.tracker("sandra").list_actions(ListActionsRequest::default()).await).actions
}

#[tokio::test]
async fn it_is_done_once_by_whoever_finished_the_step_and_comes_up_no_more() {
    let (council, agenda) = after_the_panel().await;
    let case = Case::opened(&council, "2").await;
    // Nobody waits until panels have heard of the step: recording hears first.
    let step = case.step("SC Permanency Planning Process").await;
    let request = discussed(&council, &agenda, &[&step, ""]);
    let recorded = ok(council.tracker("bea").record_discussion(request).await).discussion.unwrap();
    let linked = &recorded.actions[0];
    assert_eq!((&*linked.workstep_id, &*linked.workstep_title), (&*step, "SC Permanency Planning Process"));
    assert_eq!(recorded.actions[1].workstep_id, "");
    assert!(actions(&council).await.iter().all(|action| action.state() == PanelActionState::Open));

    case.finish(&step, &["to_agency_decision"]).await;
    case.finish(&step, &["to_agency_decision"]).await;
    all_is_heard(&council).await;
    let listed = actions(&council).await;
    let done = listed.iter().find(|action| action.panel_action_id == linked.panel_action_id).unwrap();
    assert_eq!(done.state(), PanelActionState::Done);
    assert_eq!(done.progress, "SC Permanency Planning Process is finished.");
    assert_eq!(done.updated.clone().unwrap().by.unwrap().display_name, "Sam Okafor");
    assert_eq!(listed.iter().filter(|action| action.state() == PanelActionState::Open).count(), 1);
    assert_eq!(council.count("select count(*) from panels.panel_action_update").await, 1);
    let told = council.told::<PanelActionUpdated>(1).await;
    assert_eq!((told.len(), told[0].open, &*told[0].panel_action_id), (1, false, &*linked.panel_action_id));

    let update = UpdateActionRequest {
        request_id: council.id(),
        panel_action_id: done.panel_action_id.clone(),
        progress: "Not so.".into(),
        state: PanelActionState::Open.into(),
        etag: done.etag.clone(),
    };
    let outcome = council.tracker("bea").update_action(update).await;
    assert_eq!(metadata_of(&refused(outcome, Reason::ActionEnded))["state"], "DONE");
    let next = DrawAgendaRequest { panel_date: "2026-12-31".into(), ..council.draw_request("section_20") };
    let next = ok(council.panels("bea").draw_agenda(next).await).agenda.unwrap();
    let two = council.listed(&next).await.into_iter().find(|item| item.child_id == "2").unwrap();
    assert_eq!(two.open_actions.len(), 1, "the other one");
    assert_eq!(next.inputs.unwrap().open_actions, 2);
}

#[tokio::test]
async fn what_somebody_ended_before_stays_as_it_was_said() {
    let (council, agenda) = after_the_panel().await;
    let case = Case::opened(&council, "2").await;
    let step = case.step("SC Permanence Placement").await;
    let request = discussed(&council, &agenda, &[&step]);
    let recorded = ok(council.tracker("bea").record_discussion(request).await).discussion.unwrap();
    let update = UpdateActionRequest {
        request_id: council.id(),
        panel_action_id: recorded.actions[0].panel_action_id.clone(),
        progress: "The plan has changed.".into(),
        state: PanelActionState::NotNeeded.into(),
        etag: recorded.actions[0].etag.clone(),
    };
    ok(council.tracker("sam").update_action(update).await);
    case.finish(&step, &["child_placed"]).await;
    all_is_heard(&council).await;
    let [action] = actions(&council).await.try_into().unwrap();
    assert_eq!((action.state(), &*action.progress), (PanelActionState::NotNeeded, "The plan has changed."));
    assert_eq!(council.count("select number from panels.remembered where kind = 'OPEN_ACTIONS'").await, 2);
}

#[tokio::test]
async fn a_step_that_is_cancelled_leaves_it_open() {
    let (council, agenda) = after_the_panel().await;
    let case = Case::opened(&council, "2").await;
    let step = case.step("SC Permanence Placement").await;
    ok(council.tracker("bea").record_discussion(discussed(&council, &agenda, &[&step])).await);
    case.cancel(&step).await;
    case.finish(&council.id(), &[]).await;
    all_is_heard(&council).await;
    assert_eq!(actions(&council).await[0].state(), PanelActionState::Open);
}

#[tokio::test]
async fn only_a_step_of_the_child_that_is_not_over_does_an_action() {
    let (council, agenda) = after_the_panel().await;
    let (case, other) = (Case::opened(&council, "2").await, Case::opened(&council, "1").await);
    let (over, cancelled) = (case.step("One").await, case.step("Two").await);
    let others = other.step("Three").await;
    case.finish(&over, &[]).await;
    case.cancel(&cancelled).await;
    all_is_heard(&council).await;
    for (step, said) in [
        (&*over, "is a step that is finished or cancelled"),
        (&*cancelled, "is a step that is finished or cancelled"),
        (&*others, "is no step of the child's"),
        (&*council.id(), "is no step of the child's"),
        ("no id", "is not a UUID"),
    ] {
        let request = discussed(&council, &agenda, &["", step]);
        let status = refused(council.tracker("bea").record_discussion(request).await, Reason::FieldInvalid);
        let [wrong] = field_violations_of(&status).try_into().expect("one field");
        assert_eq!(wrong.field, "actions[1].workstep_id");
        assert!(wrong.description.contains(said), "{wrong:?}");
    }
    assert_eq!(council.count("select count(*) from panels.discussion").await, 0);
}

#[tokio::test]
async fn a_step_that_ends_while_the_action_is_recorded_is_found_over() {
    let (council, agenda) = after_the_panel().await;
    let case = Case::opened(&council, "2").await;
    let step = case.step("SC Permanence Placement").await;
    all_is_heard(&council).await;
    let mut ending = eventlog::begin(&council.admin()).await.expect("a transaction");
    sqlx::query("update panels.workstep set over = true").execute(&mut *ending).await.expect("it ends");
    let request = discussed(&council, &agenda, &[&step]);
    let mut bea = council.tracker("bea");
    let recording = bea.record_discussion(request);
    let end = async {
        let waiting = "select exists (select from pg_locks where not granted)";
        let pool = council.admin();
        until("the recording waits", || async {
            sqlx::query_scalar(waiting).fetch_one(&pool).await.expect("locks")
        })
        .await;
        ending.commit().await.expect("it has ended");
    };
    let (recorded, ()) = tokio::join!(recording, end);
    let status = refused(recorded, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status)[0].description, "is a step that is finished or cancelled");
    assert!(actions(&council).await.is_empty());
}
