//! What rests on what workflow has told and nobody here has heard yet.

use crate::{
    council::Council,
    refused::refused,
    sending::{Sending, brief},
};
use contracts::requests::v1::{GetRequestRequest, RequestState};
use fault::Reason;

#[tokio::test]
async fn a_request_that_was_not_heard_of_yet_is_completed_while_the_feed_is_held_up() {
    let council = Council::new().await;
    council.hear_nothing();
    let report = Sending::report(council.clock());
    council.tell(report.event(council.clock())).await;
    let completed =
        council.complete("priya", report.id, 7).await.expect("it is heard of before it is refused");
    assert_eq!(
        completed.into_inner().request.expect("the request").state,
        i32::from(RequestState::Completed)
    );

    council.hear_again();
    council.tell_of(&report, 2, report.briefed(council.clock(), 2, brief(7, &["sam"]))).await;
    assert_eq!(council.see("sam", report.id).await.state, i32::from(RequestState::Completed), "heard once");
}

#[tokio::test]
async fn a_request_that_was_just_sent_can_be_read_at_once() {
    let council = Council::new().await;
    council.hear_nothing();
    let report = Sending::report(council.clock());
    council.tell(report.event(council.clock())).await;
    assert_eq!(council.see("sam", report.id).await.request_id, report.id.to_string());
}

#[tokio::test]
async fn a_text_that_was_not_heard_of_yet_is_authorised_and_the_one_before_is_not() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    council.hear_nothing();
    council.tell(report.briefed(council.clock(), 2, brief(8, &["sam"]))).await;
    refused(council.complete("priya", report.id, 9).await, Reason::CoveredTextChanged);
    refused(council.complete("priya", report.id, 7).await, Reason::CoveredTextChanged);
    let completed = council.complete("priya", report.id, 8).await.expect("the text that stands there");
    assert_eq!(completed.into_inner().request.expect("the request").completed_version, 8);
}

#[tokio::test]
async fn a_decision_that_was_not_heard_of_yet_clears_the_way() {
    let council = Council::new().await;
    let recommendation = council.send(Sending::recommendation(council.clock())).await;
    refused(council.complete("mei", recommendation.id, 3).await, Reason::AdmSectionIncomplete);
    council.hear_nothing();
    council.tell(recommendation.briefed(council.clock(), 2, brief(3, &["quinn"]))).await;
    council.complete("mei", recommendation.id, 3).await.expect("her section is complete");
}

#[tokio::test]
async fn while_workflow_does_not_answer_only_what_rests_on_it_is_unavailable() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let recommendation = council.send(Sending::recommendation(council.clock())).await;
    council.suite.stop("workflow", 0).await;

    refused(council.complete("priya", council.clock().new_id(), 7).await, Reason::Unavailable);
    refused(council.complete("priya", report.id, 8).await, Reason::Unavailable);
    let unknown = GetRequestRequest { id: council.id() };
    refused(council.requests("priya").get_request(unknown).await, Reason::Unavailable);
    refused(council.complete("mei", recommendation.id, 3).await, Reason::Unavailable);
    refused(council.complete("priya", report.id, 6).await, Reason::CoveredTextChanged);
    refused(council.complete("theo", report.id, 8).await, Reason::NotTheAssignee);
    council.complete("priya", report.id, 7).await.expect("nothing is missing");
}
