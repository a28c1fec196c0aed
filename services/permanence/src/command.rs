//! What can be typed.

use crate::batch::{AgendaCommand, EXIT_CODES, ExtractCommand, Gateway, TrackerCommand};
use crate::events::EventsCommand;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Children's permanence cases: the whole suite, one part of it, and what its operators need.
#[derive(Debug, Parser)]
#[command(name = "permanence", version)]
pub(crate) struct Command {
    /// The settings of a deployment, in YAML; variables as PERMANENCE__DATABASE__URL come over it.
    #[arg(long, global = true, env = "PERMANENCE_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Brings up the whole suite with a demonstration council, on a Postgres of its own, until Ctrl-C.
    Up {
        #[command(flatten)]
        place: Place,
        /// Begins with an empty database: what was there is gone.
        #[arg(long)]
        fresh: bool,
    },
    /// Does the same, walks a child's case from the review to the placement through the gateway, and ends.
    Demo {
        #[command(flatten)]
        place: Place,
        /// Begins with an empty database: what was there is gone.
        #[arg(long)]
        fresh: bool,
    },
    /// Serves some services, or all, as the settings say, until it is told to stop.
    Serve {
        /// Which; all when none is named.
        #[arg(value_parser = PossibleValuesParser::new(["directory", "workflow", "requests", "notifications", "panels", "gateway"]))]
        services: Vec<String>,
    },
    /// Brings the database up to date: roles, schemas, migrations. Doing it again changes nothing.
    Migrate,
    /// Makes the suite's own signing key where there is none, and prints its public half as a JWK set.
    Keys,
    /// Makes somebody the first administrator of a directory that has none.
    Administrator {
        /// What the identity provider calls them.
        subject: String,
        /// What the council calls them.
        name: String,
    },
    /// Events that a service could not apply: each waits with all that follows about the same child, and the rest goes on.
    Events {
        #[command(subcommand)]
        what: EventsCommand,
    },
    /// Asks a server how it is: one line a service; succeeds when the server serves.
    Health {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:50051", value_name = "HOST:PORT")]
        address: String,
    },
    /// Prints a token that the suite's own issuer signs: for somebody of the demonstration council, as priya.nair; or, by the settings of a
    /// trial deployment, for whomever its directory knows by that subject.
    Token {
        /// Whom it names.
        subject: String,
        /// For how many hours it is good.
        #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(i64).range(1..=24))]
        hours: i64,
        #[command(flatten)]
        data: Data,
    },
    /// The agendas of the Permanence Panel: drawn, shown, written to a file, circulated.
    #[command(after_help = EXIT_CODES)]
    Agenda {
        #[command(subcommand)]
        what: AgendaCommand,
        #[command(flatten)]
        gateway: Gateway,
    },
    /// The export of the children in care, from which agendas are drawn.
    #[command(after_help = EXIT_CODES)]
    Extract {
        #[command(subcommand)]
        what: ExtractCommand,
        #[command(flatten)]
        gateway: Gateway,
    },
    /// The Permanence Tracker: what panels wanted done.
    #[command(after_help = EXIT_CODES)]
    Tracker {
        #[command(subcommand)]
        what: TrackerCommand,
        #[command(flatten)]
        gateway: Gateway,
    },
    /// Measures start-up, memory and the gateway's hop on this machine, against the figures that the suite is built for; or how
    /// long an export takes to become an agenda.
    Measure {
        /// For how many seconds each load runs.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
        /// Measures import and draw through the gateway instead, beside COPY of the same rows.
        #[arg(long)]
        panels: bool,
        /// For how many children each.
        #[arg(long, value_delimiter = ',', default_value = "1000,83000,1000000", requires = "panels",
              value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
        children: Vec<u32>,
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Data {
    /// Where the suite keeps its data and its signing key.
    #[arg(long, default_value = ".permanence", value_name = "FOLDER")]
    pub(crate) data: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Place {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Where the gateway listens; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:50051", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// How many replicas of each service take turns behind the gateway.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    pub(crate) replicas: u8,
    /// Which log lines are written to standard error, in the words of tracing's filter.
    #[arg(long, default_value = "error", value_name = "FILTER")]
    pub(crate) log: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Command::command().debug_assert();
    }
}
