//! Who read or changed what: written in batches for reads, listed, and checked against its seals.

mod chain;
mod list;
mod trail;
mod writer;

pub use trail::Trail;
pub use writer::AuditWriter;
