use calendar::Clock;
use runtime::{Running, Service, Settings, serve};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;
use tonic::transport::{Channel, Endpoint};

/// One replica of a service, or the place of one that was stopped.
pub(super) struct Replica {
    pub(super) service: Service,
    pub(super) address: SocketAddr,
    bound: Option<TcpListener>,
    running: Option<Running>,
    /// What it runs in, where that is its own.
    apart: Option<Runtime>,
}

impl Replica {
    /// On a free port, which others may be told before it takes calls: until then they wait.
    pub(super) async fn bound(service: &Service) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        Self { service: *service, address, bound: Some(listener), running: None, apart: None }
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

    /// In a runtime of its own, in which everything can be ended at once.
    pub(super) async fn start_apart(&mut self, settings: &Arc<Settings>, clock: &Clock) {
        assert!(self.running.is_none(), "this replica of {} runs already", self.service.name);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let (service, settings, clock) = (self.service, settings.clone(), clock.clone());
        let address = self.address;
        let started =
            runtime.spawn(async move { serve(&service, settings, bound_again(address).await, clock).await });
        let started = started.await.expect("to start it");
        self.running = Some(started.unwrap_or_else(|error| panic!("{}", fault::describe(&error))));
        self.apart = Some(runtime);
    }

    pub(super) fn kill(&mut self) {
        assert!(self.apart.is_some(), "this replica of {} does not run apart", self.service.name);
        self.leave_apart();
        self.running = None;
    }

    /// A runtime may not be waited for where others run.
    fn leave_apart(&mut self) {
        if let Some(runtime) = self.apart.take() {
            runtime.shutdown_background();
        }
    }

    pub(super) async fn stop(&mut self) {
        let running = self.running.take().expect("a replica that runs");
        running.stop().await;
        self.leave_apart();
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

/// The port that a killed replica had, as soon as it is let go.
async fn bound_again(address: SocketAddr) -> TcpListener {
    for _ in 0..500 {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
    panic!("{address} is not let go")
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.leave_apart();
    }
}
