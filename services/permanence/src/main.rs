//! The one command and the one image.

mod batch;
mod caller;
mod command;
mod council;
mod database;
mod demo;
mod events;
mod failure;
mod given;
mod ground;
mod health;
mod home;
mod link;
mod local;
mod measure;
mod operate;
mod serve;
mod suite;
mod tell;
mod token;
mod up;
mod walk;

use batch::Ended;
use clap::Parser;
use command::{Command, What};
use failure::Failure;
use measure::Measured;
use runtime::Settings;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    runtime::install_crypto();
    match run(Command::parse()).await {
        Ok(ended) => ended.exit_code().into(),
        Err(failure) => {
            eprintln!("permanence: {}", fault::describe(&failure));
            if let Some(next) = failure.next() {
                eprintln!("  next: {next}");
            }
            failure.exit_code().into()
        }
    }
}

async fn run(command: Command) -> Result<Ended, Failure> {
    let settings = Settings::load(command.config.as_deref())?;
    match command.what {
        What::Up { place, fresh } => up::up(settings, &place, fresh).await?,
        What::Demo { place, fresh } => demo::demo(settings, &place, fresh).await?,
        What::Serve { services } => serve::serve(settings, &services).await?,
        What::Migrate => operate::bring_up_to_date(&settings).await?,
        What::Keys => token::keys(&settings)?,
        What::Administrator { subject, name } => operate::administrator(&settings, &subject, &name).await?,
        What::Events { what } => events::events(&settings.database, &what).await?,
        What::Health { address } => health::health(&settings, &address).await?,
        What::Token { subject, hours, data } => token::token(&settings, &data.data, &subject, hours)?,
        What::Measure { seconds, panels, children, data } => {
            let measured = if panels { Measured::Panels { children } } else { Measured::Suite { seconds } };
            measure::measure(settings, &data.data, measured).await?;
        }
        What::Agenda { what, gateway } => return batch::agenda(&settings, &gateway, what).await,
        What::Extract { what, gateway } => return batch::extract(&settings, &gateway, what).await,
        What::Tracker { what, gateway } => return batch::tracker(&settings, &gateway, what).await,
    }
    Ok(Ended::Done)
}
