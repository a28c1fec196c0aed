use crate::{council::Council, edits::text_in, people::to_qaag, refusals::refused};
use contracts::workflow::v1::{StartWorkstepRequest, WorkstepStarted, WorkstepState};
use fault::{Reason, metadata_of};

fn request(council: &Council, workstep_id: &str) -> StartWorkstepRequest {
    StartWorkstepRequest { request_id: council.id(), workstep_id: workstep_id.to_owned() }
}

#[tokio::test]
async fn a_started_step_shows_its_prefilled_form() {
    let council = Council::new().await;
    let opened = council.open_case().await.workstep.unwrap();
    let step = council.start("sam", &opened.workstep_id).await;

    assert_eq!(step.state(), WorkstepState::Started);
    assert_eq!(step.started.clone().unwrap().by.unwrap().display_name, "Sam Okafor");
    assert_eq!(text_in(&step, 2, "name"), "Chloe Smith");
    assert!(step.sections.iter().all(|section| section.writable && !section.complete));
    assert_ne!(step.etag, opened.etag);
    assert_eq!(council.see("sam", &step.workstep_id).await, step);

    let subject = format!("workstep/{}", step.workstep_id);
    assert_eq!(council.events_about(&subject, 2).await, ["WorkstepArrived", "WorkstepStarted"]);
    assert_eq!(council.told::<WorkstepStarted>(1).await[0].r#type, "visit");
}

#[tokio::test]
async fn a_step_is_started_once_and_by_its_assignee() {
    let council = Council::new().await;
    let step = council.open_case().await.workstep.unwrap();
    for other in ["omar", "priya", "quinn"] {
        let refusal = council.worksteps(other).start_workstep(request(&council, &step.workstep_id)).await;
        refused(refusal, Reason::NotTheAssignee);
    }
    council.start("sam", &step.workstep_id).await;
    let again = council.worksteps("sam").start_workstep(request(&council, &step.workstep_id)).await;
    assert_eq!(metadata_of(&refused(again, Reason::WorkstepNotIncoming))["state"], "STARTED");
    assert_eq!(council.told::<WorkstepStarted>(1).await.len(), 1);
}

#[tokio::test]
async fn a_step_that_is_not_there_is_not_found() {
    let council = Council::new().await;
    let nowhere = council.worksteps("sam").start_workstep(request(&council, &council.id())).await;
    refused(nowhere, Reason::NotFound);
    refused(council.worksteps("sam").start_workstep(request(&council, "a step")).await, Reason::FieldInvalid);
    refused(
        council.worksteps("ada").start_workstep(request(&council, &council.id())).await,
        Reason::NotPermitted,
    );
}

#[tokio::test]
async fn a_step_of_an_inbox_becomes_the_one_members_who_starts_it() {
    let council = Council::with_replicas(2).await;
    let review = council.review().await;
    assert_eq!(review.assignee.clone().unwrap().holder.unwrap(), {
        let mut holder = to_qaag().holder.unwrap();
        if let contracts::r#type::v1::assignee::Holder::Inbox(inbox) = &mut holder {
            inbox.name = crate::people::QAAG.to_owned();
        }
        holder
    });

    let (mut quinn, mut quentin) = (council.worksteps("quinn"), council.worksteps_of(1, "quentin"));
    let (one, other) = tokio::join!(
        quinn.start_workstep(request(&council, &review.workstep_id)),
        quentin.start_workstep(request(&council, &review.workstep_id)),
    );
    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    let step = won.unwrap().into_inner().workstep.unwrap();
    let status = refused(lost, Reason::WorkstepNotIncoming);
    let by = step.started.unwrap().by.unwrap();
    assert_eq!(metadata_of(&status)["by"], by.worker_id);
    assert_eq!(step.assignee.unwrap().holder.unwrap(), contracts::r#type::v1::assignee::Holder::Worker(by));
}

#[tokio::test]
async fn sections_are_copied_from_the_cases_newest_step_of_another_kind() {
    let council = Council::new().await;
    let letter = council.letter().await;
    let letter = council.start("sam", &letter.workstep_id).await;
    assert_eq!(text_in(&letter, 1, "seen"), "a tidy flat, a happy child");
    assert_eq!(text_in(&letter, 2, "letter"), "");
}
