//! What holds in a directory, without a database, a clock or a wire.

pub mod allocation;
pub mod child;
pub mod cover;
pub mod departure;
pub mod inbox;
pub mod names;
pub mod page;
pub mod place;
pub mod stamp;
pub mod taken;
pub mod team;
pub mod text;
pub mod worker;
