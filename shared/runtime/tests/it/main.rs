//! The runtime over real sockets and a real Postgres.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

mod door;
mod migrate;
mod orphan;
mod peers;
mod postgres;
mod sample;
mod settings;
mod start;
mod stop;
mod tls;
