//! What holds of a request, without a database, a clock or a wire.

pub mod answerer;
pub mod brief;
pub mod claim;
pub mod complete;
#[cfg(test)]
mod lifecycle;
pub mod page;
pub mod pass_on;
pub mod request;
pub mod returned;
#[cfg(test)]
pub(crate) mod sample;
pub mod shown;
pub mod stamp;
pub mod withdrawn;
