//! Who hears of what in this deployment: by a file of its own, or by the rules that come with the software.

use crate::domain::rules::{Rules, RulesError, STANDARD};
use runtime::settings::Notifications as Settings;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Why there are no rules to go by.
#[derive(Debug, thiserror::Error)]
pub enum OwnRulesError {
    /// The file cannot be read.
    #[error("notifications.rules: {file} cannot be read")]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It cannot be used; with line and column.
    #[error("notifications.rules: {file}")]
    Wrong {
        /// Which file.
        file: PathBuf,
        /// All that is wrong with it.
        #[source]
        source: RulesError,
    },
    /// Those that come with the software cannot be used.
    #[error(transparent)]
    Standard(#[from] RulesError),
}

/// The rules by which people are told.
pub fn rules(settings: &Settings) -> Result<Rules, OwnRulesError> {
    match &settings.rules {
        Some(file) => of(file),
        None => Ok(Rules::load(STANDARD)?),
    }
}

fn of(file: &Path) -> Result<Rules, OwnRulesError> {
    let text = fs::read_to_string(file)
        .map_err(|source| OwnRulesError::Unreadable { file: file.to_owned(), source })?;
    Rules::load(&text).map_err(|source| OwnRulesError::Wrong { file: file.to_owned(), source })
}
