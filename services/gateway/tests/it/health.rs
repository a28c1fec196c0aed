//! What balancers and operators learn from the gateway: it serves only when it can, and who is down is so by name.

use crate::behind::{Behind, frames};
use crate::stage::Stage;
use std::time::{Duration, Instant};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

async fn well() -> Behind {
    Behind::answering(|_| async { frames(vec![]) }).await
}

async fn said_of(stage: &Stage, name: &str) -> ServingStatus {
    let request = HealthCheckRequest { service: name.into() };
    HealthClient::new(stage.channel.clone()).check(request).await.unwrap().into_inner().status()
}

async fn becomes(stage: &Stage, name: &str, status: ServingStatus) {
    let patience = Instant::now() + Duration::from_secs(10);
    while said_of(stage, name).await != status {
        assert!(Instant::now() < patience, "{name} does not become {status:?}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn each_service_is_told_of_by_its_own_name_and_needs_no_token() {
    let (directory, workflow) = (well().await, well().await);
    let stage = Stage::before(&[("directory", &directory), ("workflow", &workflow)]).await;
    assert_eq!(said_of(&stage, "permanence.directory").await, ServingStatus::Serving);
    assert_eq!(said_of(&stage, "permanence.workflow").await, ServingStatus::Serving);
    assert_eq!(said_of(&stage, "permanence.requests").await, ServingStatus::NotServing);
    assert_eq!(said_of(&stage, "permanence.gateway").await, ServingStatus::Serving);
    assert_eq!(said_of(&stage, "").await, ServingStatus::Serving);

    workflow.die();

    becomes(&stage, "permanence.workflow", ServingStatus::NotServing).await;
    assert_eq!(said_of(&stage, "").await, ServingStatus::Serving, "it still leads to the directory");
}

#[tokio::test]
async fn a_gateway_with_nobody_to_lead_to_does_not_serve() {
    let directory = well().await;
    let address = directory.address;
    let stage = Stage::before(&[("directory", &directory)]).await;
    assert_eq!(said_of(&stage, "permanence.gateway").await, ServingStatus::Serving);

    directory.die();
    becomes(&stage, "permanence.gateway", ServingStatus::NotServing).await;

    let _again = Behind::answering_at(address, |_| async { frames(vec![]) }).await;
    becomes(&stage, "permanence.gateway", ServingStatus::Serving).await;
}
