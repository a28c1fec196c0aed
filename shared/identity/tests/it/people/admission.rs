//! Whom a package's feed and audit are served to.

use super::{apply, database, event, heard, id, worker};
use chrono::TimeDelta;
use contracts::r#type::v1::Role;
use eventlog::Admit;
use fault::Reason;
use identity::{Admission, Caller, Policies};
use sqlx::PgPool;
use std::sync::Arc;
use tonic::Request;

const SUBSCRIBE: &str = "permanence.workflow.v1.EventService/Subscribe";
const AUDIT: &str = "permanence.workflow.v1.AuditService/ListAuditEntries";

async fn admitted(pool: &PgPool, subject: &str, rpc: &'static str) -> Result<String, Reason> {
    let admission = Admission::new(Arc::new(Policies::standard().unwrap()), pool.clone());
    let mut request = Request::new(());
    request.extensions_mut().insert(Caller::named(subject));
    admission.admit(request, rpc).await.map_err(|fault| fault.reason())
}

#[tokio::test]
async fn services_follow_the_feed_and_administrators_read_the_audit() {
    let database = database().await;
    let pool = database.pool("workflow");
    apply(&pool, &event(1, &worker(1, "priya", &[Role::SocialWorker]))).await.unwrap();
    apply(&pool, &event(1, &worker(2, "ada", &[Role::Administrator]))).await.unwrap();

    assert_eq!(admitted(&pool, "service:requests", SUBSCRIBE).await, Ok("requests".into()));
    assert_eq!(admitted(&pool, "ada", AUDIT).await, Ok(id(2).to_string()));
    for (subject, rpc, reason) in [
        ("service:requests", AUDIT, Reason::NotPermitted),
        ("ada", SUBSCRIBE, Reason::NotPermitted),
        ("priya", AUDIT, Reason::NotPermitted),
        ("nobody", AUDIT, Reason::WorkerUnknown),
    ] {
        assert_eq!(admitted(&pool, subject, rpc).await, Err(reason), "{subject} {rpc}");
    }
}

#[tokio::test]
async fn a_stale_copy_lets_nobody_in_but_the_services_that_mend_it() {
    let database = database().await;
    let pool = database.pool("workflow");
    apply(&pool, &event(1, &worker(2, "ada", &[Role::Administrator]))).await.unwrap();
    heard(&database, TimeDelta::seconds(6)).await;
    assert_eq!(admitted(&pool, "ada", AUDIT).await, Err(Reason::DirectoryStale));
    assert!(admitted(&pool, "service:requests", SUBSCRIBE).await.is_ok());
}
