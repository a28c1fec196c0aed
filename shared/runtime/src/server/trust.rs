use crate::{
    Service, StartError,
    settings::{SettingsError, Tokens},
};
use calendar::Clock;
use identity::{Issuer, Policies, TokenSource, Verifier};
use std::sync::{Arc, LazyLock};

/// The policies that the suite ships with: compiled once for all services of a process.
static POLICIES: LazyLock<Result<Arc<Policies>, String>> =
    LazyLock::new(|| Policies::standard().map(Arc::new).map_err(|error| fault::describe(&error)));

/// Whom a service believes, and what it shows itself.
pub(super) struct Believed {
    pub(super) verifier: Arc<Verifier>,
    pub(super) policies: Arc<Policies>,
    pub(super) service_token: TokenSource,
}

/// Refuses settings by which it would believe nobody, or could show nothing.
pub(super) fn of(service: &Service, settings: &Tokens, clock: &Clock) -> Result<Believed, StartError> {
    let policies = POLICIES.clone().map_err(|wrong| StartError::service(service.name, wrong))?;
    let issuer = own_issuer(settings, clock)?;
    let mut trusted = settings.trusted.clone();
    trusted.extend(issuer.as_ref().map(|issuer| issuer.trust()));
    if trusted.is_empty() {
        return Err(SettingsError::Missing("tokens.trusted".into()).into());
    }
    let verifier = Verifier::new(trusted, clock.clone()).map_err(unusable("tokens.trusted"))?;
    let service_token = match (&settings.service_token, issuer) {
        (Some(file), _) => TokenSource::file(file.clone(), clock.clone()),
        (None, Some(issuer)) => TokenSource::issued(issuer, service.name, clock.clone()),
        (None, None) => return Err(SettingsError::Missing("tokens.service_token".into()).into()),
    };
    Ok(Believed { verifier: Arc::new(verifier), policies, service_token })
}

fn own_issuer(settings: &Tokens, clock: &Clock) -> Result<Option<Arc<Issuer>>, SettingsError> {
    let Some(key) = &settings.issuer_key else { return Ok(None) };
    let issuer = Issuer::open(key, clock.clone()).map_err(unusable("tokens.issuer_key"))?;
    Ok(Some(Arc::new(issuer)))
}

fn unusable<E: std::error::Error + 'static>(key: &'static str) -> impl FnOnce(E) -> SettingsError {
    move |error| SettingsError::Unusable { key: key.into(), wrong: fault::describe(&error) }
}
