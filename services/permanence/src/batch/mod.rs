//! What batch jobs do: `permanence agenda`, `extract` and `tracker`. They call the gateway with a system's own credentials, tell
//! a scheduler by the exit code what came of it, and are safe to run twice.

mod agenda;
mod arguments;
mod commands;
#[cfg(test)]
mod deployed;
mod door;
mod ended;
mod extract;
mod find;
mod output;
mod progress;
mod request_id;
mod tracker;
mod upload;

pub(crate) use agenda::draw_for;
pub(crate) use arguments::{EXIT_CODES, Gateway};
pub(crate) use commands::{AgendaCommand, ExtractCommand, TrackerCommand};
pub(crate) use door::Door;
pub(crate) use ended::{Ended, Unsuccessful};
pub(crate) use find::next_panel;
pub(crate) use request_id::request_id;
pub(crate) use upload::{Upload, hand_in, read};

use crate::failure::Failure;
use runtime::Settings;

/// `permanence agenda`.
pub(crate) async fn agenda(
    settings: &Settings,
    gateway: &Gateway,
    command: AgendaCommand,
) -> Result<Ended, Failure> {
    let door = Door::open(settings, gateway)?;
    Ok(match command {
        AgendaCommand::Draw(asked) => agenda::draw(&door, &asked).await?,
        AgendaCommand::Show(asked) => agenda::show(&door, &asked).await?,
        AgendaCommand::Export(asked) => agenda::export(&door, &asked).await?,
        AgendaCommand::Circulate(asked) => agenda::circulate(&door, &asked).await?,
    })
}

/// `permanence extract`.
pub(crate) async fn extract(
    settings: &Settings,
    gateway: &Gateway,
    command: ExtractCommand,
) -> Result<Ended, Failure> {
    let door = Door::open(settings, gateway)?;
    Ok(match command {
        ExtractCommand::Import(asked) => extract::import(&door, &asked).await?,
        ExtractCommand::Show(asked) => extract::show(&door, &asked).await?,
    })
}

/// `permanence tracker`.
pub(crate) async fn tracker(
    settings: &Settings,
    gateway: &Gateway,
    command: TrackerCommand,
) -> Result<Ended, Failure> {
    let door = Door::open(settings, gateway)?;
    Ok(match command {
        TrackerCommand::Show(asked) => tracker::show(&door, &asked).await?,
        TrackerCommand::Export(asked) => tracker::export(&door, &asked).await?,
    })
}
