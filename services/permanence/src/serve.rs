//! `permanence serve`: some services, or all, as the settings say.

use crate::failure::Failure;
use crate::suite::{SERVICES, bind, service};
use calendar::Clock;
use futures::future::{join_all, try_join_all};
use runtime::settings::SettingsError;
use runtime::{Running, Service, Settings, StartError, ToldToStop, observe};
use std::sync::Arc;

pub(crate) async fn serve(settings: Settings, names: &[String]) -> Result<(), Failure> {
    let chosen: Vec<&Service> = match names {
        [] => SERVICES.into(),
        names => names.iter().filter_map(|name| service(name)).collect(),
    };
    let called = chosen.iter().map(|service| service.name).collect::<Vec<_>>().join("-");
    let _telemetry = observe::start(&settings.observe, &format!("permanence-{called}"))?;
    let (settings, clock) = (Arc::new(settings), Clock::system());
    let mut told = ToldToStop::listen()?;
    let starting = try_join_all(chosen.into_iter().map(|service| start(service, &settings, &clock)));
    let running = tokio::select! {
        running = starting => running?,
        () = told.wait() => return Ok(()),
    };
    told.wait().await;
    join_all(running.into_iter().map(Running::stop)).await;
    Ok(())
}

async fn start(service: &Service, settings: &Arc<Settings>, clock: &Clock) -> Result<Running, StartError> {
    let missing = || SettingsError::Missing(format!("listen.{}", service.name));
    let address = settings.listen.get(service.name).ok_or_else(missing)?;
    runtime::serve(service, settings.clone(), bind(address).await?, clock.clone()).await
}
