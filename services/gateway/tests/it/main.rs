//! The gateway over real sockets, before servers that say exactly what a test wants said.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

mod behind;
mod health;
mod pass_through;
mod replicas;
mod stage;
mod views;
