use crate::sample::{SAMPLE, ask, migration};
use calendar::Clock;
use contracts::directory::v1::event_service_client::EventServiceClient;
use runtime::{Service, StartError, serve};
use std::sync::Arc;
use testkit::Suite;
use tokio::net::TcpListener;
use tonic::Code;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

const NEWER: Service = Service {
    migrations: || {
        let mut migrations = (SAMPLE.migrations)();
        migrations.push(migration(1001, "create table newer (newer_id int)"));
        migrations
    },
    ..SAMPLE
};

async fn start(service: &Service, suite: &Suite) -> Result<runtime::Running, StartError> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    serve(service, suite.settings().clone(), listener, Clock::system()).await
}

#[tokio::test]
async fn a_service_behind_its_schema_refuses_to_start_and_says_which_command_helps() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[]).await;
    let refused = start(&NEWER, &suite).await.unwrap_err();
    assert!(matches!(&refused, StartError::Behind { schema: "directory", missing } if missing == &[1001]));
    assert!(refused.to_string().contains("`permanence migrate`"), "{refused}");
}

#[tokio::test]
async fn a_service_on_a_schema_that_is_ahead_starts() {
    let suite = Suite::start(testkit::database(&[&NEWER]).await, &[(&SAMPLE, 1)]).await;
    let mut client = EventServiceClient::new(suite.client("directory", "sam"));
    ask(&mut client).await.unwrap();
}

#[tokio::test]
async fn a_service_without_its_database_says_so() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[]).await;
    let mut settings = (**suite.settings()).clone();
    settings.database.url = None;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let refused = serve(&SAMPLE, Arc::new(settings), listener, Clock::system()).await.unwrap_err();
    assert_eq!(refused.to_string(), "database.url is not set");
}

#[tokio::test]
async fn a_service_that_would_believe_nobody_does_not_start() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[]).await;
    let mut settings = (**suite.settings()).clone();
    settings.tokens.issuer_key = None;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let refused = serve(&SAMPLE, Arc::new(settings), listener, Clock::system()).await.unwrap_err();
    assert_eq!(refused.to_string(), "tokens.trusted is not set");
}

#[tokio::test]
async fn a_call_runs_in_the_services_own_schema_and_in_its_callers_name() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[(&SAMPLE, 1)]).await;
    let mut client = EventServiceClient::new(suite.client("directory", "sam"));
    let answer = ask(&mut client).await.unwrap();
    assert!(answer.starts_with("sam directory "), "{answer}");
}

#[tokio::test]
async fn a_call_goes_on_with_the_trace_of_its_caller() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[(&SAMPLE, 1)]).await;
    let mut client = EventServiceClient::new(suite.client("directory", "sam"));
    let mut request = tonic::Request::new(contracts::directory::v1::GetPositionRequest {});
    let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    request.metadata_mut().insert("traceparent", traceparent.parse().unwrap());
    let answer = client.get_position(request).await.unwrap().into_inner();
    assert!(answer.position.unwrap().cursor.ends_with(" 0af7651916cd43dd8448eb211c80319c"));

    let untraced = ask(&mut client).await.unwrap();
    let trace = untraced.rsplit(' ').next().unwrap();
    assert_eq!(trace.len(), 32, "{untraced}");
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_but_to_ask_for_health_and_for_the_contracts() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[(&SAMPLE, 1)]).await;
    let mut client = EventServiceClient::new(suite.channel("directory", 0));
    let refused = client.get_position(contracts::directory::v1::GetPositionRequest {}).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert_eq!(fault::reason_of(&refused), Some(fault::Reason::TokenMissing));

    for service in ["", "permanence.directory"] {
        let request = HealthCheckRequest { service: service.into() };
        let answer = HealthClient::new(suite.channel("directory", 0)).check(request).await.unwrap();
        assert_eq!(answer.into_inner().status(), ServingStatus::Serving, "{service}");
    }
    assert_eq!(
        reflected(&suite).await,
        [
            "grpc.health.v1.Health",
            "permanence.directory.v1.AuditService",
            "permanence.directory.v1.ChildService",
            "permanence.directory.v1.EventService",
            "permanence.directory.v1.WorkerService",
        ]
    );
}

async fn reflected(suite: &Suite) -> Vec<String> {
    use tonic_reflection::pb::v1::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = ServerReflectionClient::new(suite.channel("directory", 0));
    let answers = client.server_reflection_info(futures::stream::iter([request])).await.unwrap();
    let answer = answers.into_inner().message().await.unwrap().unwrap();
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("{answer:?}")
    };
    let mut names: Vec<String> = list.service.into_iter().map(|service| service.name).collect();
    names.sort();
    names
}
