//! The directory and the requests service, as workflow knows them: two feeds, served over real sockets by real event logs.
//! What stands in them the tests write.

use eventlog::{EventLog, NewEvent, Options, Record};
use runtime::{Context, Service, StartError};
use sqlx::PgPool;
use tonic::service::Routes;

mod directory_feed {
    eventlog::serve_feed!(contracts::directory::v1);
}

mod requests_feed {
    eventlog::serve_feed!(contracts::requests::v1);
}

/// A directory that only tells.
pub const DIRECTORY: Service = Service {
    name: "directory",
    migrations: eventlog::migrations,
    build: |context| Box::pin(async { directory(context) }),
};

/// A requests service that only tells.
pub const REQUESTS: Service = Service {
    name: "requests",
    migrations: eventlog::migrations,
    build: |context| Box::pin(async { requests(context) }),
};

fn directory(context: Context) -> Result<Routes, StartError> {
    let Context { pool, tasks, stop, .. } = context;
    let log = EventLog::start(pool, "permanence.directory", Options::default(), &tasks, stop);
    let anybody = |_, _| std::future::ready(Ok("a test".to_owned()));
    Ok(Routes::new(directory_feed::Feed::new(log, anybody).into_server()))
}

fn requests(context: Context) -> Result<Routes, StartError> {
    let Context { pool, tasks, stop, .. } = context;
    let log = EventLog::start(pool, "permanence.requests", Options::default(), &tasks, stop);
    let anybody = |_, _| std::future::ready(Ok("a test".to_owned()));
    Ok(Routes::new(requests_feed::Feed::new(log, anybody).into_server()))
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
