//! The people concerned know: who hears of what, and how.

pub mod domain;

mod bell;
mod grpc;
mod http;
mod jobs;
mod migrations;
mod ops;
mod outside;
mod own_rules;
mod rpc;
mod seal;
mod service;
mod store;

pub use service::SERVICE;
