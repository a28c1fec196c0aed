//! What else is refused, by reason: of the directory's records, of notes and ratifications, of lists, and of a service that
//! has not heard of the people for too long.

use crate::refusals::assert_refused;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{
    Child, ListInboxesRequest, RegisterChildRequest, Team, UpdateInboxRequest, UpdateTeamRequest,
    UpdateWorkerRequest,
};
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::{AddCaseNoteRequest, ListCaseNotesRequest};
use fault::{Reason, metadata_of, reason_of};
use tests::case::{Case, opened_by, to_the_inbox};
use tests::council::{Council, QAAG};
use tests::forms::send;
use tests::person::new_request_id;

#[tokio::test]
async fn a_request_to_an_inbox_that_the_directory_has_no_longer_names_it() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    case.report_authorised(&step).await;
    let mut workers = WorkerServiceClient::new(council.admin.door());
    let listed = workers.list_inboxes(council.admin.ask(ListInboxesRequest::default())).await;
    let mut inboxes = listed.expect("the inboxes").into_inner().inboxes.into_iter();
    let mut qaag = inboxes.find(|inbox| inbox.name == QAAG).expect("the inbox");
    qaag.name = "Quality".into();
    let renamed =
        UpdateInboxRequest { request_id: new_request_id(), inbox: Some(qaag), allow_missing: false };
    let renamed = workers.update_inbox(council.admin.ask(renamed)).await.expect("another name");
    assert!(renamed.into_inner().not_applied_by.is_empty(), "every service knows");

    let sent = council.ps.save(&step, send(to_the_inbox("confirm_quality"))).await;
    let refused = assert_refused(sent, Reason::InboxUnknown, "R2 to nobody");
    assert_eq!(metadata_of(&refused)["inbox"], QAAG);
    let requests = council.ps.open(&step).await.expect("the step").requests;
    assert!(requests.iter().all(|request| request.r#type != "confirm_quality"), "nothing was sent");
}

#[tokio::test]
async fn a_name_a_subject_and_an_id_are_one_records_and_nobody_manages_themselves() {
    let council = Council::with_two_replicas().await;
    let mut workers = WorkerServiceClient::new(council.admin.door());
    let team = |name: &str| UpdateTeamRequest {
        request_id: new_request_id(),
        team: Some(Team { team_id: new_request_id(), name: name.into(), etag: String::new() }),
        allow_missing: true,
    };
    workers.update_team(council.admin.ask(team("Fostering North"))).await.expect("a team");
    let twin = workers.update_team(council.admin.ask(team("fostering north"))).await;
    assert_refused(twin, Reason::NameTaken, "another team of that name");

    let of_sw = council.admin.worker(&council.sw.id).await;
    let of_ps = council.admin.worker(&council.ps.id).await;
    let update = |worker| UpdateWorkerRequest {
        request_id: new_request_id(),
        worker: Some(worker),
        allow_missing: false,
    };
    let mut same_subject = of_ps.clone();
    same_subject.subject.clone_from(&of_sw.subject);
    let taken = workers.update_worker(council.admin.ask(update(same_subject))).await;
    let refused = assert_refused(taken, Reason::SubjectTaken, "another's sign-in");
    assert_eq!(metadata_of(&refused)["worker_id"], council.sw.id);
    let mut managed_by_her_own = of_ps.clone();
    managed_by_her_own.line_manager_id.clone_from(&of_sw.worker_id);
    let circle = workers.update_worker(council.admin.ask(update(managed_by_her_own))).await;
    assert_refused(circle, Reason::LineManagerLoop, "her own worker manages her");
    assert_eq!(council.admin.worker(&council.ps.id).await, of_ps, "nothing of it is recorded");

    let child_id = council.register_child().await;
    let again = Child {
        child_id,
        first_name: "Another".into(),
        surname: "Child".into(),
        date_of_birth: "2019-01-02".into(),
        ..Child::default()
    };
    let message = RegisterChildRequest { request_id: new_request_id(), child: Some(again) };
    let again =
        ChildServiceClient::new(council.admin.door()).register_child(council.admin.ask(message)).await;
    assert_refused(again, Reason::AlreadyExists, "the id is another child's");
}

#[tokio::test]
async fn a_cover_that_is_over_and_a_ratification_that_does_not_stand_are_not_ended_again() {
    let council = Council::with_two_replicas().await;
    let cover = council.covered(&council.ps, &council.tm).await;
    let ended = council.ps.end_cover(&cover).await.expect("it ends");
    assert_refused(council.ps.end_cover(&ended).await, Reason::CoverOver, "a cover that is over");

    let (case, _) = Case::open(&council).await;
    let today = council.today();
    let stands = council.iro.ratify(&case.child_id, "Here", &today).await.expect("it is ratified");
    let id = stands.ratification_id;
    council.iro.end_ratification(&case.child_id, &id, &today).await.expect("it ends");
    let again = council.iro.end_ratification(&case.child_id, &id, &today).await;
    assert_refused(again, Reason::RatificationNotStanding, "none stands");
}

#[tokio::test]
async fn a_note_about_a_step_waits_for_its_end_and_a_place_in_a_list_is_that_lists() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let note = AddCaseNoteRequest {
        request_id: new_request_id(),
        child_id: case.child_id.clone(),
        r#type: "Permanence Panel".into(),
        title: "Actions".into(),
        text: "To be finished by Friday.".into(),
        workstep_id: step,
        ..AddCaseNoteRequest::default()
    };
    let mut cases = CaseServiceClient::new(council.sw.door());
    let early = cases.add_case_note(council.sw.ask(note)).await;
    assert_refused(early, Reason::WorkstepOpen, "the step is not finished");
    let nonsense = ListCaseNotesRequest {
        child_id: case.child_id.clone(),
        page_token: "bm9uc2Vuc2U".into(),
        ..ListCaseNotesRequest::default()
    };
    let refused = cases.list_case_notes(council.sw.ask(nonsense)).await;
    assert_refused(refused, Reason::PageTokenInvalid, "no place in this list");
}

#[tokio::test]
async fn a_service_that_has_not_heard_of_the_people_for_long_lets_nobody_in() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let sw = council.sw.asking_once();
    for service in ["workflow", "requests"] {
        council.pause(service, "directory");
    }
    let closed = async || {
        let opened = sw.open(&step).await.err().and_then(|refused| reason_of(&refused));
        let listed = sw.incoming_requests_on("3549863").await.err().and_then(|refused| reason_of(&refused));
        [opened, listed] == [Some(Reason::DirectoryStale); 2]
    };
    council.until(closed).await;
    assert_refused(sw.start(&step).await, Reason::DirectoryStale, "a command");
    for service in ["workflow", "requests"] {
        council.resume(service, "directory");
    }
    council.until(async || sw.open(&step).await.is_ok()).await;
    assert_eq!(council.stored_state_of(&step).await, "INCOMING", "nothing was started meanwhile");
}
