//! Messages leave the application: each channel in a loop of its own, so that none waits for another.

mod lane;
mod webhook;

pub use lane::Lane;
pub use webhook::WebhookWire;
