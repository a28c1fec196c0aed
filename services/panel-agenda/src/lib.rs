//! The Permanence Panel: from the export of the children in care to the agenda, and why each child is on it or not.

pub mod domain;
pub mod export;
pub mod reading;

mod config;
mod grpc;
mod jobs;
mod migrations;
mod ops;
mod rpc;
mod service;
mod store;

pub use service::SERVICE;
