//! `permanence health`: how a server is, in gRPC's own health protocol.

use crate::failure::Failure;
use crate::suite::SERVICES;
use crate::tell::line;
use runtime::Settings;
use std::time::Duration;
use tonic::Code;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

const WITHIN: Duration = Duration::from_secs(2);

/// Prints a line for each service that the server knows; succeeds when the server itself serves.
pub(crate) async fn health(settings: &Settings, address: &str) -> Result<(), Failure> {
    let mut server = HealthClient::new(connected(settings, address).await?);
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

async fn connected(settings: &Settings, address: &str) -> Result<Channel, Failure> {
    let unreachable = |error| Failure::Unreachable(address.to_owned(), error);
    let (scheme, tls) = match &settings.peer_tls {
        Some(_) => ("https", tls(settings)?),
        None => ("http", None),
    };
    let mut endpoint =
        Endpoint::from_shared(format!("{scheme}://{address}")).map_err(unreachable)?.timeout(WITHIN);
    if let Some(tls) = tls {
        endpoint = endpoint.tls_config(tls).map_err(unreachable)?;
    }
    endpoint.connect_timeout(WITHIN).connect().await.map_err(unreachable)
}

/// A server of a suite with TLS is asked as its peers ask it.
fn tls(settings: &Settings) -> Result<Option<ClientTlsConfig>, Failure> {
    let Some(peer) = &settings.peer_tls else { return Ok(None) };
    let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(std::fs::read(&peer.authority)?));
    Ok(Some(match (&peer.certificate, &peer.key) {
        (Some(certificate), Some(key)) => {
            tls.identity(Identity::from_pem(std::fs::read(certificate)?, std::fs::read(key)?))
        }
        _ => tls,
    }))
}
