//! What leaves the service as a file: workbooks, csv and calendars. The same content gives the same bytes.

mod agenda;
mod csv;
mod ics;
mod table;
mod workbook;

#[cfg(test)]
mod tests;

pub use ics::{Appointment, calendar};
pub use table::{Heading, Table, Value};
pub use workbook::NotWritten;
