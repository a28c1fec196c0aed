//! What runs without a caller: other services' feeds are heard, whoever watches is woken, and messages are sent.

mod crier;
mod directory_feed;
mod follow;
mod forgetting;
mod panels_feed;
mod panels_news;
mod read;
mod reminding;
mod reminding_of_panels;
mod requests_feed;
mod requests_news;
mod ring;
mod sending;
mod timer;
mod what_waits;
mod workflow_feed;
mod workflow_news;

pub use crier::Crier;
pub use directory_feed::DirectoryFeed;
pub use follow::{begin, consumer};
pub use forgetting::Forgetting;
pub use panels_feed::PanelsFeed;
pub use requests_feed::RequestsFeed;
pub use ring::ring;
pub(crate) use sending::metrics;
pub use sending::{Lane, NotifyWire, SmtpWire, Watcher, WebhookWire, Wire};
pub use timer::Timer;
pub use workflow_feed::WorkflowFeed;
