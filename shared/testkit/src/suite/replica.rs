use calendar::Clock;
use runtime::{Running, Service, Settings, serve};
use std::{
    io,
    mem::take,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;
use tonic::transport::{Channel, Endpoint};

/// One replica of a service, or the place of one that was stopped.
pub(super) struct Replica {
    pub(super) service: Service,
    pub(super) address: SocketAddr,
    /// Nobody else gets the port while nobody listens on it.
    _kept: TcpSocket,
    bound: Mutex<Option<TcpListener>>,
    life: Mutex<Life>,
}

#[derive(Default)]
struct Life {
    running: Option<Running>,
    /// What it runs in, where that is its own.
    apart: Option<Runtime>,
}

impl Replica {
    /// On a free port, which others may be told before it takes calls: until then they wait.
    pub(super) async fn bound(service: &Service) -> Self {
        let kept = socket_on(([127, 0, 0, 1], 0).into()).expect("a free port");
        let address = kept.local_addr().expect("the port's number");
        let bound = Mutex::new(Some(listening_on(address)));
        Self { service: *service, address, _kept: kept, bound, life: Mutex::default() }
    }

    pub(super) async fn start(&self, settings: &Arc<Settings>, clock: &Clock) {
        assert!(!self.runs(), "this replica of {} runs already", self.service.name);
        let bound = locked(&self.bound).take();
        let listener = bound.unwrap_or_else(|| listening_on(self.address));
        let started = serve(&self.service, settings.clone(), listener, clock.clone()).await;
        self.lives(started.unwrap_or_else(|error| panic!("{}", fault::describe(&error))), None);
    }

    /// In a runtime of its own, in which everything can be ended at once.
    pub(super) async fn start_apart(&self, settings: &Arc<Settings>, clock: &Clock) {
        assert!(!self.runs(), "this replica of {} runs already", self.service.name);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let (service, settings, clock) = (self.service, settings.clone(), clock.clone());
        let address = self.address;
        let started =
            runtime.spawn(async move { serve(&service, settings, bound_again(address).await, clock).await });
        let started = started.await.expect("to start it");
        self.lives(started.unwrap_or_else(|error| panic!("{}", fault::describe(&error))), Some(runtime));
    }

    fn lives(&self, running: Running, apart: Option<Runtime>) {
        *locked(&self.life) = Life { running: Some(running), apart };
    }

    pub(super) fn kill(&self) {
        let life = take(&mut *locked(&self.life));
        assert!(life.apart.is_some(), "this replica of {} does not run apart", self.service.name);
        life.end();
    }

    pub(super) async fn stop(&self) {
        let mut life = take(&mut *locked(&self.life));
        life.running.take().expect("a replica that runs").stop().await;
        life.end();
    }

    pub(super) fn runs(&self) -> bool {
        locked(&self.life).running.is_some()
    }

    /// Whether it consumes that feed, which runs from here on or does not; a replica that was stopped consumes none.
    pub(super) fn let_run(&self, upstream: &str, run: bool) -> Option<bool> {
        locked(&self.life).running.as_ref().map(|running| running.hooks.let_run(upstream, run))
    }

    pub(super) fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://{}", self.address))
            .expect("an address")
            .tcp_nodelay(true)
            .connect_lazy()
    }
}

/// The port that a killed replica had, as soon as it listens there no more.
pub async fn bound_again(address: SocketAddr) -> TcpListener {
    for _ in 0..500 {
        if TcpStream::connect(address).await.is_err() {
            return listening_on(address);
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("{address} is not let go")
}

fn listening_on(address: SocketAddr) -> TcpListener {
    let listening = socket_on(address).and_then(|socket| socket.listen(1024));
    listening.expect("the port that it keeps")
}

/// On a port of its own, which it shares with whoever takes its place.
fn socket_on(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket)
}

impl Life {
    /// A runtime may not be waited for where others run.
    fn end(self) {
        if let Some(runtime) = self.apart {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        take(&mut *locked(&self.life)).end();
    }
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
