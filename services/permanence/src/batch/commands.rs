//! What can be typed behind `permanence agenda`, `extract` and `tracker`.

use super::arguments::{Filed, FiledAgenda, Serials, Told, Which, WhichAgenda, Written};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum AgendaCommand {
    /// Draws the agenda of a panel, once: whoever asks again gets the same.
    Draw(Draw),
    /// Shows who is on an agenda, and why.
    Show(ShowAgenda),
    /// Writes an agenda to a file.
    Export(ExportAgenda),
    /// Issues an agenda as the next version of its panel's.
    Circulate(Circulate),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExtractCommand {
    /// Hands in an export "Children Currently in Care", xlsx or csv, and waits until it is read. The same file of the same day
    /// again changes nothing.
    Import(Import),
    /// Shows how far an import is, and what became of its rows.
    Show(ShowImport),
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrackerCommand {
    /// Shows what panels wanted done, by whom and by when, those due first first.
    Show(ShowTracker),
    /// Writes it to a file.
    Export(ExportTracker),
}

#[derive(Args, Debug)]
pub(crate) struct Draw {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only if the next panel's agenda is due: from the Monday before it on, or the working day before a bank holiday; and only
    /// from an export that is no more than three days older than that: while there is none, this ends with 6.
    #[arg(long, conflicts_with = "panel")]
    pub(crate) due: bool,
    /// Ends with 0 where there is nothing to do: for schedulers that know success and failure only.
    #[arg(long)]
    pub(crate) or_nothing: bool,
    /// The extract to draw from, by its id; without it the newest one of the day on which the agenda is due or before or, for a
    /// late draw, up to today.
    #[arg(long, value_name = "ID")]
    pub(crate) extract: Option<String>,
    /// Draws with what has come in since it was first drawn: another agenda, unless nothing has.
    #[arg(long)]
    pub(crate) again: bool,
    /// How what was done is told.
    #[arg(long, value_enum, default_value_t = Told::Table)]
    pub(crate) output: Told,
}

#[derive(Args, Debug)]
pub(crate) struct ShowAgenda {
    #[command(flatten)]
    pub(crate) which: WhichAgenda,
    /// Who is not on it instead, each with the filter that took them off and what it saw. For table, csv and json.
    #[arg(long)]
    pub(crate) not_listed: bool,
    /// How it is shown.
    #[arg(long, value_enum, default_value_t = Written::Table)]
    pub(crate) output: Written,
}

#[derive(Args, Debug)]
pub(crate) struct ExportAgenda {
    #[command(flatten)]
    pub(crate) which: WhichAgenda,
    /// Who is not on it instead, each with the filter that took them off and what it saw. For csv and json: a workbook has both.
    #[arg(long)]
    pub(crate) not_listed: bool,
    /// What the file is.
    #[arg(long, value_enum, default_value_t = FiledAgenda::Xlsx)]
    pub(crate) output: FiledAgenda,
    /// The file, put in the place of one that is there; - for standard output. Without it as the service calls it, in this
    /// folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Kept {
    /// What the file is.
    #[arg(long, value_enum, default_value_t = Filed::Xlsx)]
    pub(crate) output: Filed,
    /// The file, put in the place of one that is there; - for standard output. Without it as the service calls it, in this
    /// folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Circulate {
    #[command(flatten)]
    pub(crate) which: WhichAgenda,
    /// How what was done is told.
    #[arg(long, value_enum, default_value_t = Told::Table)]
    pub(crate) output: Told,
}

#[derive(Args, Debug)]
pub(crate) struct Import {
    /// The export.
    pub(crate) file: PathBuf,
    /// The day on which the export was made, as 2026-11-23; without it today in London, unless this very file was handed in as
    /// the export of an earlier day: then there is nothing to do.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Ends with 0 where there is nothing to do: for schedulers that know success and failure only.
    #[arg(long)]
    pub(crate) or_nothing: bool,
    /// From which day numbers count that stand for dates in a csv. A workbook says so itself.
    #[arg(long, value_enum, value_name = "YEAR")]
    pub(crate) serial_dates: Option<Serials>,
    /// For how many seconds it is waited until the export is read; 0 only hands it in.
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    pub(crate) wait: u64,
    /// How what was done is told.
    #[arg(long, value_enum, default_value_t = Told::Table)]
    pub(crate) output: Told,
}

#[derive(Args, Debug)]
pub(crate) struct ShowImport {
    /// The import by its id.
    pub(crate) id: String,
    /// How it is told.
    #[arg(long, value_enum, default_value_t = Told::Table)]
    pub(crate) output: Told,
}

#[derive(Args, Debug)]
pub(crate) struct Actions {
    /// Those of one panel, by its Thursday.
    #[arg(long, value_name = "DATE")]
    pub(crate) panel: Option<NaiveDate>,
    /// Those of one cohort, by its key.
    #[arg(long, value_name = "KEY")]
    pub(crate) cohort: Option<String>,
    /// Only those that are still to be done.
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ShowTracker {
    #[command(flatten)]
    pub(crate) actions: Actions,
    /// How they are shown.
    #[arg(long, value_enum, default_value_t = Written::Table)]
    pub(crate) output: Written,
}

#[derive(Args, Debug)]
pub(crate) struct ExportTracker {
    #[command(flatten)]
    pub(crate) actions: Actions,
    #[command(flatten)]
    pub(crate) file: Kept,
}
