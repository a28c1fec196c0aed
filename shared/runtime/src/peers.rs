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
    time::Duration,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::transport::Channel;

/// How long a peer may take to begin its answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The other services, by name. Clones share their connections.
#[derive(Clone)]
pub struct Peers {
    shared: Arc<Shared>,
}

/// How a peer is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Manner {
    /// How many connections to each replica.
    connections: usize,
    /// How long a peer may take to begin its answer; as long as the caller waits where there is nothing.
    answer_within: Option<Duration>,
}

/// One connection's calls share a lock and a window, two are quicker than one.
const CALLS: Manner = Manner { connections: 2, answer_within: Some(ANSWER_WITHIN) };
/// So many connections hold two thousand streams.
const STREAMS: Manner = Manner { connections: 8, ..CALLS };
/// An upload takes as long as it takes: whoever passes calls on has a patience of their own.
const PASSED_ON: Manner = Manner { answer_within: None, ..CALLS };

struct Shared {
    addresses: BTreeMap<String, String>,
    balance: Balance,
    channels: Mutex<BTreeMap<(String, Manner), Channel>>,
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
        self.channel_in(name, CALLS)
    }

    /// The same over connections of their own, for streams that stay open: a connection holds so many calls at a time, and
    /// these would take the places of others.
    pub fn channel_of_streams(&self, name: &str) -> Result<Channel, StartError> {
        self.channel_in(name, STREAMS)
    }

    /// The same for whoever passes calls on and says themselves how long they wait: see [`crate::Patience`].
    pub fn channel_to_pass_on(&self, name: &str) -> Result<Channel, StartError> {
        self.channel_in(name, PASSED_ON)
    }

    fn channel_in(&self, name: &str, manner: Manner) -> Result<Channel, StartError> {
        let key = (name.to_string(), manner);
        let mut channels = self.shared.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(&key) {
            return Ok(channel.clone());
        }
        let addresses =
            self.shared.addresses.get(name).ok_or_else(|| StartError::UnknownPeer(name.to_string()))?;
        let channel = self.shared.balance.over(addresses, manner)?;
        channels.insert(key, channel.clone());
        Ok(channel)
    }
}

impl fmt::Debug for Peers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(&self.shared.addresses).finish()
    }
}
