//! How the service is put together.

use crate::{
    bell::Bell,
    grpc::{Copies, Notifications, feed},
    http::listen,
    jobs::{
        Crier, DirectoryFeed, Forgetting, Lane, NotifyWire, PanelsFeed, RequestsFeed, SmtpWire, Timer,
        Watcher, WebhookWire, Wire, WorkflowFeed, begin, consumer, ring,
    },
    migrations,
    ops::{Desk, Receipts},
    outside::{Outside, OutsideError},
    own_rules::rules,
};
use contracts::notifications::v1::{
    copy_service_server::CopyServiceServer, notification_service_server::NotificationServiceServer,
};
use eventlog::{AuditWriter, EventLog, Options};
use futures::future::BoxFuture;
use identity::{Admission, CopyOfPeople, DirectoryCopy};
use runtime::{Context, Service, StartError};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

/// Who hears of what, and how.
pub const SERVICE: Service = Service { name: "notifications", migrations: migrations::migrations, build };

fn build(context: Context) -> BoxFuture<'static, Result<Routes, StartError>> {
    Box::pin(async move { routes(context) })
}

fn routes(context: Context) -> Result<Routes, StartError> {
    let Context { pool, clock, policies, tasks, stop, .. } = context.clone();
    let rules = rules(&context.config.notifications);
    let rules = Arc::new(rules.map_err(|wrong| StartError::service("notifications", wrong))?);
    let outside = Outside::of(&context.config.outside, &clock).map_err(cannot_start)?;
    let to_people = outside.open().map(|way| way.to_people()).unwrap_or_default();
    let to_people = to_people.known_to(&rules).map_err(cannot_start)?;
    let bell = Bell::default();
    let crier = Crier { clock: clock.clone(), rules: rules.clone(), bell: bell.clone(), to_people };

    let log =
        EventLog::start(pool.clone(), "permanence.notifications", Options::default(), &tasks, stop.clone());
    // Calls that are let end after the stop still leave their entries: the writer ends with the last of them.
    let audit = AuditWriter::start(pool.clone(), &tasks, CancellationToken::new());
    let directory = consumer(&context, &log, "directory", DirectoryCopy::UPSTREAM, DirectoryFeed)?;
    let workflow = consumer(&context, &log, "workflow", "permanence.workflow", WorkflowFeed(crier.clone()))?;
    let requests = consumer(&context, &log, "requests", "permanence.requests", RequestsFeed(crier.clone()))?;
    let mut others = vec![workflow, requests];
    // A deployment without the Permanence Panel has nobody to hear of it.
    if context.config.peers.contains_key("panels") {
        others.push(consumer(&context, &log, "panels", "permanence.panels", PanelsFeed(crier.clone()))?);
    }
    let copies = Copies(CopyOfPeople::new(Admission::new(policies.clone(), pool.clone()), directory.clone()));
    begin(&context, directory, others);

    let timer = Timer { pool: pool.clone(), crier, log: log.clone() };
    tasks.spawn(timer.run(stop.clone()));

    tasks.spawn(ring(log.clone(), bell.clone(), stop.clone()));
    send(&context, &outside).map_err(cannot_start)?;
    let desk = Desk { pool, clock, policies, log, audit, bell, rules, outside, stop };
    Ok(Routes::new(NotificationServiceServer::new(Notifications(desk.clone())))
        .add_service(CopyServiceServer::new(copies))
        .add_service(feed::events(&desk))
        .add_service(feed::audit(&desk)))
}

/// Begins to send what leaves the application, and to hear what came of it, where the deployment says how; and to forget that in
/// its time.
fn send(context: &Context, outside: &Outside) -> Result<(), OutsideError> {
    let Context { pool, clock, policies, tasks, stop, .. } = context.clone();
    let forgetting = Forgetting { pool: pool.clone(), clock: clock.clone(), keeps: outside.keeps };
    tasks.spawn(forgetting.run(stop.clone()));
    let Some(way) = outside.open() else { return Ok(()) };
    if let Some(callbacks) = way.notify.as_ref().and_then(|notify| notify.callbacks.as_ref()) {
        let receipts = Receipts { pool: pool.clone(), clock: clock.clone(), way: way.clone() };
        listen(callbacks, receipts, &tasks, stop.clone())?;
    }
    let mut wires = vec![Wire::Webhook(WebhookWire::over(way.clone())?)];
    if let Some(server) = &way.smtp {
        wires.push(Wire::Smtp(SmtpWire::over(way.clone(), server)?));
    }
    if let Some(notify) = &way.notify {
        wires.extend(NotifyWire::all_over(&way, notify)?.into_iter().map(Wire::Notify));
    }
    let lane = |wire| Lane {
        pool: pool.clone(),
        clock: clock.clone(),
        policies: policies.clone(),
        way: way.clone(),
        wire: Arc::new(wire),
    };
    let channels = wires.iter().map(Wire::channel).collect();
    tasks.spawn(Watcher { pool: pool.clone(), clock: clock.clone(), channels }.run(stop.clone()));
    for wire in wires {
        tasks.spawn(lane(wire).run(stop.clone()));
    }
    Ok(())
}

fn cannot_start(wrong: OutsideError) -> StartError {
    StartError::service("notifications", wrong)
}
