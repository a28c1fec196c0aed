//! What batch jobs do, as processes against a suite that runs.

mod council;
mod exit_codes;
mod story;
mod terminal;
mod tls;
