use crate::council::{ADA, Council, id};
use contracts::{
    audit::v1::AuditFilter,
    directory::v1::{
        GetChildRequest, GetWorkerRequest, VerifyAuditChainRequest, audit_service_client::AuditServiceClient,
    },
    r#type::v1::Role,
};

#[tokio::test]
async fn it_is_known_who_opened_a_childs_record_and_when() {
    let council = Council::new().await;
    let began = council.suite.clock().now().timestamp();
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    council.register("3549863", "Chloe", "Smith").await;
    council.register("1", "Ben", "Jones").await;
    for child_id in ["3549863", "1"] {
        council.children("sam").get_child(GetChildRequest { child_id: child_id.to_owned() }).await.unwrap();
    }

    let filter =
        AuditFilter { child_id: "3549863".to_owned(), worker_id: sam.worker_id, ..Default::default() };
    let entries = council.audit(filter).await;
    let rpcs: Vec<&str> = entries.iter().map(|entry| entry.rpc.as_str()).collect();
    assert_eq!(rpcs, ["permanence.directory.v1.ChildService/GetChild"]);
    let opened = entries[0].time.unwrap().seconds;
    assert!((began..=council.suite.clock().now().timestamp()).contains(&opened));

    let mut audit = AuditServiceClient::new(council.suite.client("directory", ADA));
    let report =
        audit.verify_audit_chain(VerifyAuditChainRequest {}).await.unwrap().into_inner().report.unwrap();
    assert_eq!(report.first_broken_entry, 0);
    assert!(report.sealed_entries + report.unsealed_entries >= 6, "{report:?}");
}

#[tokio::test]
async fn what_was_refused_or_not_found_had_no_effect_and_left_no_entry() {
    let council = Council::new().await;
    let mut workers = council.workers(ADA);
    workers.get_worker(GetWorkerRequest { worker_id: id() }).await.unwrap_err();
    workers.get_worker(GetWorkerRequest { worker_id: "x".to_owned() }).await.unwrap_err();
    let stored: i64 = sqlx::query_scalar("select count(*) from audit_entry where rpc like '%GetWorker'")
        .fetch_one(&council.pool())
        .await
        .unwrap();
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn no_entry_holds_a_name() {
    let council = Council::new().await;
    council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    council.register("3549863", "Chloe", "Smith").await;
    let request =
        contracts::directory::v1::SearchChildrenRequest { query: "Smith".into(), ..Default::default() };
    council.children("sam").search_children(request).await.unwrap();
    let request =
        contracts::directory::v1::SearchWorkersRequest { name: "Field".into(), ..Default::default() };
    council.workers("sam").search_workers(request).await.unwrap();

    let entries: Vec<String> = sqlx::query_scalar("select to_json(audit_entry)::text from audit_entry")
        .fetch_all(&council.pool())
        .await
        .unwrap();
    for name in ["Smith", "Chloe", "Sam", "Field"] {
        assert!(!entries.iter().any(|entry| entry.contains(name)), "{name}");
    }
}
