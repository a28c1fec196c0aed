//! The token that a service sends when it calls another.

use super::issuer::{Issuer, IssuerError};
use calendar::Clock;
use chrono::{DateTime, Duration, Utc};
use fault::{BoxError, Fault};
use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tonic::metadata::{Ascii, MetadataValue};

const LIFETIME_MINUTES: i64 = 10;

/// A token is replaced so long before it expires, or so long after its file was read.
const RENEWED_AFTER_MINUTES: i64 = 1;

/// The token that a service sends when it calls another, renewed before it expires. Clones share it.
#[derive(Clone)]
pub struct TokenSource(Arc<Inner>);

struct Inner {
    origin: Origin,
    clock: Clock,
    held: Mutex<Option<Held>>,
}

enum Origin {
    Issuer { issuer: Arc<Issuer>, service: &'static str },
    File(PathBuf),
}

struct Held {
    header: MetadataValue<Ascii>,
    since: DateTime<Utc>,
}

impl TokenSource {
    /// Tokens for this service from the suite's own issuer.
    pub fn issued(issuer: Arc<Issuer>, service: &'static str, clock: Clock) -> Self {
        Self::new(Origin::Issuer { issuer, service }, clock)
    }

    /// The token in this file, which something else keeps fresh: it is read again every minute.
    pub fn file(path: PathBuf, clock: Clock) -> Self {
        Self::new(Origin::File(path), clock)
    }

    fn new(origin: Origin, clock: Clock) -> Self {
        Self(Arc::new(Inner { origin, clock, held: Mutex::new(None) }))
    }

    /// The value of the `authorization` header.
    pub fn bearer(&self) -> Result<MetadataValue<Ascii>, Fault> {
        let now = self.0.clock.now();
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh =
            |held: &&Held| held.since <= now && now < held.since + Duration::minutes(RENEWED_AFTER_MINUTES);
        if let Some(held) = held.as_ref().filter(is_fresh) {
            return Ok(held.header.clone());
        }
        let header = self.0.origin.header().map_err(Fault::Defect)?;
        *held = Some(Held { header: header.clone(), since: now });
        Ok(header)
    }

    /// Puts the token on a request.
    pub fn sign<T>(&self, mut request: tonic::Request<T>) -> Result<tonic::Request<T>, Fault> {
        request.metadata_mut().insert("authorization", self.bearer()?);
        Ok(request)
    }
}

impl Origin {
    fn header(&self) -> Result<MetadataValue<Ascii>, BoxError> {
        let token = match self {
            Origin::Issuer { issuer, service } => minted(issuer, service)?,
            Origin::File(path) => fs::read_to_string(path)?,
        };
        Ok(format!("Bearer {}", token.trim()).parse()?)
    }
}

fn minted(issuer: &Issuer, service: &str) -> Result<String, IssuerError> {
    issuer.service_token(service, Duration::minutes(LIFETIME_MINUTES))
}
