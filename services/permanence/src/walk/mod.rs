//! Chloe Smith's case, from the Child in Care Review to "Child Placed", through the gateway, as the people whom the
//! source document names.

mod acts;
mod folders;
mod left_open;
mod person;
mod stage;
mod writing;

pub(crate) use acts::walk;
pub(crate) use person::Stopped;
pub(crate) use stage::Stage;
