//! Numbers from a file are numbers, from the environment they are text.

use serde::{Deserialize, Deserializer, de::Error};
use std::{fmt::Display, str::FromStr};

pub(super) fn number<'de, D, N>(deserializer: D) -> Result<N, D::Error>
where
    D: Deserializer<'de>,
    N: Deserialize<'de> + FromStr<Err: Display>,
{
    match Written::deserialize(deserializer)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => {
            text.trim().parse().map_err(|error| D::Error::custom(format!("not a number: {error}")))
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written<N> {
    Number(N),
    Text(String),
}
