//! People who do things at the same moment, on two replicas.

use crate::{
    council::Council,
    edits::{queue, sections, text, text_in},
    refusals::refused,
};
use contracts::workflow::v1::{
    CaseClosed, Edit, FinishWorkstepRequest, GetCaseRequest, SaveWorkstepRequest, SendNextActionRequest,
    Workstep, WorkstepState,
};
use fault::{Reason, reason_of};

fn save(council: &Council, step: &Workstep, edit: Edit) -> SaveWorkstepRequest {
    SaveWorkstepRequest { request_id: council.id(), workstep_id: step.workstep_id.clone(), edit: Some(edit) }
}

fn finish(council: &Council, step: &Workstep, edit: Option<Edit>) -> FinishWorkstepRequest {
    FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit,
        validate_only: false,
    }
}

#[tokio::test]
async fn two_people_save_two_sections_and_both_succeed() {
    let council = Council::with_replicas(2).await;
    let mut step = council.visit().await;
    for round in 0..10 {
        let (what, notes) = (format!("seen {round}"), format!("notes {round}"));
        let mine = save(&council, &step, sections([text(&step, 1, "seen", &what, None)]));
        let theirs = save(&council, &step, sections([text(&step, 2, "notes", &notes, None)]));
        let (mut sam, mut priya) = (council.worksteps("sam"), council.worksteps_of(1, "priya"));
        let (one, other) = tokio::join!(sam.save_workstep(mine), priya.save_workstep(theirs));
        one.unwrap();
        other.unwrap();
        step = council.see("sam", &step.workstep_id).await;
        assert_eq!((text_in(&step, 1, "seen"), text_in(&step, 2, "notes")), (what, notes));
    }
}

#[tokio::test]
async fn of_two_saves_of_one_section_one_stands_and_the_other_is_told() {
    let council = Council::with_replicas(2).await;
    let step = council.visit().await;
    let mine = save(&council, &step, sections([text(&step, 2, "notes", "Sam's", None)]));
    let theirs = save(&council, &step, sections([text(&step, 2, "notes", "Priya's", None)]));
    let (mut sam, mut priya) = (council.worksteps("sam"), council.worksteps_of(1, "priya"));
    let (one, other) = tokio::join!(sam.save_workstep(mine), priya.save_workstep(theirs));

    let (lost, stands) = if one.is_ok() { (other, "Sam's") } else { (one, "Priya's") };
    refused(lost, Reason::EtagStale);
    assert_eq!(text_in(&council.see("sam", &step.workstep_id).await, 2, "notes"), stands);
}

#[tokio::test]
async fn of_two_finishes_one_wins_the_other_learns_of_it_and_the_steps_exist_once() {
    let council = Council::with_replicas(2).await;
    let step = council.approved_visit(&["to_review", "to_letter"]).await;
    let (mut here, mut there) = (council.worksteps("sam"), council.worksteps_of(1, "sam"));
    let (one, other) = tokio::join!(
        here.finish_workstep(finish(&council, &step, None)),
        there.finish_workstep(finish(&council, &step, None)),
    );
    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(won.unwrap().into_inner().created.len(), 2);
    refused(lost, Reason::WorkstepEnded);
    assert_eq!(council.count("select count(*) from workflow.workstep where parent_id is not null").await, 2);
}

#[tokio::test]
async fn a_finish_and_an_immediate_send_create_one_letter() {
    let council = Council::with_replicas(2).await;
    let step = council.approved_visit(&["to_review", "to_letter"]).await;
    let send = SendNextActionRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        next_action: Some(crate::edits::action("to_letter")),
    };
    let (mut here, mut there) = (council.worksteps("sam"), council.worksteps_of(1, "sam"));
    let (sent, finished) =
        tokio::join!(here.send_next_action(send), there.finish_workstep(finish(&council, &step, None)));
    finished.unwrap();
    if let Err(status) = sent {
        assert_eq!(reason_of(&status), Some(Reason::WorkstepEnded));
    }
    assert_eq!(council.count("select count(*) from workflow.workstep where kind = 'letter'").await, 1);
}

#[tokio::test]
async fn the_last_two_steps_that_finish_at_once_close_the_case_once() {
    let council = Council::with_replicas(2).await;
    let visit = council.finished_visit(&["to_review", "to_letter"]).await;
    let review = council.start("quinn", &visit.children_ids[0]).await;
    let letter = council.start("sam", &visit.children_ids[1]).await;
    let reviewed = Edit {
        sections: vec![text(&review, 1, "review", "fine", Some(true))],
        queue: Some(queue(&review, &["reviewed"])),
        send_requests: Vec::new(),
    };
    let seen = text(&letter, 1, "seen", "as it was", Some(true));
    let sent = Edit {
        sections: vec![seen, text(&letter, 2, "letter", "dear all", Some(true))],
        queue: Some(queue(&letter, &["letter_sent"])),
        send_requests: Vec::new(),
    };
    let (mut quinn, mut sam) = (council.worksteps("quinn"), council.worksteps_of(1, "sam"));
    let (one, other) = tokio::join!(
        quinn.finish_workstep(finish(&council, &review, Some(reviewed))),
        sam.finish_workstep(finish(&council, &letter, Some(sent))),
    );
    let mut outcomes = [one.unwrap().into_inner().case_outcome, other.unwrap().into_inner().case_outcome];
    outcomes.sort();
    assert_eq!(outcomes, ["", "LETTER_SENT"], "one of them closes the case, with the strongest outcome");

    let case = GetCaseRequest { case_id: visit.case_id };
    let case = council.cases("sam").get_case(case).await.unwrap().into_inner().case.unwrap();
    assert_eq!(case.outcome, "LETTER_SENT");
    let finished = i32::from(WorkstepState::Finished);
    assert!(case.worksteps.iter().all(|step| step.state == finished && step.end_time.is_some()));
    assert_eq!(council.told::<CaseClosed>(1).await.len(), 1);
}

#[tokio::test]
async fn many_saves_of_one_step_at_once_all_succeed_or_ask_to_try_again() {
    let council = Council::with_replicas(2).await;
    let step = council.visit().await;
    let mut saves = tokio::task::JoinSet::new();
    for round in 0..12 {
        let edit = Edit { sections: Vec::new(), ..Edit::default() };
        let edit = match round {
            0 => sections([text(&step, 1, "seen", "first", None)]),
            1 => sections([text(&step, 2, "notes", "second", None)]),
            2 => Edit { queue: Some(queue(&step, &["to_review"])), ..edit },
            _ => edit,
        };
        let request = save(&council, &step, edit);
        let mut client = council.worksteps_of(round % 2, "sam");
        saves.spawn(async move { client.save_workstep(request).await });
    }
    while let Some(saved) = saves.join_next().await {
        if let Err(status) = saved.unwrap() {
            assert_eq!(reason_of(&status), Some(Reason::Contended));
        }
    }
    let revisions = council.count("select count(*) from workflow.section_revision").await;
    let versions = council.count("select sum(version)::bigint from workflow.section").await;
    assert_eq!(revisions, versions, "every text that was written is kept");
}
