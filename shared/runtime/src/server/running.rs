use super::health::Health;
use crate::{hooks::Hooks, settings::Stop};
use sqlx::PgPool;
use std::{net::SocketAddr, time::Duration};
use tokio::{task::JoinHandle, time};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};

/// How long what was cut off may take to notice.
const TO_NOTICE: Duration = Duration::from_secs(1);

/// One replica of a service that takes calls.
#[derive(Debug)]
pub struct Running {
    /// The service's name.
    pub name: &'static str,
    /// Where it listens.
    pub address: SocketAddr,
    /// What a test may hold up.
    pub hooks: Hooks,
    pub(super) pool: PgPool,
    pub(super) health: Health,
    pub(super) server: JoinHandle<()>,
    pub(super) ends: Ends,
    pub(super) manner: Stop,
}

/// The ways in which the parts of a replica are told to end.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// What runs beside the calls.
    pub(super) tasks: TaskTracker,
    /// Tells it, and streams that would not end by themselves, to do so.
    pub(super) stop: CancellationToken,
    /// Closes the door, and each connection after its last call.
    pub(super) drain: CancellationToken,
    /// Closes what is still open.
    pub(super) cut_off: CancellationToken,
}

impl Running {
    /// Stops it: its health flips first, and for the notice of the settings it still takes calls; then it takes none,
    /// and those that are left may end; what has not ended within the limit of the settings is cut off.
    pub async fn stop(self) {
        self.health.not_serving().await;
        time::sleep(self.manner.notice()).await;
        self.ends.stop.cancel();
        self.ends.drain.cancel();
        self.ends.tasks.close();
        let mut server = self.server;
        let quietly = async {
            ended(&mut server).await;
            self.ends.tasks.wait().await;
        };
        if time::timeout(self.manner.limit(), quietly).await.is_err() {
            warn!(service = self.name, limit_ms = self.manner.limit_ms, "what had not ended was cut off");
            self.ends.cut_off.cancel();
            let noticed = async { ended(&mut server).await };
            time::timeout(TO_NOTICE, noticed).await.ok();
            server.abort();
        }
        time::timeout(TO_NOTICE, self.pool.close()).await.ok();
        info!(service = self.name, "stopped");
    }
}

/// A panic of the server has been told already; it has ended all the same.
async fn ended(server: &mut JoinHandle<()>) {
    if !server.is_finished() {
        server.await.ok();
    }
}
