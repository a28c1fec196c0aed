//! Who is calling, and what they may.

#![allow(clippy::unwrap_used)]

mod people;
mod policies;
mod tokens;
