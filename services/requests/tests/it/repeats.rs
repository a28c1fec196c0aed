//! A command has its effect once, however often and wherever it is sent.

use crate::{council::Council, people::to, refused::refused, sending::Sending};
use contracts::requests::v1::{
    ClaimRequestRequest, CompleteRequestRequest, RequestClaimed, RequestCompleted,
};
use fault::{Reason, reason_of};

#[tokio::test]
async fn the_same_completion_again_gets_the_first_answer_wherever_it_is_sent() {
    let council = Council::with_replicas(2).await;
    let report = council.send(Sending::report(council.clock())).await;
    let completion = council.completion(report.id, 7);
    let first =
        council.requests_of(0, "priya").complete_request(completion.clone()).await.expect("the first time");
    let first = first.into_inner();

    // The text moves on; the answer that was given stays the answer.
    let later = report.briefed(council.clock(), 2, crate::sending::voiding(8));
    council.tell_of(&report, 2, later).await;
    for replica in [0, 1] {
        let again = council.requests_of(replica, "priya").complete_request(completion.clone()).await;
        assert_eq!(again.expect("a repeat").into_inner(), first);
    }
    council.suite.stop("requests", 0).await;
    council.suite.restart("requests", 0).await;
    let again = council.requests_of(0, "priya").complete_request(completion).await;
    assert_eq!(again.expect("a repeat after a restart").into_inner(), first);
    assert_eq!(council.told::<RequestCompleted>(1).await.len(), 1);
    let entries = "select count(*) from requests.audit_entry where rpc like '%/CompleteRequest'";
    assert_eq!(council.count(entries).await, 1);
}

#[tokio::test]
async fn racing_twins_of_a_completion_have_one_effect_and_one_answer() {
    let council = Council::with_replicas(2).await;
    let report = council.send(Sending::report(council.clock())).await;
    let completion = council.completion(report.id, 7);
    let (mut one, mut other) = (council.requests_of(0, "priya"), council.requests_of(1, "priya"));
    let (mut third, mut fourth) = (one.clone(), other.clone());
    let (one, other, third, fourth) = tokio::join!(
        one.complete_request(completion.clone()),
        other.complete_request(completion.clone()),
        third.complete_request(completion.clone()),
        fourth.complete_request(completion.clone()),
    );
    let first = one.expect("an answer").into_inner();
    for twin in [other, third, fourth] {
        assert_eq!(twin.expect("an answer").into_inner(), first);
    }
    assert_eq!(council.told::<RequestCompleted>(1).await.len(), 1);
    assert_eq!(council.count("select count(*) from requests.receipt").await, 1);
    assert_eq!(council.count("select version from requests.request").await, 2);
}

#[tokio::test]
async fn two_members_who_reach_for_the_same_request_do_not_both_get_it() {
    let council = Council::with_replicas(2).await;
    let quality = council.send(Sending::quality(council.clock())).await;
    let claim =
        || ClaimRequestRequest { request_id: council.id(), id: quality.id.to_string(), etag: "1".into() };
    let (mut quinn, mut quentin) = (council.requests_of(0, "quinn"), council.requests_of(1, "quentin"));
    let (by_quinn, by_quentin) = tokio::join!(quinn.claim_request(claim()), quentin.claim_request(claim()));
    let (won, lost) = if by_quinn.is_ok() { (by_quinn, by_quentin) } else { (by_quentin, by_quinn) };
    won.expect("one of them has it");
    refused(lost, Reason::NotTheAssignee);
    assert_eq!(council.told::<RequestClaimed>(1).await.len(), 1);
}

#[tokio::test]
async fn a_completion_that_races_an_edit_is_about_a_text_that_stood_or_is_refused() {
    let council = Council::new().await;
    for _ in 0..5 {
        let report = council.send(Sending::report(council.clock())).await;
        let edit = report.briefed(council.clock(), 2, crate::sending::brief(8, &["sam"]));
        let (completed, ()) = tokio::join!(council.complete("priya", report.id, 7), council.tell(edit));
        council.heard(&report, 2).await;
        let now = council.see("sam", report.id).await;
        match completed {
            Ok(_) => assert_eq!(now.state().as_str_name(), "REQUEST_STATE_VOIDED"),
            Err(status) => {
                assert_eq!(reason_of(&status), Some(Reason::CoveredTextChanged));
                assert_eq!(now.state().as_str_name(), "REQUEST_STATE_SENT");
            }
        }
    }
}

#[tokio::test]
async fn another_command_under_the_same_id_is_refused() {
    let council = Council::new().await;
    let (report, other) = (
        council.send(Sending::report(council.clock())).await,
        council.send(Sending::report(council.clock())).await,
    );
    let completion = council.completion(report.id, 7);
    let mut priya = council.requests("priya");
    priya.complete_request(completion.clone()).await.expect("the first time");
    let reused = CompleteRequestRequest { id: other.id.to_string(), ..completion.clone() };
    refused(priya.complete_request(reused).await, Reason::RequestIdReused);
    let reworded = CompleteRequestRequest { comment: "No.".into(), ..completion.clone() };
    refused(priya.complete_request(reworded).await, Reason::RequestIdReused);

    // Another person's command is another command, whatever its id.
    let theos = council.send(Sending::report(council.clock()).to(to("theo"))).await;
    let same_id = CompleteRequestRequest { id: theos.id.to_string(), ..completion };
    council.requests("theo").complete_request(same_id).await.expect("his own");
    assert_eq!(council.told::<RequestCompleted>(2).await.len(), 2);
}

#[tokio::test]
async fn the_same_claim_again_gets_the_first_answer() {
    let council = Council::with_replicas(2).await;
    let quality = council.send(Sending::quality(council.clock())).await;
    let claim =
        ClaimRequestRequest { request_id: council.id(), id: quality.id.to_string(), etag: "1".into() };
    let first = council.requests_of(0, "quinn").claim_request(claim.clone()).await.expect("the first time");
    council.complete("quinn", quality.id, 7).await.expect("it is hers");
    let again = council.requests_of(1, "quinn").claim_request(claim).await.expect("a repeat");
    assert_eq!(again.into_inner(), first.into_inner());
    assert_eq!(council.told::<RequestClaimed>(1).await.len(), 1);
}
