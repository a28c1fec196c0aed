//! Who hears of what: pure. What happened is read off what was known and what came; who is told stands in the rules.

pub mod around;
pub mod delivery;
pub mod digest;
pub mod happening;
pub mod hearing;
pub mod message;
pub mod notification;
pub mod page;
pub mod panel;
pub mod place;
pub mod preferences;
pub mod reach;
pub mod reading;
pub mod receipt;
pub mod reminder;
pub mod request;
pub mod rules;
pub mod schedule;
pub mod signature;
pub mod stamp;
pub mod webhook;
pub mod workstep;

#[cfg(test)]
mod sample;
