//! The directory, workflow, requests and panels, as this service knows them: feeds, served over real sockets by real event logs.
//! What stands in them the tests write.

use eventlog::{EventLog, NewEvent, Options, Record};
use runtime::{Context, Service};
use sqlx::PgPool;
use tonic::service::Routes;

mod directory_feed {
    eventlog::serve_feed!(contracts::directory::v1);
}

mod workflow_feed {
    eventlog::serve_feed!(contracts::workflow::v1);
}

mod requests_feed {
    eventlog::serve_feed!(contracts::requests::v1);
}

mod panels_feed {
    eventlog::serve_feed!(contracts::panels::v1);
}

/// A directory that only tells.
pub const DIRECTORY: Service = Service {
    name: "directory",
    migrations: eventlog::migrations,
    build: |context| {
        let log = log(context, "permanence.directory");
        Box::pin(async { Ok(Routes::new(directory_feed::Feed::new(log, anybody).into_server())) })
    },
};

/// A workflow that only tells.
pub const WORKFLOW: Service = Service {
    name: "workflow",
    migrations: eventlog::migrations,
    build: |context| {
        let log = log(context, "permanence.workflow");
        Box::pin(async { Ok(Routes::new(workflow_feed::Feed::new(log, anybody).into_server())) })
    },
};

/// A requests that only tells.
pub const REQUESTS: Service = Service {
    name: "requests",
    migrations: eventlog::migrations,
    build: |context| {
        let log = log(context, "permanence.requests");
        Box::pin(async { Ok(Routes::new(requests_feed::Feed::new(log, anybody).into_server())) })
    },
};

/// A panels that only tells.
pub const PANELS: Service = Service {
    name: "panels",
    migrations: eventlog::migrations,
    build: |context| {
        let log = log(context, "permanence.panels");
        Box::pin(async { Ok(Routes::new(panels_feed::Feed::new(log, anybody).into_server())) })
    },
};

fn log(context: Context, source: &'static str) -> EventLog {
    let Context { pool, tasks, stop, .. } = context;
    EventLog::start(pool, source, Options::default(), &tasks, stop)
}

async fn anybody(_: tonic::Request<()>, _: &'static str) -> Result<String, fault::Fault> {
    Ok("a test".to_owned())
}

/// Commits events of one of them; `pool` is its own.
pub async fn tell(pool: &PgPool, events: Vec<NewEvent>) {
    let record = Record { events, ..Record::default() };
    sqlx::query("select record($1, null, null)")
        .bind(record.events_json())
        .execute(pool)
        .await
        .expect("to record events");
}
