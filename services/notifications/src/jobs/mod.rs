//! What runs without a caller: other services' feeds are heard, and whoever watches is woken.

mod bell;
mod crier;
mod follow;
mod read;
mod reminding;
mod requests_feed;
mod requests_news;
mod timer;
mod workflow_feed;
mod workflow_news;

pub use bell::{Bell, ring};
pub use crier::Crier;
pub use follow::{begin, consumer};
pub use requests_feed::RequestsFeed;
pub use timer::Timer;
pub use workflow_feed::WorkflowFeed;
