//! Whose tokens are trusted, and for what.

use jsonwebtoken::{Algorithm, jwk::JwkSet};
use serde::Deserialize;
use std::path::PathBuf;

/// One issuer whose tokens are trusted: the council's identity provider, or the suite's own issuer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// What the token's `iss` must be, exactly.
    pub issuer: String,
    /// What the token's `aud` must be or hold.
    pub audience: String,
    /// With which algorithms its keys sign, as `ES256`. A key is used with the first of them that fits it, whatever a
    /// token's header says.
    pub algorithms: Vec<Algorithm>,
    /// Its public keys.
    pub keys: Keys,
    /// The claim that names a person: `sub`, or `oid` in Entra.
    #[serde(default = "sub")]
    pub person_claim: String,
    /// Whether its tokens may name services of the suite, as `service:workflow`.
    #[serde(default)]
    pub names_services: bool,
}

/// Where an issuer's public keys are.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "PathBuf")]
pub enum Keys {
    /// A file with a JWK set or with PEM public keys. It is read again when it changes, so that keys can be replaced
    /// while the service runs.
    File(PathBuf),
    /// A key set of this process.
    Set(JwkSet),
}

impl From<PathBuf> for Keys {
    fn from(path: PathBuf) -> Self {
        Keys::File(path)
    }
}

fn sub() -> String {
    "sub".to_owned()
}
