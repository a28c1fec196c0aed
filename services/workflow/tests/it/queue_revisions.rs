//! Nothing chosen is ever lost: every queue of next actions can be read, those too that were refused.

use crate::{council::Council, edits::queue, people::id_of, refusals::refused};
use chrono::TimeDelta;
use contracts::workflow::v1::{
    Edit, FinishWorkstepRequest, ListQueueRevisionsRequest, ListQueueRevisionsResponse, QueueRevision,
    SaveWorkstepRequest, Workstep,
};
use fault::Reason;
use tonic::{Response, Status};

impl Council {
    async fn queues_of(
        &self,
        subject: &str,
        asked: ListQueueRevisionsRequest,
    ) -> Result<Response<ListQueueRevisionsResponse>, Status> {
        self.worksteps(subject).list_queue_revisions(asked).await
    }
}

fn of(step: &Workstep) -> ListQueueRevisionsRequest {
    ListQueueRevisionsRequest { workstep_id: step.workstep_id.clone(), ..Default::default() }
}

fn queueing(council: &Council, step: &Workstep, kinds: &[&str]) -> SaveWorkstepRequest {
    let edit = Edit { queue: Some(queue(step, kinds)), ..Edit::default() };
    SaveWorkstepRequest { request_id: council.id(), workstep_id: step.workstep_id.clone(), edit: Some(edit) }
}

fn kinds(revision: &QueueRevision) -> Vec<&str> {
    revision.next_actions.iter().map(|action| action.r#type.as_str()).collect()
}

#[tokio::test]
async fn both_queues_of_two_who_chose_at_once_are_read_afterwards() {
    let council = Council::with_replicas(2).await;
    let step = council.visit().await;
    let first = queueing(&council, &step, &["to_review"]);
    council.worksteps_of(0, "sam").save_workstep(first).await.expect("the first is saved");
    council.suite.clock().advance(TimeDelta::minutes(1));
    let second = queueing(&council, &step, &["to_letter"]);
    for replica in [1, 0, 1] {
        let again = council.worksteps_of(replica, "sam").save_workstep(second.clone()).await;
        refused(again, Reason::EtagStale);
    }

    let queues = council.queues_of("priya", of(&step)).await.expect("they are listed").into_inner().revisions;
    let [lost, saved] = queues.as_slice() else {
        panic!("the refused one, once, and the saved one: {queues:?}")
    };
    assert_eq!((kinds(lost), kinds(saved)), (vec!["to_letter"], vec!["to_review"]));
    assert_eq!((lost.refused, saved.refused), (true, false));
    assert_eq!(saved.next_actions[0].title, "Review of the visit");
    let read = step.queue.as_ref().expect("a queue").etag.clone();
    assert_eq!((&lost.etag, &lost.standing_etag), (&read, &saved.etag));
    assert_eq!(saved.standing_etag, "");
    for queue in [lost, saved] {
        let edit = queue.edit.clone().expect("an act");
        assert_eq!(edit.by.expect("somebody").worker_id, id_of("sam").to_string());
        assert!(edit.time.is_some());
    }
    let kept = "select count(*) from workflow.audit_entry where detail = 'kept, refused next actions'";
    assert_eq!(council.count(kept).await, 1);
}

#[tokio::test]
async fn what_a_finish_or_a_latecomer_chose_in_vain_is_kept_and_what_changes_nothing_is_not() {
    let council = Council::new().await;
    let step = council.visit().await;
    let finishing = |validate_only| FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: queueing(&council, &step, &["to_letter"]).edit,
        validate_only,
    };
    let first = queueing(&council, &step, &["to_review"]);
    council.worksteps("sam").save_workstep(first).await.expect("it is saved");
    refused(council.worksteps("sam").finish_workstep(finishing(true)).await, Reason::EtagStale);
    let refusals = "select count(*) from workflow.queue_refused";
    assert_eq!(council.count(refusals).await, 0, "it was only asked");
    refused(council.worksteps("sam").finish_workstep(finishing(false)).await, Reason::EtagStale);
    assert_eq!(council.count(refusals).await, 1);
    let same = queueing(&council, &step, &["to_review"]);
    refused(council.worksteps("sam").save_workstep(same).await, Reason::EtagStale);
    assert_eq!(council.count(refusals).await, 1, "it chose what stands there already");
    let stranger = queueing(&council, &step, &["to_letter"]);
    refused(council.worksteps("priya").save_workstep(stranger).await, Reason::NotAWriter);
    assert_eq!(council.count(refusals).await, 1, "who may not write keeps nothing");
}

#[tokio::test]
async fn they_are_paged_newest_first_without_a_skip() {
    let council = Council::new().await;
    let mut step = council.visit().await;
    for chosen in [&["to_review"][..], &["to_letter"], &["to_review", "to_letter"], &[], &["to_letter"]] {
        council.suite.clock().advance(TimeDelta::minutes(1));
        let chosen = queueing(&council, &step, chosen);
        council.worksteps("sam").save_workstep(chosen).await.expect("it is saved");
        step = council.see("sam", &step.workstep_id).await;
    }
    let (mut chosen, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = ListQueueRevisionsRequest { page_size: 2, page_token, ..of(&step) };
        let page = council.queues_of("sam", asked).await.expect("a page").into_inner();
        chosen.extend(page.revisions.iter().map(|revision| kinds(revision).join("+")));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(chosen, ["to_letter", "", "to_review+to_letter", "to_letter", "to_review"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_administrators_read_nothing() {
    let council = Council::new().await;
    let step = council.visit().await;
    let nowhere = ListQueueRevisionsRequest { workstep_id: council.id(), ..of(&step) };
    refused(council.queues_of("sam", nowhere).await, Reason::NotFound);
    let wrong = ListQueueRevisionsRequest { page_size: 101, ..of(&step) };
    refused(council.queues_of("sam", wrong).await, Reason::FieldInvalid);
    refused(council.queues_of("ada", of(&step)).await, Reason::NotPermitted);
    let reads = "select count(*) from workflow.audit_entry where rpc like '%/ListQueueRevisions'";
    assert_eq!(council.count(reads).await, 0);
    council.queues_of("sam", of(&step)).await.expect("nothing was chosen yet");
    assert_eq!(council.count(reads).await, 1);
}
