use crate::{
    StartError,
    settings::{SettingsError, Tls},
};
use std::{path::Path, time::Duration};
use tonic::transport::{Certificate, Identity, ServerTlsConfig};

const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);

/// What the server shows its clients, and whom it lets in.
pub(super) fn tls(settings: &Tls) -> Result<ServerTlsConfig, StartError> {
    let identity = Identity::from_pem(
        read_pem("tls.certificate", &settings.certificate)?,
        read_pem("tls.key", &settings.key)?,
    );
    let tls = ServerTlsConfig::new().identity(identity).timeout(HANDSHAKE_WITHIN);
    Ok(match &settings.client_authority {
        Some(authority) => {
            tls.client_ca_root(Certificate::from_pem(read_pem("tls.client_authority", authority)?))
        }
        None => tls,
    })
}

/// A PEM file that a setting names.
pub(crate) fn read_pem(key: &str, path: &Path) -> Result<Vec<u8>, SettingsError> {
    std::fs::read(path).map_err(|error| SettingsError::Unusable {
        key: key.into(),
        wrong: format!("{}: {error}", path.display()),
    })
}
