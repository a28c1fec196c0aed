//! Two schemas of the event log, and replicas of the services that would own them.

use chrono::{DateTime, Utc};
use contracts::{
    audit::v1::AuditFilter,
    events::v1::{Batch, Event, Subscription},
};
use eventlog::{AuditWriter, EventLog, Options};
use fault::Fault;
use futures::{Stream, StreamExt, stream::BoxStream};
use runtime::migrate::Schema;
use sqlx::{
    PgPool, SqlSafeStr,
    migrate::{Migration, MigrationType},
    postgres::PgPoolOptions,
};
use std::time::Duration;
use testkit::Database;
use tokio::{net::TcpListener, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{
    Status,
    transport::{Channel, Endpoint, Server, server::TcpIncoming},
};

eventlog::serve_feed!(contracts::workflow::v1);
eventlog::serve_audit!(contracts::workflow::v1);

/// More than any condition here needs, however busy the machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Upstream and downstream, with a table of their own each.
pub(crate) async fn database() -> Database {
    testkit::database_of(&schemas()).await
}

/// What these two keep.
pub(crate) fn schemas() -> [Schema; 2] {
    let migrations = || {
        let mut migrations = eventlog::migrations();
        let sql = include_str!("widgets.sql").into_sql_str();
        migrations.push(Migration::new(1000, "widgets".into(), MigrationType::Simple, sql, false));
        migrations
    };
    [Schema::new("workflow", migrations()), Schema::new("requests", migrations())]
}

/// One replica of a service: its log and what runs beside.
pub(crate) struct Replica {
    pub(crate) pool: PgPool,
    pub(crate) log: EventLog,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
}

impl Replica {
    pub(crate) fn start(database: &Database, service: &'static str) -> Self {
        Self::over(pool(database, service, 8), service)
    }

    pub(crate) fn over(pool: PgPool, service: &str) -> Self {
        let source = if service == "workflow" { "permanence.workflow" } else { "permanence.requests" };
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let log = EventLog::start(pool.clone(), source, Options::default(), &tasks, stop.clone());
        Self { pool, log, tasks, stop }
    }

    /// Serves its feed and its audit on a free port; whoever sends a token is let in.
    pub(crate) async fn serve(&self) -> Channel {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let writer = AuditWriter::start(self.pool.clone(), &self.tasks, self.stop.clone());
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        let server = Server::builder()
            .add_service(Feed::new(self.log.clone(), admit).into_server())
            .add_service(
                AuditTrail::new(self.log.clone(), writer, calendar::Clock::system(), admit).into_server(),
            )
            .serve_with_incoming_shutdown(incoming, self.stop.clone().cancelled_owned());
        self.tasks.spawn(async move { server.await.unwrap() });
        Endpoint::from_shared(format!("http://{address}")).unwrap().tcp_nodelay(true).connect_lazy()
    }

    /// Ends as a service does that is told to.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        timeout(PATIENCE, self.tasks.wait()).await.expect("the tasks end");
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn admit(request: tonic::Request<()>, rpc: &'static str) -> Result<String, Fault> {
    match request.metadata().get("authorization").and_then(|token| token.to_str().ok()) {
        Some(token) => Ok(token.trim_start_matches("Bearer ").to_owned()),
        None => Err(fault::Refusal::new(fault::Reason::NotPermitted, "who are you?").with("rpc", rpc).into()),
    }
}

pub(crate) fn pool(database: &Database, service: &str, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(database.options(service))
}

/// The instant that the tests' commands give: it is not what they are about.
pub(crate) fn now() -> DateTime<Utc> {
    calendar::Clock::system().now()
}

/// Waits until a condition holds.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// A subscription after a cursor.
pub(crate) fn after(cursor: &str, follow: bool) -> Subscription {
    Subscription { cursor: cursor.to_owned(), follow }
}

/// Opens the feed in the process.
pub(crate) async fn open(
    log: &EventLog,
    cursor: &str,
    follow: bool,
) -> BoxStream<'static, Result<Batch, Status>> {
    log.subscribe(after(cursor, follow)).await.unwrap().boxed()
}

/// All that is there now, and the cursor after it.
pub(crate) async fn read_all(log: &EventLog, cursor: &str) -> (Vec<Event>, String) {
    let batches: Vec<Batch> = open(log, cursor, false).await.map(Result::unwrap).collect().await;
    let end = batches.last().unwrap().cursor.clone();
    (batches.into_iter().flat_map(|batch| batch.events).collect(), end)
}

/// The next batch of a stream.
pub(crate) async fn next(feed: &mut (impl Stream<Item = Result<Batch, Status>> + Unpin)) -> Batch {
    timeout(PATIENCE, feed.next()).await.expect("a batch in time").expect("a batch").expect("no refusal")
}

pub(crate) async fn count(pool: &PgPool, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(pool).await.unwrap()
}

pub(crate) fn everything() -> AuditFilter {
    AuditFilter::default()
}
