//! What runs without a caller: other services' feeds are heard.

mod follow;
mod news;
mod requests_feed;

pub(crate) use follow::follow;
pub(crate) use requests_feed::RequestsFeed;
