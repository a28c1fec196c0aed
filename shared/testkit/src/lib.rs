//! A private Postgres for a test run, a database for a test, the suite on free ports with any number of replicas.
//!
//! Nothing needs to be set or installed beyond what [`runtime::postgres`] finds, and nothing stays behind. What goes wrong
//! here panics: a test that has no database has failed.
//!
//! A test of SQL takes a database of its own, in which its schemas are up to date:
//!
//! ```ignore
//! let database = testkit::database_of(&[Schema::new("workflow", migrations())]).await;
//! let pool = database.pool("workflow"); // the service's own role, in its own schema
//! let admin = database.admin();         // sees and may do everything
//! ```
//!
//! A test of RPCs starts services on it, as many replicas of each as it wants, over real sockets and by one clock:
//!
//! ```ignore
//! let database = testkit::database(&[&directory::SERVICE, &workflow::SERVICE]).await;
//! let mut suite = Suite::start(database, &[(&directory::SERVICE, 1), (&workflow::SERVICE, 2)]).await;
//! let mut worksteps = WorkstepServiceClient::new(suite.client("workflow", "sam"));
//! suite.clock().advance(TimeDelta::days(90));
//! ```

mod database;
mod keeper;
mod restored;
mod run;
mod server;
#[cfg(feature = "suite")]
mod suite;
mod template;
pub mod workbook;

pub use database::{Database, database_of};
pub use restored::Fresh;
pub use server::{Server, postgres};
#[cfg(feature = "suite")]
pub use suite::{Bearer, Client, Suite, bound_again, database};
