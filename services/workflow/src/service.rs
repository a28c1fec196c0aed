//! How the service is put together.

use crate::{
    grpc::{self, AuditTrail, Cases, Copies, Feed, Worksteps},
    jobs::{RequestsFeed, follow},
    migrations,
    ops::{Desk, Processes, register},
};
use contracts::workflow::v1::{
    case_service_server::CaseServiceServer, copy_service_server::CopyServiceServer,
    process_service_server::ProcessServiceServer, workstep_service_server::WorkstepServiceServer,
};
use eventlog::{AuditWriter, EventLog, Mentions, Options};
use identity::{Admission, CopyOfPeople, DirectoryCopy};
use runtime::{Context, Service, StartError};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

/// Cases, worksteps, forms and next actions; the process as data.
pub const SERVICE: Service =
    Service { name: "workflow", migrations, build: |context| Box::pin(build(context)) };

async fn build(context: Context) -> Result<Routes, StartError> {
    let Context { pool, clock, policies, tasks, stop, .. } = context.clone();
    let processes = Arc::new(Processes::default());
    let registered = register(&pool, &clock, &processes).await;
    registered.map_err(|fault| StartError::service("workflow", fault))?;

    let log = EventLog::start(pool.clone(), "permanence.workflow", Options::default(), &tasks, stop.clone());
    let mentions = Mentions::of(&log, DirectoryCopy::UPSTREAM, &tasks, stop);
    // Calls that are let end after the stop still leave their entries: the writer ends with the last of them.
    let audit = AuditWriter::start(pool.clone(), &tasks, CancellationToken::new());
    let answers = RequestsFeed { clock: clock.clone(), processes: processes.clone() };
    let directory = follow(&context, &log, "directory", DirectoryCopy::UPSTREAM, DirectoryCopy)?;
    let requests = follow(&context, &log, "requests", "permanence.requests", answers)?;

    let admission = Admission::new(policies.clone(), pool.clone());
    let copies = Copies(CopyOfPeople::new(admission.clone(), directory));
    let feed = Feed::new(log.clone(), admission.clone());
    let trail = AuditTrail::new(log.clone(), audit.clone(), clock.clone(), admission);
    let desk = Desk { pool, clock, policies, processes, log, mentions, audit, requests };
    Ok(Routes::new(WorkstepServiceServer::new(Worksteps(desk.clone())))
        .add_service(CaseServiceServer::new(Cases(desk.clone())))
        .add_service(ProcessServiceServer::new(grpc::Processes(desk)))
        .add_service(CopyServiceServer::new(copies))
        .add_service(feed.into_server())
        .add_service(trail.into_server()))
}
