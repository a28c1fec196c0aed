//! Messages leave the application: each channel in a loop of its own, so that none waits for another.

mod hears;
mod http;
mod lane;
mod mail_lines;
pub(crate) mod metrics;
mod notify;
mod smtp;
mod standing;
mod webhook;
mod wire;

pub use lane::Lane;
pub use notify::NotifyWire;
pub use smtp::SmtpWire;
pub use standing::Watcher;
pub use webhook::WebhookWire;
pub use wire::Wire;
