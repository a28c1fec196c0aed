//! The suite's own issuer: for services among themselves, and for people where there is no identity provider.

use super::trust::{Keys, Trust};
use crate::caller::SERVICE_PREFIX;
use calendar::Clock;
use chrono::Duration;
use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{Jwk, JwkSet, ThumbprintHash},
};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde::Serialize;
use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Both the `iss` and the `aud` of the suite's own tokens.
const NAME: &str = "permanence";

/// Signs tokens with an ES256 key of its own.
pub struct Issuer {
    key: EncodingKey,
    jwk: Jwk,
    header: Header,
    clock: Clock,
}

/// Why there is no issuer.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The key's file can be neither read nor made.
    #[error("cannot keep the signing key in {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// What the file holds is no ES256 key.
    #[error("the signing key is no ES256 key in PKCS#8 PEM")]
    Key(#[from] jsonwebtoken::errors::Error),
    /// No key could be made.
    #[error("cannot make a signing key")]
    Generate(#[from] rcgen::Error),
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'static str,
    aud: &'static str,
    sub: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Issuer {
    /// An issuer with a new key that is kept nowhere.
    pub fn ephemeral(clock: Clock) -> Result<Self, IssuerError> {
        Self::from_pem(&new_key()?, clock)
    }

    /// The issuer whose key is in this file. Where there is none it is made, readable by its owner only.
    pub fn open(path: &Path, clock: Clock) -> Result<Self, IssuerError> {
        let in_file = |source| IssuerError::File { path: path.to_owned(), source };
        let pem = match fs::read_to_string(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => make(path, &clock)?,
            read => read.map_err(in_file)?,
        };
        Self::from_pem(&pem, clock)
    }

    fn from_pem(pem: &str, clock: Clock) -> Result<Self, IssuerError> {
        let key = EncodingKey::from_ec_pem(pem.as_bytes())?;
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256)?;
        let key_id = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(key_id.clone());
        let header = Header { kid: Some(key_id), ..Header::new(Algorithm::ES256) };
        let issuer = Self { key, jwk, header, clock };
        issuer.token("nobody", Duration::zero())?;
        Ok(issuer)
    }

    /// A token for a subject: what the directory's workers are found by.
    pub fn token(&self, subject: &str, lifetime: Duration) -> Result<String, IssuerError> {
        let now = self.clock.now();
        let claims = Claims {
            iss: NAME,
            aud: NAME,
            sub: subject,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + lifetime).timestamp(),
        };
        Ok(jsonwebtoken::encode(&self.header, &claims, &self.key)?)
    }

    /// A token for a service of the suite, as `workflow`.
    pub fn service_token(&self, service: &str, lifetime: Duration) -> Result<String, IssuerError> {
        self.token(&format!("{SERVICE_PREFIX}{service}"), lifetime)
    }

    /// The public keys, to be given to whoever verifies.
    pub fn jwks(&self) -> JwkSet {
        JwkSet { keys: vec![self.jwk.clone()] }
    }

    /// What a verifier of the suite is configured with to trust this issuer, for people and services.
    pub fn trust(&self) -> Trust {
        Trust {
            issuer: NAME.to_owned(),
            audience: NAME.to_owned(),
            algorithms: vec![Algorithm::ES256],
            keys: Keys::Set(self.jwks()),
            person_claim: "sub".to_owned(),
            names_services: true,
        }
    }
}

fn new_key() -> Result<String, IssuerError> {
    Ok(KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?.serialize_pem())
}

/// Makes the file whole or not at all: of several processes that begin together, one makes it and all read the same.
fn make(path: &Path, clock: &Clock) -> Result<String, IssuerError> {
    let pem = new_key()?;
    let draft = path.with_extension(format!("{}.draft", clock.new_id()));
    let kept = write_private(&draft, &pem).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::read_to_string(path),
        linked => linked.map(|()| pem),
    });
    let removed = fs::remove_file(&draft);
    let in_file = |source| IssuerError::File { path: path.to_owned(), source };
    let kept = kept.map_err(in_file)?;
    removed.map_err(in_file)?;
    Ok(kept)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
