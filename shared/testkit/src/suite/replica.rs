use calendar::Clock;
use runtime::{Running, Service, Settings, serve};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::net::TcpListener;
use tonic::transport::{Channel, Endpoint};

/// One replica of a service, or the place of one that was stopped.
pub(super) struct Replica {
    pub(super) service: Service,
    pub(super) address: SocketAddr,
    bound: Mutex<Option<TcpListener>>,
    running: Mutex<Option<Running>>,
}

impl Replica {
    /// On a free port, which others may be told before it takes calls: until then they wait.
    pub(super) async fn bound(service: &Service) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        Self { service: *service, address, bound: Mutex::new(Some(listener)), running: Mutex::default() }
    }

    pub(super) async fn start(&self, settings: &Arc<Settings>, clock: &Clock) {
        assert!(!self.runs(), "this replica of {} runs already", self.service.name);
        let bound = locked(&self.bound).take();
        let listener = match bound {
            Some(listener) => listener,
            None => TcpListener::bind(self.address).await.expect("the port that it had"),
        };
        let started = serve(&self.service, settings.clone(), listener, clock.clone()).await;
        let running = started.unwrap_or_else(|error| panic!("{}", fault::describe(&error)));
        *locked(&self.running) = Some(running);
    }

    pub(super) async fn stop(&self) {
        let running = locked(&self.running).take();
        running.expect("a replica that runs").stop().await;
    }

    pub(super) fn runs(&self) -> bool {
        locked(&self.running).is_some()
    }

    /// Whether it consumes that feed, which runs from here on or does not; a replica that was stopped consumes none.
    pub(super) fn let_run(&self, upstream: &str, run: bool) -> Option<bool> {
        locked(&self.running).as_ref().map(|running| running.hooks.let_run(upstream, run))
    }

    pub(super) fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://{}", self.address))
            .expect("an address")
            .tcp_nodelay(true)
            .connect_lazy()
    }
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
