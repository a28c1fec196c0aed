//! The commands: each loads in one read, decides by the domain, applies in one guarded statement.

mod command;
mod create_webhook;
mod delete_webhook;
mod desk;
mod mark_read;
mod record_receipt;
mod redeliver;
mod redeliver_all;
mod rotate_webhook_secret;
mod update_preferences;

pub use command::Command;
pub use create_webhook::create_webhook;
pub use delete_webhook::delete_webhook;
pub use desk::Desk;
pub use mark_read::mark_read;
pub use record_receipt::Receipts;
pub use redeliver::redeliver;
pub use redeliver_all::redeliver_all;
pub use rotate_webhook_secret::rotate_webhook_secret;
pub use update_preferences::update_preferences;
