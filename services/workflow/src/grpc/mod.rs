//! The RPCs: thin trait impls over commands (`ops`) and reads (`store`). The feed and the audit are served as every package
//! serves them.

mod author;
mod cases;
mod convert;
mod copy;
mod page;
mod processes;
mod read;
mod read_cases;
mod read_notes;
mod read_picture;
mod read_processes;
mod read_worksteps;
mod watch_worksteps;
mod worksteps;

pub(crate) use cases::Cases;
pub(crate) use copy::Copies;
pub(crate) use processes::Processes;
pub(crate) use worksteps::Worksteps;

eventlog::serve_feed!(contracts::workflow::v1);
eventlog::serve_audit!(contracts::workflow::v1);
