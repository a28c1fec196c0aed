use super::{
    Manner,
    addresses::{host_of, look_around},
    replicas::Replicas,
};
use crate::{StartError, server::read_pem, settings::PeerTls};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Identity};

/// How often names are looked up and replicas tried.
const EVERY: Duration = Duration::from_secs(1);

/// Spreads calls over replicas: of two chosen by lot one that is ready (tower's p2c).
pub(super) struct Balance {
    tls: Option<ClientTlsConfig>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Balance {
    pub(super) fn new(
        settings: Option<&PeerTls>,
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Result<Self, StartError> {
        Ok(Self { tls: settings.map(tls).transpose()?, tasks, stop })
    }

    /// A channel over `host:port,host:port`. Each name is called as it stands until it has been looked up: a balancer
    /// that knows nobody waits for ever.
    pub(super) fn over(&self, addresses: &str, manner: Manner) -> Result<Channel, StartError> {
        let names: Vec<String> = addresses.split(',').map(|name| name.trim().to_string()).collect();
        let (channel, mut replicas) = Replicas::of_nobody(self.tls.clone(), manner, names.len());
        for name in &names {
            replicas.insert_at_once(name, &host_of(name))?;
        }
        let stop = self.stop.clone();
        self.tasks.spawn(async move { stop.run_until_cancelled(follow(names, replicas)).await });
        Ok(channel)
    }
}

/// Until nobody calls any longer.
async fn follow(names: Vec<String>, mut replicas: Replicas) {
    while replicas.become_like(look_around(&names).await).await.is_ok() {
        sleep(EVERY).await;
    }
}

/// Whom we trust, and what we show.
fn tls(settings: &PeerTls) -> Result<ClientTlsConfig, StartError> {
    let authority = Certificate::from_pem(read_pem("peer_tls.authority", &settings.authority)?);
    let tls = ClientTlsConfig::new().ca_certificate(authority);
    Ok(match (&settings.certificate, &settings.key) {
        (Some(certificate), Some(key)) => tls.identity(Identity::from_pem(
            read_pem("peer_tls.certificate", certificate)?,
            read_pem("peer_tls.key", key)?,
        )),
        _ => tls,
    })
}
