//! How the services behind the gateway are, for whoever asks the gateway.

use crate::BEHIND;
use runtime::{Context, Health, StartError};
use std::time::Duration;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

const EVERY: Duration = Duration::from_secs(1);
const WITHIN: Duration = Duration::from_secs(1);
/// How often a service is asked before it is said to be down: the balancer may choose a replica that has gone.
const ATTEMPTS: usize = 8;

/// Looks once, then again every second beside the calls. The gateway itself serves while there is anybody to lead to;
/// each service that is down is so under its own name.
pub(crate) async fn watch(context: &Context) -> Result<(), StartError> {
    let mut behind = Vec::new();
    for name in BEHIND {
        behind.push((format!("permanence.{name}"), context.peers.channel(name)?));
    }
    let (health, stop) = (context.health.clone(), context.stop.clone());
    look(&behind, &health).await;
    let again = async move {
        loop {
            tokio::time::sleep(EVERY).await;
            look(&behind, &health).await;
        }
    };
    context.tasks.spawn(async move { stop.run_until_cancelled(again).await });
    Ok(())
}

async fn look(behind: &[(String, Channel)], health: &Health) {
    let looked = futures::future::join_all(behind.iter().map(|(name, channel)| serves(name, channel))).await;
    for ((name, _), serves) in behind.iter().zip(&looked) {
        health.other(name, *serves).await;
    }
    health.able(looked.contains(&true)).await;
}

/// Whether one of its replicas says so.
async fn serves(name: &str, channel: &Channel) -> bool {
    let asking = async {
        for _ in 0..ATTEMPTS {
            let request = HealthCheckRequest { service: name.to_owned() };
            let answer = HealthClient::new(channel.clone()).check(request).await;
            if answer.is_ok_and(|it| it.into_inner().status() == ServingStatus::Serving) {
                return true;
            }
        }
        false
    };
    tokio::time::timeout(WITHIN, asking).await.unwrap_or(false)
}
