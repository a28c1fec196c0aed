use crate::settings::SettingsError;
use std::{error::Error, fmt};

/// Why a service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database was not brought up to date for this build. Ahead of it would do.
    #[error("the schema {schema} lacks the migrations {}: run `permanence migrate` first", Numbers(.missing))]
    Behind {
        /// The schema's name.
        schema: &'static str,
        /// What it lacks, in order.
        missing: Vec<i64>,
    },
    /// What the deployment decided cannot be.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The database cannot be reached, or refuses.
    #[error("the database")]
    Database(#[from] sqlx::Error),
    /// The network cannot be used as it was said.
    #[error("could not {doing}")]
    Network {
        /// What was being done, as a verb phrase.
        doing: String,
        /// Why not.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A service has no peer of this name to call.
    #[error("peers.{0} is not set: nobody knows where to call it")]
    UnknownPeer(String),
    /// Nothing could be told about this process.
    #[error("{what} cannot be used")]
    Telemetry {
        /// A setting, or what else it is about.
        what: &'static str,
        /// Why not.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The service itself says why.
    #[error("{service} could not be put together")]
    Service {
        /// The service's name.
        service: &'static str,
        /// Why not.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl StartError {
    /// What a service says when it cannot be put together, for a reason of its own.
    pub fn service(service: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Service { service, source: source.into() }
    }

    pub(crate) fn telemetry(what: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Telemetry { what, source: source.into() }
    }

    pub(crate) fn network(doing: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Network { doing: doing.into(), source: source.into() }
    }
}

struct Numbers<'a>(&'a [i64]);

impl fmt::Display for Numbers<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        formatter.write_str(&numbers.join(", "))
    }
}
