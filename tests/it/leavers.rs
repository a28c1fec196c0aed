//! A worker who leaves: access ends at once, and what they had in hand stands with their line manager until it is
//! reassigned.

use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{DeactivateWorkerRequest, ListInboxesRequest};
use contracts::requests::v1::ListRequestsOfRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::r#type::v1::{FolderGround, Role};
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{ListWorkOfRequest, TimelineKind, WorkstepReassigned};
use fault::Reason;
use tests::case::{Case, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::{Council, FAMILY_FINDERS};
use tests::forms::{etag_of, send, writing};
use tests::person::{Person, new_request_id, to_worker};
use tonic::Code;

use crate::refusals::assert_refused;

fn left(whose: &Person) -> Option<(FolderGround, String)> {
    Some((FolderGround::Leaver, whose.id.clone()))
}

fn own() -> Option<(FolderGround, String)> {
    Some((FolderGround::Own, String::new()))
}

#[tokio::test]
async fn what_a_leaver_leaves_is_shown_beforehand_stands_with_the_line_manager_and_is_reassigned() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let (_, other_step) = Case::arrived_at(&council, "family_finding_request").await;
    opened_by(&council.sw, &step).await;
    let asked = sent_by_saving(&council.sw, &step, send(to("please_action", &council.ps))).await;

    let would_leave = council.ps.work_of(&council.sw).await.expect("the line manager looks");
    let work = would_leave.work.expect("steps");
    let ids: Vec<&str> = work.worksteps.iter().map(|row| row.workstep_id.as_str()).collect();
    assert_eq!((work.count, ids), (2, vec![other_step.as_str(), step.as_str()]));
    assert_eq!(would_leave.requests.expect("requests").count, 0);
    assert_eq!(would_leave.worker.expect("the worker").worker_id, council.sw.id);
    assert_refused(council.finder.work_of(&council.sw).await, Reason::NotYoursToPassOn, "a stranger");
    assert_refused(council.admin.work_of(&council.sw).await, Reason::NotPermitted, "an administrator");

    let one_a_page = async |page_token| {
        let asked = ListWorkOfRequest { worker_id: council.sw.id.clone(), page_size: 1, page_token };
        let call = async |asked| WorkstepServiceClient::new(council.ps.door()).list_work_of(asked).await;
        let page = council.ps.insist(asked, call).await.expect("a page");
        assert_eq!(page.total_size, 2);
        (page.worksteps.into_iter().map(|row| row.workstep_id).collect::<Vec<_>>(), page.next_page_token)
    };
    let (newest, token) = one_a_page(String::new()).await;
    assert_eq!(
        (newest, one_a_page(token).await),
        (vec![other_step.clone()], (vec![step.clone()], String::new()))
    );

    let gone = council.admin.deactivate(&council.sw).await.expect("she leaves");
    assert!(gone.not_applied_by.is_empty(), "every service has applied it: {gone:?}");
    let record = gone.worker.expect("the record");
    assert!(!record.active && record.roles.is_empty());
    let (at_workflow, at_requests) = (council.sw.open(&step).await, council.sw.request(&asked).await);
    for code in [
        assert_refused(at_workflow, Reason::WorkerInactive, "at workflow, at once").code(),
        assert_refused(at_requests, Reason::WorkerInactive, "at requests, at once").code(),
    ] {
        assert_eq!(code, Code::PermissionDenied);
    }

    for left_step in [&step, &other_step] {
        assert_eq!(council.ps.sees_work(left_step).await, left(&council.sw));
        assert_eq!(council.other_sw.sees_work(left_step).await, None);
    }
    let held = council
        .ps
        .reassign_work(&[&step, &other_step], to_worker(&council.other_sw.id))
        .await
        .expect("the line manager passes both on");
    assert_eq!(held.iter().map(|it| it.workstep_id.as_str()).collect::<Vec<_>>(), [&step, &other_step]);
    for passed in [&step, &other_step] {
        assert_eq!(council.ps.sees_work(passed).await, None);
        assert_eq!(council.other_sw.sees_work(passed).await, own());
        assert_eq!(&council.stored_holder_of(passed).await, &council.other_sw.id);
    }
    let timeline = council_timeline(&council, &case.case_id).await;
    assert!(timeline.contains(&TimelineKind::WorkstepReassigned), "{timeline:?}");
    let told = council.payloads::<WorkstepReassigned>("workflow", &format!("workstep/{step}")).await;
    assert_eq!(told[0].from, Some(named(to_worker(&council.sw.id), &council.sw)));

    let opened = council.other_sw.open(&step).await.expect("the step");
    let field = council.forms.text_field("permanency_planning", 3);
    let edit = writing(3, &etag_of(&opened, 3), &field, "Written by who got it");
    council.other_sw.save(&step, edit).await.expect("in whose hands it lies counts as the child's own");
}

async fn council_timeline(council: &Council, case_id: &str) -> Vec<TimelineKind> {
    let message = contracts::workflow::v1::GetTimelineRequest {
        case_id: case_id.into(),
        page_size: 500,
        page_token: String::new(),
    };
    let mut cases = contracts::workflow::v1::case_service_client::CaseServiceClient::new(council.ps.door());
    let listed = cases.get_timeline(council.ps.ask(message)).await.expect("the timeline").into_inner();
    listed.entries.iter().map(|entry| entry.kind()).collect()
}

fn named(assignee: contracts::r#type::v1::Assignee, person: &Person) -> contracts::r#type::v1::Assignee {
    use contracts::r#type::v1::{WorkerRef, assignee::Holder};
    let worker = WorkerRef { worker_id: person.id.clone(), display_name: person.name.clone() };
    contracts::r#type::v1::Assignee { holder: assignee.holder.map(|_| Holder::Worker(worker)) }
}

#[tokio::test]
async fn the_requests_of_a_leaver_stand_with_their_line_manager_and_pass_to_who_may_answer() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.tm)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    council.tm.request(&request).await.expect("it has arrived");
    let newer = sent_by_saving(&council.sw, &step, send(to("please_action", &council.tm))).await;
    council.tm.request(&newer).await.expect("it has arrived");
    let would_leave = council.ps.work_of(&council.tm).await.expect("the line manager looks");
    assert_eq!(would_leave.requests.expect("requests").count, 2);
    let one_a_page = async |page_token| {
        let asked = ListRequestsOfRequest { worker_id: council.tm.id.clone(), page_size: 1, page_token };
        let call = async |asked| RequestServiceClient::new(council.ps.door()).list_requests_of(asked).await;
        let page = council.ps.insist(asked, call).await.expect("a page");
        assert_eq!(page.total_size, 2);
        (page.requests.into_iter().map(|it| it.request_id).collect::<Vec<_>>(), page.next_page_token)
    };
    let (newest, token) = one_a_page(String::new()).await;
    assert_eq!((newest, one_a_page(token).await), (vec![newer], (vec![request.clone()], String::new())));

    council.admin.deactivate(&council.tm).await.expect("the team manager leaves");
    assert_eq!(council.ps.sees_request(&request).await, left(&council.tm));
    assert_refused(council.ps.complete(&request).await, Reason::NotTheAssignee, "it is not theirs yet");
    let to_author = council.ps.reassign_requests(&[&request], to_worker(&council.other_sw.id)).await;
    let refused = assert_refused(to_author, Reason::ReceiverNotPermitted, "who may not answer");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(council.stored_list_of(&request).await, council.tm.id);

    let passed =
        council.ps.reassign_requests(&[&request], to_worker(&council.ps.id)).await.expect("passed on");
    assert_eq!(passed[0].assignee, Some(named(to_worker(&council.ps.id), &council.ps)));
    assert_eq!(council.ps.sees_request(&request).await, own());
    council.ps.complete(&request).await.expect("the manager answers");
    council
        .until(async || {
            let asked = council.ps.open(&step).await.expect("the step").requests;
            asked[0].state() == contracts::workflow::v1::RequestState::Completed
        })
        .await;
    let events = council.events_about(&format!("request/{request}")).await;
    assert!(events.contains(&"permanence.requests.v1.RequestReassigned".to_owned()), "{events:?}");
}

#[tokio::test]
async fn when_the_authoriser_has_left_another_manager_takes_over_after_reassigning() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.tm)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    council.tm.complete(&request).await.expect("the team manager authorises");
    council.admin.deactivate(&council.tm).await.expect("and leaves");

    let r2 = || send(to_the_inbox("confirm_quality"));
    let refused = council.ps.save(&step, r2()).await;
    assert_refused(refused, Reason::NotASender, "before it is reassigned");
    council.ps.reassign_work(&[&step], to_worker(&council.ps.id)).await.expect("the manager takes it");
    let confirm = sent_by_saving(&council.ps, &step, r2()).await;
    council.qaag.complete(&confirm).await.expect("QAAG confirms");
    assert_eq!(council.stored_request_state(&confirm).await, "COMPLETED");
}

#[tokio::test]
async fn roles_memberships_and_covers_end_and_nothing_passes_to_who_has_left() {
    let council = Council::with_two_replicas().await;
    let cover = council.covered(&council.finder, &council.second_finder).await;
    council.admin.deactivate(&council.finder).await.expect("the finder leaves");
    let mut workers = WorkerServiceClient::new(council.admin.door());
    let inboxes =
        workers.list_inboxes(council.admin.ask(ListInboxesRequest::default())).await.expect("the inboxes");
    let inboxes = inboxes.into_inner().inboxes;
    let finders = inboxes.iter().find(|inbox| inbox.name == FAMILY_FINDERS).expect("the inbox");
    let members: Vec<&str> = finders.members.iter().map(|member| member.worker_id.as_str()).collect();
    assert_eq!(members, [council.second_finder.id.as_str()]);
    let over = council.second_finder.end_cover(&cover).await;
    assert_refused(over, Reason::EtagStale, "the cover was changed: it has ended");

    let (case, review) = Case::arrived_at(&council, "child_in_care_review").await;
    council.admin.deactivate(&council.sw).await.expect("the child's social worker leaves");
    case.write(&council.iro, &review, vec![tests::forms::next("start_permanency_planning")]).await;
    let finish = council.iro.finish(&review).await;
    let refused = assert_refused(finish, Reason::NoAllocatedWorker, "the child's social worker has left");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(council.stored_state_of(&review).await, "STARTED");
}

#[tokio::test]
async fn nothing_passes_to_who_administers_and_could_not_see_it() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::arrived_at(&council, "child_in_care_review").await;
    case.write(&council.iro, &review, vec![tests::forms::next("start_permanency_planning")]).await;
    council.gives_roles(&council.sw, &[Role::SocialWorker, Role::Administrator]).await;
    let finish = council.iro.finish(&review).await;
    assert_refused(finish, Reason::NoAllocatedWorker, "the child's social worker administers now");
    assert_eq!(council.stored_state_of(&review).await, "STARTED");
    council.gives_roles(&council.sw, &[Role::SocialWorker]).await;
    let finished = council.iro.finish(&review).await.expect("the child has a social worker again");
    assert_eq!(council.stored_holder_of(&finished.created[0].workstep_id).await, council.sw.id);
}

#[tokio::test]
async fn nobody_leaves_work_that_would_stand_nowhere_and_nobody_leaves_twice() {
    let council = Council::with_two_replicas().await;
    let refused = council.admin.deactivate(&council.ps).await;
    let refused = assert_refused(refused, Reason::LineManagerRequired, "nobody manages the supervisor");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    council.ps.work_view().await.expect("the supervisor is still here");
    let (administrator, above) = (council.admin.id.clone(), council.manager.id.clone());
    council.change_worker(&council.admin, |worker| worker.line_manager_id = above).await;
    council.change_worker(&council.other_sw, |worker| worker.line_manager_id = administrator).await;
    let refused = council.admin.deactivate(&council.other_sw).await;
    assert_refused(
        refused,
        Reason::LineManagerRequired,
        "who administers sees no folder that it could stand in",
    );

    let manager = council.manager.id.clone();
    council.change_worker(&council.manager, |worker| worker.line_manager_id = String::new()).await;
    council.change_worker(&council.ps, |worker| worker.line_manager_id = manager).await;
    council.admin.deactivate(&council.ps).await.expect("with a line manager");
    let again = council.admin.deactivate(&council.ps).await;
    assert_refused(again, Reason::AlreadyLeft, "who has left");
    let refused = council.tm.deactivate(&council.sw).await;
    assert_refused(refused, Reason::NotPermitted, "who is no administrator");
}

#[tokio::test]
async fn a_service_that_is_away_is_named_and_a_repeat_looks_again() {
    let council = Council::with_two_replicas().await;
    let etag = council.admin.worker(&council.other_sw.id).await.etag;
    for replica in 0..2 {
        council.suite.stop("workflow", replica).await;
        council.suite.stop("notifications", replica).await;
    }
    let worker_id = council.other_sw.id.clone();
    let message = DeactivateWorkerRequest { request_id: new_request_id(), worker_id, etag };
    let deactivated = async || {
        let mut workers = WorkerServiceClient::new(council.admin.door());
        let answer = workers.deactivate_worker(council.admin.ask(message.clone())).await;
        answer.expect("it is recorded all the same").into_inner()
    };
    let first = deactivated().await;
    assert_eq!(first.not_applied_by, ["workflow", "notifications"]);
    assert!(!first.worker.as_ref().expect("the record").active);

    let events = council.events_about(&format!("worker/{}", council.other_sw.id)).await.len();
    for replica in 0..2 {
        council.suite.restart("workflow", replica).await;
        council.suite.restart("notifications", replica).await;
    }
    let deactivated = async || {
        let mut workers = WorkerServiceClient::new(council.admin.door());
        let answer = workers.deactivate_worker(council.admin.ask(message.clone())).await;
        answer.expect("the first answer").into_inner()
    };
    council.until(async || deactivated().await.not_applied_by.is_empty()).await;
    assert_eq!(deactivated().await.worker, first.worker);
    assert_eq!(council.events_about(&format!("worker/{}", council.other_sw.id)).await.len(), events);
    assert_refused(council.other_sw.work_view().await, Reason::WorkerInactive, "at every service");
}
