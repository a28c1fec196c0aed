//! Cases, worksteps, forms and next actions; the process as data.

pub mod domain;

mod grpc;
mod jobs;
mod migrations;
mod ops;
mod rpc;
mod service;
mod store;

pub use migrations::migrations;
pub use service::SERVICE;
