//! The same request again gets the first answer, from whichever replica.

use crate::{
    council::Council,
    edits::{complete_visit, sections, text},
    people::CHLOE,
    refusals::refused,
};
use contracts::workflow::v1::{
    FinishWorkstepRequest, RecordPlacementRatificationRequest, SaveWorkstepRequest, SendNextActionRequest,
    StartCaseRequest, StartWorkstepRequest,
};
use fault::Reason;

#[tokio::test]
async fn a_repeat_of_each_command_gets_the_first_answer_from_another_replica() {
    let council = Council::with_replicas(2).await;
    let open = StartCaseRequest {
        request_id: council.id(),
        child_id: CHLOE.into(),
        process_id: "home-visit".into(),
    };
    let (mut here, mut there) = (council.cases("sam"), council.cases_of(1, "sam"));
    let opened = here.start_case(open.clone()).await.unwrap().into_inner();
    assert_eq!(there.start_case(open).await.unwrap().into_inner(), opened);
    let step = opened.workstep.unwrap();

    let (mut here, mut there) = (council.worksteps("sam"), council.worksteps_of(1, "sam"));
    let start = StartWorkstepRequest { request_id: council.id(), workstep_id: step.workstep_id.clone() };
    let started = here.start_workstep(start.clone()).await.unwrap().into_inner();
    assert_eq!(there.start_workstep(start).await.unwrap().into_inner(), started);
    let step = started.workstep.unwrap();

    let save = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(complete_visit(&step, &["to_review"])),
    };
    let saved = here.save_workstep(save.clone()).await.unwrap().into_inner();
    assert_eq!(there.save_workstep(save).await.unwrap().into_inner(), saved, "its etags are stale by now");

    let send = SendNextActionRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        next_action: Some(crate::edits::action("to_letter")),
    };
    let sent = here.send_next_action(send.clone()).await.unwrap().into_inner();
    assert_eq!(there.send_next_action(send).await.unwrap().into_inner(), sent);

    let ratify = RecordPlacementRatificationRequest {
        request_id: council.id(),
        child_id: CHLOE.into(),
        placement: "with her aunt".into(),
        ratified_on: "2026-01-10".into(),
    };
    let (mut here, mut there) = (council.cases("ira"), council.cases_of(1, "ira"));
    let ratified = here.record_placement_ratification(ratify.clone()).await.unwrap().into_inner();
    assert_eq!(there.record_placement_ratification(ratify).await.unwrap().into_inner(), ratified);

    for (what, statement, expected) in [
        ("cases", "select count(*) from workflow.permanence_case", 1),
        ("steps", "select count(*) from workflow.workstep", 2),
        ("ratifications", "select count(*) from workflow.ratification", 1),
        ("saved texts", "select count(*) from workflow.section_revision where edited_at is not null", 2),
    ] {
        assert_eq!(council.count(statement).await, expected, "{what}");
    }
}

#[tokio::test]
async fn a_finish_that_is_repeated_long_after_gets_its_first_answer() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let finish = FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        ..FinishWorkstepRequest::default()
    };
    let finished = council.worksteps("sam").finish_workstep(finish.clone()).await.unwrap().into_inner();
    council.suite.clock().advance(chrono::Duration::days(2));
    assert_eq!(council.worksteps("sam").finish_workstep(finish).await.unwrap().into_inner(), finished);
    assert_eq!(council.count("select count(*) from workflow.workstep").await, 2);
}

#[tokio::test]
async fn twins_that_race_have_one_effect_and_one_answer() {
    let council = Council::with_replicas(2).await;
    let step = council.visit().await;
    for round in 0..5 {
        let seen = council.see("sam", &step.workstep_id).await;
        let save = SaveWorkstepRequest {
            request_id: council.id(),
            workstep_id: step.workstep_id.clone(),
            edit: Some(sections([text(&seen, 2, "notes", &format!("round {round}"), None)])),
        };
        let (mut here, mut there) = (council.worksteps("sam"), council.worksteps_of(1, "sam"));
        let (one, other) = tokio::join!(here.save_workstep(save.clone()), there.save_workstep(save));
        assert_eq!(one.unwrap().into_inner(), other.unwrap().into_inner());
    }
    let texts = "select count(*) from workflow.section_revision where number = 2 and answers ? 'notes'";
    assert_eq!(council.count(texts).await, 5);

    let open = StartCaseRequest {
        request_id: council.id(),
        child_id: "3550001".into(),
        process_id: "home-visit".into(),
    };
    let (mut here, mut there) = (council.cases("omar"), council.cases_of(1, "omar"));
    let (one, other) = tokio::join!(here.start_case(open.clone()), there.start_case(open));
    assert_eq!(one.unwrap().into_inner(), other.unwrap().into_inner());
}

#[tokio::test]
async fn the_same_id_with_another_body_is_refused_and_a_repeat_asks_for_access_again() {
    let council = Council::new().await;
    let step = council.visit().await;
    let save = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(sections([text(&step, 2, "notes", "first", None)])),
    };
    council.worksteps("sam").save_workstep(save.clone()).await.unwrap();
    let other = SaveWorkstepRequest {
        edit: Some(sections([text(&step, 2, "notes", "other", None)])),
        ..save.clone()
    };
    refused(council.worksteps("sam").save_workstep(other).await, Reason::RequestIdReused);
    refused(council.worksteps("priya").save_workstep(save.clone()).await, Reason::EtagStale);

    council.directory_tells(crate::people::sam_has_left(council.suite.clock())).await;
    let left = "select count(*) from workflow.people_worker where subject = 'sam' and not active";
    crate::council::until("Sam has left", || async { council.count(left).await == 1 }).await;
    refused(council.worksteps("sam").save_workstep(save).await, Reason::WorkerInactive);
}
