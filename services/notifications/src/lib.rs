//! The people concerned know: who hears of what, and how.

pub mod domain;

mod grpc;
mod jobs;
mod migrations;
mod ops;
mod rpc;
mod service;
mod store;

pub use service::SERVICE;
