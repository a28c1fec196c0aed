//! Who hears of what: pure. What happened is read off what was known and what came; who is told stands in the rules.

pub mod happening;
pub mod hearing;
pub mod notification;
pub mod page;
pub mod place;
pub mod reading;
pub mod reminder;
pub mod request;
pub mod rules;
pub mod workstep;

#[cfg(test)]
mod sample;
