//! What the end-to-end stories are told with: a council of real services, its people, and the way of one child's case.

pub mod case;
pub mod council;
pub mod door;
pub mod forms;
pub mod gone;
pub mod insisting;
pub mod panels;
pub mod people;
pub mod person;
pub mod reader;

mod founding;
mod lists;
mod stored;
mod tokens;
