//! What a service could not apply waits until an operator has it tried again.

use crate::process::{complained, permanence, printed};
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{UpdateWorkerRequest, Worker};
use contracts::r#type::v1::Role;
use runtime::Service;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use testkit::Suite;
use tokio::time::{Instant, sleep};

const SERVICES: [&Service; 5] = [
    &directory::SERVICE,
    &workflow::SERVICE,
    &requests::SERVICE,
    &notifications::SERVICE,
    &panel_agenda::SERVICE,
];

async fn becomes_true(suite: &Suite, statement: &'static str) {
    let patience = Instant::now() + Duration::from_secs(30);
    while !sqlx::query_scalar::<_, bool>(statement).fetch_one(&suite.database().admin()).await.unwrap() {
        assert!(Instant::now() < patience, "{statement}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn events(suite: &Suite, arguments: &[&str]) -> String {
    let secret = |secret: &Option<SecretString>| secret.as_ref().unwrap().expose_secret().to_owned();
    let database = &suite.settings().database;
    let mut command = permanence(&[&["events"], arguments].concat());
    command
        .env("PERMANENCE__DATABASE__URL", secret(&database.url))
        .env("PERMANENCE__DATABASE__PASSWORD", secret(&database.password));
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", complained(&output));
    printed(&output)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_what_waits_and_has_it_tried_again() {
    let served = [&directory::SERVICE, &workflow::SERVICE, &requests::SERVICE];
    let suite = Suite::start(testkit::database(&SERVICES).await, &served.map(|service| (service, 1))).await;
    let (pool, admin) = (suite.database().pool("directory"), suite.database().admin());
    directory::bootstrap_administrator(&pool, suite.clock(), "ada", "Ada Quinn").await.unwrap();
    let ada = "select exists (select from workflow.people_worker where subject = 'ada')";
    becomes_true(&suite, ada).await;
    assert_eq!(events(&suite, &["parked"]).await, "nothing is parked\n");

    // As a release might that is stricter than what was told before it.
    let strict =
        "alter table workflow.people_worker add constraint nobody_new check (subject = 'ada') not valid";
    sqlx::raw_sql(strict).execute(&admin).await.unwrap();
    let worker_id = suite.clock().new_id().to_string();
    let worker = Worker {
        worker_id: worker_id.clone(),
        display_name: "Bea Lang".into(),
        subject: "bea".into(),
        roles: vec![Role::BusinessSupport.into()],
        active: true,
        ..Default::default()
    };
    let request_id = suite.clock().new_id().to_string();
    let message = UpdateWorkerRequest { request_id, worker: Some(worker), allow_missing: true };
    WorkerServiceClient::new(suite.client("directory", "ada")).update_worker(message).await.unwrap();
    becomes_true(&suite, "select exists (select from workflow.parked)").await;

    let waiting = events(&suite, &["parked"]).await;
    let key = format!("worker/{worker_id}");
    for said in ["workflow: ", &key, "constraint nobody_new", "permanence.directory, event "] {
        assert!(waiting.contains(said), "{said:?} is not in {waiting}");
    }
    assert!(!waiting.contains("Bea") && waiting.lines().count() == 1, "{waiting}");
    assert_eq!(events(&suite, &["retry", "--key", "3549863"]).await, "nothing is parked by that key\n");

    sqlx::raw_sql("alter table workflow.people_worker drop constraint nobody_new")
        .execute(&admin)
        .await
        .unwrap();
    let asked = events(&suite, &["retry", "--key", &key]).await;
    assert!(asked.starts_with("workflow: 1 to be tried again;"), "{asked}");
    let bea = "select exists (select from workflow.people_worker where subject = 'bea')";
    becomes_true(&suite, bea).await;
    becomes_true(&suite, "select not exists (select from workflow.parked)").await;
    assert_eq!(events(&suite, &["parked"]).await, "nothing is parked\n");
    assert_eq!(events(&suite, &["retry"]).await, "nothing is parked\n");
}
