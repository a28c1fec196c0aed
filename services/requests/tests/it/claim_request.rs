use crate::{
    council::Council,
    people::{CHLOE, QAAG, id_of, to},
    refused::refused,
    sending::{Sending, brief, voiding},
};
use contracts::{
    requests::v1::{ClaimRequestRequest, RequestClaimed, RequestState},
    r#type::v1::assignee::Holder,
};
use fault::{Reason, field_violations_of, metadata_of};

#[tokio::test]
async fn a_member_takes_a_request_out_of_the_inbox_and_it_is_told() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock())).await;
    let read = council.see("quinn", quality.id).await;
    let claimed = council.claim("quinn", quality.id, &read.etag).await.expect("a member claims");
    let claimed = claimed.into_inner().request.expect("the request");
    assert_eq!(claimed.state, i32::from(RequestState::Sent));
    let Some(Holder::Worker(assignee)) = claimed.assignee.clone().and_then(|it| it.holder) else {
        panic!("a person")
    };
    assert_eq!(
        (assignee.worker_id, assignee.display_name.as_str()),
        (id_of("quinn").to_string(), "Quinn Adeyemi")
    );
    assert_ne!(claimed.etag, read.etag);
    assert_eq!(council.see("sam", quality.id).await, claimed, "everybody sees what was answered");

    let told = council.told::<RequestClaimed>(1).await.remove(0);
    assert_eq!(told.request_id, quality.id.to_string());
    assert_eq!(told.workstep_id, quality.workstep_id.to_string());
    let act = told.claimed.expect("an act");
    assert_eq!(act.by.expect("somebody").worker_id, id_of("quinn").to_string());
    let Some(Holder::Worker(now)) = told.assignee.and_then(|it| it.holder) else { panic!("a person") };
    assert_eq!(now.worker_id, id_of("quinn").to_string());
    let about: (String, i64, String, String) = sqlx::query_as(
        "select subject, subject_version, child_id, case_id::text from requests.events where actor_id = $1",
    )
    .bind(id_of("quinn"))
    .fetch_one(&council.admin())
    .await
    .unwrap();
    let subject = format!("request/{}", quality.id);
    assert_eq!(about, (subject, 2, CHLOE.to_owned(), quality.case_id.to_string()));
}

#[tokio::test]
async fn what_stands_in_the_own_list_already_stays_and_is_not_told_again() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let before = council.see("priya", report.id).await;
    let claimed = council.claim("priya", report.id, &before.etag).await.expect("it is hers");
    assert_eq!(claimed.into_inner().request, Some(before));
    assert_eq!(council.events().await, 0);
}

#[tokio::test]
async fn who_could_not_complete_it_cannot_claim_it() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock()).about(brief(7, &["quentin"]))).await;
    let mut own = Sending::report(council.clock()).by("quinn").to(QAAG.assignee());
    own.told.answered_by = vec![];
    let own = council.send(own).await;

    let status = refused(council.claim("priya", own.id, "1").await, Reason::NotTheAssignee);
    assert_eq!(metadata_of(&status)["assignee"], format!("inbox/{}", QAAG.id()));
    let status = refused(council.claim("otto", quality.id, "1").await, Reason::RoleRequired);
    assert_eq!(metadata_of(&status)["roles"], "QAAG_WORKER");
    refused(council.claim("quinn", own.id, "1").await, Reason::OwnRequest);
    refused(council.claim("quentin", quality.id, "1").await, Reason::OwnReport);
    assert_eq!(council.events().await, 0);
    let in_the_inbox = "select count(*) from requests.request where inbox_id is not null and version = 1";
    assert_eq!(council.count(in_the_inbox).await, 2);
}

#[tokio::test]
async fn an_older_state_than_the_one_that_stands_is_not_claimed() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock())).await;
    council.tell_of(&quality, 2, quality.briefed(council.clock(), 2, brief(8, &["sam"]))).await;
    let status = refused(council.claim("quinn", quality.id, "1").await, Reason::EtagStale);
    let metadata = metadata_of(&status);
    assert_eq!(metadata["etag"], "2");
    assert_eq!(metadata["changed_by"], id_of("sam").to_string());
    assert_eq!(metadata["subject"], format!("request/{}", quality.id));
    assert!(metadata["changed_at"].starts_with("2026-01-14T"));
}

#[tokio::test]
async fn what_is_taken_ended_or_unknown_is_not_claimed() {
    let council = Council::new().await;
    let taken = council.send(Sending::quality(council.clock())).await;
    council.claim("quentin", taken.id, "1").await.expect("a member claims");
    let status = refused(council.claim("quinn", taken.id, "2").await, Reason::NotTheAssignee);
    assert_eq!(metadata_of(&status)["assignee"], format!("worker/{}", id_of("quentin")));

    let voided = council.send(Sending::quality(council.clock())).await;
    council.tell_of(&voided, 2, voided.briefed(council.clock(), 2, voiding(8))).await;
    let status = refused(council.claim("quinn", voided.id, "2").await, Reason::RequestEnded);
    assert_eq!(metadata_of(&status)["state"], "VOIDED");

    refused(council.claim("quinn", council.clock().new_id(), "1").await, Reason::NotFound);
    assert_eq!(council.told::<RequestClaimed>(1).await.len(), 1);
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let council = Council::new().await;
    let wrong = ClaimRequestRequest { request_id: "1".into(), id: "2".into(), etag: String::new() };
    let status = refused(council.requests("quinn").claim_request(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["request_id", "id", "etag"]);
}

#[tokio::test]
async fn a_request_of_one_persons_is_not_claimed_by_another() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock()).to(to("priya"))).await;
    refused(council.claim("theo", report.id, "1").await, Reason::NotTheAssignee);
}
