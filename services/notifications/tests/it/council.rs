//! A council for one test: the notifications service on as many replicas as it wants, beside a directory, a workflow, a
//! requests and a panels that only tell.

use crate::neighbours::{DIRECTORY, PANELS, REQUESTS, WORKFLOW, tell};
use crate::people::{self, DAN};
use calendar::Clock;
use contracts::notifications::v1::{
    ListNotificationsRequest, ListNotificationsResponse, MarkReadRequest, MarkReadResponse, Notification,
    WatchNotificationsRequest, WatchNotificationsResponse,
    notification_service_client::NotificationServiceClient,
};
use eventlog::NewEvent;
use runtime::settings::{Outside, Settings};
use sqlx::PgPool;
use std::time::Duration;
use testkit::{Client, Suite};
use tokio::time::{sleep, timeout};
use tonic::{Response, Status, Streaming};

/// Longer than anything takes that a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Council {
    pub suite: Suite,
}

impl Council {
    /// With one replica.
    pub async fn new() -> Self {
        Self::with_replicas(1).await
    }

    /// With so many, all of which know the people.
    pub async fn with_replicas(replicas: usize) -> Self {
        Self::with(replicas, |_| {}).await
    }

    /// With so many, and with other ways out of the application. Other systems may lie on this machine, and are not waited
    /// for long.
    pub async fn with(replicas: usize, change: impl FnOnce(&mut Outside)) -> Self {
        Self::set_up(replicas, |settings| change(&mut settings.outside)).await
    }

    /// With so many, by other settings.
    pub async fn set_up(replicas: usize, change: impl FnOnce(&mut Settings)) -> Self {
        let services = [
            (&notifications::SERVICE, replicas),
            (&DIRECTORY, 1),
            (&WORKFLOW, 1),
            (&REQUESTS, 1),
            (&PANELS, 1),
        ];
        let database = testkit::database(&services.map(|(service, _)| service)).await;
        let clock = Clock::starting_at("2026-01-14T11:00:00Z".parse().expect("an instant"));
        tell(&database.pool("directory"), people::all(&clock)).await;
        let begins = "2026-01-14T12:00:00Z".parse().expect("an instant");
        let suite = Suite::start_with(begins, database, &services, |settings| {
            settings.outside.private_networks = vec!["127.0.0.0/8".into(), "::1/128".into()];
            settings.outside.timeout_ms = 1_000;
            change(settings);
        });
        let council = Self { suite: suite.await };
        let known = "select exists (select from notifications.people_child where child_id = $1)
                     and (select fresh from notifications.people_freshness)";
        let pool = council.admin();
        until("the directory is heard", || async {
            sqlx::query_scalar(known).bind(DAN).fetch_one(&pool).await.expect("to look at the people")
        })
        .await;
        council
    }

    pub fn clock(&self) -> &Clock {
        self.suite.clock()
    }

    /// A new id, as a client makes one.
    pub fn id(&self) -> String {
        self.clock().new_id().to_string()
    }

    /// Somebody's calls to the first replica.
    pub fn notifications(&self, subject: &str) -> NotificationServiceClient<Client> {
        self.notifications_of(0, subject)
    }

    /// Somebody's calls to one replica.
    pub fn notifications_of(&self, replica: usize, subject: &str) -> NotificationServiceClient<Client> {
        NotificationServiceClient::new(self.suite.client_of("notifications", replica, subject))
    }

    /// The database as its superuser sees it.
    pub fn admin(&self) -> PgPool {
        self.suite.database().admin()
    }

    /// A service tells something.
    pub async fn tell(&self, service: &str, events: Vec<NewEvent>) {
        tell(&self.suite.database().pool(service), events).await;
    }

    /// Workflow tells something; waits until all of it is heard.
    pub async fn workflow(&self, events: Vec<NewEvent>) {
        self.tell("workflow", events).await;
        self.heard("workflow").await;
    }

    /// Requests tells something; waits until all of it is heard.
    pub async fn requests(&self, events: Vec<NewEvent>) {
        self.tell("requests", events).await;
        self.heard("requests").await;
    }

    /// Panels tells something; waits until all of it is heard.
    pub async fn panels(&self, events: Vec<NewEvent>) {
        self.tell("panels", events).await;
        self.heard("panels").await;
    }

    /// The directory tells something; waits until all of it is heard.
    pub async fn directory(&self, events: Vec<NewEvent>) {
        self.tell("directory", events).await;
        self.heard("directory").await;
    }

    /// Waits until everything that a service has told is applied.
    pub async fn heard(&self, service: &str) {
        let pool = self.admin();
        let (outbox, end) = (
            format!("select count(*) from {service}.outbox"),
            format!("select coalesce(max(position), 0) from {service}.events"),
        );
        let stands = "select coalesce(nullif(split_part(cursor, ':', 2), '')::bigint, 0)
                        from notifications.feed_cursor where upstream = 'permanence.' || $1";
        until("the feed is heard", || async {
            let waiting: i64 = scalar(&pool, &outbox).await;
            let end: i64 = scalar(&pool, &end).await;
            let stands: Option<i64> =
                sqlx::query_scalar(stands).bind(service).fetch_optional(&pool).await.expect("a cursor");
            waiting == 0 && stands.unwrap_or_default() >= end
        })
        .await;
    }

    /// The first page of what somebody was told.
    pub async fn list(&self, subject: &str) -> ListNotificationsResponse {
        self.list_of(subject, ListNotificationsRequest::default()).await
    }

    /// A part of what somebody was told.
    pub async fn list_of(&self, subject: &str, asked: ListNotificationsRequest) -> ListNotificationsResponse {
        self.notifications(subject).list_notifications(asked).await.expect("a list").into_inner()
    }

    /// The kinds of what somebody was told, newest first.
    pub async fn kinds(&self, subject: &str) -> Vec<String> {
        self.list(subject).await.notifications.into_iter().map(|told| told.kind).collect()
    }

    /// Somebody has read these.
    pub async fn read(
        &self,
        subject: &str,
        read: &[&Notification],
    ) -> Result<Response<MarkReadResponse>, Status> {
        let notification_ids = read.iter().map(|told| told.notification_id.clone()).collect();
        let marking = MarkReadRequest { request_id: self.id(), notification_ids, up_to_id: String::new() };
        self.notifications(subject).mark_read(marking).await
    }

    /// Somebody watches at one replica.
    pub async fn watch(&self, replica: usize, subject: &str, cursor: &str) -> Watching {
        let asked = WatchNotificationsRequest { cursor: cursor.to_owned() };
        let stream = self.notifications_of(replica, subject).watch_notifications(asked).await;
        Watching(stream.expect("a stream").into_inner())
    }

    /// What one statement counts.
    pub async fn count(&self, statement: &str) -> i64 {
        scalar(&self.admin(), statement).await
    }
}

async fn scalar(pool: &PgPool, statement: &str) -> i64 {
    let statement = sqlx::AssertSqlSafe(statement.to_owned());
    sqlx::query_scalar(statement).fetch_one(pool).await.expect("to count")
}

/// Somebody who watches.
pub struct Watching(Streaming<WatchNotificationsResponse>);

impl Watching {
    /// The next message, or how the stream ended.
    pub async fn message(&mut self) -> Result<Option<WatchNotificationsResponse>, Status> {
        timeout(PATIENCE, self.0.message()).await.expect("a message in time")
    }

    /// The next message.
    pub async fn next(&mut self) -> WatchNotificationsResponse {
        self.message().await.expect("no refusal").expect("a message")
    }

    /// The titles of the next so many notifications, and the cursor after them.
    pub async fn titles(&mut self, so_many: usize) -> (Vec<String>, String) {
        let (mut titles, mut cursor) = (Vec::new(), String::new());
        while titles.len() < so_many {
            let message = self.next().await;
            titles.extend(message.notifications.into_iter().map(|told| told.title));
            cursor = message.cursor;
        }
        (titles, cursor)
    }
}

/// Waits for a condition.
pub async fn until<F: Future<Output = bool>>(what: &str, condition: impl Fn() -> F) {
    let holds = async {
        while !condition().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, holds).await.unwrap_or_else(|_| panic!("waited in vain: {what}"));
}
