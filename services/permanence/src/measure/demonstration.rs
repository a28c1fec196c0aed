//! The demonstration as a newcomer has it: a process of its own that begins from nothing.

use super::table::at_most;
use crate::failure::Failure;
use crate::home::Home;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;
use tokio::process::Command;

pub(super) async fn measure(folder: &Path) -> Result<(), Failure> {
    let (data, log) = (folder.join("demonstration"), File::create(folder.join("demonstration.log"))?);
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["demo", "--fresh", "--data"]).arg(&data).args(["--listen", "127.0.0.1:0"]);
    command.env_remove("DATABASE_URL");
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
    let begun = Instant::now();
    let ended = command.status().await?;
    let took = begun.elapsed();
    if !ended.success() {
        return Err(Failure::NoDemonstration);
    }
    at_most("the demonstration, from nothing to its end", took.as_secs_f64(), 10.0, "s");
    Ok(Home::open(&data)?.clear_postgres()?)
}
