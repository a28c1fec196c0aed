//! What runs without a caller: the directory's feed is heard, and extracts that were handed in are read.

mod follow;
mod pieces;
mod reader;

pub use follow::follow;
pub use reader::Reader;
