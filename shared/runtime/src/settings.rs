//! What a deployment decides: one YAML file, and over it the environment.
//!
//! A variable names a key by its path: `PERMANENCE__DATABASE__URL` is `database.url`. The two underscores after the
//! prefix keep ours apart from those that Kubernetes makes of service names. A key that nobody knows is refused by its
//! name, wherever it stands: a misspelt setting would otherwise be a default.

mod environment;
mod number;
mod outside;
mod sections;

pub use outside::{Callbacks, MailSecurity, Notify, Outside, Smtp};
pub use sections::{Database, Notifications, Observe, Panels, PeerTls, Settings, Stop, Tls, Tokens};

use std::path::{Path, PathBuf};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("the settings file {file} cannot be read")]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file says something that it cannot; with line and column.
    #[error("the settings file {file}: {wrong}")]
    File {
        /// Which file.
        file: PathBuf,
        /// What is wrong, and where.
        wrong: String,
    },
    /// A variable names no key, or has a value that its key cannot have.
    #[error("the variable {name}: {wrong}")]
    Variable {
        /// Its full name.
        name: String,
        /// What is wrong with it.
        wrong: String,
    },
    /// What is needed for this service is not set.
    #[error("{0} is not set")]
    Missing(String),
    /// What is set cannot be used.
    #[error("{key} cannot be used: {wrong}")]
    Unusable {
        /// The key's path.
        key: String,
        /// Why not; never the value, which may be a secret.
        wrong: String,
    },
}

impl Settings {
    /// The settings of the file, if there is one, with the variables of this process's environment over them.
    pub fn load(file: Option<&Path>) -> Result<Self, SettingsError> {
        let text = file.map(read).transpose()?;
        Self::of(file.zip(text.as_deref()), std::env::vars())
    }

    /// The same from a text and variables at hand. Later ones win; variables that are not ours are passed over.
    pub fn of(
        file: Option<(&Path, &str)>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut tree = match file {
            Some((path, text)) => parse(path, text)?,
            None => serde_json::json!({}),
        };
        for variable in environment::ours(environment) {
            variable.check()?;
            variable.put_into(&mut tree);
        }
        serde_json::from_value(tree)
            .map_err(|error| SettingsError::Unusable { key: "a setting".into(), wrong: error.to_string() })
    }
}

fn read(file: &Path) -> Result<String, SettingsError> {
    std::fs::read_to_string(file)
        .map_err(|source| SettingsError::Unreadable { file: file.to_path_buf(), source })
}

/// Read twice: as settings for the sake of messages that say where, as a tree for the variables to go into.
fn parse(file: &Path, text: &str) -> Result<serde_json::Value, SettingsError> {
    let wrong = |error: serde_saphyr::Error| SettingsError::File {
        file: file.to_path_buf(),
        wrong: error.to_string(),
    };
    if text.trim().is_empty() {
        return Ok(serde_json::json!({}));
    }
    serde_saphyr::from_str::<Settings>(text).map_err(wrong)?;
    serde_saphyr::from_str(text).map_err(wrong)
}
