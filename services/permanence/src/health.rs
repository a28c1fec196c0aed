//! `permanence health`: how a server is, in gRPC's own health protocol.

use crate::failure::Failure;
use crate::link::link;
use crate::suite::SERVICES;
use crate::tell::line;
use runtime::Settings;
use std::time::Duration;
use tonic::Code;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

const WITHIN: Duration = Duration::from_secs(2);

/// Prints a line for each service that the server knows; succeeds when the server itself serves.
pub(crate) async fn health(settings: &Settings, address: &str) -> Result<(), Failure> {
    let unreachable = |error| Failure::Unreachable(address.to_owned(), error);
    let channel = link(settings, address)?.timeout(WITHIN).connect().await.map_err(unreachable)?;
    let mut server = HealthClient::new(channel);
    for service in SERVICES {
        let name = service.full_name();
        if let Some(status) = asked(&mut server, &name).await {
            line(&format!("{name} {}", status.as_str_name()));
        }
    }
    match asked(&mut server, "").await {
        Some(ServingStatus::Serving) => Ok(()),
        _ => Err(Failure::NotServing(address.to_owned())),
    }
}

/// How a service is; nothing when the server does not know it.
pub(crate) async fn asked(server: &mut HealthClient<Channel>, name: &str) -> Option<ServingStatus> {
    let request = HealthCheckRequest { service: name.to_owned() };
    match server.check(request).await {
        Ok(answer) => Some(answer.into_inner().status()),
        Err(status) if status.code() == Code::NotFound => None,
        Err(_) => Some(ServingStatus::Unknown),
    }
}
