//! The requests service over a real socket and a real Postgres; the directory and workflow are represented by real feeds.

mod council;
mod neighbours;
mod people;
mod refused;
mod sending;

mod access;
mod claim_request;
mod complete_request;
mod feed_and_audit;
mod get_request;
mod hearing;
mod list_incoming_requests;
mod list_requests;
mod outdated;
mod repeats;
mod return_request;
mod withdraw_request;
