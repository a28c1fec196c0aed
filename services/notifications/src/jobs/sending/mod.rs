//! Messages leave the application: each channel in a loop of its own, so that none waits for another.

mod http;
mod lane;
mod notify;
mod smtp;
mod webhook;
mod wire;

pub use lane::Lane;
pub use notify::NotifyWire;
pub use smtp::SmtpWire;
pub use webhook::WebhookWire;
pub use wire::Wire;
