//! What runs without a caller: other services' feeds are heard.

mod fact;
mod follow;
mod news;
mod workflow_feed;

pub use follow::follow;
pub use workflow_feed::WorkflowFeed;
