//! The demonstration's Permanence Panel: Business Support has planned the panels, and the council's own system does what its batch
//! jobs do on a Monday morning.

use super::export::export;
use crate::batch::{Door, Unsuccessful, Upload, draw_for, hand_in, next_panel, read};
use crate::caller::Caller;
use crate::failure::Failure;
use crate::ground::Ground;
use calendar::Clock;
use chrono::{Datelike, Days, NaiveDate};
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::panels::v1::{Agenda, ListPanelsRequest, SchedulePanelsRequest, WhenItFallsOut};
use fault::Reason;
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tonic::transport::Channel;

/// The council's system, and who plans the panels.
pub(crate) const SYSTEM: &str = "care.records";
const BUSINESS_SUPPORT: &str = "bea.lang";
/// The export, in the folder of the suite.
const FILE: &str = "children-currently-in-care.csv";
/// How long the service may take to hear of the council from the directory, and to read the export.
const HEARD_WITHIN: Duration = Duration::from_secs(20);
const READ_WITHIN: Duration = Duration::from_secs(20);

/// Plans panels where none are, hands the export of the next one in and draws its agenda. Whatever is there stays as it is. The
/// services' refusal, where they cannot: the bank holidays of years to come are not known for ever.
pub(crate) async fn bring_panel(
    ground: &Ground,
    gateway: &Channel,
) -> Result<Result<Agenda, Unsuccessful>, Failure> {
    let business_support = ground.sign_in(gateway, BUSINESS_SUPPORT)?;
    let door = Door::of(ground.sign_in(gateway, SYSTEM)?, ground.clock.clone());
    let patience = Instant::now() + HEARD_WITHIN;
    loop {
        match prepared(ground.folder(), &business_support, &door).await {
            Err(Failure::Batch(Unsuccessful::Refused(status)))
                if is_not_heard(&status) && Instant::now() < patience =>
            {
                sleep(Duration::from_millis(20)).await;
            }
            Err(Failure::Batch(refused)) => return Ok(Err(refused)),
            prepared => return prepared.map(Ok),
        }
    }
}

fn is_not_heard(status: &tonic::Status) -> bool {
    matches!(fault::reason_of(status), Some(Reason::WorkerUnknown | Reason::DirectoryStale))
}

async fn prepared(folder: &Path, business_support: &Caller, door: &Door) -> Result<Agenda, Failure> {
    plan(business_support, &door.clock).await?;
    let panel = next_panel(door).await?.ok_or(Unsuccessful::Incomplete("no panel"))?;
    let today = door.clock.today();
    // From Monday on, the agenda is drawn from Monday's export.
    let made_on = panel.draw_on.parse::<NaiveDate>().map_or(today, |draw_on| draw_on.min(today));
    let file = folder.join(FILE);
    std::fs::write(&file, export(made_on)?)?;
    let import = hand_in(door, &Upload::of(&file, made_on, None, false)?).await?;
    read(door, import, READ_WITHIN).await?;
    Ok(draw_for(door, &panel.panel_date, ("", ""), false, None).await?)
}

/// The first cohort on the coming Thursday, one a week from then on.
async fn plan(business_support: &Caller, clock: &Clock) -> Result<(), Unsuccessful> {
    let door = || PanelServiceClient::new(business_support.gateway());
    let first = thursday_after(clock.today()).to_string();
    let message = ListPanelsRequest { from: first.clone(), weeks: 1 };
    let listed = business_support.insist(message, async |it| door().list_panels(it).await).await;
    match listed {
        Err(status) if fault::reason_of(&status) == Some(Reason::RotationMissing) => {}
        planned => return planned.map(drop).map_err(Unsuccessful::from),
    }
    let message = SchedulePanelsRequest {
        request_id: clock.new_id().to_string(),
        anchor: first,
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    business_support.insist(message, async |it| door().schedule_panels(it).await).await?;
    Ok(())
}

/// Today's panel may have begun.
fn thursday_after(today: NaiveDate) -> NaiveDate {
    const THURSDAY: u32 = 3;
    let days = (THURSDAY + 6 - today.weekday().num_days_from_monday()) % 7 + 1;
    today + Days::new(days.into())
}

#[cfg(test)]
mod tests {
    use super::thursday_after;

    #[test]
    fn panels_are_planned_from_the_next_thursday_on() {
        let after = |today: &str| thursday_after(today.parse().unwrap()).to_string();
        assert_eq!(["2026-11-23", "2026-11-25"].map(after), ["2026-11-26", "2026-11-26"]);
        assert_eq!(["2026-11-26", "2026-11-27"].map(after), ["2026-12-03", "2026-12-03"]);
    }
}
