//! How every service starts, reports health, is observed, drains and stops.
//!
//! Without the feature `service` only [`postgres`] and [`migrate`] are left: what a crate below the runtime needs to test
//! its SQL.

pub mod migrate;
pub mod postgres;

#[cfg(feature = "service")]
pub mod observe;
#[cfg(feature = "service")]
pub mod settings;

#[cfg(feature = "service")]
mod crypto;
#[cfg(feature = "service")]
mod hooks;
#[cfg(feature = "service")]
mod patience;
#[cfg(feature = "service")]
mod peers;
#[cfg(feature = "service")]
mod server;
#[cfg(feature = "service")]
mod service;
#[cfg(feature = "service")]
mod start_error;
#[cfg(feature = "service")]
mod told_to_stop;

#[cfg(feature = "service")]
pub use {
    crypto::install_crypto,
    hooks::{Hooks, Switch},
    patience::{Late, Patience},
    peers::Peers,
    server::{Health, Running, serve},
    service::{Context, Service},
    settings::Settings,
    start_error::StartError,
    told_to_stop::ToldToStop,
};
