use crate::council::{ADA, Council, inbox, refused};
use contracts::{directory::v1::GetMeRequest, r#type::v1::Role};
use fault::Reason;
use tonic::Code;

#[tokio::test]
async fn a_worker_learns_who_they_are_and_which_inboxes_they_work_from() {
    let council = Council::new().await;
    let quinn = council.hire("Quinn Adeyemi", "quinn", &[Role::QaagWorker]).await;
    let qaag = council.update_inbox(inbox("CS QAAG – Inbox", &[&quinn])).await.unwrap();
    council.update_inbox(inbox("CS Permanence Family Finders – Inbox", &[])).await.unwrap();

    let me = council.workers("quinn").get_me(GetMeRequest {}).await.unwrap().into_inner();
    assert_eq!(me.worker, Some(quinn.clone()));
    let inboxes: Vec<_> = me.inboxes.iter().map(|inbox| (&inbox.inbox_id, inbox.name.as_str())).collect();
    assert_eq!(inboxes, [(&qaag.inbox_id, "CS QAAG – Inbox")]);

    let entries = council.entries("permanence.directory.v1.WorkerService/GetMe").await;
    assert_eq!(
        (&entries[0].worker_id, &entries[0].subjects),
        (&quinn.worker_id, &vec![format!("worker/{}", quinn.worker_id)])
    );
}

#[tokio::test]
async fn nobody_else_learns_anything() {
    let council = Council::new().await;
    let stranger = council.workers("stranger").get_me(GetMeRequest {}).await;
    refused(stranger, Code::PermissionDenied, Reason::WorkerUnknown);

    let sam = council.hire("Sam Field", "sam", &[]).await;
    council.leaves(&sam).await;
    let left = council.workers("sam").get_me(GetMeRequest {}).await;
    refused(left, Code::PermissionDenied, Reason::WorkerInactive);

    council.workers(ADA).get_me(GetMeRequest {}).await.unwrap();
}
