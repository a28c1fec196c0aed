//! The directory over a real socket and a real Postgres.
#![allow(clippy::unwrap_used)]

mod council;
mod covers;

mod access;
mod audit;
mod bootstrap;
mod children;
mod contended;
mod feed;
mod get_me;
mod get_worker;
mod hostile;
mod inboxes;
mod line_management;
mod list_allocations;
mod people;
mod repeats;
mod restart;
mod search_children;
mod search_workers;
mod set_allocation;
mod teams;
mod update_worker;
