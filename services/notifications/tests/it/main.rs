//! The service over a real socket and a real Postgres.

mod council;
mod gov_notify;
mod matters;
mod neighbours;
mod panel_matters;
mod people;
mod post_office;
mod receiver;
mod refused;
mod tls;

mod a_year;
mod access;
mod callbacks;
mod channels;
mod deliveries;
mod digest;
mod email;
mod feed_and_audit;
mod hearing;
mod list_notifications;
mod mark_read;
mod notify;
mod own_rules;
mod panels;
mod passing_on;
mod planted;
mod preferences;
mod reminders;
mod settling;
mod soak;
mod tls_webhooks;
mod watch_notifications;
mod webhooks;
