//! Whoever holds a thing and not the role: neither an inbox nor an allocation nor a request that came before gives one.

use crate::refusals::assert_refused;
use contracts::r#type::v1::Role;
use contracts::workflow::v1::WorkstepState;
use fault::Reason;
use tests::case::{Case, only_created, opened_by, sent_by_saving, to};
use tests::council::{Council, FAMILY_FINDERS, QAAG};
use tests::forms::{next, queue};
use tests::person::Person;

#[tokio::test]
async fn who_was_asked_and_lost_the_role_neither_answers_nor_sends_back() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.tm)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    council.gives_roles(&council.tm, &[Role::QaagWorker]).await;
    for refused in [council.tm.complete(&request).await, council.tm.send_back(&request, "Not so").await] {
        assert_refused(refused, Reason::RoleRequired, "who is no manager any more");
    }
    assert_eq!(council.stored_request_state(&request).await, "SENT");
}

#[tokio::test]
async fn whoever_covers_a_member_of_an_inbox_takes_nothing_out_of_it_that_needs_a_role_of_their_own() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding").await;
    council.works_from(FAMILY_FINDERS, &[&council.finder, &council.second_finder]).await;
    let before = council.stored_holder_of(&step).await;
    council.covered(&council.finder, &council.sw).await;
    assert_refused(council.sw.start(&step).await, Reason::RoleRequired, "she could write nothing");
    assert_refused(council.sw.claim_step(&step).await, Reason::RoleRequired, "and nobody else would see it");
    assert_eq!(council.stored_holder_of(&step).await, before, "it lies in the inbox still");
    council.works_from(FAMILY_FINDERS, &[&council.finder]).await;
    council.covered(&council.finder, &council.second_finder).await;
    council.second_finder.claim_step(&step).await.expect("a family finder covers a family finder");
    assert_eq!(council.stored_holder_of(&step).await, council.finder.id);
}

/// A member of the inbox without a role in such steps has it in their folder, and takes nothing out of it.
async fn takes_nothing(council: &Council, step: &str, inbox: &str, member: &Person, who_may: &Person) {
    council.works_from(inbox, &[member, who_may]).await;
    let before = council.stored_holder_of(step).await;
    assert_refused(member.start(step).await, Reason::RoleRequired, "who starts and can write nothing");
    assert_refused(member.claim_step(step).await, Reason::RoleRequired, "who claims and can do nothing");
    assert_eq!(council.stored_holder_of(step).await, before, "it lies in the inbox still");
    let started = who_may.start(step).await.expect("who holds the role takes it");
    assert_eq!(started.state(), WorkstepState::Started);
}

#[tokio::test]
async fn a_member_of_the_quality_teams_inbox_without_the_role_takes_no_decision_out_of_it() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "agency_decision").await;
    takes_nothing(&council, &step, QAAG, &council.support, &council.qaag).await;
}

#[tokio::test]
async fn a_member_of_the_family_finders_inbox_without_the_role_sets_no_reviews_months_going() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding").await;
    takes_nothing(&council, &step, FAMILY_FINDERS, &council.support, &council.finder).await;
}

#[tokio::test]
async fn work_passes_to_no_allocated_worker_who_is_no_social_worker_any_more() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;
    let started = opened_by(&council.iro, &review).await;
    let written = council.forms.complete_all(&started);
    council.iro.save(&review, written).await.expect("the review is written");
    let opened = council.iro.open(&review).await.expect("the step");
    let queued = queue(&opened, vec![next("start_permanency_planning")]);
    council.iro.save(&review, queued).await.expect("what follows is queued");
    council.gives_roles(&council.sw, &[Role::PracticeSupervisor]).await;
    assert_refused(council.iro.finish(&review).await, Reason::NoAllocatedWorker, "she was promoted");
    assert_eq!(case.steps().await.len(), 1, "nothing follows");
    council.gives_roles(&council.sw, &[Role::SocialWorker]).await;
    let report = only_created(&council.iro.finish(&review).await.expect("she is one again"));
    assert_eq!(council.stored_holder_of(&report).await, council.sw.id);
}

#[tokio::test]
async fn what_is_queued_is_sent_as_it_is_queued_or_not_at_all() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let opened = opened_by(&council.finder, &step).await;
    let queued = queue(&opened, vec![next("to_information_sharing")]);
    council.finder.save(&step, queued).await.expect("it is queued");
    let mut to_another = next("to_information_sharing");
    to_another.assignee = Some(tests::person::to_worker(&council.other_sw.id));
    let refused = council.finder.send_now(&step, to_another).await;
    let refused = assert_refused(refused, Reason::FieldInvalid, "who is not the child's social worker");
    assert_eq!(fault::field_violations_of(&refused)[0].field, "next_action.assignee");
    let mut because = next("to_information_sharing");
    because.reason = "of_her_own".into();
    let refused = council.finder.send_now(&step, because).await;
    let refused = assert_refused(refused, Reason::FieldInvalid, "it is queued without a reason");
    assert_eq!(fault::field_violations_of(&refused)[0].field, "next_action.reason");
    let before = case.steps().await.len();
    council.finder.send_now(&step, next("to_information_sharing")).await.expect("as it is queued");
    assert_eq!(case.steps().await.len(), before + 1);
}
