//! The server of one service: its start, its limits, its door and its end.

mod connection;
mod door;
mod health;
mod limits;
mod patient;
mod pool;
mod reflection;
mod running;
mod tls;
mod trust;
mod unheard;
mod when_asked;

pub use health::Health;
pub use running::Running;
pub(crate) use tls::read_pem;

use crate::{
    Context, Peers, Service, StartError, hooks::Hooks, install_crypto, observe::Calls, settings::Settings,
};
use calendar::Clock;
use identity::Authenticate;
use patient::Patient;
use running::Ends;
use std::sync::Arc;
use tokio::net::TcpListener;
use tracing::{error, info};
use unheard::Unheard;

/// Starts one replica of a service on a socket that is bound already. It refuses behind its schema. When this returns,
/// it takes calls and its health says so.
pub async fn serve(
    service: &Service,
    settings: Arc<Settings>,
    listener: TcpListener,
    clock: Clock,
) -> Result<Running, StartError> {
    install_crypto();
    let address = listener.local_addr().map_err(|error| StartError::network("read the address", error))?;
    let ends = Ends::default();
    let trust = trust::of(service, &settings.tokens, &clock)?;
    let authenticate = Authenticate::new(trust.verifier.clone());
    let (health, asked_for_health) = Health::of(service).await;
    let context = Context {
        name: service.name,
        config: settings.clone(),
        pool: pool::for_service(service, &settings.database).await?,
        clock,
        policies: trust.policies,
        verifier: trust.verifier,
        service_token: trust.service_token,
        peers: Peers::new(&settings, &ends.tasks, &ends.stop)?,
        tasks: ends.tasks.clone(),
        stop: ends.stop.clone(),
        health: health.clone(),
        hooks: Hooks::default(),
    };
    let (pool, hooks) = (context.pool.clone(), context.hooks.clone());
    let routes = (service.build)(context).await?.add_service(asked_for_health);
    let routes = reflection::beside(service, routes);
    let serving = limits::limited(&settings)?
        .layer(Patient)
        .layer(Calls)
        .layer(Unheard)
        .layer(authenticate)
        .add_routes(routes)
        .serve_with_incoming_shutdown(
            door::door(listener, ends.cut_off.clone()),
            ends.drain.clone().cancelled_owned(),
        );
    // The door opens with the next line: who comes in first is told the truth already.
    health.serving().await;
    let server = tokio::spawn(async move {
        if let Err(error) = serving.await {
            error!(%error, "the server broke off");
        }
    });
    info!(service = service.name, %address, "serving");
    Ok(Running {
        name: service.name,
        address,
        hooks,
        pool,
        health,
        server,
        ends,
        manner: settings.stop.clone(),
    })
}
