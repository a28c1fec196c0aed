//! Messages leave the application: each channel in a loop of its own, so that none waits for another.

mod lane;
mod smtp;
mod webhook;
mod wire;

pub use lane::Lane;
pub use smtp::SmtpWire;
pub use webhook::WebhookWire;
pub use wire::Wire;
