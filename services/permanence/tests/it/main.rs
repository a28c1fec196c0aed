//! The command as people and machines run it, and what deploy/ says of it.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

mod batch;
mod compose;
mod deployment;
mod given;
mod left_open;
mod local;
mod memory;
mod parked;
mod process;
mod signed_in;
