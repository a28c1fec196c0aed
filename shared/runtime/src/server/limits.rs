use super::tls::tls;
use crate::{StartError, settings::Settings};
use std::time::Duration;
use tonic::transport::Server;

/// How often a silent client is asked whether it is still there, and how long it has to answer that.
const ASKED_EVERY: Duration = Duration::from_secs(20);
const THERE_WITHIN: Duration = Duration::from_secs(10);
/// The most calls at once on one connection. There is none without it.
const CALLS: u32 = 256;
/// The most bytes of a call's headers: a token and some more.
const HEADERS: u32 = 32 * 1024;

/// A server with limits. Messages are limited where they are decoded, to tonic's four megabytes.
pub(super) fn limited(settings: &Settings) -> Result<Server, StartError> {
    let server = Server::builder()
        .max_concurrent_streams(CALLS)
        .http2_max_header_list_size(HEADERS)
        .http2_keepalive_interval(Some(ASKED_EVERY))
        .http2_keepalive_timeout(Some(THERE_WITHIN));
    match &settings.tls {
        Some(settings) => {
            server.tls_config(tls(settings)?).map_err(|error| StartError::network("use TLS", error))
        }
        None => Ok(server),
    }
}
