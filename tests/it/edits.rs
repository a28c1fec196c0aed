//! What an edit leaves alone: ticks, letters, the same text again, whatever a request does not cover; and that there and
//! back is another text.

use contracts::requests::v1::RequestState as AtRequests;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{Edit, RequestState, SectionEdit, Value};
use fault::Reason;
use tests::case::{Case, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{etag_of, next, queue, queue_edit, send, writing};
use tests::person::Person;

use crate::refusals::assert_refused;

/// What stands of a request, once both services agree about it.
async fn stands_as(council: &Council, step: &str, request: &str, state: RequestState) {
    let found = council.iro.open(step).await.expect("the step").requests;
    let found = found.iter().find(|it| it.request_id == request).expect("the request").state();
    assert_eq!(found, state);
    let told = AtRequests::try_from(i32::from(state)).expect("the same state");
    council.until(async || council.iro.request(request).await.expect("the request").state() == told).await;
}

/// Somebody writes another text into a section of C0054. Gives the requests that this voided.
async fn rewritten(council: &Council, who: &Person, step: &str, number: i32, text: &str) -> Vec<String> {
    let opened = who.open(step).await.expect("the step");
    let field = council.forms.text_field(&opened.r#type, number);
    let edit = writing(number, &etag_of(&opened, number), &field, text);
    who.save(step, edit).await.expect("it is saved").voided_request_ids
}

/// W1 with R1 completed on a whole report.
async fn authorised(council: &Council) -> (Case<'_>, String, String) {
    let (case, step) = Case::arrived_at(council, "permanency_planning").await;
    let request = case.report_authorised(&step).await;
    let completed = async || {
        let step = council.iro.open(&step).await.expect("the step");
        step.requests[0].state() == RequestState::Completed
    };
    council.until(completed).await;
    (case, step, request)
}

#[tokio::test]
async fn after_an_edit_a_completed_r1_is_voided_and_the_finish_says_so() {
    let council = Council::with_two_replicas().await;
    let (_, step, authorise) = authorised(&council).await;
    assert_eq!(
        rewritten(&council, &council.sw, &step, 17 - 1, "Later").await,
        std::slice::from_ref(&authorise)
    );
    stands_as(&council, &step, &authorise, RequestState::Voided).await;
    let refused = assert_refused(council.qaag.finish(&step).await, Reason::RequestVoided, "R1");
    assert!(fault::violations_of(&refused).contains(&Reason::RequestNotSent), "R2 was never sent");
    let quality = council.ps.save(&step, send(to_the_inbox("confirm_quality"))).await;
    assert_refused(quality, Reason::RequestOutOfOrder, "R2 stands on R1");
}

#[tokio::test]
async fn there_and_back_is_another_text_and_voids() {
    let council = Council::with_two_replicas().await;
    let (_, step, authorise) = authorised(&council).await;
    let opened = council.sw.open(&step).await.expect("the step");
    let field = council.forms.text_field("permanency_planning", 3);
    let Some(Kind::Text(before)) = opened.sections[2].answers[&field].kind.clone() else { panic!("a text") };
    assert_eq!(
        rewritten(&council, &council.sw, &step, 3, "Another text").await,
        std::slice::from_ref(&authorise)
    );
    rewritten(&council, &council.sw, &step, 3, &before).await;
    stands_as(&council, &step, &authorise, RequestState::Voided).await;
    let again = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    let found = council.iro.open(&step).await.expect("the step").requests;
    let found = found.iter().find(|it| it.request_id == again).expect("the new one");
    assert_eq!(found.replaces_id, authorise);
    assert!(found.covered_version >= 3, "two edits later");
}

#[tokio::test]
async fn a_tick_a_letter_and_the_same_text_again_void_nothing() {
    let council = Council::with_two_replicas().await;
    let (_, step, authorise) = authorised(&council).await;
    let opened = council.sw.open(&step).await.expect("the step");
    let untick =
        SectionEdit { number: 3, etag: etag_of(&opened, 3), complete: Some(false), ..SectionEdit::default() };
    let letter = opened.optional_forms.iter().find(|form| form.key == "letter_to_parents");
    let section = &letter.expect("the letter").sections[0];
    let text = Value { kind: Some(Kind::Text("Dear Ms Smith".into())) };
    let letter = SectionEdit {
        form: "letter_to_parents".into(),
        number: 1,
        etag: section.etag.clone(),
        answers: [("letter".to_owned(), text)].into(),
        ..SectionEdit::default()
    };
    let both = Edit { sections: vec![untick, letter], ..Edit::default() };
    assert!(council.sw.save(&step, both).await.expect("saved").voided_request_ids.is_empty());
    let field = council.forms.text_field("permanency_planning", 4);
    let Some(Kind::Text(same)) = opened.sections[3].answers[&field].kind.clone() else { panic!("a text") };
    assert!(rewritten(&council, &council.sw, &step, 4, &same).await.is_empty());
    let queued = council.ps.open(&step).await.expect("the step");
    let queued = council.ps.save(&step, queue(&queued, vec![next("to_agency_decision")])).await;
    assert!(queued.expect("next actions are no part of the report").voided_request_ids.is_empty());
    stands_as(&council, &step, &authorise, RequestState::Completed).await;
}

#[tokio::test]
async fn what_covers_nothing_is_left_alone() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let open = sent_by_saving(&council.sw, &step, send(to("please_action", &council.support))).await;
    let done = sent_by_saving(&council.sw, &step, send(to("request_panel_date", &council.support))).await;
    council.support.complete(&done).await.expect("done");
    assert!(rewritten(&council, &council.sw, &step, 3, "Another text").await.is_empty());
    stands_as(&council, &step, &open, RequestState::Sent).await;
    council.until(async || council.stored_request_state(&done).await == "COMPLETED").await;
    council.support.complete(&open).await.expect("on version 0 as before");
}

#[tokio::test]
async fn r8_of_w4_is_of_sections_1_to_5_and_not_of_the_next_actions() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let request = case.authorised(&council.finder, &step, vec![next("family_finding_again")]).await;
    let opened = council.finder.open(&step).await.expect("the step");
    let other = queue(&opened, vec![next("to_information_sharing")]);
    assert!(council.finder.save(&step, other).await.expect("queued").voided_request_ids.is_empty());
    council.ps.try_finish(&step).await.expect("it stands");
    assert_eq!(
        rewritten(&council, &council.second_finder, &step, 5, "Another").await,
        std::slice::from_ref(&request)
    );
    stands_as(&council, &step, &request, RequestState::Voided).await;
    assert_refused(council.ps.finish(&step).await, Reason::RequestVoided, "R8");
}

#[tokio::test]
async fn r8_of_w5_is_of_section_1_and_not_of_the_next_actions() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let request = case.authorised(&council.sw, &step, vec![next("to_panel")]).await;
    let opened = council.sw.open(&step).await.expect("the step");
    let both = queue(&opened, vec![next("to_panel"), next("to_child_in_care_planning")]);
    assert!(council.sw.save(&step, both).await.expect("queued").voided_request_ids.is_empty());
    council.ps.try_finish(&step).await.expect("it stands");
    let voided = rewritten(&council, &council.sw, &step, 1, "The family asked for more time").await;
    assert_eq!(voided, std::slice::from_ref(&request));
    stands_as(&council, &step, &request, RequestState::Voided).await;
    assert_refused(council.ps.finish(&step).await, Reason::RequestVoided, "R8");
    assert_eq!(council.stored_state_of(&step).await, "STARTED");
}

#[tokio::test]
async fn r7_is_left_alone_by_an_edit_of_the_referral_open_and_completed() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding_request").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.queue = Some(queue_edit(&started, vec![next("to_family_finding")]));
    edit.send_requests = vec![to("acknowledge_request", &council.ps)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    let read = council.ps.request(&request).await.expect("the manager reads it").covered_version;

    assert!(rewritten(&council, &council.sw, &step, 2, "He likes dogs").await.is_empty(), "while it is open");
    stands_as(&council, &step, &request, RequestState::Sent).await;
    council.ps.complete_reading(&request, read).await.expect("it acknowledges, whatever was edited since");
    council.until(async || council.stored_request_state(&request).await == "COMPLETED").await;
    assert!(rewritten(&council, &council.sw, &step, 2, "He likes cats").await.is_empty(), "once completed");
    stands_as(&council, &step, &request, RequestState::Completed).await;
    council.sw.finish(&step).await.expect("nothing of it is to be done again");
}

/// R6 on either step: section 1 and the queue, not the ADM's own section.
async fn r6_is_of_section_1(step_type: &str, agreed: &str) {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, step_type).await;
    let action = case.with_its_reason(&step, agreed).await;
    let refer = case.referred_to_adm(&step, vec![action]).await;
    case.decide(&step, tests::case::Decision::Yes).await;
    council.adm.complete(&refer).await.expect("the ADM completes");
    council
        .until(async || {
            council.iro.open(&step).await.expect("the step").requests[0].state() == RequestState::Completed
        })
        .await;
    assert!(rewritten(&council, &council.adm, &step, 2, "Reasons at length").await.is_empty());
    council.adm.try_finish(&step).await.expect("the ADM's section is no part of it");
    assert_eq!(
        rewritten(&council, &council.qaag, &step, 1, "Minutes at length").await,
        std::slice::from_ref(&refer)
    );
    stands_as(&council, &step, &refer, RequestState::Voided).await;
    assert_refused(council.adm.finish(&step).await, Reason::RequestVoided, "R6");
}

#[tokio::test]
async fn r6_at_w2_is_of_section_1_and_not_of_the_adms_own_section() {
    r6_is_of_section_1("agency_decision", "adm_agrees").await;
}

#[tokio::test]
async fn r6_at_w6_is_of_section_1_and_not_of_the_adms_own_section() {
    r6_is_of_section_1("panel_and_matching", "match_agreed").await;
}
