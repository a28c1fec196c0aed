//! Two commands that have both read before either writes: what a race comes to by itself only now and then.

use super::cast::Cast;
use sqlx::{Connection, PgConnection};
use std::time::{Duration, Instant};

/// Nobody waits longer for the other: one of the two may have been refused for what it read.
const AT_MOST: Duration = Duration::from_millis(80);

/// A connection that holds a child's steps: they can be read and not written.
pub(super) struct Held(PgConnection);

impl Held {
    pub(super) async fn steps_of(child_id: &str, council: &Cast) -> Self {
        let admin = council.suite.database().admin_options();
        let mut holds = PgConnection::connect_with(&admin).await.expect("a connection");
        sqlx::query("begin").execute(&mut holds).await.expect("a transaction");
        sqlx::query(
            "select from workflow.workstep w join workflow.permanence_case c on c.id = w.case_id
             where c.child_id = $1 order by w.id for update of w",
        )
        .bind(child_id)
        .execute(&mut holds)
        .await
        .expect("the child's steps");
        Self(holds)
    }

    /// Lets go once two wait to write: for the steps, or for whoever waits for them.
    pub(super) async fn until_two_wait(mut self) {
        let begun = Instant::now();
        while self.waiting().await < 2 && begun.elapsed() < AT_MOST {
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
        self.0.close().await.expect("nothing was written");
    }

    async fn waiting(&mut self) -> i64 {
        sqlx::query_scalar(
            "with recursive waiting as (
                select pid from pg_stat_activity
                where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))
                union
                select a.pid from waiting w join pg_stat_activity a
                on a.datname = current_database() and w.pid = any (pg_blocking_pids(a.pid)))
             select count(*) from waiting",
        )
        .fetch_one(&mut self.0)
        .await
        .expect("who waits")
    }
}
