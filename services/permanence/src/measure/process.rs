//! Services as processes of their own.

use crate::failure::Failure;
use crate::ground::{Ground, channel};
use crate::health::asked;
use crate::suite::SERVICES;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use runtime::postgres::free_port;
use secrecy::ExposeSecret;
use std::collections::BTreeMap;
use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};
use tokio::time::sleep;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

const SERVES_WITHIN: Duration = Duration::from_secs(30);

/// Where each service listens.
pub(super) struct Addresses(BTreeMap<&'static str, String>);

impl Addresses {
    /// Ports that nobody has.
    pub(super) fn free() -> Result<Self, Failure> {
        let address = |name| Ok((name, format!("127.0.0.1:{}", free_port()?)));
        let addresses: Result<_, std::io::Error> = SERVICES.iter().map(|it| address(it.name)).collect();
        Ok(Self(addresses?))
    }

    pub(super) fn of(&self, service: &str) -> &str {
        self.0.get(service).map_or("", String::as_str)
    }
}

/// A process that serves. It goes with this value.
pub(super) struct Process {
    pub(super) name: String,
    /// From the fork until the last of its services said that it serves.
    pub(super) started_in: Duration,
    child: Child,
}

impl Process {
    /// Starts this very program with `serve`.
    pub(super) async fn start(
        names: &[&str],
        ground: &Ground,
        addresses: &Addresses,
    ) -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").args(names).envs(variables(ground, addresses));
        let log = File::create(ground.folder().join(format!("{}.log", names.join("-"))))?;
        let begun = Instant::now();
        let child = command.stdin(Stdio::null()).stderr(log).kill_on_drop(true).spawn()?;
        for name in names {
            serves(addresses.of(name), begun + SERVES_WITHIN).await?;
        }
        Ok(Self { name: names.join(", "), started_in: begun.elapsed(), child })
    }

    /// What it holds in memory just now.
    pub(super) fn resident_mib(&self) -> Result<f64, Failure> {
        self.mib("VmRSS:")
    }

    fn mib(&self, what: &str) -> Result<f64, Failure> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap_or_default()))?;
        let resident = status.lines().find_map(|line| line.strip_prefix(what));
        let kib = resident.and_then(|it| it.trim().trim_end_matches(" kB").parse::<f64>().ok());
        Ok(kib.unwrap_or(f64::NAN) / 1024.0)
    }

    /// Begins to look anew for the most that it holds in memory.
    pub(super) fn forget_peak(&self) -> Result<(), Failure> {
        const PEAK: &str = "5";
        Ok(std::fs::write(format!("/proc/{}/clear_refs", self.child.id().unwrap_or_default()), PEAK)?)
    }

    /// The most that it has held in memory since.
    pub(super) fn peak_mib(&self) -> Result<f64, Failure> {
        self.mib("VmHWM:")
    }

    /// Tells it to stop, and waits.
    pub(super) async fn stop(mut self) -> Result<(), Failure> {
        if let Some(id) = self.child.id() {
            kill(Pid::from_raw(id.cast_signed()), Signal::SIGTERM).map_err(std::io::Error::from)?;
        }
        self.child.wait().await?;
        Ok(())
    }
}

async fn serves(address: &str, patience: Instant) -> Result<(), Failure> {
    loop {
        let mut server = HealthClient::new(channel(address)?);
        if asked(&mut server, "").await == Some(ServingStatus::Serving) {
            return Ok(());
        }
        if Instant::now() > patience {
            return Err(Failure::NotServing(address.to_owned()));
        }
        sleep(Duration::from_millis(1)).await;
    }
}

/// The settings of the ground as a process reads them.
fn variables(ground: &Ground, addresses: &Addresses) -> Vec<(String, String)> {
    let database = &ground.settings.database;
    let secret = |secret: &Option<secrecy::SecretString>| {
        secret.as_ref().map(|it| it.expose_secret().to_owned()).unwrap_or_default()
    };
    let key = ground.settings.tokens.issuer_key.clone().unwrap_or_default();
    let mut variables = vec![
        ("PERMANENCE__DATABASE__URL".to_owned(), secret(&database.url)),
        ("PERMANENCE__DATABASE__PASSWORD".to_owned(), secret(&database.password)),
        ("PERMANENCE__TOKENS__ISSUER_KEY".to_owned(), key.display().to_string()),
    ];
    for (name, address) in &addresses.0 {
        variables.push((format!("PERMANENCE__LISTEN__{}", name.to_uppercase()), address.clone()));
        variables.push((format!("PERMANENCE__PEERS__{}", name.to_uppercase()), address.clone()));
    }
    variables
}
