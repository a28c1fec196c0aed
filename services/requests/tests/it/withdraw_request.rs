use crate::{
    council::Council,
    people::{id_of, worker_ref},
    refused::refused,
    sending::Sending,
};
use contracts::{
    requests::v1::{RequestState, RequestWithdrawn, WithdrawRequestRequest, WithdrawRequestResponse},
    workflow::v1::RequestBrief,
};
use fault::{Reason, field_violations_of, metadata_of};
use tonic::{Response, Status};
use uuid::Uuid;

fn withdrawal(council: &Council, id: Uuid) -> WithdrawRequestRequest {
    WithdrawRequestRequest { request_id: council.id(), id: id.to_string() }
}

impl Council {
    async fn withdraw(&self, subject: &str, id: Uuid) -> Result<Response<WithdrawRequestResponse>, Status> {
        self.requests(subject).withdraw_request(withdrawal(self, id)).await
    }
}

#[tokio::test]
async fn its_sender_takes_it_back_and_it_stands_in_no_list() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let withdrawn = council.withdraw("sam", report.id).await.expect("the sender may");
    let withdrawn = withdrawn.into_inner().request.expect("the request");
    assert_eq!((withdrawn.state(), withdrawn.assignee.clone()), (RequestState::Withdrawn, None));
    let answered = withdrawn.answered.clone().and_then(|act| act.by).expect("somebody");
    assert_eq!(answered.display_name, "Sam Okafor");
    assert!(council.in_folder("priya").await.is_empty());
    assert_eq!(council.see("priya", report.id).await, withdrawn, "everybody sees that it was taken back");

    let told = council.told::<RequestWithdrawn>(1).await.remove(0);
    assert_eq!((told.request_id, told.workstep_id), (report.id.to_string(), report.workstep_id.to_string()));
    assert_eq!(told.withdrawn.and_then(|act| act.by).expect("somebody").worker_id, id_of("sam").to_string());
    let stood_with = told.stood_with.and_then(|assignee| assignee.holder);
    let named = contracts::r#type::v1::WorkerRef { display_name: "Priya Nair".into(), ..worker_ref("priya") };
    assert_eq!(stood_with, Some(contracts::r#type::v1::assignee::Holder::Worker(named)));
    let entries = "select count(*) from requests.audit_entry where rpc like '%/WithdrawRequest'";
    assert_eq!(council.count(entries).await, 1);
}

#[tokio::test]
async fn nobody_else_takes_it_back() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock())).await;
    for other in ["sam", "quinn", "theo"] {
        let status = refused(council.withdraw(other, quality.id).await, Reason::NotTheSender);
        assert_eq!(metadata_of(&status)["sender"], format!("worker/{}", id_of("priya")));
    }
    assert_eq!(council.events().await, 0);
    assert_eq!(council.see("quinn", quality.id).await.state(), RequestState::Sent);
}

#[tokio::test]
async fn who_was_covered_when_it_was_sent_takes_it_back_too() {
    let council = Council::new().await;
    let mut covered = Sending::report(council.clock()).by("theo");
    let sent = covered.told.sent.as_mut().expect("an act");
    sent.on_behalf_of = Some(worker_ref("sam"));
    let covered = council.send(covered).await;
    council.withdraw("sam", covered.id).await.expect("it was sent for Sam");
}

#[tokio::test]
async fn a_notification_stands_and_what_ended_stays_as_it_is() {
    let council = Council::new().await;
    let mut notification = Sending::report(council.clock()).about(RequestBrief::default());
    notification.told.blocks_finish = false;
    let notification = council.send(notification).await;
    refused(council.withdraw("sam", notification.id).await, Reason::NotificationStands);

    let completed = council.send(Sending::report(council.clock())).await;
    council.complete("priya", completed.id, 7).await.expect("the manager may");
    let status = refused(council.withdraw("sam", completed.id).await, Reason::RequestEnded);
    assert_eq!(metadata_of(&status)["state"], "COMPLETED");

    let withdrawn = council.send(Sending::report(council.clock())).await;
    council.withdraw("sam", withdrawn.id).await.expect("the sender may");
    let status = refused(council.withdraw("sam", withdrawn.id).await, Reason::RequestEnded);
    let metadata = metadata_of(&status);
    assert_eq!((&*metadata["state"], &*metadata["by"]), ("WITHDRAWN", &*id_of("sam").to_string()));
    refused(council.complete("priya", withdrawn.id, 7).await, Reason::RequestEnded);
    council.tell_of(&withdrawn, 2, withdrawn.lapsed(council.clock(), 2)).await;
    assert!(council.see("sam", withdrawn.id).await.answered.is_some(), "it was taken back by a person");
}

#[tokio::test]
async fn of_a_withdrawal_and_a_completion_at_once_one_wins_and_the_other_is_told() {
    let council = Council::with_replicas(2).await;
    for _ in 0..5 {
        let report = council.send(Sending::report(council.clock())).await;
        let (mut sam, mut priya) = (council.requests_of(0, "sam"), council.requests_of(1, "priya"));
        let (withdrawn, completed) = tokio::join!(
            sam.withdraw_request(withdrawal(&council, report.id)),
            priya.complete_request(council.completion(report.id, 7)),
        );
        let now = council.see("sam", report.id).await.state();
        if withdrawn.is_ok() {
            refused(completed, Reason::RequestEnded);
            assert_eq!(now, RequestState::Withdrawn);
        } else {
            refused(withdrawn, Reason::RequestEnded);
            assert_eq!(now, RequestState::Completed);
        }
    }
}

#[tokio::test]
async fn one_that_was_just_sent_is_taken_back_though_nothing_is_heard() {
    let council = Council::new().await;
    council.hear_nothing();
    let report = Sending::report(council.clock());
    council.tell(report.event(council.clock())).await;
    council.withdraw("sam", report.id).await.expect("workflow is heard first");
    refused(council.withdraw("sam", council.clock().new_id()).await, Reason::NotFound);
    council.hear_again();
}

#[tokio::test]
async fn every_wrong_field_is_named_and_a_repeat_gets_the_first_answer() {
    let council = Council::with_replicas(2).await;
    let wrong = WithdrawRequestRequest { request_id: "1".into(), id: "2".into() };
    let status = refused(council.requests("sam").withdraw_request(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["request_id", "id"]);

    let report = council.send(Sending::report(council.clock())).await;
    let again = withdrawal(&council, report.id);
    let first = council.requests_of(0, "sam").withdraw_request(again.clone()).await.expect("the first time");
    let repeat = council.requests_of(1, "sam").withdraw_request(again).await.expect("a repeat");
    assert_eq!(repeat.into_inner(), first.into_inner());
    assert_eq!(council.told::<RequestWithdrawn>(1).await.len(), 1);
}
