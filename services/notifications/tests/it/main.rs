//! The service over a real socket and a real Postgres.

mod council;
mod gov_notify;
mod matters;
mod neighbours;
mod people;
mod post_office;
mod receiver;
mod refused;

mod a_year;
mod access;
mod channels;
mod deliveries;
mod email;
mod feed_and_audit;
mod hearing;
mod latency;
mod list_notifications;
mod mark_read;
mod notify;
mod passing_on;
mod reminders;
mod settling;
mod watch_notifications;
mod webhooks;
