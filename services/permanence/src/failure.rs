//! Why the command did not do what it was asked.

use crate::batch::Unsuccessful;
use crate::council::NotLoaded;
use crate::given::NotOurs;
use crate::home::HomeError;
use crate::walk::Stopped;
use identity::IssuerError;
use runtime::StartError;
use runtime::migrate::MigrateError;
use runtime::postgres::LaunchError;
use runtime::settings::SettingsError;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Home(#[from] HomeError),
    #[error(transparent)]
    Launch(#[from] LaunchError),
    #[error("install the Postgres that made what is kept, or start over without it by --fresh, with --data {}", .0.display())]
    Unserved(PathBuf, #[source] LaunchError),
    #[error(transparent)]
    NotOurs(#[from] NotOurs),
    #[error("Postgres ended by itself: its log lies beside its data")]
    PostgresEnded,
    #[error("the database could not be brought up to date")]
    Migrate(#[from] MigrateError),
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    #[error("a token does not fit into a header")]
    Token(#[from] tonic::metadata::errors::InvalidMetadataValue),
    #[error("the demonstration's council cannot be read")]
    Council(#[from] serde_saphyr::Error),
    #[error(transparent)]
    NotLoaded(#[from] NotLoaded),
    #[error(transparent)]
    Stopped(#[from] Stopped),
    #[error("the directory refused")]
    Directory(#[from] fault::Fault),
    #[error("the services had not heard of the council after {0:?}")]
    Slow(std::time::Duration),
    #[error("the gateway cannot listen on {0}; --listen names another address")]
    Taken(std::net::SocketAddr, #[source] std::io::Error),
    #[error("{0} cannot be reached")]
    Unreachable(String, #[source] tonic::transport::Error),
    #[error("{0} does not serve")]
    NotServing(String),
    #[error("a measured call was refused: {}", crate::caller::in_one_line(.0))]
    Load(Box<tonic::Status>),
    #[error("the demonstration did not come to its end: demonstration.log beside the data says why")]
    NoDemonstration,
    #[error("a measured call left no receipt: when it was committed is not known")]
    NoReceipt,
    #[error("nobody was notified of what was called: there is nothing to measure")]
    NothingMeasured,
    #[error("the machine refused")]
    Machine(#[from] std::io::Error),
    #[error(transparent)]
    Batch(#[from] Unsuccessful),
}

impl Failure {
    /// What the process ends with.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Batch(unsuccessful) => unsuccessful.exit_code(),
            _ => 1,
        }
    }

    /// What to do next, where that is known.
    pub(crate) fn next(&self) -> Option<&'static str> {
        match self {
            Self::Batch(unsuccessful) => Some(unsuccessful.next()),
            _ => None,
        }
    }
}
