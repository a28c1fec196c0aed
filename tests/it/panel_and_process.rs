//! What the Permanence Panel and the process know of each other: a match that was agreed, a step that does an action, a child who is
//! recorded because a panel discussed them.

use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::{Child, GetChildRequest, RegisterChildRequest};
use contracts::panels::v1 as panels;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::{CaseNote, ListCaseNotesRequest};
use fault::Reason;
use tests::case::{Case, opened_by};
use tests::council::Council;
use tests::panels::{discussion_request, draw_request, extract_of};
use tests::person::new_request_id;

use crate::refusals::assert_refused;

/// The Monday of the week in which the suite's clock begins, and the Thursday of its panel.
const MONDAY: &str = "2026-01-12";
const THURSDAY: &str = "2026-01-15";

async fn notes_of(council: &Council, child_id: &str) -> Vec<CaseNote> {
    let message = ListCaseNotesRequest { child_id: child_id.into(), ..Default::default() };
    let call = async |asked| CaseServiceClient::new(council.sw.door()).list_case_notes(asked).await;
    council.sw.insist(message, call).await.map(|listed| listed.notes).unwrap_or_default()
}

/// An agenda of cohort 1 with these children, issued; its panel is over.
async fn after_a_panel(council: &Council, child_ids: &[&str]) -> panels::Agenda {
    let children: Vec<_> = child_ids.iter().map(|id| (*id, "V2", "U6", "Return home")).collect();
    council.support.hand_in_and_wait(MONDAY, extract_of(&children)).await;
    council.support.schedule(THURSDAY, "").await.expect("a rotation");
    let agenda = council.support.draw(&draw_request(THURSDAY, "")).await.expect("an agenda");
    let issued = council.support.circulate(&agenda.agenda_id).await.expect("it is issued");
    council.at("2026-01-15T11:00:00Z");
    issued
}

#[tokio::test]
async fn a_match_that_the_adm_approved_takes_the_child_off_cohort_4_until_the_record_says_so() {
    let council = Council::with_two_replicas().await;
    let (case, placement) = Case::arrived_at(&council, "placement").await;
    let matched = &*case.child_id;
    let children = [matched, "7000001"].map(|id| (id, "C2", "U4", "Long term fostering"));
    council.at("2026-01-19T08:00:00Z");
    let (support, manager) = (&council.support, &council.manager);
    support.hand_in_and_wait("2026-01-19", extract_of(&children)).await;
    // Christmas Day and New Year's Day fall out: the fourth cohort's turn is on 22 January.
    support.schedule("2025-12-18", "").await.expect("a rotation");
    council.all_is_heard().await;
    let agenda = support.draw(&draw_request("2026-01-22", "")).await.expect("an agenda");
    assert_eq!((&*agenda.cohort, agenda.listed_count), ("long_term_matching", 1));
    assert_eq!(agenda.inputs.clone().expect("inputs").agreed_matches, 1);
    support.circulate(&agenda.agenda_id).await.expect("it is issued");
    let [referral] = manager.referrals(true).await.expect("the referrals").try_into().expect("one");
    assert_eq!((&*referral.child_id, &*referral.service_manager), (matched, "Sandra Poole"));

    // The placement changes nothing about that; the record that says so does.
    case.placement(&placement).await;
    assert_eq!(case.outcome().await, "CHILD_PLACED");
    council.all_is_heard().await;
    let again = support.draw(&draw_request("2026-01-22", "")).await.expect("drawn again");
    assert_eq!(again.agenda_id, agenda.agenda_id, "the same, from the same");
    council.at("2026-01-26T08:00:00Z");
    let corrected = String::from_utf8(extract_of(&children)).expect("text");
    let line = |line: &str| match line.starts_with(matched) {
        true => line.replace("Long term fostering,,", "Long term fostering,Yes,"),
        false => line.to_owned(),
    };
    let corrected: Vec<String> = corrected.lines().map(line).collect();
    support.hand_in_and_wait("2026-01-26", corrected.join("\r\n").into_bytes()).await;
    assert!(manager.referrals(true).await.expect("the referrals").is_empty());
    let all = manager.referrals(false).await.expect("the referrals");
    assert_eq!(all[0].corrected_as_of, "2026-01-26");
}

#[tokio::test]
async fn an_action_is_done_when_its_step_is_finished_and_once() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;
    let (other, _) = Case::open(&council).await;
    let agenda = after_a_panel(&council, &[&case.child_id, &other.child_id]).await;
    let mut request = discussion_request(&agenda.agenda_id, &case.child_id, &council.iro, "2026-01-29");
    request.actions[0].workstep_id.clone_from(&review);
    let elsewhere = panels::RecordDiscussionRequest { child_id: other.child_id.clone(), ..request.clone() };
    let refused = council.support.record_discussion(&elsewhere).await;
    assert_refused(refused, Reason::FieldInvalid, "another child's step");
    let discussion = council.support.record_discussion(&request).await.expect("a discussion");
    assert_eq!(discussion.actions[0].workstep_title, "Child in Care Review");

    opened_by(&council.iro, &review).await;
    case.review(&review).await;
    council.all_is_heard().await;
    let [action] = council.sw.actions_of(&case.child_id).await.expect("the tracker").try_into().expect("one");
    assert_eq!(action.state(), panels::PanelActionState::Done);
    assert_eq!(action.progress, "Child in Care Review is finished.");
    assert_eq!(action.updated.expect("an act").by.expect("somebody").worker_id, council.iro.id);
    let admin = council.suite.database().admin();
    let updates = "select count(*) from panels.panel_action_update";
    assert_eq!(sqlx::query_scalar::<_, i64>(updates).fetch_one(&admin).await.expect("updates"), 1);
}

#[tokio::test]
async fn a_child_whom_the_directory_does_not_know_is_recorded_from_the_row_once_and_the_note_is_written() {
    let council = Council::with_two_replicas().await;
    let (unknown, known) = ("7000001", "7000002");
    let agenda = after_a_panel(&council, &[unknown, known]).await;
    let discuss = async |child_id: &str| {
        let request = discussion_request(&agenda.agenda_id, child_id, &council.sw, "2026-01-29");
        council.support.record_discussion(&request).await.expect("a discussion")
    };
    assert!(notes_of(&council, unknown).await.is_empty());
    discuss(unknown).await;
    // The other one is recorded by the council's own people meanwhile, in their words.
    let child = Child {
        child_id: known.into(),
        first_name: "Chloë".into(),
        surname: "Smith".into(),
        ..Default::default()
    };
    let message = RegisterChildRequest { request_id: new_request_id(), child: Some(child) };
    let mut directory = ChildServiceClient::new(council.admin.door());
    directory.register_child(council.admin.ask(message)).await.expect("a child");
    discuss(known).await;
    council.all_is_heard().await;
    for child_id in [unknown, known] {
        council.until(async || !notes_of(&council, child_id).await.is_empty()).await;
        assert_eq!(notes_of(&council, child_id).await.len(), 1, "{child_id}");
    }
    let get = async |child_id: &str| {
        let message = GetChildRequest { child_id: child_id.into() };
        let mut children = ChildServiceClient::new(council.sw.door());
        let found = children.get_child(council.sw.ask(message)).await.expect("the child").into_inner();
        assert!(found.allocations.is_empty());
        found.child.expect("the record")
    };
    let Child { first_name, surname, date_of_birth, gender, etag, .. } = get(unknown).await;
    assert_eq!((&*first_name, &*surname, &*date_of_birth), ("Chloe", "Smith", "2018-05-04"));
    assert_eq!((&*gender, &*etag), ("Female", "1"));
    assert_eq!(get(known).await.first_name, "Chloë", "what is recorded already is left as it is");

    let admin = council.suite.database().admin();
    let entries = "select array_agg(worker_id) from directory.audit_entry
                    where rpc = 'permanence.directory.v1.ChildService/RegisterChild' and child_id = $1";
    let by: Vec<String> =
        sqlx::query_scalar(entries).bind(unknown).fetch_one(&admin).await.expect("the audit");
    assert_eq!(by, ["panels"], "one entry, by the service");
}

#[tokio::test]
async fn no_other_service_records_children() {
    let council = Council::with_two_replicas().await;
    for service in ["workflow", "requests", "notifications"] {
        let channel = council.suite.service_client("directory", service);
        let child = Child {
            child_id: "7000009".into(),
            first_name: "A".into(),
            surname: "B".into(),
            ..Default::default()
        };
        let message = RegisterChildRequest { request_id: new_request_id(), child: Some(child) };
        let outcome = ChildServiceClient::new(channel).register_child(message).await;
        assert_refused(outcome, Reason::NotPermitted, service);
    }
}
