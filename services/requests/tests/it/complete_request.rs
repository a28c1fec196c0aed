use crate::{
    council::Council,
    people::{CHLOE, FINDERS, QAAG, id_of, to},
    refused::refused,
    sending::{Sending, brief, voiding},
};
use contracts::{
    requests::v1::{CompleteRequestRequest, RequestCompleted, RequestState},
    r#type::v1::Role,
    workflow::v1::RequestBrief,
};
use fault::{Reason, field_violations_of, metadata_of, violations_of};

#[tokio::test]
async fn a_manager_authorises_the_text_that_they_read_and_it_is_told() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let completed = council.complete("priya", report.id, 7).await.expect("the manager may");
    let completed = completed.into_inner().request.expect("the request");
    assert_eq!(completed.state, i32::from(RequestState::Completed));
    assert_eq!((completed.covered_version, completed.completed_version), (7, 7));
    assert_eq!(completed.assignee, None, "an answered request stands in no list");
    assert_eq!(completed.comment, "Reviewed.");
    let answered = completed.answered.clone().and_then(|act| act.by).expect("somebody");
    assert_eq!(
        (answered.worker_id, answered.display_name.as_str()),
        (id_of("priya").to_string(), "Priya Nair")
    );
    assert_eq!(council.see("sam", report.id).await, completed, "everybody sees what was answered");

    let told = council.told::<RequestCompleted>(1).await.remove(0);
    assert_eq!((told.request_id, told.workstep_id), (report.id.to_string(), report.workstep_id.to_string()));
    assert_eq!((told.covered_version, told.comment.as_str()), (7, "Reviewed."));
    assert_eq!(
        told.completed.and_then(|act| act.by).expect("somebody").worker_id,
        id_of("priya").to_string()
    );

    let entry: (String, String, Vec<String>) = sqlx::query_as(
        "select worker_id, child_id, subjects from requests.audit_entry where rpc like '%/CompleteRequest'",
    )
    .fetch_one(&council.admin())
    .await
    .unwrap();
    let subjects = vec![format!("request/{}", report.id)];
    assert_eq!(entry, (id_of("priya").to_string(), CHLOE.to_owned(), subjects));
}

#[tokio::test]
async fn from_an_inbox_it_becomes_the_persons_who_answered() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock())).await;
    council.complete("quinn", quality.id, 7).await.expect("a member answers");
    let (worker, inbox): (Option<uuid::Uuid>, Option<uuid::Uuid>) =
        sqlx::query_as("select worker_id, inbox_id from requests.request")
            .fetch_one(&council.admin())
            .await
            .unwrap();
    assert_eq!((worker, inbox), (Some(id_of("quinn")), None));
    let told = council.told::<RequestCompleted>(1).await.remove(0);
    assert_eq!(
        told.completed.and_then(|act| act.by).expect("somebody").worker_id,
        id_of("quinn").to_string()
    );
}

#[tokio::test]
async fn what_covers_nothing_is_completed_by_anyone_it_was_sent_to() {
    let council = Council::new().await;
    let mut action = Sending::report(council.clock()).to(to("otto")).about(RequestBrief::default());
    (action.told.must_be_sent, action.told.blocks_finish) = (false, false);
    action.told.answered_by = vec![];
    let action = council.send(action).await;
    let completed = council.complete("otto", action.id, 0).await.expect("anyone");
    let completed = completed.into_inner().request.expect("the request");
    assert_eq!((completed.completed_version, completed.notification), (0, false));
}

#[tokio::test]
async fn nobody_but_the_assignee_in_a_fitting_role_answers() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let status = refused(council.complete("theo", report.id, 7).await, Reason::NotTheAssignee);
    assert_eq!(metadata_of(&status)["assignee"], format!("worker/{}", id_of("priya")));
    refused(council.complete("quinn", report.id, 7).await, Reason::NotTheAssignee);

    let to_mei = council.send(Sending::report(council.clock()).to(to("mei"))).await;
    let status = refused(council.complete("mei", to_mei.id, 7).await, Reason::RoleRequired);
    assert_eq!(metadata_of(&status)["roles"], "PRACTICE_SUPERVISOR, TEAM_MANAGER");
    let quality = council.send(Sending::quality(council.clock())).await;
    refused(council.complete("otto", quality.id, 7).await, Reason::RoleRequired);
    assert_eq!(council.events().await, 0);
    assert_eq!(council.count("select count(*) from requests.request where state = 'SENT'").await, 3);
}

#[tokio::test]
async fn nobody_authorises_their_own_by_any_route() {
    let council = Council::new().await;
    let report = || Sending::report(council.clock());
    let to_herself = council.send(report().by("priya")).await;
    refused(council.complete("priya", to_herself.id, 7).await, Reason::OwnRequest);
    let by_inbox = report().by("fay").to(FINDERS.assignee()).answered_by(&[Role::FamilyFinder]);
    let by_inbox = council.send(by_inbox).await;
    refused(council.complete("fay", by_inbox.id, 7).await, Reason::OwnRequest);

    let her_text = council.send(report().about(brief(7, &["sam", "priya"]))).await;
    refused(council.complete("priya", her_text.id, 7).await, Reason::OwnReport);
    let quality = Sending::quality(council.clock()).about(brief(7, &["quentin"]));
    let quality = council.send(quality).await;
    refused(council.complete("quentin", quality.id, 7).await, Reason::OwnReport);
    council.complete("quinn", quality.id, 7).await.expect("the other member may");
    assert_eq!(council.told::<RequestCompleted>(1).await.len(), 1);
}

#[tokio::test]
async fn everything_that_forbids_somebody_the_answer_is_said_at_once() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let status = refused(council.complete("sam", report.id, 7).await, Reason::NotTheAssignee);
    let all = [Reason::NotTheAssignee, Reason::RoleRequired, Reason::OwnRequest, Reason::OwnReport];
    assert_eq!(violations_of(&status), all);
}

#[tokio::test]
async fn another_text_than_the_one_read_is_not_authorised() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    council.tell_of(&report, 2, report.briefed(council.clock(), 2, brief(8, &["sam"]))).await;
    for read in [0, 7, 9] {
        let status = refused(council.complete("priya", report.id, read).await, Reason::CoveredTextChanged);
        assert_eq!(metadata_of(&status)["covered_version"], "8");
    }
    assert_eq!(council.see("priya", report.id).await.state, i32::from(RequestState::Sent));
    council.complete("priya", report.id, 8).await.expect("the text that stands there");
}

#[tokio::test]
async fn whatever_the_brief_says_against_an_answer_is_said_at_once() {
    let council = Council::new().await;
    let both = RequestBrief {
        refusals: vec!["ADM_SECTION_INCOMPLETE".into(), "DECISION_CONTRADICTS_QUEUE".into()],
        ..brief(3, &["quinn"])
    };
    let incomplete = council.send(Sending::recommendation(council.clock())).await;
    let contradicting = council.send(Sending::recommendation(council.clock()).about(both)).await;

    let status = refused(council.complete("mei", incomplete.id, 3).await, Reason::AdmSectionIncomplete);
    assert_eq!(violations_of(&status), [Reason::AdmSectionIncomplete]);
    let status = refused(council.complete("mei", contradicting.id, 3).await, Reason::AdmSectionIncomplete);
    assert_eq!(violations_of(&status), [Reason::AdmSectionIncomplete, Reason::DecisionContradictsQueue]);
    let shown = council.see("mei", contradicting.id).await;
    assert_eq!(shown.refusals, ["ADM_SECTION_INCOMPLETE", "DECISION_CONTRADICTS_QUEUE"]);

    let decided = contradicting.briefed(council.clock(), 2, brief(3, &["quinn"]));
    council.tell_of(&contradicting, 2, decided).await;
    council.complete("mei", contradicting.id, 3).await.expect("the decision is recorded now");
}

#[tokio::test]
async fn an_answer_is_final_and_so_is_every_other_end() {
    let council = Council::new().await;
    let report = || Sending::report(council.clock());
    let (answered, voided, lapsed) =
        (council.send(report()).await, council.send(report()).await, council.send(report()).await);
    council.complete("priya", answered.id, 7).await.expect("the manager may");
    council.tell_of(&voided, 2, voided.briefed(council.clock(), 2, voiding(8))).await;
    council.tell_of(&lapsed, 2, lapsed.lapsed(council.clock(), 2)).await;

    let by = id_of("priya").to_string();
    for (ended, state, by) in
        [(&answered, "COMPLETED", by.as_str()), (&voided, "VOIDED", ""), (&lapsed, "WITHDRAWN", "")]
    {
        let status = refused(council.complete("priya", ended.id, 7).await, Reason::RequestEnded);
        let metadata = metadata_of(&status);
        assert_eq!((metadata["state"].as_str(), metadata["by"].as_str()), (state, by));
        assert!(metadata["at"].starts_with("2026-01-14T"));
        assert_eq!(violations_of(&status), [Reason::RequestEnded]);
    }
    assert_eq!(council.told::<RequestCompleted>(1).await.len(), 1);
}

#[tokio::test]
async fn an_unknown_request_is_not_found_and_every_wrong_field_is_named() {
    let council = Council::new().await;
    refused(council.complete("priya", council.clock().new_id(), 7).await, Reason::NotFound);
    let wrong = CompleteRequestRequest {
        request_id: String::new(),
        id: "x".into(),
        covered_version: -1,
        comment: "x".repeat(2_001),
    };
    let status = refused(council.requests("priya").complete_request(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["request_id", "id", "covered_version", "comment"]);
}

#[tokio::test]
async fn a_claimed_request_is_completed_by_who_claimed_it_alone() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock()).to(QAAG.assignee())).await;
    council.claim("quentin", quality.id, "1").await.expect("a member claims");
    refused(council.complete("quinn", quality.id, 7).await, Reason::NotTheAssignee);
    council.complete("quentin", quality.id, 7).await.expect("it is his");
}
