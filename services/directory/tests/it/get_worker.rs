use crate::council::{Council, id, refused, wrong_fields};
use contracts::{directory::v1::GetWorkerRequest, r#type::v1::Role};
use fault::{Reason, metadata_of};
use tonic::Code;

#[tokio::test]
async fn a_worker_is_shown_and_the_look_is_on_record() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let priya = council.hire("Priya Nair", "priya", &[Role::TeamManager]).await;

    let request = GetWorkerRequest { worker_id: priya.worker_id.clone() };
    let shown = council.workers("sam").get_worker(request).await.unwrap().into_inner();
    assert_eq!(shown.worker, Some(priya.clone()));

    let entries = council.entries("permanence.directory.v1.WorkerService/GetWorker").await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].worker_id, sam.worker_id);
    assert_eq!(entries[0].subjects, [format!("worker/{}", priya.worker_id)]);
}

#[tokio::test]
async fn nobody_is_shown_where_there_is_nobody() {
    let council = Council::new().await;
    council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let worker_id = id();
    let request = GetWorkerRequest { worker_id: worker_id.clone() };
    let status = refused(council.workers("sam").get_worker(request).await, Code::NotFound, Reason::NotFound);
    assert_eq!(metadata_of(&status)["subject"], format!("worker/{worker_id}"));
    assert!(council.entries("permanence.directory.v1.WorkerService/GetWorker").await.is_empty());

    for wrong in ["", "7", "00000000-0000-0000-0000-000000000000", "a\0b"] {
        let request = GetWorkerRequest { worker_id: wrong.to_owned() };
        assert_eq!(wrong_fields(council.workers("sam").get_worker(request).await), ["worker_id"]);
    }
}
