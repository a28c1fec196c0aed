//! What runs without a caller: the directory's feed is heard, extracts that were handed in are read, and what
//! panels came to is written to the case notes.

mod follow;
mod noter;
mod pieces;
mod reader;

pub use follow::follow;
pub use noter::Noter;
pub use reader::Reader;
