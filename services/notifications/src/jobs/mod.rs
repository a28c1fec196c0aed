//! What runs without a caller: other services' feeds are heard, whoever watches is woken, and messages are sent.

mod bell;
mod crier;
mod directory_feed;
mod follow;
mod read;
mod reminding;
mod requests_feed;
mod requests_news;
mod sending;
mod timer;
mod workflow_feed;
mod workflow_news;

pub use bell::{Bell, ring};
pub use crier::Crier;
pub use directory_feed::DirectoryFeed;
pub use follow::{begin, consumer};
pub use requests_feed::RequestsFeed;
pub use sending::{Lane, NotifyWire, SmtpWire, WebhookWire, Wire};
pub use timer::Timer;
pub use workflow_feed::WorkflowFeed;
