use crate::council::{ADA, Council, child, id, inbox, member, worker, wrong_fields};
use contracts::directory::v1::{
    Child, GetChildRequest, Inbox, RegisterChildRequest, UpdateInboxRequest, UpdateWorkerRequest, Worker,
};

const NASTY: [&str; 4] = ["", " \u{a0} ", "a\0b", "line\nbreak"];

#[tokio::test]
async fn a_workers_name_and_subject_are_one_line_of_something() {
    let council = Council::new().await;
    let long = "x".repeat(201);
    for nasty in NASTY.into_iter().chain([long.as_str()]) {
        for (field, wanted) in [
            ("worker.display_name", Worker { display_name: nasty.to_owned(), ..worker("Sam", "sam", &[]) }),
            ("worker.subject", Worker { subject: nasty.to_owned(), ..worker("Sam", "sam", &[]) }),
        ] {
            let request = UpdateWorkerRequest { request_id: id(), worker: Some(wanted), allow_missing: true };
            assert_eq!(wrong_fields(council.workers(ADA).update_worker(request).await), [field], "{nasty:?}");
        }
    }
    let service = Worker { subject: "service:workflow".to_owned(), ..worker("Sam", "sam", &[]) };
    let request = UpdateWorkerRequest { request_id: id(), worker: Some(service), allow_missing: true };
    assert_eq!(wrong_fields(council.workers(ADA).update_worker(request).await), ["worker.subject"]);
    let request = UpdateWorkerRequest { request_id: id(), worker: None, allow_missing: true };
    assert_eq!(wrong_fields(council.workers(ADA).update_worker(request).await)[0], "worker");
    assert_eq!(council.events().await.len(), 1);
}

#[tokio::test]
async fn a_workers_ids_and_roles_are_what_they_say() {
    let council = Council::new().await;
    let wanted = Worker {
        worker_id: "7".to_owned(),
        roles: vec![1, 0, 14, -1],
        team_id: "'; drop table directory.team; --".to_owned(),
        line_manager_id: "\0".to_owned(),
        ..worker("Sam", "sam", &[])
    };
    let request =
        UpdateWorkerRequest { request_id: "r".to_owned(), worker: Some(wanted), allow_missing: true };
    let mut wrong = wrong_fields(council.workers(ADA).update_worker(request).await);
    wrong.sort();
    assert_eq!(
        wrong,
        [
            "request_id",
            "worker.line_manager_id",
            "worker.roles[1]",
            "worker.roles[2]",
            "worker.roles[3]",
            "worker.team_id",
            "worker.worker_id",
        ]
    );
}

#[tokio::test]
async fn an_etag_of_any_shape_is_only_another_one() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[]).await;
    for etag in ["0", "-1", "01", "\0", "9999999999999999999999", &"x".repeat(10_000)] {
        let stale = council.update_worker(Worker { etag: etag.to_owned(), ..sam.clone() }).await;
        crate::council::refused(stale, tonic::Code::Aborted, fault::Reason::EtagStale);
    }
}

#[tokio::test]
async fn an_inbox_of_too_many_members_is_refused() {
    let council = Council::new().await;
    let members = (0..1001).map(|_| member(&id())).collect();
    let request = UpdateInboxRequest {
        request_id: id(),
        inbox: Some(Inbox { members, ..inbox("CS QAAG – Inbox", &[]) }),
        allow_missing: true,
    };
    assert_eq!(wrong_fields(council.workers(ADA).update_inbox(request).await), ["inbox.members"]);
}

#[tokio::test]
async fn a_child_under_an_id_of_another_shape_is_refused() {
    let council = Council::new().await;
    for child_id in ["", " ", "3549863 ", "a\0", "é", "../1", &"9".repeat(41)] {
        let request = GetChildRequest { child_id: child_id.to_owned() };
        assert_eq!(
            wrong_fields(council.children(ADA).get_child(request).await),
            ["child_id"],
            "{child_id:?}"
        );
        let wanted = Child { child_id: child_id.to_owned(), ..child("1", "Chloe", "Smith") };
        let request = RegisterChildRequest { request_id: id(), child: Some(wanted) };
        assert_eq!(wrong_fields(council.children(ADA).register_child(request).await), ["child.child_id"]);
    }
    for nasty in NASTY {
        let wanted = Child { surname: nasty.to_owned(), ..child("1", "Chloe", "Smith") };
        let request = RegisterChildRequest { request_id: id(), child: Some(wanted) };
        assert_eq!(wrong_fields(council.children(ADA).register_child(request).await), ["child.surname"]);
    }
}
