//! Work and requests change hands: out of an inbox, back into it, on to others; all of it or nothing.

use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::requests::v1::{ReassignRequestsRequest, RequestToReassign};
use contracts::r#type::v1::{FolderGround, Role};
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{ReassignWorkRequest, WorkstepToReassign};
use fault::Reason;
use tests::case::{Case, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{next, send};
use tests::person::{new_request_id, to_inbox, to_worker};
use tonic::Code;

use crate::refusals::assert_refused;

#[tokio::test]
async fn a_step_is_claimed_by_one_member_released_and_taken_up_by_another() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let (one, other) = (&council.finder, &council.second_finder);
    let inbox = council.stored_holder_of(&step).await;
    assert_refused(council.sw.claim_step(&step).await, Reason::NotTheAssignee, "no member");
    one.claim_step(&step).await.expect("a member claims");
    assert_eq!(council.stored_holder_of(&step).await, one.id);
    assert_eq!(other.sees_work(&step).await, None, "it stands in one folder");
    let refused = assert_refused(other.claim_step(&step).await, Reason::NotTheAssignee, "it is taken");
    assert_eq!(refused.code(), Code::PermissionDenied);
    let opened = one.start(&step).await.expect("it starts");
    assert_eq!(opened.taken_from.expect("an inbox").inbox_id, inbox);

    assert_refused(other.release_step(&step).await, Reason::NotTheAssignee, "not in their hands");
    one.release_step(&step).await.expect("back into the inbox");
    assert_eq!(council.stored_holder_of(&step).await, inbox);
    assert_eq!(other.sees_work(&step).await, Some((FolderGround::Own, String::new())));
    other.claim_step(&step).await.expect("a started step is taken up again");
    case.write(other, &step, vec![next("family_finding_again")]).await;
    let events = council.events_about(&format!("workstep/{step}")).await;
    let told = ["WorkstepClaimed", "WorkstepReleased"].map(|it| format!("permanence.workflow.v1.{it}"));
    assert!(told.iter().all(|it| events.contains(it)), "{events:?}");
}

#[tokio::test]
async fn what_came_out_of_no_inbox_is_not_released() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let refused = assert_refused(council.sw.release_step(&step).await, Reason::NotFromAnInbox, "a step");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    opened_by(&council.sw, &step).await;
    let request = sent_by_saving(&council.sw, &step, send(to("please_action", &council.ps))).await;
    assert_refused(council.ps.release_request(&request).await, Reason::NotFromAnInbox, "a request");
    assert_eq!(council.stored_list_of(&request).await, council.ps.id);
}

#[tokio::test]
async fn a_request_is_claimed_released_and_answered_by_whoever_takes_it_then() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    case.report_authorised(&step).await;
    let confirm = sent_by_saving(&council.ps, &step, send(to_the_inbox("confirm_quality"))).await;
    let claimed = council.qaag.claim_request(&confirm).await.expect("a member claims");
    assert_eq!(council.stored_list_of(&confirm).await, council.qaag.id);
    let released = council.qaag.release_request(&confirm).await.expect("back into the inbox");
    assert_eq!(council.stored_list_of(&confirm).await, claimed.taken_from_id);
    assert_eq!(released.taken_from_id, "");
    council.qaag.complete(&confirm).await.expect("from the inbox");
}

#[tokio::test]
async fn of_many_steps_all_pass_on_or_none_with_a_reason_for_each() {
    let council = Council::with_two_replicas().await;
    let (_, one) = Case::arrived_at(&council, "permanency_planning").await;
    let (_, other) = Case::arrived_at(&council, "permanency_planning").await;
    let (_, finders) = Case::arrived_at(&council, "family_finding").await;
    let nowhere = new_request_id();
    let all = [one.as_str(), &other, &finders, &nowhere];
    let before = council.rows_of_everything().await;

    let passed = council.tm.reassign_work(&all, to_worker(&council.other_sw.id)).await;
    let refused = assert_refused(passed, Reason::ReceiverNotPermitted, "a finder's step to a social worker");
    let told = fault::violation_subjects_of(&refused);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|subject| subject.contains(&finders)), "{told:?}");
    assert!(told.iter().any(|subject| subject.contains(&nowhere)), "{told:?}");
    assert_eq!(council.stored_holder_of(&one).await, council.sw.id, "none passed on");
    assert_eq!(council.rows_of_everything().await, before);

    let stranger = council.qaag.reassign_work(&[&one, &other], to_worker(&council.other_sw.id)).await;
    let refused = assert_refused(stranger, Reason::NotYoursToPassOn, "who neither has nor manages them");
    assert_eq!(refused.code(), Code::PermissionDenied);
    council.tm.reassign_work(&[&one, &other], to_worker(&council.other_sw.id)).await.expect("both");
    for step in [&one, &other] {
        assert_eq!(council.stored_holder_of(step).await, council.other_sw.id);
    }
    let elsewhere =
        council.tm.reassign_work(&[&one], to_inbox(&council.stored_holder_of(&finders).await)).await;
    assert_refused(elsewhere, Reason::ReceiverNotPermitted, "no such step comes to that inbox");
}

#[tokio::test]
async fn of_many_requests_all_pass_on_or_none_with_a_reason_for_each() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let authorise = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    let action = sent_by_saving(&council.sw, &step, send(to("please_action", &council.ps))).await;
    council.tm.request(&authorise).await.expect("it is known");
    council.tm.request(&action).await.expect("it is known");

    let both = [authorise.as_str(), &action];
    let refused = council.ps.reassign_requests(&both, to_worker(&council.other_sw.id)).await;
    let refused = assert_refused(refused, Reason::ReceiverNotPermitted, "a social worker may not authorise");
    assert_eq!(fault::violation_subjects_of(&refused).len(), 1);
    assert_eq!(council.stored_list_of(&action).await, council.ps.id, "none passed on");
    let stranger = council.finder.reassign_requests(&both, to_worker(&council.tm.id)).await;
    assert_refused(stranger, Reason::NotYoursToPassOn, "a stranger");
    council.ps.reassign_requests(&both, to_worker(&council.tm.id)).await.expect("both");
    for request in both {
        assert_eq!(council.stored_list_of(request).await, council.tm.id);
    }
    council
        .until(async || {
            let asked = council.ps.open(&step).await.expect("the step").requests;
            asked.iter().all(|it| it.assignee.as_ref().is_some_and(|to| *to != to_worker(&council.ps.id)))
        })
        .await;
}

/// Who administers could neither see nor do it, whatever other role they hold; of R4, which anyone may answer, too.
#[tokio::test]
async fn nothing_passes_to_who_does_no_case_work() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let authorise = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    let action = sent_by_saving(&council.sw, &step, send(to("please_action", &council.ps))).await;
    council.ps.request(&authorise).await.expect("it is known");
    council.ps.request(&action).await.expect("it is known");
    council.gives_roles(&council.tm, &[Role::TeamManager, Role::Administrator]).await;
    council.gives_roles(&council.other_sw, &[Role::SocialWorker, Role::Administrator]).await;

    for (request, receiver) in [(&authorise, &council.tm), (&action, &council.tm), (&action, &council.admin)]
    {
        let refused = council.ps.reassign_requests(&[request], to_worker(&receiver.id)).await;
        assert_refused(refused, Reason::ReceiverNotPermitted, &receiver.name);
        assert_eq!(council.stored_list_of(request).await, council.ps.id);
    }
    let refused = council.ps.reassign_work(&[&step], to_worker(&council.other_sw.id)).await;
    assert_refused(refused, Reason::ReceiverNotPermitted, "a social worker who administers");
    assert_eq!(council.stored_holder_of(&step).await, council.sw.id);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_from_any_replica_and_a_stale_etag_is_told() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let opened = opened_by(&council.sw, &step).await;
    let read = WorkstepToReassign { workstep_id: step.clone(), etag: opened.etag.clone() };
    let message = ReassignWorkRequest {
        request_id: new_request_id(),
        worksteps: vec![read],
        assignee: Some(to_worker(&council.other_sw.id)),
    };
    let mut answers = Vec::new();
    for _ in 0..4 {
        let mut door = WorkstepServiceClient::new(council.tm.door());
        answers.push(door.reassign_work(council.tm.ask(message.clone())).await.expect("done").into_inner());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let events = council.events_about(&format!("workstep/{step}")).await;
    let passed = events.iter().filter(|it| it.ends_with("WorkstepReassigned")).count();
    assert_eq!(passed, 1, "{events:?}");

    let stale = ReassignWorkRequest { request_id: new_request_id(), ..message.clone() };
    let refused = WorkstepServiceClient::new(council.tm.door()).reassign_work(council.tm.ask(stale)).await;
    let refused = assert_refused(refused, Reason::EtagStale, "another's version");
    assert_eq!(refused.code(), Code::Aborted);
    let told = fault::metadata_of(&refused);
    assert_eq!(told["changed_by"], council.tm.id, "who changed it");
    assert!(told["changed_at"].starts_with("2026-01-14T"), "and when: {told:?}");
    let other = ReassignWorkRequest { assignee: Some(to_worker(&council.sw.id)), ..message };
    let refused = WorkstepServiceClient::new(council.tm.door()).reassign_work(council.tm.ask(other)).await;
    assert_refused(refused, Reason::RequestIdReused, "another body");

    let request = sent_by_saving(&council.other_sw, &step, send(to("please_action", &council.ps))).await;
    let etag = council.ps.request(&request).await.expect("the request").etag;
    let message = ReassignRequestsRequest {
        request_id: new_request_id(),
        requests: vec![RequestToReassign { id: request.clone(), etag }],
        assignee: Some(to_worker(&council.tm.id)),
    };
    let mut answers = Vec::new();
    for _ in 0..3 {
        let mut door = RequestServiceClient::new(council.ps.door());
        answers
            .push(door.reassign_requests(council.ps.ask(message.clone())).await.expect("done").into_inner());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[tokio::test]
async fn of_two_who_pass_the_same_on_at_once_each_is_told_and_it_lies_with_one() {
    let council = Council::with_two_replicas().await;
    let (_, one) = Case::arrived_at(&council, "permanency_planning").await;
    let (_, other) = Case::arrived_at(&council, "permanency_planning").await;
    for _ in 0..5 {
        let there = [one.as_str(), &other];
        let back = [other.as_str(), &one];
        let (first, second) = tokio::join!(
            council.ps.reassign_work(&there, to_worker(&council.other_sw.id)),
            council.tm.reassign_work(&back, to_worker(&council.sw.id)),
        );
        first.expect("decided again where the other was faster");
        second.expect("decided again where the other was faster");
        let holders = [council.stored_holder_of(&one).await, council.stored_holder_of(&other).await];
        assert_eq!(holders[0], holders[1], "all of it or nothing");
    }
}
