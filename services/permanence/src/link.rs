//! The way to a server, with TLS where the settings say so.

use crate::failure::Failure;
use runtime::Settings;
use runtime::settings::PeerTls;
use std::time::Duration;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};

const CONNECTED_WITHIN: Duration = Duration::from_secs(2);
/// How often a silent server is asked whether it is still there, and how long it has to answer that.
const ASKED_EVERY: Duration = Duration::from_secs(20);
const THERE_WITHIN: Duration = Duration::from_secs(10);

/// A server by `host:port`: called as its peers call it, so by TLS where `peer_tls` is set.
pub(crate) fn link(settings: &Settings, address: &str) -> Result<Endpoint, Failure> {
    let unreachable = |error| Failure::Unreachable(address.to_owned(), error);
    let scheme = if settings.peer_tls.is_some() { "https" } else { "http" };
    let endpoint = Endpoint::from_shared(format!("{scheme}://{address}"))
        .map_err(unreachable)?
        .tcp_nodelay(true)
        .connect_timeout(CONNECTED_WITHIN)
        .http2_keep_alive_interval(ASKED_EVERY)
        .keep_alive_timeout(THERE_WITHIN);
    match &settings.peer_tls {
        Some(peer) => endpoint.tls_config(tls(peer)?).map_err(unreachable),
        None => Ok(endpoint),
    }
}

fn tls(peer: &PeerTls) -> Result<ClientTlsConfig, Failure> {
    let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(std::fs::read(&peer.authority)?));
    Ok(match (&peer.certificate, &peer.key) {
        (Some(certificate), Some(key)) => {
            tls.identity(Identity::from_pem(std::fs::read(certificate)?, std::fs::read(key)?))
        }
        _ => tls,
    })
}
