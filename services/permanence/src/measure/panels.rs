//! An export of so many children on its way through the gateway to an agenda, beside COPY of the same rows; and what the panels
//! service needs for it.

use super::children;
use super::process::{Addresses, Process};
use super::table::{at_most, heading, row};
use crate::batch::{Door, Unsuccessful, Upload, draw_for, hand_in, next_panel, read};
use crate::council::{SYSTEM, bring_panel};
use crate::failure::Failure;
use crate::ground::{Ground, channel};
use crate::suite::SERVICES;
use futures::TryStreamExt;
use sqlx::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio_util::io::ReaderStream;

/// How long the service may take to read a million rows on a slow machine.
const READ_WITHIN: Duration = Duration::from_secs(1_800);

/// `permanence measure --panels`.
pub(super) async fn measure(ground: &Ground, folder: &Path, sizes: &[u32]) -> Result<(), Failure> {
    heading();
    let addresses = Addresses::free()?;
    let mut processes = Vec::new();
    for service in SERVICES {
        processes.push(Process::start(&[service.name], ground, &addresses).await?);
    }
    let gateway = channel(addresses.of("gateway"))?;
    ground.bring_council(&gateway).await?;
    bring_panel(ground, &gateway).await??;
    let door = Door::of(ground.sign_in(&gateway, SYSTEM)?, ground.clock.clone());
    let panels = processes.iter().find(|process| process.name == "panels");
    let panels = panels.ok_or_else(|| Failure::NotServing("panels".into()))?;
    for size in sizes {
        of_so_many(*size, (ground, &door, panels), folder).await?;
    }
    for process in processes.into_iter().rev() {
        process.stop().await?;
    }
    Ok(())
}

async fn of_so_many(
    children: u32,
    (ground, door, panels): (&Ground, &Door, &Process),
    folder: &Path,
) -> Result<(), Failure> {
    let panel = next_panel(door).await?.ok_or(Unsuccessful::Incomplete("no panel"))?;
    let made_on = panel.draw_on.parse().unwrap_or_else(|_| door.clock.today()).min(door.clock.today());
    let file = folder.join(format!("{children}-children.csv"));
    children::write(&file, children, made_on)?;
    panels.forget_peak()?;

    let of = |what: &str| format!("{children} children: {what}");
    row(&of("the export, csv"), file.metadata()?.len() as f64 / f64::from(1 << 20), "MiB");
    let begun = Instant::now();
    let upload = Upload::of(&file, made_on, None, false)?;
    let import = hand_in(door, &upload).await?;
    let handed_in = begun.elapsed();
    row(&of("handed in and stored"), handed_in.as_secs_f64(), "s");
    let import = read(door, import, READ_WITHIN).await?;
    let read = begun.elapsed();
    row(&of("read and checked"), (read - handed_in).as_secs_f64(), "s");
    let id = import.extract_import_id;
    let agenda = draw_for(door, &panel.panel_date, ("section_20", &id), false, None).await?;
    let drawn = begun.elapsed();
    row(&of(&format!("drawn, {} on it", agenda.listed_count)), (drawn - read).as_secs_f64(), "s");
    if children <= 1_000 {
        at_most(&of("import and draw"), drawn.as_secs_f64(), 1.0, "s");
    } else {
        row(&of("import and draw"), drawn.as_secs_f64(), "s");
    }
    at_most(&of("panels' peak memory"), panels.peak_mib()?, 256.0, "MiB");

    let copied = copied(ground, &file).await?;
    row(&of("COPY of the same rows"), copied.as_secs_f64(), "s");
    let ratio = drawn.as_secs_f64() / copied.as_secs_f64();
    if children >= 1_000_000 {
        at_most(&of("import and draw / COPY"), ratio, 2.0, "");
    } else {
        row(&of("import and draw / COPY"), ratio, "");
    }
    Ok(std::fs::remove_file(&file)?)
}

/// How long COPY takes for the file into a table of text columns without an index, as psql's `\copy` sends it.
async fn copied(ground: &Ground, file: &Path) -> Result<Duration, Failure> {
    let mut connection = PgConnection::connect_with(&ground.settings.database.admin_options()?).await?;
    let columns = children::COLUMNS.map(|column| format!("{column} text")).join(", ");
    let statement = format!("create table public.copied ({columns})");
    sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await?;
    let begun = Instant::now();
    let mut copy = connection.copy_in_raw("copy public.copied from stdin (format csv, header)").await?;
    let mut pieces = ReaderStream::with_capacity(tokio::fs::File::open(file).await?, 256 << 10);
    while let Some(piece) = pieces.try_next().await? {
        copy.send(piece).await?;
    }
    copy.finish().await?;
    let took = begun.elapsed();
    sqlx::query("drop table public.copied").execute(&mut connection).await?;
    connection.close().await?;
    Ok(took)
}
