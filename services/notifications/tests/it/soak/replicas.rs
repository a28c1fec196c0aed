//! Replicas of the service in processes of their own, so that one can be killed as a machine that fails kills it (SIGKILL), and told to
//! stop as a machine that is to go tells it (SIGTERM).
//!
//! Such a process is this test's program again: its environment says that it serves instead of testing, and by which settings. It ends
//! with whoever started it.

use crate::council::{Council, until};
use calendar::Clock;
use chrono::SecondsFormat;
use runtime::settings::{Outside, Settings};
use runtime::{ToldToStop, serve};
use secrecy::{ExposeSecret, SecretString};
use std::io::Read;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use testkit::bound_again;
use tokio::net::TcpStream;

/// The test that serves where the environment says so.
const SELF: &str = "soak::through_failures_of_webhooks_and_notify_everything_is_told_once_and_in_order";
const LISTENS_AT: &str = "REPLICA_LISTENS_AT";
const BEGINS: &str = "REPLICA_BEGINS";
/// How many there are.
pub const REPLICAS: usize = 2;

/// Serves until it is told to stop, where this process is such a replica; says whether it was.
pub async fn served() -> bool {
    let Ok(address) = std::env::var(LISTENS_AT) else { return false };
    let begins = std::env::var(BEGINS).expect("when it begins").parse().expect("an instant");
    ends_with_its_parent();
    let mut told = ToldToStop::listen().expect("to listen");
    let settings = Arc::new(Settings::load(None).expect("settings"));
    let listener = bound_again(address.parse().expect("an address")).await;
    let started = serve(&notifications::SERVICE, settings, listener, Clock::starting_at(begins)).await;
    let running = started.unwrap_or_else(|error| panic!("{}", fault::describe(&error)));
    told.wait().await;
    running.stop().await;
    true
}

/// Nobody writes to it: its standard input ends when whoever started it has ended, in whatever way.
fn ends_with_its_parent() {
    std::thread::spawn(|| {
        let mut nothing = Vec::new();
        std::io::stdin().read_to_end(&mut nothing).ok();
        std::process::exit(1);
    });
}

/// The replicas of one council.
pub struct Replicas {
    addresses: [SocketAddr; REPLICAS],
    environment: Vec<(String, String)>,
    clock: Clock,
    processes: [Option<Child>; REPLICAS],
}

impl Replicas {
    /// Begins them in the place of those that run within the test, by the same settings and at the same addresses.
    pub async fn instead_of_those_of(council: &Council) -> Self {
        let suite = &council.suite;
        let mut replicas = Self {
            addresses: [0, 1].map(|replica| suite.address("notifications", replica)),
            environment: environment(suite.settings()),
            clock: council.clock().clone(),
            processes: [None, None],
        };
        for replica in 0..REPLICAS {
            suite.stop("notifications", replica).await;
            replicas.start(replica).await;
        }
        replicas
    }

    /// Begins one, and waits until it takes calls.
    pub async fn start(&mut self, replica: usize) {
        let address = self.addresses[replica];
        let process = Command::new(std::env::current_exe().expect("this test's program"))
            .args([SELF, "--exact", "--nocapture"])
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env(LISTENS_AT, address.to_string())
            .env(BEGINS, self.clock.now().to_rfc3339_opts(SecondsFormat::Micros, true))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.processes[replica] = Some(process.expect("a process"));
        until("it takes calls", || async { TcpStream::connect(address).await.is_ok() }).await;
    }

    /// SIGKILL.
    pub fn kill(&mut self, replica: usize) {
        let mut process = self.processes[replica].take().expect("one that runs");
        process.kill().expect("to kill it");
        let ended = process.wait().expect("its end");
        assert_eq!(ended.code(), None, "a signal ended it");
    }

    /// SIGTERM, upon which it ends well.
    pub async fn stop(&mut self, replica: usize) {
        let mut process = self.processes[replica].take().expect("one that runs");
        let told = Command::new("sh").args(["-c", &format!("kill -TERM {}", process.id())]).status();
        assert!(told.expect("a shell").success());
        // Who waits for a process ends its standard input, and with that this one, unless it is held.
        let _held = process.stdin.take();
        let ended = tokio::task::spawn_blocking(move || process.wait()).await.expect("to wait for it");
        assert!(ended.expect("its end").success(), "it ends well");
    }
}

impl Drop for Replicas {
    fn drop(&mut self) {
        for process in self.processes.iter_mut().flatten() {
            // One that has ended by itself cannot be killed.
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// The settings as a deployment gives them to a process.
fn environment(settings: &Settings) -> Vec<(String, String)> {
    let secret = |secret: &Option<SecretString>| secret.as_ref().map(|it| it.expose_secret().to_owned());
    let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|it| it.display().to_string());
    let database = &settings.database;
    let mut told = vec![
        ("DATABASE__URL".to_owned(), secret(&database.url)),
        ("DATABASE__PASSWORD".to_owned(), secret(&database.password)),
        ("DATABASE__CONNECTIONS".to_owned(), Some(database.connections.to_string())),
        ("TOKENS__ISSUER_KEY".to_owned(), path(&settings.tokens.issuer_key)),
        ("STOP__LIMIT_MS".to_owned(), Some(settings.stop.limit_ms.to_string())),
        ("OUTSIDE__SEALING_KEY".to_owned(), path(&settings.outside.sealing_key)),
        ("OUTSIDE__AUTHORITY".to_owned(), path(&settings.outside.authority)),
    ];
    let peers = settings.peers.iter();
    told.extend(peers.map(|(name, at)| (format!("PEERS__{}", name.to_uppercase()), Some(at.clone()))));
    told.extend(ways(&settings.outside).into_iter().map(|(name, value)| (format!("OUTSIDE__{name}"), value)));
    told.into_iter().filter_map(|(name, value)| Some((format!("PERMANENCE__{name}"), value?))).collect()
}

fn ways(outside: &Outside) -> Vec<(&'static str, Option<String>)> {
    let (smtp, notify) = (outside.smtp.as_ref(), outside.notify.as_ref());
    let key = notify.and_then(|it| it.key.as_ref());
    vec![
        ("APPLICATION", outside.application.clone()),
        ("PRIVATE_NETWORKS", Some(outside.private_networks.join(","))),
        ("ATTEMPTS", Some(outside.attempts.to_string())),
        ("FIRST_PAUSE_MS", Some(outside.first_pause_ms.to_string())),
        ("LONGEST_PAUSE_MS", Some(outside.longest_pause_ms.to_string())),
        ("TIMEOUT_MS", Some(outside.timeout_ms.to_string())),
        ("SMTP__HOST", smtp.map(|it| it.host.clone())),
        ("SMTP__PORT", smtp.map(|it| it.port.to_string())),
        ("SMTP__FROM", smtp.map(|it| it.from.clone())),
        ("NOTIFY__URL", notify.map(|it| it.url.clone())),
        ("NOTIFY__KEY", key.map(|it| it.expose_secret().to_owned())),
        ("NOTIFY__EMAIL_TEMPLATE", notify.and_then(|it| it.email_template.clone())),
        ("NOTIFY__SMS_TEMPLATE", notify.and_then(|it| it.sms_template.clone())),
        ("NOTIFY__SMS_KINDS", notify.map(|it| it.sms_kinds.join(","))),
    ]
}
