//! Between the wire and the domain. Reading a request names every field of it, so that a new one breaks the build.

mod notification;
mod reading;
mod reads;

pub use reads::ListOf;

/// The rows of a page unless asked for otherwise, and at most.
const PAGE_SIZES: (u16, u16) = (50, 200);

/// A count on the wire.
pub fn size(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
