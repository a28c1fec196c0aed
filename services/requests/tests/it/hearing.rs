//! What becomes of a request by what workflow tells, told once or again.

use crate::{
    council::{Council, until},
    people::{CHLOE, DAN, id_of},
    sending::{Sending, brief, voiding},
};
use contracts::requests::v1::RequestState;

#[tokio::test]
async fn an_open_request_follows_the_text() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let before = council.see("priya", report.id).await;
    council.tell_of(&report, 2, report.briefed(council.clock(), 2, brief(9, &["sam", "otto"]))).await;
    let after = council.see("priya", report.id).await;
    assert_eq!((after.state(), after.covered_version), (RequestState::Sent, 9));
    assert_ne!(after.etag, before.etag);
    let authors: Vec<uuid::Uuid> = sqlx::query_scalar("select unnest(author_ids) from requests.request")
        .fetch_all(&council.admin())
        .await
        .unwrap();
    assert_eq!(authors, [id_of("sam"), id_of("otto")]);
}

#[tokio::test]
async fn an_edit_voids_a_completion_and_the_answer_stays_on_record() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    council.complete("priya", report.id, 7).await.expect("the manager may");
    // A tick, or an optional form: the text is the same.
    council.tell_of(&report, 2, report.briefed(council.clock(), 2, brief(7, &["sam"]))).await;
    assert_eq!(council.see("priya", report.id).await.state(), RequestState::Completed);

    council.tell_of(&report, 3, report.briefed(council.clock(), 3, voiding(8))).await;
    let voided = council.see("sam", report.id).await;
    assert_eq!((voided.state(), voided.completed_version), (RequestState::Voided, 0));
    assert_eq!(
        voided.answered.and_then(|act| act.by).expect("somebody").worker_id,
        id_of("priya").to_string()
    );
    assert_eq!(voided.comment, "Reviewed.");
    assert_eq!(voided.assignee, None);
}

#[tokio::test]
async fn an_open_request_lapses_with_its_step_and_an_answered_one_does_not() {
    let council = Council::new().await;
    let (open, answered) = (
        council.send(Sending::report(council.clock())).await,
        council.send(Sending::report(council.clock())).await,
    );
    council.complete("priya", answered.id, 7).await.expect("the manager may");
    for sending in [&open, &answered] {
        council.tell_of(sending, 2, sending.lapsed(council.clock(), 2)).await;
    }
    assert_eq!(council.see("sam", open.id).await.state(), RequestState::Withdrawn);
    assert_eq!(council.see("sam", answered.id).await.state(), RequestState::Completed);
}

#[tokio::test]
async fn a_restored_workflow_tells_everything_again_and_nothing_changes() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let quality = council.send(Sending::quality(council.clock())).await;
    council.tell_of(&report, 2, report.briefed(council.clock(), 2, brief(8, &["sam"]))).await;
    council.tell_of(&quality, 2, quality.briefed(council.clock(), 2, voiding(8))).await;
    council.complete("priya", report.id, 8).await.expect("the manager may");
    let before = (council.see("sam", report.id).await, council.see("sam", quality.id).await);

    forget_the_place(&council).await;
    council.hear_again();
    caught_up(&council).await;
    assert_eq!((council.see("sam", report.id).await, council.see("sam", quality.id).await), before);
    assert_eq!(council.count("select count(*) from requests.request").await, 2);
    assert_eq!(council.count("select count(*) from requests.parked").await, 0);
}

#[tokio::test]
async fn a_completion_hears_everything_again_where_the_place_in_the_feed_is_lost() {
    let council = Council::new().await;
    let known = council.send(Sending::report(council.clock())).await;
    forget_the_place(&council).await;
    let new = Sending::report(council.clock());
    council.tell(new.event(council.clock())).await;
    council.complete("priya", new.id, 7).await.expect("it is heard of before it is refused");
    assert_eq!(council.see("sam", known.id).await.etag, "1", "what came again changed nothing");
}

#[tokio::test]
async fn what_breaks_the_contract_waits_with_the_childs_later_events_and_others_go_on() {
    let council = Council::new().await;
    let mut broken = Sending::report(council.clock());
    broken.told.recipient = None;
    council.tell(broken.event(council.clock())).await;
    let after_it = Sending::report(council.clock());
    council.tell(after_it.event(council.clock())).await;
    let of_another = council.send(Sending::report(council.clock()).of(DAN)).await;

    assert_eq!(council.in_folder("priya").await, [of_another.id.to_string()]);
    let parked: Vec<(String, String)> =
        sqlx::query_as("select key, reason from requests.parked order by place")
            .fetch_all(&council.admin())
            .await
            .unwrap();
    let expected = [(CHLOE, "recipient is missing"), (CHLOE, "waits for an earlier one")];
    assert_eq!(parked, expected.map(|(key, reason)| (key.to_owned(), reason.to_owned())));
}

#[tokio::test]
async fn a_second_replica_goes_on_hearing_when_the_first_one_stops() {
    let council = Council::with_replicas(2).await;
    council.send(Sending::report(council.clock())).await;
    council.suite.stop("requests", 0).await;
    let later = council.send(Sending::report(council.clock())).await;
    let mut priya = council.requests_of(1, "priya");
    priya.complete_request(council.completion(later.id, 7)).await.expect("the second replica knows of it");
}

/// As after a restore of workflow: the place that was reached says nothing there.
async fn forget_the_place(council: &Council) {
    council.hear_nothing();
    let admin = council.admin();
    until("the feed is at rest", || async {
        let moved = sqlx::query(
            "update requests.feed_cursor set cursor = 'another-epoch:4711', holder = null, held_until = null
              where upstream = 'permanence.workflow' and cursor <> ''",
        );
        moved.execute(&admin).await.expect("to move the cursor").rows_affected() == 1
    })
    .await;
}

async fn caught_up(council: &Council) {
    let admin = council.admin();
    until("all of it is heard again", || async {
        sqlx::query_scalar(
            "select cursor = (select epoch from workflow.feed_epoch order by ordinal desc limit 1) || ':'
                    || (select max(position) from workflow.events)
               from requests.feed_cursor where upstream = 'permanence.workflow'",
        )
        .fetch_one(&admin)
        .await
        .expect("to compare")
    })
    .await;
}
