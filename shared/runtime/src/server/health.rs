use crate::Service;
use std::sync::Arc;
use tokio::sync::Mutex;
use tonic_health::{
    ServingStatus,
    pb::health_server::{Health as Asked, HealthServer},
    server::HealthReporter,
};

/// What a service says about itself to balancers, over gRPC's own health protocol: under its full name, and under the
/// empty name of the whole server. Clones speak for the same server.
#[derive(Clone, Debug)]
pub struct Health {
    reporter: HealthReporter,
    name: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    takes_calls: bool,
    able: bool,
}

impl Health {
    /// Of a service that takes no calls yet, and what is to be put beside its RPCs.
    pub(super) async fn of(service: &Service) -> (Self, HealthServer<impl Asked + use<>>) {
        let (reporter, server) = tonic_health::server::health_reporter();
        let state = Arc::new(Mutex::new(State { takes_calls: false, able: true }));
        let health = Self { reporter, name: service.full_name(), state };
        health.not_serving().await;
        (health, server)
    }

    /// Says whether the service could serve if it took calls: for one that can do nothing without others.
    pub async fn able(&self, able: bool) {
        self.change(|state| state.able = able).await;
    }

    /// Says how another service is, under its own full name: for one that leads to others.
    pub async fn other(&self, full_name: &str, serves: bool) {
        self.reporter.set_service_status(full_name, status(serves)).await;
    }

    pub(super) async fn serving(&self) {
        self.change(|state| state.takes_calls = true).await;
    }

    pub(super) async fn not_serving(&self) {
        self.change(|state| state.takes_calls = false).await;
    }

    /// What is said last is true, whoever says it: one at a time.
    async fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.lock().await;
        change(&mut state);
        let status = status(state.takes_calls && state.able);
        for name in [self.name.as_str(), ""] {
            self.reporter.set_service_status(name, status).await;
        }
    }
}

fn status(serves: bool) -> ServingStatus {
    if serves { ServingStatus::Serving } else { ServingStatus::NotServing }
}
