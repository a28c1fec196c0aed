//! The panels service over a socket and a real Postgres; the directory is represented by a real feed.

mod council;
mod neighbours;
mod people;
mod refused;

mod access;
mod agenda_pages;
mod blind_spots;
mod calendar_of_panels;
mod circulation;
mod comparing;
mod draw_agenda;
mod explain_child;
mod exports;
mod feed_and_audit;
mod hostile_files;
mod import_extract;
mod import_issues;
mod legal_determinations;
mod long_term_matches;
mod takeover;
mod tracker;
