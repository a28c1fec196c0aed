//! What callers read from a refusal, checked against the contracts.

#![allow(clippy::unwrap_used)]

mod codes_of_reasons;
mod database_errors;
mod statuses;
mod unheard;
mod wrong_fields;
