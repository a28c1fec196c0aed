use futures::future::join_all;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

/// How long a name may take to be looked up, and a replica to take a connection.
const WITHIN: Duration = Duration::from_secs(2);

/// A replica as it was found just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its address: `10.0.0.7:50051`.
    pub(super) address: String,
    /// The name that led there, which a certificate is expected to bear.
    pub(super) host: String,
    /// Whether it takes connections.
    pub(super) open: bool,
}

/// The replicas behind `host:port`; none where the names lead nowhere just now.
pub(super) async fn look_around(names: &[String]) -> Vec<Found> {
    let mut replicas: Vec<(SocketAddr, String)> =
        join_all(names.iter().map(|name| look_up(name))).await.into_iter().flatten().collect();
    replicas.sort();
    replicas.dedup_by_key(|(address, _)| *address);
    join_all(replicas.into_iter().map(try_it)).await
}

async fn look_up(name: &str) -> Vec<(SocketAddr, String)> {
    let Ok(Ok(addresses)) = timeout(WITHIN, lookup_host(name)).await else { return Vec::new() };
    addresses.map(|address| (address, host_of(name))).collect()
}

async fn try_it((address, host): (SocketAddr, String)) -> Found {
    let connected = timeout(WITHIN, TcpStream::connect(address)).await;
    Found { address: address.to_string(), host, open: connected.is_ok_and(|it| it.is_ok()) }
}

/// What stands before the port.
pub(super) fn host_of(name: &str) -> String {
    name.rsplit_once(':').map_or(name, |(host, _)| host).to_string()
}
