use crate::{
    council::Council,
    edits::{action, ask, complete_visit, etag, queue, sections, text, text_in},
    people::{id_of, to, to_qaag},
    refusals::refused,
};
use contracts::workflow::v1::{
    Edit, NextActionQueue, QueueEdit, RequestBriefed, RequestSent, SaveWorkstepRequest, SaveWorkstepResponse,
    Section, SectionEdit, Workstep,
};
use fault::{Reason, detail_of, field_violations_of, metadata_of, violations_of};
use tonic::{Response, Status};

async fn save(
    council: &Council,
    subject: &str,
    step: &Workstep,
    edit: Edit,
) -> Result<Response<SaveWorkstepResponse>, Status> {
    let request = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(edit),
    };
    council.worksteps(subject).save_workstep(request).await
}

#[tokio::test]
async fn what_was_saved_stands_and_every_text_before_it_is_kept() {
    let council = Council::new().await;
    let step = council.visit().await;
    let first =
        save(&council, "sam", &step, complete_visit(&step, &["to_review"])).await.unwrap().into_inner();
    assert_eq!(first.sections.iter().map(|section| section.complete).collect::<Vec<_>>(), [true, true]);

    let step = council.see("sam", &step.workstep_id).await;
    assert_eq!(first.sections[0].etag, etag(&step, 1));
    assert_eq!(first.queue_etag, step.queue.as_ref().unwrap().etag);
    assert_eq!(step.queue.clone().unwrap().next_actions[0].title, "Review of the visit");
    let corrected = sections([text(&step, 1, "seen", "a tidy house", None)]);
    save(&council, "sam", &step, corrected).await.unwrap();

    let step = council.see("priya", &step.workstep_id).await;
    assert_eq!(text_in(&step, 1, "seen"), "a tidy house");
    assert_eq!(step.sections[0].last_edit.clone().unwrap().by.unwrap().display_name, "Sam Okafor");
    assert!(step.sections[0].complete && !step.sections[0].writable && step.sections[1].writable);
    let kept = "select count(*) from workflow.section_revision where number = 1
                and answers #>> '{seen,text}' in ('a tidy flat, a happy child', 'a tidy house')";
    assert_eq!(council.count(kept).await, 2);
}

#[tokio::test]
async fn a_tick_falls_away_when_a_required_field_is_emptied_and_is_refused_while_one_is_empty() {
    let council = Council::new().await;
    let step = council.visit().await;
    let tick =
        SectionEdit { number: 1, etag: etag(&step, 1), complete: Some(true), ..SectionEdit::default() };
    let status = refused(save(&council, "sam", &step, sections([tick])).await, Reason::RequiredFieldEmpty);
    assert_eq!(metadata_of(&status)["field"], "seen");

    save(&council, "sam", &step, complete_visit(&step, &["to_review"])).await.unwrap();
    let step = council.see("sam", &step.workstep_id).await;
    let emptied =
        SectionEdit { number: 1, etag: etag(&step, 1), clear: vec!["seen".into()], ..SectionEdit::default() };
    let saved = save(&council, "sam", &step, sections([emptied])).await.unwrap().into_inner();
    assert!(!saved.sections[0].complete);
}

#[tokio::test]
async fn whoever_read_too_early_is_told_what_now_stands_and_neither_text_is_lost() {
    let council = Council::new().await;
    let step = council.visit().await;
    let mine = sections([text(&step, 2, "notes", "Sam's words", None)]);
    save(&council, "sam", &step, mine).await.unwrap();

    let theirs = sections([text(&step, 2, "notes", "Priya's words", None)]);
    let status = refused(save(&council, "priya", &step, theirs).await, Reason::EtagStale);
    let metadata = metadata_of(&status);
    let standing: Section = detail_of(&status).unwrap();
    let edit = standing.last_edit.clone().unwrap();
    assert_eq!(metadata["subject"], format!("workstep/{}/section/2", step.workstep_id));
    assert_eq!(metadata["changed_by"], id_of("sam").to_string());
    assert_eq!(metadata["etag"], standing.etag);
    assert_eq!(edit.by.unwrap().display_name, "Sam Okafor");
    assert!(edit.time.is_some() && metadata["changed_at"].starts_with("2026-01-14T12:"));

    let seen = council.see("priya", &step.workstep_id).await;
    assert_eq!(text_in(&seen, 2, "notes"), "Sam's words");
    assert_eq!(seen.sections[1].answers, standing.answers);
    let again = sections([text(&seen, 2, "notes", "Sam's words, and Priya's", None)]);
    save(&council, "priya", &seen, again).await.unwrap();
}

#[tokio::test]
async fn a_queue_that_was_read_too_early_is_stale_too() {
    let council = Council::new().await;
    let step = council.visit().await;
    let queued = Edit { queue: Some(queue(&step, &["to_review"])), ..Edit::default() };
    save(&council, "sam", &step, queued).await.unwrap();

    let late = Edit { queue: Some(queue(&step, &["to_letter"])), ..Edit::default() };
    let status = refused(save(&council, "sam", &step, late).await, Reason::EtagStale);
    let metadata = metadata_of(&status);
    assert_eq!(metadata["subject"], format!("workstep/{}/queue", step.workstep_id));
    assert_eq!(metadata["changed_by"], id_of("sam").to_string());
    let told: NextActionQueue = detail_of(&status).unwrap();
    assert_eq!((told.next_actions[0].r#type.as_str(), told.etag.as_str()), ("to_review", &*metadata["etag"]));
    assert_eq!(told.next_actions[0].title, "Review of the visit");
    assert_eq!(told.last_edit.as_ref().unwrap().by.as_ref().unwrap().display_name, "Sam Okafor");
    let standing = council.see("sam", &step.workstep_id).await.queue.unwrap();
    assert_eq!(told, standing, "what now stands there comes with the refusal");

    let both = queue(&step, &["to_review", "to_letter"]).next_actions;
    let again = Edit { queue: Some(QueueEdit { etag: told.etag, next_actions: both }), ..Edit::default() };
    save(&council, "sam", &step, again).await.unwrap();
}

#[tokio::test]
async fn a_step_is_saved_only_while_it_is_worked_on() {
    let council = Council::new().await;
    let step = council.finished_visit(&["nothing_to_do"]).await;
    let late = sections([text(&step, 2, "notes", "too late", None)]);
    assert_eq!(
        metadata_of(&refused(save(&council, "sam", &step, late).await, Reason::WorkstepEnded))["state"],
        "FINISHED"
    );
}

#[tokio::test]
async fn every_section_has_its_writers_and_every_field_its_kind() {
    let council = Council::new().await;
    let step = council.visit().await;
    let first = || sections([text(&step, 1, "seen", "words", None)]);
    for other in ["priya", "omar", "quinn", "ira"] {
        assert_eq!(
            metadata_of(&refused(save(&council, other, &step, first()).await, Reason::NotAWriter))["section"],
            "1"
        );
    }
    refused(save(&council, "ada", &step, first()).await, Reason::NotPermitted);

    let nowhere = SectionEdit { number: 7, ..SectionEdit::default() };
    let wrong = sections([text(&step, 1, "seen_on", "yesterday", None), nowhere]);
    let violations =
        field_violations_of(&refused(save(&council, "sam", &step, wrong).await, Reason::FieldInvalid));
    let fields: Vec<_> = violations.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(fields, ["edit.sections[0].answers.seen_on", "edit.sections[1].number"]);

    let nothing =
        SaveWorkstepRequest { request_id: council.id(), workstep_id: step.workstep_id.clone(), edit: None };
    refused(council.worksteps("sam").save_workstep(nothing).await, Reason::FieldInvalid);
    assert_eq!(council.see("sam", &step.workstep_id).await.etag, step.etag);
}

#[tokio::test]
async fn a_request_goes_out_with_the_save_and_later_saves_say_what_it_is_about() {
    let council = Council::new().await;
    let step = council.visit().await;
    let edit =
        Edit { send_requests: vec![ask("approve", to("priya"))], ..complete_visit(&step, &["to_review"]) };
    let saved = save(&council, "sam", &step, edit).await.unwrap().into_inner();
    let sent = &saved.sent_requests[0];
    assert_eq!((sent.title.as_str(), sent.covered_version), ("Please approve the visit", 2));

    let told = council.told::<RequestSent>(1).await.remove(0);
    let brief = told.brief.unwrap();
    assert_eq!(
        (told.request_id.as_str(), told.workstep_title.as_str()),
        (sent.request_id.as_str(), "Home visit")
    );
    assert_eq!((brief.covered_version, brief.author_ids), (2, vec![id_of("sam").to_string()]));
    assert!(told.blocks_finish && told.must_be_sent);

    let step = council.see("sam", &step.workstep_id).await;
    assert_eq!(step.requests.len(), 1);
    save(&council, "sam", &step, sections([text(&step, 2, "notes", "not covered", None)])).await.unwrap();
    save(&council, "sam", &step, sections([text(&step, 1, "seen", "covered", None)])).await.unwrap();
    let briefed = council.told::<RequestBriefed>(1).await;
    assert_eq!(briefed.len(), 1, "only a covered section matters to a request");
    assert_eq!(
        (briefed[0].request_id.as_str(), briefed[0].brief.as_ref().unwrap().covered_version),
        (sent.request_id.as_str(), 3)
    );
}

#[tokio::test]
async fn a_request_needs_its_sender_its_recipient_and_its_time() {
    let council = Council::new().await;
    let step = council.visit().await;
    let send = |request| Edit { send_requests: vec![request], ..Edit::default() };

    refused(save(&council, "priya", &step, send(ask("approve", to("priya")))).await, Reason::NotASender);
    refused(
        save(&council, "sam", &step, send(ask("approve", to("omar")))).await,
        Reason::RecipientNotPermitted,
    );
    refused(
        save(&council, "sam", &step, send(ask("approve", to("lee")))).await,
        Reason::RecipientNotPermitted,
    );
    refused(
        save(&council, "sam", &step, send(ask("approve", to_qaag()))).await,
        Reason::RecipientNotPermitted,
    );
    refused(save(&council, "sam", &step, send(ask("no_such", to("priya")))).await, Reason::FieldInvalid);

    let early = save(&council, "priya", &step, send(ask("second_look", to_qaag()))).await;
    let reasons = violations_of(&early.unwrap_err());
    assert_eq!(reasons, [Reason::SectionIncomplete, Reason::NextActionMissing, Reason::RequestOutOfOrder]);

    save(&council, "sam", &step, send(ask("approve", to("priya")))).await.unwrap();
    refused(
        save(&council, "sam", &step, send(ask("approve", to("priya")))).await,
        Reason::RequestAlreadyOpen,
    );
    assert_eq!(council.count("select count(*) from workflow.request_sent").await, 1);
}

#[tokio::test]
async fn only_what_the_step_offers_can_be_queued() {
    let council = Council::new().await;
    let step = council.visit().await;
    let queued = |kinds: &[&str]| Edit { queue: Some(queue(&step, kinds)), ..Edit::default() };
    refused(save(&council, "sam", &step, queued(&["reviewed"])).await, Reason::NextActionNotAvailable);
    refused(save(&council, "sam", &step, queued(&["with_a_reason"])).await, Reason::NextActionReasonRequired);
    refused(save(&council, "priya", &step, queued(&["to_review"])).await, Reason::NotAWriter);

    let etag = step.queue.clone().unwrap().etag;
    let with_reason =
        contracts::workflow::v1::NextAction { reason: "moved".into(), ..action("with_a_reason") };
    let edit = Edit { queue: Some(QueueEdit { etag, next_actions: vec![with_reason] }), ..Edit::default() };
    save(&council, "sam", &step, edit).await.unwrap();
}
