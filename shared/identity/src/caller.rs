//! Whom a token proved.

use chrono::{DateTime, Utc};
use fault::{Fault, Reason, Refusal};
use std::sync::Arc;

/// Who is calling, as far as the token proved it: nothing here says what they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// What the identity provider calls them: the claim that names a person, or `service:<name>`.
    pub subject: Arc<str>,
    /// A person (or another council system), or a service of the suite.
    pub kind: CallerKind,
    /// When the token expires: a stream that it began ends then.
    pub expires: DateTime<Utc>,
}

/// What a caller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// Somebody whom the directory knows as a worker, or does not know.
    Person,
    /// The service of this name, as `workflow`.
    Service(Arc<str>),
}

/// How the subject of a service's token begins. Only an issuer that is trusted for services may say it.
pub(crate) const SERVICE_PREFIX: &str = "service:";

impl Caller {
    /// The caller that a trusted token's subject names, as if it never expired.
    pub fn named(subject: &str) -> Self {
        let kind = match subject.strip_prefix(SERVICE_PREFIX) {
            Some(name) => CallerKind::Service(name.into()),
            None => CallerKind::Person,
        };
        Self { subject: subject.into(), kind, expires: DateTime::<Utc>::MAX_UTC }
    }
}

impl Caller {
    /// Refuses with `TOKEN_EXPIRED` what goes on for longer than the token.
    pub fn expect_not_expired(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if now < self.expires {
            return Ok(());
        }
        Err(Refusal::new(Reason::TokenExpired, "the token has expired"))
    }
}

/// Who makes this call. [`crate::Authenticate`] put it there; without that layer nobody is anybody.
pub fn caller<T>(request: &tonic::Request<T>) -> Result<&Caller, Fault> {
    let missing = || Refusal::new(Reason::TokenMissing, "send \"authorization: Bearer <token>\"").into();
    request.extensions().get::<Caller>().ok_or_else(missing)
}
