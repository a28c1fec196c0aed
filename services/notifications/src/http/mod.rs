//! What others call without gRPC: GOV.UK Notify tells what came of messages.

mod callbacks;
mod receipt;

pub use callbacks::listen;
