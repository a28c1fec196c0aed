//! What runs without a caller: the feeds of the directory and of workflow are heard, extracts that were handed in are read, and what
//! panels came to is written to the case notes.

mod follow;
mod noter;
mod pieces;
mod reader;
mod registrar;
mod workflow_feed;
mod workflow_news;

pub use follow::follow;
pub use noter::Noter;
pub use reader::Reader;
pub use workflow_feed::WorkflowFeed;
