//! What several batch commands take.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use contracts::panels::v1::{ExportFormat, SerialDates};
use std::path::PathBuf;

/// What the exit codes of batch commands mean: at the end of their help.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done, or done before: a repeat gets the first answer
  1  it failed, and somebody has to look at it
  2  the command line is not understood
  3  nothing to do: no panel is due, or it does not take place
  4  refused: the file or the state of things has to change first
  5  not permitted: the token, or what the directory lets its bearer do
  6  try again later: nothing is wrong, but a part is away, the export is not there or the extract is not read yet

The token is read from --token-file, else from the variable PERMANENCE_TOKEN, else from the file that the setting
tokens.service_token names. With the setting peer_tls the gateway is called by TLS.";

/// Which gateway, and who calls.
#[derive(Args, Clone, Debug)]
pub(crate) struct Gateway {
    /// Where the gateway is called; without it the setting peers.gateway, else 127.0.0.1:50051.
    #[arg(long, global = true, env = "PERMANENCE_GATEWAY", value_name = "HOST:PORT")]
    pub(crate) gateway: Option<String>,
    /// The file with the token of the system that this job runs for; something else keeps it fresh.
    #[arg(long, global = true, env = "PERMANENCE_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

/// Which panel, and whose agenda.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Which {
    /// The panel's Thursday, as 2026-11-26; without it the next one that takes place and has not begun.
    #[arg(long, value_name = "DATE")]
    pub(crate) panel: Option<NaiveDate>,
    /// The cohort's key, as section_20; without it the one whose turn it is.
    #[arg(long, value_name = "KEY")]
    pub(crate) cohort: Option<String>,
}

/// Which agenda of a panel.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct WhichAgenda {
    #[command(flatten)]
    pub(crate) which: Which,
    /// The agenda by its id; without it the one of the panel that is issued or, to circulate it and while none is, that was drawn
    /// last.
    #[arg(long, value_name = "ID", conflicts_with_all = ["panel", "cohort"])]
    pub(crate) agenda: Option<String>,
}

/// How what was done is told on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Told {
    /// For people.
    Table,
    /// An object.
    Json,
    /// A line of headings and one of values.
    Csv,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Written {
    /// For people, as wide as the terminal.
    Table,
    /// An array with an object for each row.
    Json,
    /// Comma-separated, in UTF-8 with a BOM; no cell of it runs as a formula.
    Csv,
    /// A workbook, with a sheet for each service manager beside the whole. Not to a terminal.
    Xlsx,
}

impl Written {
    /// What the service is asked for: people's tables are made of JSON.
    pub(super) fn format(self) -> ExportFormat {
        match self {
            Self::Table | Self::Json => ExportFormat::Json,
            Self::Csv => ExportFormat::Csv,
            Self::Xlsx => ExportFormat::Xlsx,
        }
    }
}

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Filed {
    /// A workbook, with a sheet for each service manager beside the whole.
    Xlsx,
    /// Comma-separated, in UTF-8 with a BOM; no cell of it runs as a formula.
    Csv,
    /// An array with an object for each row.
    Json,
}

impl Filed {
    pub(super) fn format(self) -> ExportFormat {
        match self {
            Self::Json => ExportFormat::Json,
            Self::Csv => ExportFormat::Csv,
            Self::Xlsx => ExportFormat::Xlsx,
        }
    }
}

/// What an agenda's file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FiledAgenda {
    /// A workbook, with a sheet for each service manager beside the whole, and those who are not listed on the last.
    Xlsx,
    /// Comma-separated, in UTF-8 with a BOM; no cell of it runs as a formula.
    Csv,
    /// An array with an object for each row.
    Json,
    /// When panels take place, as a calendar: nobody's name is in it.
    Ics,
}

impl FiledAgenda {
    /// As what the children are written; none for the calendar, which has none.
    pub(super) fn of_children(self) -> Option<Filed> {
        match self {
            Self::Xlsx => Some(Filed::Xlsx),
            Self::Csv => Some(Filed::Csv),
            Self::Json => Some(Filed::Json),
            Self::Ics => None,
        }
    }
}

/// From which day numbers count that stand for dates in a csv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Serials {
    /// As Excel counts unless told otherwise: 1 is 1 January 1900.
    #[value(name = "1900")]
    From1900,
    /// As old Macintoshes counted: 0 is 1 January 1904.
    #[value(name = "1904")]
    From1904,
}

impl Serials {
    /// As the contracts say it; nothing where nobody says.
    pub(super) fn given(serials: Option<Self>) -> SerialDates {
        match serials {
            None => SerialDates::Unspecified,
            Some(Self::From1900) => SerialDates::From1900,
            Some(Self::From1904) => SerialDates::From1904,
        }
    }
}
