//! The rules of the work, pure: no async, no database, no clock. What stands is loaded into a [`found::Found`], a
//! decision makes of it a [`change::Change`] or says why not ([`refused::Refused`]).

pub mod answer;
pub mod brief;
pub mod case;
pub mod change;
pub mod decide;
pub mod edit;
pub mod etag;
pub mod fact;
pub mod found;
pub mod moment;
pub mod naming;
pub mod note;
pub mod notice;
pub mod people;
pub mod picture;
mod prefill;
pub mod process;
pub mod queue;
pub mod ratification;
pub mod refused;
pub mod request;
pub mod rules;
pub mod section;
pub mod standing;
pub mod step;

#[cfg(test)]
mod tests;
