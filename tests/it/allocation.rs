//! The child gets another social worker. What lies in somebody's hands stays there; what follows passes to the new one.

use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::{AllocationRole, SetAllocationRequest};
use contracts::r#type::v1::FolderGround;
use fault::Reason;
use tests::case::{Case, Decision, only_created, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{etag_of, next, queue, send, writing};
use tests::person::{Person, new_request_id, to_worker};

use crate::refusals::assert_refused;

/// The child is allocated to another from now on: every service knows when it is answered.
async fn allocated(council: &Council, child_id: &str, role: AllocationRole, worker: &Person) {
    let message = SetAllocationRequest {
        request_id: new_request_id(),
        child_id: child_id.into(),
        role: role.into(),
        worker_id: worker.id.clone(),
    };
    let mut children = ChildServiceClient::new(council.admin.door());
    let set = children.set_allocation(council.admin.ask(message)).await.expect("another allocation");
    assert!(set.into_inner().not_applied_by.is_empty(), "all services know");
}

fn own() -> Option<(FolderGround, String)> {
    Some((FolderGround::Own, String::new()))
}

#[tokio::test]
async fn a_new_social_worker_moves_no_open_work_and_gets_what_follows() {
    let council = Council::with_two_replicas().await;
    let (old, new) = (&council.sw, &council.other_sw);
    let (case, report) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(old, &report).await;
    let asked = sent_by_saving(old, &report, send(to("please_action", &council.tm))).await;
    allocated(&council, &case.child_id, AllocationRole::SocialWorker, new).await;

    assert_eq!(old.sees_work(&report).await, own(), "it lies where it lay");
    assert_eq!(new.sees_work(&report).await, None);
    assert_eq!(council.stored_holder_of(&report).await, old.id);
    assert_eq!(council.stored_list_of(&asked).await, council.tm.id, "nor do requests move");

    // In whose hands it lies writes it to its end; and so may the child's own, into whose hands nothing passed.
    let field = council.forms.text_field("permanency_planning", 3);
    let edit = writing(3, &etag_of(&started, 3), &field, "Written by whoever began it");
    let saved = old.save(&report, edit).await.expect("in their hands it counts as the child's own");
    let edit = writing(3, &saved.sections[0].etag, &field, "Written by the child's own");
    new.save(&report, edit).await.expect("the child's social worker writes");
    let mut edit = council.forms.complete_all(&old.open(&report).await.expect("the step"));
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let authorise = sent_by_saving(old, &report, edit).await;
    council.ps.complete(&authorise).await.expect("the manager authorises");
    let opened = council.ps.open(&report).await.expect("the step");
    let mut edit = queue(&opened, vec![next("to_agency_decision")]);
    edit.send_requests = vec![to_the_inbox("confirm_quality")];
    let confirm = sent_by_saving(&council.ps, &report, edit).await;
    council.qaag.complete(&confirm).await.expect("QAAG confirms");
    let decision = only_created(&council.qaag.finish(&report).await.expect("W1 ends"));

    let referral = only_created(&case.decision(&decision, Decision::Yes, &["adm_agrees"]).await);
    assert_eq!(council.stored_holder_of(&referral).await, new.id, "who is allocated when it finishes");
    assert_eq!((new.sees_work(&referral).await, old.sees_work(&referral).await), (own(), None));
    new.start(&referral).await.expect("the new social worker starts it");
    let opened = old.open(&referral).await.expect("the step");
    let edit = writing(1, &etag_of(&opened, 1), &council.forms.text_field("family_finding_request", 1), "No");
    assert_refused(old.save(&referral, edit).await, Reason::NotAWriter, "who is no longer the child's");
}

#[tokio::test]
async fn what_is_finished_right_after_passes_to_the_new_one_though_workflow_follows_no_feed() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;
    council.pause("workflow", "directory");
    allocated(&council, &case.child_id, AllocationRole::SocialWorker, &council.other_sw).await;
    let report = only_created(&case.review(&review).await);
    assert_eq!(council.stored_holder_of(&report).await, council.other_sw.id);
    council.resume("workflow", "directory");
}

#[tokio::test]
async fn open_work_of_the_one_before_moves_when_a_manager_passes_it_on() {
    let council = Council::with_two_replicas().await;
    let (old, new) = (&council.sw, &council.other_sw);
    let (case, report) = Case::arrived_at(&council, "permanency_planning").await;
    allocated(&council, &case.child_id, AllocationRole::SocialWorker, new).await;
    assert_refused(new.start(&report).await, Reason::NotTheAssignee, "it was not passed on");
    council.ps.reassign_work(&[&report], to_worker(&new.id)).await.expect("the manager passes it on");
    assert_eq!((new.sees_work(&report).await, old.sees_work(&report).await), (own(), None));
    new.start(&report).await.expect("the new social worker starts it");
    let opened = old.open(&report).await.expect("the step");
    let edit = writing(3, &etag_of(&opened, 3), &council.forms.text_field("permanency_planning", 3), "No");
    assert_refused(old.save(&report, edit).await, Reason::NotAWriter, "neither the child's nor in hand");
    assert_eq!(council.stored_state_of(&report).await, "STARTED");
}

/// The reviewing officer's folder is what lies in their hands: a child's steps in others' hands they find with the child.
#[tokio::test]
async fn a_reviewing_officer_reads_every_step_of_their_child_and_has_in_the_folder_only_their_own() {
    let council = Council::with_two_replicas().await;
    let (case, report) = Case::arrived_at(&council, "permanency_planning").await;
    let (_, review) = Case::open(&council).await;
    let folder = council.iro.work_view().await.expect("a work view").incoming_work.expect("a folder");
    let ids: Vec<&str> = folder.worksteps.iter().map(|row| row.workstep_id.as_str()).collect();
    assert_eq!(
        (folder.count, ids),
        (1, vec![review.as_str()]),
        "what they hold, and nothing else of the child's"
    );

    let summary = council.iro.person_view(&case.child_id).await.expect("the person summary");
    let current: Vec<&str> = summary.current_work.iter().map(|step| step.workstep_id.as_str()).collect();
    assert_eq!(current, [report.as_str()], "whoever holds it");
    council.iro.open(&report).await.expect("they read it");
    assert_refused(council.iro.start(&report).await, Reason::NotTheAssignee, "and do not take it up");
}
