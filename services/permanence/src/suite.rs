//! All services and the gateway in one process.

use calendar::Clock;
use futures::future::{join_all, try_join_all};
use runtime::{Running, Service, Settings, StartError};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Every service of the suite.
pub(crate) const SERVICES: [&Service; 6] = [
    &directory::SERVICE,
    &workflow::SERVICE,
    &requests::SERVICE,
    &notifications::SERVICE,
    &panel_agenda::SERVICE,
    &gateway::SERVICE,
];

/// Those behind the gateway.
const BEHIND: [&Service; 5] = [
    &directory::SERVICE,
    &workflow::SERVICE,
    &requests::SERVICE,
    &notifications::SERVICE,
    &panel_agenda::SERVICE,
];

/// The service of that name.
pub(crate) fn service(name: &str) -> Option<&'static Service> {
    SERVICES.into_iter().find(|service| service.name == name)
}

/// A suite that takes calls.
pub(crate) struct Suite {
    running: Vec<Running>,
    gateway: Running,
}

impl Suite {
    /// Starts everything: the services on free ports of the loopback interface, known to each other, each in so many
    /// replicas, and the gateway on the socket given.
    pub(crate) async fn start(
        mut settings: Settings,
        gateway: TcpListener,
        replicas: u8,
        clock: &Clock,
    ) -> Result<Self, StartError> {
        let mut sockets = Vec::new();
        for service in BEHIND {
            let mut addresses = Vec::new();
            for _ in 0..replicas {
                let socket = bind("127.0.0.1:0").await?;
                addresses.push(address_of(&socket)?.to_string());
                sockets.push((service, socket));
            }
            settings.peers.insert(service.name.to_owned(), addresses.join(","));
        }
        let settings = Arc::new(settings);
        let start = |(service, socket)| runtime::serve(service, settings.clone(), socket, clock.clone());
        let running = try_join_all(sockets.into_iter().map(start)).await?;
        let gateway = start((&gateway::SERVICE, gateway)).await?;
        Ok(Self { running, gateway })
    }

    /// Where the gateway listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.gateway.address
    }

    /// Stops the gateway, then what is behind it.
    pub(crate) async fn stop(self) {
        self.gateway.stop().await;
        join_all(self.running.into_iter().map(Running::stop)).await;
    }
}

/// A socket for a service.
pub(crate) async fn bind(address: &str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Network {
        doing: format!("listen on {address}"),
        source: source.into(),
    })
}

fn address_of(socket: &TcpListener) -> Result<SocketAddr, StartError> {
    socket
        .local_addr()
        .map_err(|source| StartError::Network { doing: "read an address".into(), source: source.into() })
}
