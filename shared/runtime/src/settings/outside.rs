use super::number::number;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use std::path::PathBuf;

/// How word goes out of the suite, to other systems of the council. Nothing goes out before `application` and
/// `sealing_key` are set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outside {
    /// Where people open the application: what links in messages begin with, as `https://permanence.example.gov.uk`.
    pub application: Option<String>,
    /// The file of the key that seals secrets in the database, made where there is none. Every replica needs the same one.
    pub sealing_key: Option<PathBuf>,
    /// Networks in which a webhook may lie although they are private, as `10.20.0.0/16`; from the environment with commas
    /// between them. Within them a webhook may do without TLS.
    #[serde(deserialize_with = "list")]
    pub private_networks: Vec<String>,
    /// A PEM file of authorities that are trusted besides those of the machine, as the council's own.
    pub authority: Option<PathBuf>,
    /// How often a message is tried before it is dead.
    #[serde(deserialize_with = "number")]
    pub attempts: u32,
    /// The pause after the first attempt, in milliseconds; each further one is twice as long.
    #[serde(deserialize_with = "number")]
    pub first_pause_ms: u64,
    /// The longest pause, in milliseconds.
    #[serde(deserialize_with = "number")]
    pub longest_pause_ms: u64,
    /// How long the other side may take to answer, in milliseconds; a whole mail may take six times as long.
    #[serde(deserialize_with = "number")]
    pub timeout_ms: u64,
    /// How many messages of one channel to people a replica sends at once. To each webhook it sends one.
    #[serde(deserialize_with = "number")]
    pub at_once: usize,
    /// For how many days it is kept what became of messages, with each attempt, once nothing is left to do about them. Dead ones too: an
    /// operator has so long to redeliver them.
    #[serde(deserialize_with = "number")]
    pub keep_days: u32,
    /// The council's mail server, by which workers get e-mail.
    pub smtp: Option<Smtp>,
    /// GOV.UK Notify, by which workers get e-mail instead, and text messages.
    pub notify: Option<Notify>,
}

/// GOV.UK Notify. Its templates belong to the council's account there, and may use ((link)) and ((reference)).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Where it is called.
    pub url: String,
    /// The API key, as Notify shows it.
    pub key: Option<SecretString>,
    /// The template of e-mails; without it nobody gets e-mail so.
    pub email_template: Option<String>,
    /// The template of text messages; without it nobody gets any.
    pub sms_template: Option<String>,
    /// The kinds of notification of which workers are told by text message, by their keys in the rules; from the environment
    /// with commas between them.
    #[serde(deserialize_with = "list")]
    pub sms_kinds: Vec<String>,
    /// Where Notify tells by itself what came of a message, beside being asked; not at all where it is left out.
    pub callbacks: Option<Callbacks>,
}

/// Where delivery receipts come in: by POST to `/notify/delivery-receipts`, in clear. Notify itself calls by https only, so
/// something of the council's stands before it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callbacks {
    /// Where the notifications service listens for them: `0.0.0.0:8080`.
    pub listen: Option<String>,
    /// The bearer token that was agreed upon with Notify.
    pub token: Option<SecretString>,
}

impl Default for Notify {
    fn default() -> Self {
        Self {
            url: "https://api.notifications.service.gov.uk".into(),
            key: None,
            email_template: None,
            sms_template: None,
            sms_kinds: Vec::new(),
            callbacks: None,
        }
    }
}

/// A mail server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    #[serde(deserialize_with = "number")]
    pub port: u16,
    /// How the connection is kept private.
    pub security: MailSecurity,
    /// Who signs in there; nobody where it is left out.
    pub user: Option<String>,
    /// What they sign in with.
    pub password: Option<SecretString>,
    /// Whom messages come from, as `permanence@council.gov.uk`.
    pub from: String,
}

/// How a connection to a mail server is kept private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// It begins in clear and must become TLS before anything is said.
    #[default]
    Starttls,
    /// It is TLS from the beginning.
    Tls,
    /// Not at all, as to a relay on the same machine.
    None,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: MailSecurity::default(),
            user: None,
            password: None,
            from: String::new(),
        }
    }
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            application: None,
            sealing_key: None,
            private_networks: Vec::new(),
            authority: None,
            attempts: 12,
            first_pause_ms: 5_000,
            longest_pause_ms: 3_600_000,
            timeout_ms: 10_000,
            at_once: 16,
            keep_days: 90,
            smtp: None,
            notify: None,
        }
    }
}

/// From a file it is a list, from the environment it is text.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::List(list) => list,
        Written::Text(text) => {
            text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
        }
    })
}
