//! The people that every service keeps, on a real Postgres.

mod access;
mod admission;
mod copied;
mod cost;
mod covers;
mod in_the_directory;

use chrono::TimeDelta;
use contracts::{
    directory::v1::{
        Allocation, AllocationRole, Child, ChildChanged, Cover, CoverChanged, Inbox, InboxChanged, Worker,
        WorkerChanged,
    },
    events::v1::Event,
    r#type::v1::{Role, WorkerRef},
};
use eventlog::{Apply, ApplyError};
use identity::{Access, DirectoryCopy};
use prost::Name;
use runtime::migrate::Schema;
use sqlx::PgPool;
use testkit::Database;
use uuid::Uuid;

const CHLOE: &str = "3549863";

/// A service's schema with the copied people, heard of just now.
async fn database() -> Database {
    let migrations = [eventlog::migrations(), identity::table_migrations(), identity::function_migrations()];
    let database = testkit::database_of(&[Schema::new("workflow", migrations.concat())]).await;
    heard(&database, TimeDelta::zero()).await;
    database
}

/// Says that the directory was heard so long ago.
async fn heard(database: &Database, ago: TimeDelta) {
    let statement = "insert into workflow.feed_cursor (upstream, heard_at) values ($1, now() - $2) \
                     on conflict (upstream) do update set heard_at = excluded.heard_at";
    let inserted = sqlx::query(statement).bind(DirectoryCopy::UPSTREAM).bind(ago);
    inserted.execute(&database.admin()).await.unwrap();
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn worker(number: u128, subject: &str, roles: &[Role]) -> WorkerChanged {
    WorkerChanged {
        worker: Some(Worker {
            worker_id: id(number).to_string(),
            display_name: format!("Worker {number}"),
            subject: subject.into(),
            roles: roles.iter().map(|role| *role as i32).collect(),
            active: true,
            ..Worker::default()
        }),
    }
}

fn inbox(number: u128, name: &str, members: &[u128]) -> InboxChanged {
    let members = members.iter().map(|member| reference(*member)).collect();
    let inbox = Inbox { inbox_id: id(number).to_string(), name: name.into(), members, etag: String::new() };
    InboxChanged { inbox: Some(inbox) }
}

fn chloe(allocations: &[(AllocationRole, u128)]) -> ChildChanged {
    let child = Child {
        child_id: CHLOE.into(),
        first_name: "Chloe".into(),
        surname: "Smith".into(),
        date_of_birth: "2018-05-04".into(),
        gender: "Female".into(),
        etag: String::new(),
    };
    let allocated = |(role, worker): &(AllocationRole, u128)| Allocation {
        role: *role as i32,
        worker: Some(reference(*worker)),
    };
    ChildChanged { child: Some(child), allocations: allocations.iter().map(allocated).collect() }
}

fn cover(number: u128, covered: u128, covering: u128, first_day: &str, last_day: &str) -> CoverChanged {
    let cover = Cover {
        cover_id: id(number).to_string(),
        covered: Some(reference(covered)),
        covering: Some(reference(covering)),
        first_day: first_day.into(),
        last_day: last_day.into(),
        ..Cover::default()
    };
    CoverChanged { cover: Some(cover) }
}

fn reference(number: u128) -> WorkerRef {
    WorkerRef { worker_id: id(number).to_string(), display_name: String::new() }
}

fn event<M: Name>(version: i64, payload: &M) -> Event {
    Event {
        r#type: M::full_name(),
        subject_version: version,
        data: Some(prost_types::Any::from_msg(payload).unwrap()),
        ..Event::default()
    }
}

/// Applies an event as the service's own role, in a transaction of its own.
async fn apply(pool: &PgPool, event: &Event) -> Result<(), ApplyError> {
    #[expect(clippy::disallowed_methods, reason = "nobody cancels it")]
    let mut transaction = pool.begin().await.unwrap();
    let recorded = DirectoryCopy.apply(&mut transaction, event).await?;
    assert!(recorded.is_empty(), "a copy has nothing to tell");
    transaction.commit().await.unwrap();
    Ok(())
}

async fn access(pool: &PgPool, subject: &str, child_id: Option<&str>) -> Option<Access> {
    let asked = sqlx::query_scalar("select access($1, $2)").bind(subject).bind(child_id);
    asked.fetch_one(pool).await.unwrap()
}

async fn access_on(pool: &PgPool, subject: &str, child_id: Option<&str>, today: &str) -> Option<Access> {
    let today: chrono::NaiveDate = today.parse().unwrap();
    let asked = sqlx::query_scalar("select access($1, $2, $3)").bind(subject).bind(child_id).bind(today);
    asked.fetch_one(pool).await.unwrap()
}
