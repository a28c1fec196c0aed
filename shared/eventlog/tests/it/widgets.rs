//! Commands as services write them: one guarded statement.

use crate::stage::now;
use contracts::{events::v1::Event, requests::v1::RequestCompleted};
use eventlog::{Apply, ApplyError, Audit, NewEvent, Receipt, Record, payload};
use sqlx::{PgConnection, PgExecutor, PgPool};
use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

pub(crate) const RPC: &str = "permanence.workflow.v1.WidgetService/TurnWidget";

/// A new id; the clock's are not needed here.
pub(crate) fn id() -> Uuid {
    calendar::Clock::system().new_id()
}

pub(crate) async fn create(pool: &PgPool) -> Uuid {
    let id = id();
    sqlx::query("insert into widget values ($1, 0)").bind(id).execute(pool).await.unwrap();
    id
}

/// The event that a widget reached a version.
pub(crate) fn turned(widget: Uuid, version: i64) -> NewEvent {
    let payload = RequestCompleted { covered_version: version, ..Default::default() };
    NewEvent::of(id(), format!("widget/{widget}"), version, now(), &payload)
}

pub(crate) fn looked(worker: &str) -> Audit {
    Audit::new(worker, RPC, now()).subject("widget/1")
}

/// Everything that a command leaves, with its widget as child.
pub(crate) fn record_of(widget: Uuid, version: i64) -> Record {
    Record {
        events: vec![turned(widget, version).child(widget.to_string())],
        audit: vec![looked("worker-1").child(widget.to_string())],
        receipt: None,
    }
}

/// Turns a widget from one version to the next, if that is still its version.
pub(crate) async fn turn(
    executor: impl PgExecutor<'_>,
    widget: Uuid,
    version: i64,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
             update widget set version = version + 1 where id = $1 and version = $2 returning 1)
         select case when exists (select from guard) then record($3, $4, $5) else stale('widget') end",
    )
    .bind(widget)
    .bind(version)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

/// Records one event about something new, without a guard.
pub(crate) async fn emit(executor: impl PgExecutor<'_>, record: &Record) -> Result<(), sqlx::Error> {
    sqlx::query("select record($1, $2, $3)")
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

/// Commits `count` events about as many subjects.
pub(crate) async fn emit_many(pool: &PgPool, count: usize) {
    let events = (0..count).map(|_| turned(id(), 1)).collect();
    emit(pool, &Record { events, ..Record::default() }).await.unwrap();
}

pub(crate) fn receipt(request_id: Uuid, body: [u8; 32], answer: i64) -> Receipt {
    let answer = RequestCompleted { covered_version: answer, ..Default::default() };
    Receipt::of("worker-1", RPC, request_id, body, &answer)
}

/// Counts what takes effect, and applies nothing about the children that are poison.
#[derive(Clone, Default)]
pub(crate) struct Counting {
    pub(crate) poison: Arc<Mutex<BTreeSet<String>>>,
    pub(crate) panics: bool,
    /// Whether only children concern it.
    pub(crate) only_children: bool,
    /// The ids of what it heard is committed.
    pub(crate) committed: Arc<Mutex<Vec<Uuid>>>,
}

impl Counting {
    pub(crate) fn refuse(&self, child: &str) {
        self.poison.lock().unwrap().insert(child.to_owned());
    }

    pub(crate) fn allow(&self, child: &str) {
        self.poison.lock().unwrap().remove(child);
    }
}

impl Apply for Counting {
    fn concerns(&self, event: &Event) -> bool {
        !(self.only_children && event.child_id.is_empty())
    }

    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        if !self.concerns(event) {
            return Ok(Vec::new());
        }
        let turned: RequestCompleted = payload(event)?;
        let is_poison = self.poison.lock().unwrap().contains(&event.child_id);
        assert!(!(is_poison && self.panics), "this one panics");
        if is_poison {
            return Err(ApplyError::Poison(Cow::Borrowed("this child is poison")));
        }
        let newer = sqlx::query(
            "with newer as (
                 insert into copy (subject, version) values ($1, $2)
                 on conflict (subject) do update set version = excluded.version where copy.version < excluded.version
                 returning subject)
             insert into effect (event_id, subject, version) select $3, subject, $4 from newer",
        )
        .bind(&event.subject)
        .bind(event.subject_version)
        .bind(Uuid::parse_str(&event.id).unwrap())
        .bind(turned.covered_version)
        .execute(transaction)
        .await?;
        if newer.rows_affected() == 0 {
            return Ok(Vec::new());
        }
        Ok(vec![NewEvent::of(id(), event.subject.clone(), event.subject_version, now(), &turned)])
    }

    fn committed(&self, recorded: &[NewEvent]) {
        let said = recorded.iter().filter(|event| event.payload::<RequestCompleted>().is_some());
        self.committed.lock().unwrap().extend(said.map(NewEvent::id));
    }
}
