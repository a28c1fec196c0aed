use super::number::number;
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
    /// How long the other side may take to answer, in milliseconds.
    #[serde(deserialize_with = "number")]
    pub timeout_ms: u64,
    /// How many messages of one channel a replica sends at once.
    #[serde(deserialize_with = "number")]
    pub at_once: usize,
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
