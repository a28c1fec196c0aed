use crate::{
    council::Council,
    edits::{action, queue},
    refusals::refused,
};
use contracts::workflow::v1::{
    Edit, FinishWorkstepRequest, SaveWorkstepRequest, SendNextActionRequest, Workstep, WorkstepArrived,
};
use fault::{Reason, metadata_of};

fn request(council: &Council, step: &Workstep, kind: &str) -> SendNextActionRequest {
    SendNextActionRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        next_action: Some(action(kind)),
    }
}

#[tokio::test]
async fn what_is_sent_immediately_is_created_once_and_not_again_by_the_finish() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let sent = council.worksteps("sam").send_next_action(request(&council, &step, "to_letter")).await;
    let sent = sent.unwrap().into_inner();
    let created = sent.created.unwrap();
    assert_eq!(created.title, "Letter after the visit");

    let letter = council.see("sam", &created.workstep_id).await;
    assert!(letter.sent_immediately && letter.parent_id == step.workstep_id);
    let step = council.see("sam", &step.workstep_id).await;
    let queue = step.queue.clone().unwrap();
    assert_eq!(queue.etag, sent.queue_etag);
    let entry = queue.next_actions.iter().find(|entry| entry.r#type == "to_letter").unwrap();
    assert_eq!(entry.sent_workstep_id, created.workstep_id);

    let again = council.worksteps("sam").send_next_action(request(&council, &step, "to_letter")).await;
    assert_eq!(
        metadata_of(&refused(again, Reason::NextActionAlreadySent))["workstep_id"],
        created.workstep_id
    );

    let finish = FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        ..FinishWorkstepRequest::default()
    };
    let finished = council.worksteps("sam").finish_workstep(finish).await.unwrap().into_inner();
    assert_eq!(finished.created.len(), 1);
    assert_eq!(council.count("select count(*) from workflow.workstep where kind = 'letter'").await, 1);
    let arrived = council.told::<WorkstepArrived>(3).await;
    assert_eq!(arrived.iter().filter(|arrived| arrived.sent_immediately).count(), 1);
}

#[tokio::test]
async fn what_was_sent_stays_in_the_queue_whatever_else_is_queued() {
    let council = Council::new().await;
    let step = council.visit().await;
    council.worksteps("sam").send_next_action(request(&council, &step, "to_letter")).await.unwrap();
    let step = council.see("sam", &step.workstep_id).await;
    let edit = Edit { queue: Some(queue(&step, &["to_review"])), ..Edit::default() };
    let save = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(edit),
    };
    council.worksteps("sam").save_workstep(save).await.unwrap();
    let standing = council.see("sam", &step.workstep_id).await.queue.unwrap().next_actions;
    let kinds: Vec<_> = standing.iter().map(|entry| entry.r#type.as_str()).collect();
    assert!(kinds.contains(&"to_letter") && kinds.contains(&"to_review"), "{kinds:?}");
}

#[tokio::test]
async fn only_what_the_process_allows_is_sent_immediately_and_only_from_a_started_step() {
    let council = Council::new().await;
    let opened = council.open_case().await.workstep.unwrap();
    let early = council.worksteps("sam").send_next_action(request(&council, &opened, "to_letter")).await;
    refused(early, Reason::WorkstepNotStarted);
    let step = council.start("sam", &opened.workstep_id).await;
    let forbidden = council.worksteps("sam").send_next_action(request(&council, &step, "to_review")).await;
    refused(forbidden, Reason::NextActionNotAvailable);
    refused(
        council.worksteps("omar").send_next_action(request(&council, &step, "to_letter")).await,
        Reason::NotAWriter,
    );
    let nothing = SendNextActionRequest { next_action: None, ..request(&council, &step, "") };
    refused(council.worksteps("sam").send_next_action(nothing).await, Reason::FieldInvalid);
    assert_eq!(council.see("sam", &step.workstep_id).await, step);
}
