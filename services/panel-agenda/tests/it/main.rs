//! The panels service over a socket and a real Postgres; the directory and workflow are represented by real feeds.

mod council;
mod neighbours;
mod people;
mod recording;
mod refused;
mod telling;

mod access;
mod agenda_pages;
mod agreed_matches;
mod blind_spots;
mod calendar_of_panels;
mod circulation;
mod comparing;
mod discussions;
mod draw_agenda;
mod explain_child;
mod exports;
mod feed_and_audit;
mod hostile_files;
mod import_extract;
mod import_issues;
mod legal_determinations;
mod long_term_matches;
mod own_layout;
mod own_rows;
mod panel_dates;
mod previews;
mod races;
mod redrawn;
mod rule_sets;
mod service_manager_names;
mod steps_that_do_actions;
mod takeover;
mod tracker;
mod year;
