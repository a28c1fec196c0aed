//! London dates, working days, and the clock that is passed in.
//!
//! Instants are UTC; dates, ages and deadlines are London's. Nothing in the suite asks the machine for the time but
//! [`Clock`].

mod bank_holidays;
mod clock;
mod dates;
mod working_days;

pub use bank_holidays::{BankHolidays, UnknownYear};
pub use clock::Clock;
pub use dates::{age_on, london_date, london_instant, months_after};
