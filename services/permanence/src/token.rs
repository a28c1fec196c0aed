//! The suite's own issuer: `permanence keys` and `permanence token`.

use crate::failure::Failure;
use crate::home::signing_key;
use crate::tell::line;
use calendar::Clock;
use identity::Issuer;
use runtime::Settings;
use runtime::settings::SettingsError;
use std::path::Path;

/// Signs with the key that the settings name, else with the one in the folder of a local suite.
pub(crate) fn token(settings: &Settings, folder: &Path, subject: &str, hours: i64) -> Result<(), Failure> {
    let key = match &settings.tokens.issuer_key {
        Some(key) => key.clone(),
        None => signing_key(folder)?,
    };
    let issuer = Issuer::open(&key, Clock::system())?;
    line(&issuer.token(subject, chrono::Duration::hours(hours))?);
    Ok(())
}

/// Makes the key that the settings name, unless it is there.
pub(crate) fn keys(settings: &Settings) -> Result<(), Failure> {
    let missing = || SettingsError::Missing("tokens.issuer_key".into());
    let key = settings.tokens.issuer_key.as_deref().ok_or_else(missing)?;
    let issuer = Issuer::open(key, Clock::system())?;
    line(&serde_json::to_string(&issuer.jwks()).map_err(std::io::Error::from)?);
    Ok(())
}
