//! The other services: where they are, and calls that reach one of their replicas.

mod addresses;
mod balance;
mod replicas;

use crate::{StartError, settings::Settings};
use balance::Balance;
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::transport::Channel;

/// How many connections to each replica: one connection's calls share a lock and a window, two are quicker than one.
const CONNECTIONS_FOR_CALLS: usize = 2;
/// So many hold two thousand streams.
const CONNECTIONS_FOR_STREAMS: usize = 8;

/// The other services, by name. Clones share their connections.
#[derive(Clone)]
pub struct Peers {
    shared: Arc<Shared>,
}

struct Shared {
    addresses: BTreeMap<String, String>,
    balance: Balance,
    channels: Mutex<BTreeMap<(String, usize), Channel>>,
}

impl Peers {
    /// Those that the settings name. Nothing is connected yet.
    pub(crate) fn new(
        settings: &Settings,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Result<Self, StartError> {
        let balance = Balance::new(settings.peer_tls.as_ref(), tasks.clone(), stop.clone())?;
        let channels = Mutex::default();
        Ok(Self { shared: Arc::new(Shared { addresses: settings.peers.clone(), balance, channels }) })
    }

    /// Calls that are spread over the replicas of a service, wherever they are just then. It connects with the first
    /// call. A call never waits for ever: where nobody listens it is UNAVAILABLE at once, and where nobody answers it
    /// ends with its deadline.
    pub fn channel(&self, name: &str) -> Result<Channel, StartError> {
        self.channel_over(name, CONNECTIONS_FOR_CALLS)
    }

    /// The same over connections of their own, for streams that stay open: a connection holds so many calls at a time, and
    /// these would take the places of others.
    pub fn channel_of_streams(&self, name: &str) -> Result<Channel, StartError> {
        self.channel_over(name, CONNECTIONS_FOR_STREAMS)
    }

    fn channel_over(&self, name: &str, connections: usize) -> Result<Channel, StartError> {
        let key = (name.to_string(), connections);
        let mut channels = self.shared.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(&key) {
            return Ok(channel.clone());
        }
        let addresses =
            self.shared.addresses.get(name).ok_or_else(|| StartError::UnknownPeer(name.to_string()))?;
        let channel = self.shared.balance.over(addresses, connections)?;
        channels.insert(key, channel.clone());
        Ok(channel)
    }
}

impl fmt::Debug for Peers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(&self.shared.addresses).finish()
    }
}
