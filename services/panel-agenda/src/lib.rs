//! The Permanence Panel: from the export of the children in care to the agenda, and why each child is on it or not.

pub mod domain;
pub mod export;
pub mod reading;
