//! People: workers, teams, inboxes, children, and who is allocated to them.

pub mod domain;

mod grpc;
mod migrations;
mod ops;
mod rpc;
mod store;

pub use ops::bootstrap_administrator;

use contracts::directory::v1::{
    child_service_server::ChildServiceServer, worker_service_server::WorkerServiceServer,
};
use eventlog::{AuditWriter, EventLog, Options};
use futures::future::BoxFuture;
use grpc::{Children, Workers, feed};
use ops::{Copies, Desk};
use runtime::{Context, Service, StartError};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

/// The directory, as the runtime starts it.
pub const SERVICE: Service = Service { name: "directory", migrations: migrations::migrations, build };

fn build(context: Context) -> BoxFuture<'static, Result<Routes, StartError>> {
    Box::pin(async move { routes(context) })
}

fn routes(context: Context) -> Result<Routes, StartError> {
    let copies = Copies::of(&context)?;
    let Context { pool, clock, policies, tasks, stop, .. } = context;
    let log = EventLog::start(pool.clone(), "permanence.directory", Options::default(), &tasks, stop);
    // Calls that are let end after the stop still leave their entries: the writer ends with the last of them.
    let audit = AuditWriter::start(pool.clone(), &tasks, CancellationToken::new());
    let desk = Desk { pool, clock, policies, log, audit, copies };
    Ok(Routes::new(WorkerServiceServer::new(Workers(desk.clone())))
        .add_service(ChildServiceServer::new(Children(desk.clone())))
        .add_service(feed::events(&desk))
        .add_service(feed::audit(&desk)))
}
