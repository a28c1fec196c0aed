mod bearer;
mod calm;
mod replica;
mod telling;

pub use bearer::{Bearer, Client};
pub use replica::bound_again;

use crate::database::{Database, database_of};
use calendar::Clock;
use calm::Calm;
use chrono::{DateTime, TimeDelta, Utc};
use identity::Issuer;
use replica::Replica;
use runtime::{
    Service,
    migrate::Schema,
    settings::{Outside, Settings, Stop, Tokens},
};
use secrecy::SecretString;
use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc};
use tempfile::TempDir;
use tonic::transport::Channel;

/// A working day at noon, in no change of summer time: where the clock of a suite begins.
const BEGINS: &str = "2026-01-14T12:00:00Z";

/// Longer than any test moves its clock.
const TOKEN_DAYS: i64 = 3650;

/// A new database in which these services' schemas are up to date.
pub async fn database(services: &[&Service]) -> Database {
    let schemas: Vec<Schema> = services.iter().filter_map(|service| service.schema()).collect();
    database_of(&schemas).await
}

/// Services in this process, over real sockets on free ports, on one database and by one clock. They go with this value
/// and the test's runtime.
pub struct Suite {
    replicas: BTreeMap<&'static str, Vec<Replica>>,
    settings: Arc<Settings>,
    clock: Clock,
    issuer: Issuer,
    database: Database,
    _folder: TempDir,
    _calm: Calm,
}

impl Suite {
    /// Starts as many replicas of each service as stand beside it, by a clock that begins on a Wednesday in January 2026
    /// at noon.
    pub async fn start(database: Database, services: &[(&Service, usize)]) -> Self {
        let begins: DateTime<Utc> = BEGINS.parse().expect("an instant");
        Self::start_at(begins, database, services).await
    }

    /// The same by a clock that begins at another instant.
    pub async fn start_at(begins: DateTime<Utc>, database: Database, services: &[(&Service, usize)]) -> Self {
        Self::start_with(begins, database, services, |_| {}).await
    }

    /// The same with settings that the test changes.
    pub async fn start_with(
        begins: DateTime<Utc>,
        database: Database,
        services: &[(&Service, usize)],
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        telling::begin();
        let calm = Calm::watched();
        let clock = Clock::starting_at(begins);
        let folder = tempfile::tempdir().expect("a folder for the suite");
        let key = folder.path().join("issuer.pem");
        let issuer = Issuer::open(&key, clock.clone()).expect("an issuer");
        let mut places = Vec::new();
        for (service, replicas) in services {
            for _ in 0..*replicas {
                places.push(Replica::bound(service).await);
            }
        }
        let mut settings = settings(&database, &key, &places);
        change(&mut settings);
        let settings = Arc::new(settings);
        let mut replicas: BTreeMap<_, Vec<Replica>> = BTreeMap::new();
        for replica in places {
            replica.start(&settings, &clock).await;
            replicas.entry(replica.service.name).or_default().push(replica);
        }
        Self { replicas, settings, clock, issuer, database, _folder: folder, _calm: calm }
    }

    /// The clock of all services.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The database under all services.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// What the services were started with.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// A token for a person, by the subject that the directory knows them by.
    pub fn token(&self, subject: &str) -> String {
        self.issuer.token(subject, TimeDelta::days(TOKEN_DAYS)).expect("a token")
    }

    /// A token for a service, as `workflow`.
    pub fn service_token(&self, service: &str) -> String {
        self.issuer.service_token(service, TimeDelta::days(TOKEN_DAYS)).expect("a token")
    }

    /// Where one replica listens.
    pub fn address(&self, service: &str, replica: usize) -> SocketAddr {
        self.replica(service, replica).address
    }

    /// A connection to one replica, without a token. Made with the first call.
    pub fn channel(&self, service: &str, replica: usize) -> Channel {
        self.replica(service, replica).channel()
    }

    /// Calls of a person to the first replica of a service.
    pub fn client(&self, service: &str, subject: &str) -> Client {
        self.client_of(service, 0, subject)
    }

    /// Calls of a person to one replica of a service.
    pub fn client_of(&self, service: &str, replica: usize, subject: &str) -> Client {
        Bearer::of(&self.token(subject)).over(self.channel(service, replica))
    }

    /// Calls of a service, as `workflow`, to the first replica of another.
    pub fn service_client(&self, service: &str, caller: &str) -> Client {
        Bearer::of(&self.service_token(caller)).over(self.channel(service, 0))
    }

    /// Holds up, in every replica of a service, what consumes the upstream's feed: `permanence.directory`.
    pub fn pause(&self, service: &str, upstream: &str) {
        self.let_run(service, upstream, false);
    }

    /// Lets it go on.
    pub fn resume(&self, service: &str, upstream: &str) {
        self.let_run(service, upstream, true);
    }

    /// Stops one replica as a signal would. Its address stays its own.
    pub async fn stop(&self, service: &str, replica: usize) {
        self.replica(service, replica).stop().await;
    }

    /// Stops every replica, and gives back the database as they left it.
    pub async fn end(self) -> Database {
        for replica in self.replicas.values().flatten() {
            if replica.runs() {
                replica.stop().await;
            }
        }
        self.database
    }

    /// Starts a replica that was stopped, where it was.
    pub async fn restart(&self, service: &str, replica: usize) {
        self.replica(service, replica).start(&self.settings, &self.clock).await;
    }

    /// Starts a replica that was stopped or killed as a process of its own would run, so that it can be killed.
    pub async fn restart_apart(&self, service: &str, replica: usize) {
        self.replica(service, replica).start_apart(&self.settings, &self.clock).await;
    }

    /// Ends such a replica where it stands: nothing of it goes on, and nobody is told.
    pub fn kill(&self, service: &str, replica: usize) {
        self.replica(service, replica).kill();
    }

    fn let_run(&self, service: &str, upstream: &str, run: bool) {
        let replicas = self.replicas.get(service).unwrap_or_else(|| panic!("no service {service}"));
        for consumes in replicas.iter().filter_map(|replica| replica.let_run(upstream, run)) {
            assert!(consumes, "{service} consumes no feed of {upstream}");
        }
    }

    fn replica(&self, service: &str, replica: usize) -> &Replica {
        let found = self.replicas.get(service).and_then(|replicas| replicas.get(replica));
        found.unwrap_or_else(|| panic!("no replica {replica} of {service}"))
    }
}

fn settings(database: &Database, issuer_key: &Path, replicas: &[Replica]) -> Settings {
    let mut peers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for replica in replicas {
        peers.entry(replica.service.name.into()).or_default().push(replica.address.to_string());
    }
    Settings {
        database: runtime::settings::Database {
            url: Some(SecretString::from(database.url())),
            password: Some(SecretString::from(crate::template::PASSWORD)),
            connections: crate::database::CONNECTIONS,
            ..runtime::settings::Database::default()
        },
        peers: peers.into_iter().map(|(name, addresses)| (name, addresses.join(","))).collect(),
        tokens: Tokens { issuer_key: Some(issuer_key.to_path_buf()), ..Tokens::default() },
        outside: Outside {
            application: Some("https://permanence.test".into()),
            sealing_key: Some(issuer_key.with_file_name("sealing-key")),
            ..Outside::default()
        },
        stop: Stop { notice_ms: 0, limit_ms: 2_000 },
        ..Settings::default()
    }
}
