//! What workflow alone can show, over a real socket and a real Postgres.

mod council;
mod edits;
mod neighbours;
mod people;
mod refusals;

mod at_once;
mod audit;
mod cancel_workstep;
mod case_notes;
mod finish_workstep;
mod folder;
mod hearing;
mod processes;
mod queue_revisions;
mod ratification;
mod reads;
mod render_process;
mod repeats;
mod round_trips;
mod save_workstep;
mod section_revisions;
mod send_next_action;
mod start_case;
mod start_workstep;
mod watch_incoming_work;
