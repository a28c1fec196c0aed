//! `permanence measure`: what this build needs on this machine, against the figures that the suite is built for.
//!
//! It works in a folder of its own beside the suite's data, on an empty Postgres of its own, whatever `DATABASE_URL` says,
//! and leaves nothing behind; when it fails, the logs of its processes.

mod calls;
mod children;
mod demonstration;
mod hop;
mod hops;
mod load;
mod panels;
mod process;
mod spread;
mod table;
mod watching;

use crate::failure::Failure;
use crate::ground::{Ground, channel};
use crate::suite::SERVICES;
use calls::Calls;
use process::{Addresses, Process};
use runtime::Settings;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use table::{at_most, heading, row};
use tonic::transport::Channel;

/// So many clients make the load.
const CLIENTS: usize = 32;

/// What is measured.
pub(crate) enum Measured {
    /// Start-up, memory and the gateway's hop; each load runs for so many seconds.
    Suite { seconds: u64 },
    /// From an export to an agenda, for so many children.
    Panels { children: Vec<u32> },
}

pub(crate) async fn measure(settings: Settings, data: &Path, measured: Measured) -> Result<(), Failure> {
    let folder = data.join("measure");
    let ground = Ground::prepare(settings, &folder, None, true).await?;
    let outcome = match measured {
        Measured::Suite { seconds } => measure_on(&ground, &folder, Duration::from_secs(seconds)).await,
        Measured::Panels { children } => panels::measure(&ground, &folder, &children).await,
    };
    match outcome {
        Ok(()) => ground.vanish().await,
        Err(failure) => {
            ground.leave().await;
            Err(failure)
        }
    }
}

async fn measure_on(ground: &Ground, folder: &Path, long: Duration) -> Result<(), Failure> {
    heading();
    row("one fsync of 8 KiB where the data lies", fsync(folder)?.as_secs_f64() * 1e3, "ms");
    demonstration::measure(folder).await?;
    each_service_alone(ground, long).await?;
    the_whole_suite(ground, long).await
}

/// What a commit cannot be faster than: without it, no figure of a command says anything about another machine.
fn fsync(folder: &Path) -> std::io::Result<Duration> {
    const PAGES: u32 = 20;
    let page = folder.join("page");
    let mut file = std::fs::File::create(&page)?;
    let began = Instant::now();
    for _ in 0..PAGES {
        file.write_all(&[1; 8192])?;
        file.sync_data()?;
    }
    let took = began.elapsed() / PAGES;
    std::fs::remove_file(page)?;
    Ok(took)
}

/// Every service as a process of its own, one after the other, then all of them under load.
async fn each_service_alone(ground: &Ground, long: Duration) -> Result<(), Failure> {
    let addresses = Addresses::free()?;
    let mut processes = Vec::new();
    for service in SERVICES {
        let process = Process::start(&[service.name], ground, &addresses).await?;
        at_most(
            &format!("{}: start to serving", service.name),
            process.started_in.as_secs_f64() * 1e3,
            100.0,
            "ms",
        );
        processes.push(process);
    }
    let gateway = channel(addresses.of("gateway"))?;
    ground.bring_council(&gateway).await?;
    let calls = Calls::prepared(ground, &gateway).await?;
    hop::measure(&calls, &gateway, &channel(addresses.of("workflow"))?, long).await?;
    watching::measure(ground, &gateway, long).await?;
    under_load(&calls, &gateway, long).await?;
    for process in &processes {
        at_most(&format!("{}: resident under load", process.name), process.resident_mib()?, 24.0, "MiB");
    }
    for process in processes.into_iter().rev() {
        process.stop().await?;
    }
    Ok(())
}

/// All services in one process, as `up` has them.
async fn the_whole_suite(ground: &Ground, long: Duration) -> Result<(), Failure> {
    let addresses = Addresses::free()?;
    let names: Vec<&str> = SERVICES.iter().map(|service| service.name).collect();
    let process = Process::start(&names, ground, &addresses).await?;
    at_most("the suite: start to serving", process.started_in.as_secs_f64() * 1e3, 400.0, "ms");
    let gateway = channel(addresses.of("gateway"))?;
    ground.bring_council(&gateway).await?;
    let calls = Calls::prepared(ground, &gateway).await?;
    under_load(&calls, &gateway, long).await?;
    at_most("the suite: resident under load", process.resident_mib()?, 160.0, "MiB");
    process.stop().await
}

async fn under_load(calls: &Calls, gateway: &Channel, long: Duration) -> Result<(), Failure> {
    let folders = load::run(CLIENTS, long, |client| calls.folder(gateway, client)).await?;
    row("folders through the gateway, 32 clients", folders.per_second(), "a second");
    let views = load::run(CLIENTS, long, |client| calls.view(gateway, client)).await?;
    row("work views through the gateway, 32 clients", views.per_second(), "a second");
    let saves = load::run(CLIENTS, long, |client| calls.save(gateway, client)).await?;
    row("saves through the gateway, 32 clients", saves.per_second(), "a second");
    Ok(())
}
