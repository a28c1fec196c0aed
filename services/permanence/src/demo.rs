//! `permanence demo`: the whole suite for one walk.

use crate::command::Place;
use crate::failure::Failure;
use crate::local::{Ending, Local};
use crate::tell::line;
use crate::walk::{Stage, Stopped, walk};
use runtime::{Settings, observe};
use std::time::Instant;

/// The child of the source document.
const CHLOE: &str = "3549863";

pub(crate) async fn demo(mut settings: Settings, place: &Place, fresh: bool) -> Result<(), Failure> {
    let begun = Instant::now();
    settings.observe.log.clone_from(&place.log);
    let _telemetry = observe::start(&settings.observe, "permanence")?;
    match Local::during(settings, place, fresh, async |local: &Local| show(local, begun).await).await? {
        Ending::Done => line(&format!("Done in {:.1} s.", seconds(begun))),
        Ending::ToldToStop => return Err(Stopped::ToldToStop.into()),
    }
    Ok(())
}

async fn show(local: &Local, begun: Instant) -> Result<(), Failure> {
    line(&format!(
        "The suite is up after {:.1} s; the gateway answers on http://{}",
        seconds(begun),
        local.address()
    ));
    line(&local.panel());
    let stage =
        Stage::of(&local.ground.council, CHLOE, &local.ground.clock, |subject| local.sign_in(subject))
            .await?;
    Ok(walk(&stage).await?)
}

fn seconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64()
}
