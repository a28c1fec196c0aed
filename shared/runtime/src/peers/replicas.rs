use super::{Manner, addresses::Found};
use crate::StartError;
use std::{collections::BTreeMap, time::Duration};
use tokio::sync::mpsc::Sender;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint, channel::Change};
use tracing::debug;

const CONNECTED_WITHIN: Duration = Duration::from_secs(2);
/// How often a silent peer is asked whether it is still there, and how long it has to answer that.
const ASKED_EVERY: Duration = Duration::from_secs(10);
const THERE_WITHIN: Duration = Duration::from_secs(5);

/// An address and which of the connections to it.
type Key = (String, usize);

/// The channel's balancer is gone, and everybody who called through it.
#[derive(Debug)]
pub(super) struct Abandoned;

/// Whom a channel's balancer knows: each address with whether it took connections when it was last tried.
pub(super) struct Replicas {
    known: BTreeMap<String, bool>,
    changes: Sender<Change<Key, Endpoint>>,
    tls: Option<ClientTlsConfig>,
    manner: Manner,
}

impl Replicas {
    /// A channel whose balancer knows nobody yet, with room for the first of them.
    pub(super) fn of_nobody(tls: Option<ClientTlsConfig>, manner: Manner, first: usize) -> (Channel, Self) {
        let (channel, changes) = Channel::balance_channel(manner.connections * first.max(1));
        (channel, Self { known: BTreeMap::new(), changes, tls, manner })
    }

    /// One of the first: there is room for them without waiting. It counts as closed until it was tried.
    pub(super) fn insert_at_once(&mut self, address: &str, host: &str) -> Result<(), StartError> {
        let endpoint = self.endpoint(address, host)?;
        for nth in 0..self.manner.connections {
            let change = Change::Insert((address.to_string(), nth), endpoint.clone());
            self.changes
                .try_send(change)
                .map_err(|error| StartError::network(format!("call {address}"), error.to_string()))?;
        }
        self.known.insert(address.to_string(), false);
        Ok(())
    }

    /// Calls go to those that are open. Where none is, all are made new: a call is then refused at once and for a fresh
    /// reason, not for one that a connection has kept since it last failed. New ones come in before old ones go.
    pub(super) async fn become_like(&mut self, found: Vec<Found>) -> Result<(), Abandoned> {
        let some_open = found.iter().any(|replica| replica.open);
        let wanted = found.iter().filter(|replica| replica.open || !some_open);
        for replica in wanted.clone() {
            let was_open = self.known.get(&replica.address) == Some(&true);
            if !(was_open && replica.open) {
                self.insert(replica).await?;
            }
        }
        if found.is_empty() {
            return if self.changes.is_closed() { Err(Abandoned) } else { Ok(()) };
        }
        let wanted: Vec<&str> = wanted.map(|replica| replica.address.as_str()).collect();
        let gone: Vec<String> =
            self.known.keys().filter(|known| !wanted.contains(&known.as_str())).cloned().collect();
        for address in gone {
            self.remove(&address).await?;
        }
        Ok(())
    }

    async fn insert(&mut self, replica: &Found) -> Result<(), Abandoned> {
        let endpoint = match self.endpoint(&replica.address, &replica.host) {
            Ok(endpoint) => endpoint,
            Err(error) => {
                debug!(%error, peer.address = replica.address, "a replica cannot be called");
                return Ok(());
            }
        };
        for nth in 0..self.manner.connections {
            self.send(Change::Insert((replica.address.clone(), nth), endpoint.clone())).await?;
        }
        self.known.insert(replica.address.clone(), replica.open);
        Ok(())
    }

    async fn remove(&mut self, address: &str) -> Result<(), Abandoned> {
        for nth in 0..self.manner.connections {
            self.send(Change::Remove((address.to_string(), nth))).await?;
        }
        self.known.remove(address);
        Ok(())
    }

    async fn send(&self, change: Change<Key, Endpoint>) -> Result<(), Abandoned> {
        self.changes.send(change).await.map_err(|_| Abandoned)
    }

    fn endpoint(&self, address: &str, host: &str) -> Result<Endpoint, StartError> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let wrong = |error: tonic::transport::Error| StartError::network(format!("call {address}"), error);
        let mut endpoint = Endpoint::from_shared(format!("{scheme}://{address}"))
            .map_err(wrong)?
            .tcp_nodelay(true)
            .connect_timeout(CONNECTED_WITHIN)
            .http2_keep_alive_interval(ASKED_EVERY)
            .keep_alive_timeout(THERE_WITHIN)
            .keep_alive_while_idle(true);
        if let Some(answer_within) = self.manner.answer_within {
            endpoint = endpoint.timeout(answer_within);
        }
        match &self.tls {
            Some(tls) => endpoint.tls_config(tls.clone().domain_name(host)).map_err(wrong),
            None => Ok(endpoint),
        }
    }
}
