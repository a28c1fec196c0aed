//! How the service is put together.

use crate::{
    config,
    domain::rulebook::Rulebook,
    grpc::{CareData, Copies, Panels, Tracker, feed},
    jobs::{Noter, Reader, WorkflowFeed, follow},
    migrations,
    ops::Desk,
    store,
};
use contracts::panels::v1::{
    care_data_service_server::CareDataServiceServer, copy_service_server::CopyServiceServer,
    panel_service_server::PanelServiceServer, tracker_service_server::TrackerServiceServer,
};
use eventlog::{AuditWriter, Consumer, EventLog, Options};
use futures::future::BoxFuture;
use identity::{Admission, CopyOfPeople, DirectoryCopy};
use runtime::{Context, Service, StartError};
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

/// The Permanence Panel, as the runtime starts it.
pub const SERVICE: Service = Service { name: "panels", migrations: migrations::migrations, build };

fn build(context: Context) -> BoxFuture<'static, Result<Routes, StartError>> {
    Box::pin(async move {
        let rulebook = config::rulebook(&context.config.panels);
        let rulebook = rulebook.map_err(|wrong| StartError::service("panels", wrong))?;
        let kept = store::hour::keep(&context.pool, rulebook.hour.time(), context.clock.now()).await;
        kept.map_err(|failed| StartError::service("panels", failed))?;
        routes(context, Arc::new(rulebook))
    })
}

fn routes(context: Context, rulebook: Arc<Rulebook>) -> Result<Routes, StartError> {
    let Context { pool, clock, policies, tasks, stop, .. } = context.clone();
    let log = EventLog::start(pool.clone(), "permanence.panels", Options::default(), &tasks, stop.clone());
    // Calls that are let end after the stop still leave their entries: the writer ends with the last of them.
    let audit = AuditWriter::start(pool.clone(), &tasks, CancellationToken::new());
    let directory = follow(&context, &log, "directory", DirectoryCopy::UPSTREAM, DirectoryCopy)?;
    let copies = Copies(CopyOfPeople::new(Admission::new(policies.clone(), pool.clone()), directory));

    let handed_in = Arc::new(Notify::new());
    let reader = Reader {
        pool: pool.clone(),
        clock: clock.clone(),
        log: log.clone(),
        rulebook: rulebook.clone(),
        handed_in: handed_in.clone(),
    };
    tasks.spawn(reader.run(stop));

    let to_note = Arc::new(Notify::new());
    let workflow = hear_workflow(&context, &log, &rulebook)?;
    let desk = Desk { pool, clock, policies, log, audit, rulebook, handed_in, to_note, workflow };
    Noter::start(&context, &desk)?;
    Ok(Routes::new(CareDataServiceServer::new(CareData(desk.clone())))
        .add_service(PanelServiceServer::new(Panels(desk.clone())))
        .add_service(TrackerServiceServer::new(Tracker(desk.clone())))
        .add_service(CopyServiceServer::new(copies))
        .add_service(feed::events(&desk))
        .add_service(feed::audit(&desk)))
}

/// Begins to hear workflow, where there is one.
fn hear_workflow(
    context: &Context,
    log: &EventLog,
    rulebook: &Rulebook,
) -> Result<Option<Arc<Consumer>>, StartError> {
    if !context.config.peers.contains_key("workflow") {
        return Ok(None);
    }
    let feed = WorkflowFeed { clock: context.clock.clone(), matching: rulebook.matching.clone() };
    follow(context, log, "workflow", WorkflowFeed::UPSTREAM, feed).map(Some)
}
