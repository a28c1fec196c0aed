use calendar::Clock;
use runtime::{Running, Service, Settings, serve};
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;
use tonic::transport::{Channel, Endpoint};

/// One replica of a service, or the place of one that was stopped.
pub(super) struct Replica {
    pub(super) service: Service,
    pub(super) address: SocketAddr,
    bound: Option<TcpListener>,
    running: Option<Running>,
}

impl Replica {
    /// On a free port, which others may be told before it takes calls: until then they wait.
    pub(super) async fn bound(service: &Service) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        Self { service: *service, address, bound: Some(listener), running: None }
    }

    pub(super) async fn start(&mut self, settings: &Arc<Settings>, clock: &Clock) {
        assert!(self.running.is_none(), "this replica of {} runs already", self.service.name);
        let listener = match self.bound.take() {
            Some(listener) => listener,
            None => TcpListener::bind(self.address).await.expect("the port that it had"),
        };
        let started = serve(&self.service, settings.clone(), listener, clock.clone()).await;
        self.running = Some(started.unwrap_or_else(|error| panic!("{}", fault::describe(&error))));
    }

    pub(super) async fn stop(&mut self) {
        let running = self.running.take().expect("a replica that runs");
        running.stop().await;
    }

    pub(super) fn running(&self) -> Option<&Running> {
        self.running.as_ref()
    }

    pub(super) fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://{}", self.address))
            .expect("an address")
            .tcp_nodelay(true)
            .connect_lazy()
    }
}
