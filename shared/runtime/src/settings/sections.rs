use super::{Outside, SettingsError, number::number};
use crate::migrate::as_service;
use identity::Trust;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sqlx::postgres::PgConnectOptions;
use std::{collections::BTreeMap, path::PathBuf, str::FromStr, time::Duration};

/// All settings. Every key has a default; what a deployment must give is refused where it is needed and missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the data is.
    pub database: Database,
    /// Where each service listens, by its name: `0.0.0.0:50051`.
    pub listen: BTreeMap<String, String>,
    /// Where each service is called, by its name: `host:port`, several with commas between them. A host name is looked
    /// up again and again, and each of its addresses gets its share.
    pub peers: BTreeMap<String, String>,
    /// How clients are met: with TLS, or in clear where it is left out.
    pub tls: Option<Tls>,
    /// How peers are called: with TLS, or in clear where it is left out.
    pub peer_tls: Option<PeerTls>,
    /// Whose tokens are trusted, and which a service sends itself.
    pub tokens: Tokens,
    /// How word goes out of the suite, to other systems.
    pub outside: Outside,
    /// Who hears of what.
    pub notifications: Notifications,
    /// How the Permanence Panel is held, and how the extracts look from which its agendas are drawn.
    pub panels: Panels,
    /// How a service goes.
    pub stop: Stop,
    /// What it tells about itself.
    pub observe: Observe,
}

/// Where the data is. Each service logs in as a role of its own, `permanence_<service>`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// The database, without a user: `postgres://host:5432/permanence`. Options of TLS go into its query.
    pub url: Option<SecretString>,
    /// The same with a user who may create schemas and roles; only migrating needs it.
    pub admin_url: Option<SecretString>,
    /// What the roles log in with, where they have no password of their own.
    pub password: Option<SecretString>,
    /// What each role logs in with, by the service's name.
    pub passwords: BTreeMap<String, SecretString>,
    /// The most connections that a service keeps in its pool.
    #[serde(deserialize_with = "number")]
    pub connections: u32,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, admin_url: None, password: None, passwords: BTreeMap::new(), connections: 10 }
    }
}

impl Database {
    /// What the role of this service logs in with, if we are to know it.
    pub fn password_of(&self, service: &str) -> Option<&SecretString> {
        self.passwords.get(service).or(self.password.as_ref())
    }

    /// How a service connects: as its role, in its schema.
    pub fn options_for(&self, service: &str) -> Result<PgConnectOptions, SettingsError> {
        let options = as_service(parsed("database.url", self.url.as_ref())?, service)
            .application_name(&format!("permanence-{service}"));
        Ok(match self.password_of(service) {
            Some(password) => options.password(password.expose_secret()),
            None => options,
        })
    }

    /// How migrating connects.
    pub fn admin_options(&self) -> Result<PgConnectOptions, SettingsError> {
        parsed("database.admin_url", self.admin_url.as_ref())
    }
}

fn parsed(key: &str, url: Option<&SecretString>) -> Result<PgConnectOptions, SettingsError> {
    let url = url.ok_or_else(|| SettingsError::Missing(key.into()))?;
    PgConnectOptions::from_str(url.expose_secret())
        .map_err(|error| SettingsError::Unusable { key: key.into(), wrong: error.to_string() })
}

/// Meeting clients with TLS. All three are PEM files, read once at the start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The server's certificate, with those between it and the authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// With it, only clients come in whose certificate this authority signed.
    #[serde(default)]
    pub client_authority: Option<PathBuf>,
}

/// Calling peers with TLS. All three are PEM files, read once at the start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerTls {
    /// The authority that signed the peers' certificates.
    pub authority: PathBuf,
    /// Our own certificate, where peers ask for one.
    #[serde(default)]
    pub certificate: Option<PathBuf>,
    /// Its private key.
    #[serde(default)]
    pub key: Option<PathBuf>,
}

/// Whose tokens are trusted, and which a service sends itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tokens {
    /// The issuers whose tokens open the door: the council's identity provider, and who signs for services.
    pub trusted: Vec<Trust>,
    /// The file of the suite's own signing key, made where there is none. With it the suite is an issuer itself: it
    /// trusts that key and signs its services' tokens. Whoever reads this file can be anybody; a deployment with an
    /// identity provider leaves it out.
    pub issuer_key: Option<PathBuf>,
    /// The file with the token that this service sends when it calls another; something else keeps it fresh. Stands
    /// before a token of the suite's own.
    pub service_token: Option<PathBuf>,
}

/// Who hears of what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notifications {
    /// The file of the council's own rules; those that come with the software where it is left out.
    pub rules: Option<PathBuf>,
}

/// The Permanence Panel as this council has it. The files are read once, at the start, which is refused where one is wrong.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Panels {
    /// A file in place of the software's own that says which headings of an extract stand for which column, and which words of
    /// cells for which value.
    pub layout: Option<PathBuf>,
    /// A file with the council's own codes by collection year. What it lacks is the software's, and where both have a code it stands.
    pub codes: Option<PathBuf>,
    /// When panels begin on their Thursday, in London, as `10:00`, which it is where nothing is said.
    pub begins: Option<String>,
}

/// How a service goes: it says that it does not serve any longer, takes no new calls, lets the others end, and is gone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stop {
    /// How long it still takes calls after it said so, in milliseconds: for balancers to look.
    #[serde(deserialize_with = "number")]
    pub notice_ms: u64,
    /// How long the calls that are left may take, in milliseconds. Then they are cut off.
    #[serde(deserialize_with = "number")]
    pub limit_ms: u64,
}

impl Default for Stop {
    fn default() -> Self {
        Self { notice_ms: 0, limit_ms: 10_000 }
    }
}

impl Stop {
    pub(crate) fn notice(&self) -> Duration {
        Duration::from_millis(self.notice_ms)
    }

    pub(crate) fn limit(&self) -> Duration {
        Duration::from_millis(self.limit_ms)
    }
}

/// What a service tells about itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Observe {
    /// Which log lines are written, in the words of tracing's filter: `info`, `info,sqlx=debug`.
    pub log: String,
    /// Where traces and metrics are sent, by OTLP over gRPC: `http://collector:4317`. The standard variable
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` says the same. Nowhere when neither is set.
    pub otlp_endpoint: Option<String>,
}

impl Default for Observe {
    fn default() -> Self {
        Self { log: "info".into(), otlp_endpoint: None }
    }
}
