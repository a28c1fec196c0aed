use crate::{
    council::Council,
    people::{CHLOE, id_of, to},
    refused::refused,
    sending::{Sending, brief, voiding},
};
use contracts::{
    requests::v1::{RequestReturned, RequestState, ReturnRequestRequest},
    workflow::v1::RequestBrief,
};
use fault::{Reason, field_violations_of, metadata_of, violations_of};
use uuid::Uuid;

const WHY: &str = "Section 3 says nothing of her brother.";

fn back(council: &Council, id: Uuid) -> ReturnRequestRequest {
    ReturnRequestRequest { request_id: council.id(), id: id.to_string(), comment: WHY.into() }
}

impl Council {
    async fn send_back(
        &self,
        subject: &str,
        id: Uuid,
    ) -> Result<tonic::Response<contracts::requests::v1::ReturnRequestResponse>, tonic::Status> {
        self.requests(subject).return_request(back(self, id)).await
    }
}

#[tokio::test]
async fn it_goes_back_with_a_comment_and_its_sender_hears_why() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let returned = council.send_back("priya", report.id).await.expect("the manager may");
    let returned = returned.into_inner().request.expect("the request");
    assert_eq!((returned.state(), returned.comment.as_str()), (RequestState::Returned, WHY));
    assert_eq!((returned.assignee.clone(), returned.completed_version), (None, 0));
    let answered = returned.answered.clone().and_then(|act| act.by).expect("somebody");
    assert_eq!(answered.display_name, "Priya Nair");
    assert_eq!(council.see("sam", report.id).await, returned, "everybody sees what was answered");
    assert!(council.in_folder("priya").await.is_empty(), "an answered request stands in no list");

    let told = council.told::<RequestReturned>(1).await.remove(0);
    assert_eq!((told.request_id, told.workstep_id), (report.id.to_string(), report.workstep_id.to_string()));
    assert_eq!(told.comment, WHY);
    assert_eq!(
        told.title,
        "CS Manager: Please review and authorise prior to QAAG:SC Permanency Planning Process"
    );
    let (by, sender) = (told.returned.and_then(|act| act.by), told.sent.and_then(|act| act.by));
    assert_eq!(by.expect("somebody").worker_id, id_of("priya").to_string());
    assert_eq!(sender.expect("somebody").worker_id, id_of("sam").to_string());
    let entry: (String, String, Vec<String>) = sqlx::query_as(
        "select worker_id, child_id, subjects from requests.audit_entry where rpc like '%/ReturnRequest'",
    )
    .fetch_one(&council.admin())
    .await
    .unwrap();
    let subjects = vec![format!("request/{}", report.id)];
    assert_eq!(entry, (id_of("priya").to_string(), CHLOE.to_owned(), subjects));
}

#[tokio::test]
async fn nobody_but_the_assignee_in_a_fitting_role_sends_it_back() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let status = refused(council.send_back("theo", report.id).await, Reason::NotTheAssignee);
    assert_eq!(metadata_of(&status)["assignee"], format!("worker/{}", id_of("priya")));
    let status = refused(council.send_back("sam", report.id).await, Reason::NotTheAssignee);
    assert_eq!(violations_of(&status), [Reason::NotTheAssignee, Reason::RoleRequired]);
    let quality = council.send(Sending::quality(council.clock())).await;
    refused(council.send_back("otto", quality.id).await, Reason::RoleRequired);
    assert_eq!(council.events().await, 0);
}

#[tokio::test]
async fn who_wrote_it_meanwhile_sends_it_back_and_from_an_inbox_it_is_theirs() {
    let council = Council::new().await;
    let quality = Sending::quality(council.clock()).about(brief(7, &["quentin"]));
    let quality = council.send(quality).await;
    refused(council.complete("quentin", quality.id, 7).await, Reason::OwnReport);
    council.send_back("quentin", quality.id).await.expect("that authorises nothing");
    let holder: (Option<Uuid>, Option<Uuid>) =
        sqlx::query_as("select worker_id, inbox_id from requests.request")
            .fetch_one(&council.admin())
            .await
            .unwrap();
    assert_eq!(holder, (Some(id_of("quentin")), None));
}

#[tokio::test]
async fn a_notification_stands_until_it_was_read() {
    let council = Council::new().await;
    let mut notification = Sending::report(council.clock()).about(RequestBrief::default());
    notification.told.blocks_finish = false;
    let notification = council.send(notification).await;
    refused(council.send_back("priya", notification.id).await, Reason::NotificationStands);
    assert_eq!(council.see("priya", notification.id).await.state(), RequestState::Sent);
    council.complete("priya", notification.id, 0).await.expect("she has read it");
}

#[tokio::test]
async fn what_ended_does_not_go_back_and_what_went_back_stays_so() {
    let council = Council::new().await;
    let report = || Sending::report(council.clock());
    let (completed, voided, returned) =
        (council.send(report()).await, council.send(report()).await, council.send(report()).await);
    council.complete("priya", completed.id, 7).await.expect("the manager may");
    council.tell_of(&voided, 2, voided.briefed(council.clock(), 2, voiding(8))).await;
    council.send_back("priya", returned.id).await.expect("the manager may");
    for (ended, state) in [(&completed, "COMPLETED"), (&voided, "VOIDED"), (&returned, "RETURNED")] {
        let status = refused(council.send_back("priya", ended.id).await, Reason::RequestEnded);
        assert_eq!(metadata_of(&status)["state"], state);
    }
    refused(council.complete("priya", returned.id, 7).await, Reason::RequestEnded);

    council.tell_of(&returned, 2, returned.briefed(council.clock(), 2, voiding(8))).await;
    council.tell_of(&returned, 3, returned.lapsed(council.clock(), 3)).await;
    let now = council.see("sam", returned.id).await;
    assert_eq!((now.state(), now.comment.as_str()), (RequestState::Returned, WHY));
    assert_eq!(council.told::<RequestReturned>(1).await.len(), 1);
}

#[tokio::test]
async fn one_that_was_just_sent_goes_back_though_nothing_is_heard() {
    let council = Council::new().await;
    council.hear_nothing();
    let report = Sending::report(council.clock());
    council.tell(report.event(council.clock())).await;
    council.send_back("priya", report.id).await.expect("workflow is heard first");
    refused(council.send_back("priya", council.clock().new_id()).await, Reason::NotFound);
    council.hear_again();
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let council = Council::new().await;
    for comment in [String::new(), " \n".into(), "x".repeat(2_001), "a\0b".into()] {
        let wrong = ReturnRequestRequest { request_id: "1".into(), id: "2".into(), comment };
        let status = refused(council.requests("priya").return_request(wrong).await, Reason::FieldInvalid);
        let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, ["request_id", "id", "comment"]);
    }
}

#[tokio::test]
async fn the_same_return_again_gets_the_first_answer_wherever_it_is_sent() {
    let council = Council::with_replicas(2).await;
    let report = council.send(Sending::report(council.clock()).to(to("priya"))).await;
    let again = back(&council, report.id);
    let (mut one, mut other) = (council.requests_of(0, "priya"), council.requests_of(1, "priya"));
    let (first, twin) = tokio::join!(one.return_request(again.clone()), other.return_request(again.clone()));
    let first = first.expect("an answer").into_inner();
    assert_eq!(twin.expect("an answer").into_inner(), first);
    assert_eq!(one.return_request(again.clone()).await.expect("a repeat").into_inner(), first);
    assert_eq!(council.told::<RequestReturned>(1).await.len(), 1);
    let reworded = ReturnRequestRequest { comment: "Another.".into(), ..again };
    refused(one.return_request(reworded).await, Reason::RequestIdReused);
}
