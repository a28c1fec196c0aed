//! The directory and workflow, as the panels service knows them: feeds, served over a real socket by a real event log. What stands in
//! them the tests write.

use eventlog::{EventLog, NewEvent, Options, Record};
use runtime::{Context, Service, StartError};
use sqlx::PgPool;
use tonic::service::Routes;

mod directory_feed {
    eventlog::serve_feed!(contracts::directory::v1);
}

mod workflow_feed {
    eventlog::serve_feed!(contracts::workflow::v1);
}

/// A workflow that only tells.
pub const WORKFLOW: Service = Service {
    name: "workflow",
    migrations: eventlog::migrations,
    build: |context| Box::pin(async { workflow(context) }),
};

fn workflow(context: Context) -> Result<Routes, StartError> {
    let Context { pool, tasks, stop, .. } = context;
    let log = EventLog::start(pool, "permanence.workflow", Options::default(), &tasks, stop);
    let anybody = |_, _| std::future::ready(Ok("a test".to_owned()));
    Ok(Routes::new(workflow_feed::Feed::new(log, anybody).into_server()))
}

/// A directory that only tells.
pub const DIRECTORY: Service = Service {
    name: "directory",
    migrations: eventlog::migrations,
    build: |context| Box::pin(async { directory(context) }),
};

fn directory(context: Context) -> Result<Routes, StartError> {
    let Context { pool, tasks, stop, .. } = context;
    let log = EventLog::start(pool, "permanence.directory", Options::default(), &tasks, stop);
    let anybody = |_, _| std::future::ready(Ok("a test".to_owned()));
    Ok(Routes::new(directory_feed::Feed::new(log, anybody).into_server()))
}

/// Commits events of its; `pool` is its own.
pub async fn tell(pool: &PgPool, events: Vec<NewEvent>) {
    let record = Record { events, ..Record::default() };
    sqlx::query("select record($1, null, null)")
        .bind(record.events_json())
        .execute(pool)
        .await
        .expect("to record events");
}
