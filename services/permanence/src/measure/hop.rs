//! What the way through the gateway costs: the same calls direct and through it, in turn.

use super::CLIENTS;
use super::calls::Calls;
use super::load::{Took, run};
use super::table::{at_least, at_most, row};
use crate::failure::Failure;
use std::time::Duration;
use tonic::Status;
use tonic::transport::Channel;

/// The two ways take turns so often: what else the machine does falls on both.
const TURNS: u32 = 8;

pub(super) async fn measure(
    calls: &Calls,
    gateway: &Channel,
    workflow: &Channel,
    long: Duration,
) -> Result<(), Failure> {
    compare("a folder", gateway, workflow, long, |way, client| calls.folder(way, client)).await?;
    compare("a save", gateway, workflow, long, |way, client| calls.save(way, client)).await
}

async fn compare<'a, F>(
    what: &str,
    gateway: &'a Channel,
    direct: &'a Channel,
    long: Duration,
    call: impl Fn(&'a Channel, usize) -> F,
) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Status>>,
{
    let one = in_turn(1, gateway, direct, long, &call).await?;
    row(&format!("{what}, one client, direct: p50"), milliseconds(one.direct.p50()), "ms");
    let added = milliseconds(one.through.p50()) - milliseconds(one.direct.p50());
    at_most(&format!("{what}, one client: p50 added by the gateway"), added, 0.15, "ms");
    let many = in_turn(CLIENTS, gateway, direct, long, &call).await?;
    row(&format!("{what}, {CLIENTS} clients, direct"), many.direct.per_second(), "a second");
    let kept = many.through.per_second() / many.direct.per_second();
    at_least(&format!("{what}, {CLIENTS} clients: through / direct"), kept, 0.9, "");
    Ok(())
}

struct Both {
    direct: Took,
    through: Took,
}

async fn in_turn<'a, F>(
    clients: usize,
    gateway: &'a Channel,
    direct: &'a Channel,
    long: Duration,
    call: &impl Fn(&'a Channel, usize) -> F,
) -> Result<Both, Failure>
where
    F: Future<Output = Result<(), Status>>,
{
    let mut both = Both { direct: Took::nothing(), through: Took::nothing() };
    for _ in 0..TURNS {
        both.direct = both.direct.and(run(clients, long / TURNS, |client| call(direct, client)).await?);
        both.through = both.through.and(run(clients, long / TURNS, |client| call(gateway, client)).await?);
    }
    Ok(both)
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
