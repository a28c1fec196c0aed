//! What workflow tells, as it tells it.

use crate::{
    council::{Council, until},
    neighbours::tell,
    people::id_of,
};
use chrono::{DateTime, Utc};
use contracts::{
    r#type::v1::{Act, WorkerRef},
    workflow::v1::{CaseClosed, CaseOpened, WorkstepArrived, WorkstepCancelled, WorkstepFinished},
};
use eventlog::NewEvent;
use prost::Name;
use uuid::Uuid;

/// A case of a child, as workflow tells of it.
pub struct Case<'a> {
    council: &'a Council,
    child_id: String,
    /// Its id.
    pub id: Uuid,
}

impl<'a> Case<'a> {
    /// One that is opened now.
    pub async fn opened(council: &'a Council, child_id: &str) -> Self {
        let case = Self { council, child_id: child_id.to_owned(), id: council.suite.clock().new_id() };
        case.tell(&case.subject(), &CaseOpened::default()).await;
        case
    }

    fn subject(&self) -> String {
        format!("case/{}", self.id)
    }

    async fn tell(&self, subject: &str, payload: &impl Name) {
        let clock = self.council.suite.clock();
        let event = NewEvent::of(clock.new_id(), subject, 1, clock.now(), payload);
        let event = event.child(&self.child_id).case(self.id);
        tell(&self.council.suite.database().pool("workflow"), vec![event]).await;
    }

    /// A step of it comes to somebody.
    pub async fn step(&self, title: &str) -> String {
        let workstep_id = self.council.suite.clock().new_id().to_string();
        let arrived = WorkstepArrived {
            workstep_id: workstep_id.clone(),
            title: title.into(),
            ..WorkstepArrived::default()
        };
        self.tell(&format!("workstep/{workstep_id}"), &arrived).await;
        workstep_id
    }

    /// Sam finishes a step.
    pub async fn finish(&self, workstep_id: &str, next_actions: &[&str]) {
        let by = WorkerRef { worker_id: id_of("sam").to_string(), ..WorkerRef::default() };
        let finished = WorkstepFinished {
            workstep_id: workstep_id.into(),
            finished: Some(Act { by: Some(by), ..Act::default() }),
            next_actions: next_actions.iter().map(|key| (*key).to_owned()).collect(),
            ..WorkstepFinished::default()
        };
        self.tell(&format!("workstep/{workstep_id}"), &finished).await;
    }

    /// A step is cancelled.
    pub async fn cancel(&self, workstep_id: &str) {
        let cancelled = WorkstepCancelled { workstep_id: workstep_id.into(), ..WorkstepCancelled::default() };
        self.tell(&format!("workstep/{workstep_id}"), &cancelled).await;
    }

    /// The case closes.
    pub async fn close(&self, outcome: &str) {
        self.tell(&self.subject(), &CaseClosed { outcome: outcome.into() }).await;
    }
}

/// Waits until panels have heard all that workflow told.
pub async fn all_is_heard(council: &Council) {
    let told = council.suite.database().pool("workflow");
    let (last, unnumbered): (i64, i64) = loop {
        let now = "select (select coalesce(max(position), 0) from events), (select count(*) from outbox)";
        let now: (i64, i64) = sqlx::query_as(now).fetch_one(&told).await.expect("the feed");
        if now.1 == 0 {
            break now;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(unnumbered, 0);
    let pool = council.admin();
    until("workflow is heard", || async {
        let heard = "select coalesce(max(split_part(cursor, ':', 2)), '0')::bigint >= $1
                       from panels.feed_cursor where upstream = 'permanence.workflow'";
        sqlx::query_scalar(heard).bind(last).fetch_one(&pool).await.expect("the cursor")
    })
    .await;
}

/// An instant.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}
