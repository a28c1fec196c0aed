//! The answers: what was asked, who may answer, what they said.

pub mod domain;

mod grpc;
mod jobs;
mod migrations;
mod ops;
mod rpc;
mod store;

use contracts::requests::v1::{
    copy_service_server::CopyServiceServer, request_service_server::RequestServiceServer,
};
use eventlog::{AuditWriter, EventLog, Mentions, Options};
use futures::future::BoxFuture;
use grpc::{Copies, Requests, feed};
use identity::{Admission, CopyOfPeople, DirectoryCopy};
use jobs::{WorkflowFeed, follow};
use ops::Desk;
use runtime::{Context, Service, StartError};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

/// The requests service, as the runtime starts it.
pub const SERVICE: Service = Service { name: "requests", migrations: migrations::migrations, build };

fn build(context: Context) -> BoxFuture<'static, Result<Routes, StartError>> {
    Box::pin(async move { routes(context) })
}

fn routes(context: Context) -> Result<Routes, StartError> {
    let Context { pool, clock, policies, tasks, stop, .. } = context.clone();
    let log = EventLog::start(pool.clone(), "permanence.requests", Options::default(), &tasks, stop.clone());
    let mentions = Mentions::of(&log, DirectoryCopy::UPSTREAM, &tasks, stop);
    // Calls that are let end after the stop still leave their entries: the writer ends with the last of them.
    let audit = AuditWriter::start(pool.clone(), &tasks, CancellationToken::new());
    let directory = follow(&context, &log, "directory", DirectoryCopy::UPSTREAM, DirectoryCopy)?;
    let copies = Copies(CopyOfPeople::new(Admission::new(policies.clone(), pool.clone()), directory));
    let workflow =
        follow(&context, &log, "workflow", "permanence.workflow", WorkflowFeed { clock: clock.clone() })?;
    let desk = Desk { pool, clock, policies, log, mentions, audit, workflow };
    Ok(Routes::new(RequestServiceServer::new(Requests(desk.clone())))
        .add_service(CopyServiceServer::new(copies))
        .add_service(feed::events(&desk))
        .add_service(feed::audit(&desk)))
}
