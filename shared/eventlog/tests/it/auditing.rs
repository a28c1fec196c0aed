use crate::{
    stage::{PATIENCE, Replica, count, database, eventually, everything},
    widgets::{RPC, emit, id, looked, record_of},
};
use chrono::TimeDelta;
use contracts::{
    audit::v1::{AuditFilter, ChainReport},
    workflow::v1::{
        ListAuditEntriesRequest, VerifyAuditChainRequest, audit_service_client::AuditServiceClient,
    },
};
use eventlog::{Audit, AuditWriter, EventLog, Record};
use fault::{Reason, field_violations_of, reason_of};
use sqlx::{PgPool, postgres::PgPoolOptions, raw_sql};
use std::collections::BTreeSet;
use tokio::time::timeout;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Commits entries one by one, and waits until all are sealed.
async fn seal(replica: &Replica, entries: usize) {
    for entry in 0..entries {
        let audit = vec![looked(&format!("worker-{}", entry % 3)).child((100 + entry % 2).to_string())];
        emit(&replica.pool, &Record { audit, ..Record::default() }).await.unwrap();
    }
    eventually("all is sealed", async || replica.log.verify_audit().await.unwrap().unsealed_entries == 0)
        .await;
}

/// Does what no service may, and what a trigger refuses even to those who may.
async fn tamper(database: &testkit::Database, statement: &'static str) {
    let inside = database.admin_options().options([("search_path", "workflow")]);
    let admin = PgPoolOptions::new().max_connections(1).connect_lazy_with(inside);
    raw_sql(statement).execute(&admin).await.expect_err("the trigger refuses");
    let mut transaction = admin.begin().await.unwrap();
    raw_sql("set local session_replication_role = replica").execute(&mut *transaction).await.unwrap();
    raw_sql(statement).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn first_broken(log: &EventLog) -> i64 {
    log.verify_audit().await.unwrap().first_broken_entry
}

#[tokio::test]
async fn entries_are_sealed_within_a_second_without_gaps_and_the_chain_holds() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    seal(&replica, 20).await;
    // A transaction that rolls back takes a number of the sequence with it.
    let mut transaction = replica.pool.begin().await.unwrap();
    emit(&mut *transaction, &record_of(id(), 1)).await.unwrap();
    transaction.rollback().await.unwrap();
    seal(&replica, 5).await;
    let report = replica.log.verify_audit().await.unwrap();
    assert_eq!(report, ChainReport { sealed_entries: 25, unsealed_entries: 0, first_broken_entry: 0 });
    assert_eq!(count(&replica.pool, "select max(number) - count(*) from audit_sealed").await, 0);
    // By the middle one: a busy machine may hold one or the other up.
    let middle =
        "select extract(epoch from percentile_cont(0.5) within group (order by s.sealed_at - n.time))::bigint
                  from audit_seal s join audit_sealed n on n.number between s.first and s.last";
    assert_eq!(count(&replica.pool, middle).await, 0, "sealed within a second");
}

#[tokio::test]
async fn an_entry_that_commits_late_is_sealed_after_those_that_committed_before() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let mut transaction = replica.pool.begin().await.unwrap();
    emit(&mut *transaction, &Record { audit: vec![looked("late")], ..Record::default() }).await.unwrap();
    seal(&replica, 10).await;
    transaction.commit().await.unwrap();
    seal(&replica, 1).await;
    let page = replica.log.list_audit(everything()).await.unwrap();
    assert_eq!(page.entries[1].worker_id, "late");
    assert_eq!(first_broken(&replica.log).await, 0);
}

#[tokio::test]
async fn a_tampered_entry_is_named() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    seal(&replica, 12).await;
    seal(&replica, 12).await;
    tamper(&database, "update audit_entry set detail = 'nothing to see' where entry = 20").await;
    assert_eq!(first_broken(&replica.log).await, 20);
    tamper(&database, "delete from audit_entry where entry = 17").await;
    assert_eq!(first_broken(&replica.log).await, 17);
    tamper(&database, "delete from audit_sealed where number = 9").await;
    assert_eq!(first_broken(&replica.log).await, 9);
}

#[tokio::test]
async fn the_chain_holds_while_it_grows() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let writing = tokio::spawn({
        let pool = replica.pool.clone();
        async move {
            for _ in 0..400 {
                emit(&pool, &Record { audit: vec![looked("worker-1")], ..Record::default() }).await.unwrap();
            }
        }
    });
    while !writing.is_finished() {
        assert_eq!(first_broken(&replica.log).await, 0);
    }
    writing.await.unwrap();
}

#[tokio::test]
async fn whoever_rewrites_an_entrys_digest_too_breaks_its_seal() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    seal(&replica, 12).await;
    tamper(
        &database,
        "update audit_entry set worker_id = 'somebody-else' where entry = 3;
         update audit_sealed s set digest = audit_digest(s.number, e), worker_id = e.worker_id
         from audit_entry e where e.entry = 3 and s.entry = 3",
    )
    .await;
    let seal: i64 = count(&replica.pool, "select first from audit_seal where 3 between first and last").await;
    assert_eq!(first_broken(&replica.log).await, seal);
}

#[tokio::test]
async fn seals_that_are_rewritten_removed_or_cut_off_are_noticed() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    for _ in 0..3 {
        seal(&replica, 4).await;
    }
    tamper(&database, "delete from audit_seal where first = (select max(first) from audit_seal)").await;
    let cut_off = count(&replica.pool, "select max(last) + 1 from audit_seal").await;
    // Its numbers stand there without a seal, and nobody can seal over them.
    assert_eq!(first_broken(&replica.log).await, cut_off);
    let second = count(&replica.pool, "select first from audit_seal order by first offset 1 limit 1").await;
    tamper(
        &database,
        "update audit_seal set hash = sha256(hash) where first = (select first from audit_seal order by first offset 1 limit 1)",
    )
    .await;
    assert_eq!(first_broken(&replica.log).await, second);
    tamper(&database, "delete from audit_seal where first = 1").await;
    assert_eq!(first_broken(&replica.log).await, 1);
}

#[tokio::test]
async fn what_nobody_has_sealed_yet_is_counted_as_the_tail() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    seal(&replica, 3).await;
    let pool = replica.pool.clone();
    let log = replica.log.clone();
    replica.stop().await;
    emit(&pool, &Record { audit: vec![looked("worker-9")], ..Record::default() }).await.unwrap();
    let report = log.verify_audit().await.unwrap();
    assert_eq!(report, ChainReport { sealed_entries: 3, unsealed_entries: 1, first_broken_entry: 0 });
    assert_eq!(log.list_audit(everything()).await.unwrap_err().reason(), Reason::Unavailable);
}

#[tokio::test]
async fn a_service_may_only_add_to_its_audit() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    seal(&replica, 2).await;
    for statement in [
        "update audit_entry set detail = 'x'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_sealed set digest = ''",
        "delete from audit_sealed",
        "update audit_seal set hash = ''",
        "delete from audit_seal",
    ] {
        let refused = raw_sql(statement).execute(&replica.pool).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501", "{statement}");
    }
}

#[tokio::test]
async fn the_list_pages_by_number_newest_first_and_neither_skips_nor_repeats() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    seal(&replica, 25).await;
    let mut numbers = Vec::new();
    let mut page_token = String::new();
    loop {
        let filter = AuditFilter { page_size: 10, page_token, ..everything() };
        let page = replica.log.list_audit(filter).await.unwrap();
        numbers.extend(page.entries.iter().map(|entry| entry.number));
        // Rows come while somebody pages.
        seal(&replica, 3).await;
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(numbers, (1..=25).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn the_list_holds_what_was_committed_before_it_was_asked_for_and_narrows() {
    let database = database().await;
    let replicas = [Replica::start(&database, "workflow"), Replica::start(&database, "workflow")];
    let base = crate::stage::now() - TimeDelta::days(3);
    let audit: Vec<Audit> = (0..12)
        .map(|entry| {
            Audit::new(format!("worker-{}", entry % 3), RPC, base + TimeDelta::hours(entry))
                .child((100 + entry % 2).to_string())
                .subjects((0..entry).map(|row| format!("child/{row}")))
                .on_behalf_of("worker-7")
                .detail("state=SENT")
        })
        .collect();
    emit(&replicas[0].pool, &Record { audit, ..Record::default() }).await.unwrap();
    for replica in &replicas {
        let all = replica.log.list_audit(everything()).await.unwrap();
        assert_eq!(all.entries.len(), 12);
        let newest = &all.entries[0];
        assert_eq!(
            (newest.number, newest.worker_id.as_str(), newest.child_id.as_str()),
            (12, "worker-2", "101")
        );
        assert_eq!(
            (newest.on_behalf_of_id.as_str(), newest.detail.as_str(), newest.rpc.as_str()),
            ("worker-7", "state=SENT", RPC)
        );
        assert_eq!(newest.subjects.len(), 11);
        let of_child = AuditFilter { child_id: "100".into(), ..everything() };
        assert_eq!(replica.log.list_audit(of_child).await.unwrap().entries.len(), 6);
        let of_both = AuditFilter { child_id: "100".into(), worker_id: "worker-1".into(), ..everything() };
        assert_eq!(replica.log.list_audit(of_both).await.unwrap().entries.len(), 2);
        let instant = |hours| {
            let at = base + TimeDelta::hours(hours);
            Some(prost_types::Timestamp {
                seconds: at.timestamp(),
                nanos: at.timestamp_subsec_nanos() as i32,
            })
        };
        let between = AuditFilter { from: instant(2), until: instant(5), ..everything() };
        let between = replica.log.list_audit(between).await.unwrap();
        assert_eq!(between.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [5, 4, 3]);
    }
}

#[tokio::test]
async fn entries_of_reads_go_together_and_each_caller_waits_for_its_own() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let writer = AuditWriter::start(replica.pool.clone(), &replica.tasks, replica.stop.clone());
    let reads = (0..400).map(|read| {
        let (writer, pool) = (writer.clone(), replica.pool.clone());
        tokio::spawn(async move {
            let worker = format!("reader-{read}");
            writer.write(looked(&worker)).await.unwrap();
            is_written(&pool, &worker).await
        })
    });
    let written = futures::future::join_all(reads).await;
    assert!(written.into_iter().all(Result::unwrap), "an answer came before its entry was committed");
    let transactions: BTreeSet<String> = sqlx::query_scalar("select xmin::text from audit_entry")
        .fetch_all(&replica.pool)
        .await
        .unwrap()
        .into_iter()
        .collect();
    assert!(transactions.len() < 100, "400 entries took {} commits", transactions.len());
}

async fn is_written(pool: &PgPool, worker: &str) -> bool {
    sqlx::query_scalar("select exists (select from audit_entry where worker_id = $1)")
        .bind(worker)
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_writer_that_is_told_to_stop_still_writes_for_the_calls_under_way() {
    let database = database().await;
    let pool = database.pool("workflow");
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let writer = AuditWriter::start(pool.clone(), &tasks, stop.clone());
    stop.cancel();
    tasks.close();
    writer.write(looked("reader-1")).await.unwrap();
    assert!(is_written(&pool, "reader-1").await);
    drop(writer);
    timeout(PATIENCE, tasks.wait()).await.expect("it ends with its last handle");
}

#[tokio::test]
async fn an_entry_that_cannot_be_written_is_no_answer() {
    let database = database().await;
    let pool = database.pool("workflow");
    let writer = AuditWriter::start(pool.clone(), &TaskTracker::new(), CancellationToken::new());
    pool.close().await;
    assert_eq!(writer.write(looked("reader-1")).await.unwrap_err().reason(), Reason::Unavailable);
}

#[tokio::test]
async fn the_package_serves_its_audit_and_looking_into_it_is_an_entry() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    seal(&replica, 2).await;
    let mut client = AuditServiceClient::new(replica.serve().await);
    let list = |filter| {
        let mut request = tonic::Request::new(ListAuditEntriesRequest { filter: Some(filter) });
        request.metadata_mut().insert("authorization", "Bearer admin-1".parse().unwrap());
        request
    };
    let of_child = AuditFilter { child_id: "100".into(), ..everything() };
    let page = client.list_audit_entries(list(of_child)).await.unwrap().into_inner().page.unwrap();
    assert_eq!(page.entries.len(), 1);
    let page = client.list_audit_entries(list(everything())).await.unwrap().into_inner().page.unwrap();
    let looked = &page.entries[0];
    assert_eq!((looked.worker_id.as_str(), looked.child_id.as_str()), ("admin-1", "100"));
    assert_eq!(looked.rpc, "permanence.workflow.v1.AuditService/ListAuditEntries");

    let token = AuditFilter { page_token: "x".into(), ..everything() };
    let refused = client.list_audit_entries(list(token)).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason_of(&refused)),
        (tonic::Code::InvalidArgument, Some(Reason::PageTokenInvalid))
    );
    let from =
        AuditFilter { from: Some(prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }), ..everything() };
    let refused = client.list_audit_entries(list(from)).await.unwrap_err();
    assert_eq!(field_violations_of(&refused)[0].field, "filter.from");

    let refused = client.verify_audit_chain(VerifyAuditChainRequest {}).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(Reason::NotPermitted));
}
