//! What leaves the service as a file: workbooks, csv and calendars. The same content gives the same bytes.

mod agenda;
mod csv;
mod ics;
mod json;
mod lines;
mod not_listed;
mod panel_dates;
mod table;
mod tracker;
mod workbook;

#[cfg(test)]
mod tests;

pub use agenda::{agenda_row, agenda_table, referred_row};
pub use ics::{Appointment, calendar};
pub use lines::{Lines, Text};
pub use not_listed::{NOT_LISTED, not_listed_row, not_listed_table};
pub use table::{Heading, Table, Value};
pub use tracker::tracker_table;
pub use workbook::NotWritten;
