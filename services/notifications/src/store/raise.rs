//! Telling people, and noting that nothing is left to do.

use super::digest::Waiting;
use crate::domain::delivery::ToPeople;
use crate::domain::happening::{Matter, Reached};
use crate::domain::notification::Notification;
use chrono::{DateTime, Utc};
use eventlog::NewEvent;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Waits until nobody else tells anybody anything, and keeps others waiting until the transaction ends. First in every
/// transaction that raises or settles: of two positions the smaller one is then never committed after the greater one, and
/// no two transactions wait for each other's rows.
pub async fn one_at_a_time(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock('notifications.notification'::regclass::oid::bigint)")
        .execute(connection)
        .await
        .map(drop)
}

/// A notification to which something happened.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Settled {
    /// Which.
    pub notification_id: Uuid,
    /// Who was told.
    pub worker_id: Uuid,
    /// How often it was changed.
    pub version: i64,
    /// When nothing was left to do about it.
    pub settled_at: DateTime<Utc>,
}

/// What came of telling people.
#[derive(Debug, Default)]
pub struct Raised {
    /// The notifications that are new: of one thing a worker is told once.
    pub new: BTreeSet<Uuid>,
    /// Those of which no message goes out by itself: they wait for a digest.
    pub waiting: Vec<Waiting>,
}

/// What is told, and this service's own event of it.
pub type Telling = (Notification, NewEvent);

/// By which ways people hear of it outside the application.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'a> {
    /// The channels to workers themselves.
    pub to_people: &'a ToPeople,
    /// The kinds that come by e-mail whatever was chosen.
    pub fixed: &'a [&'a str],
}

#[derive(FromRow)]
struct NewRow {
    notification_id: Uuid,
    worker_id: Uuid,
    channel: Option<String>,
    digest_hour: Option<i16>,
}

/// Writes notifications, and queues the messages that go out about them. If any is new, the events of what is new are recorded, after
/// those of what came `before` in the same transaction.
pub async fn insert(
    connection: &mut PgConnection,
    tellings: &[Telling],
    before: &[NewEvent],
    ways: Ways<'_>,
    at: DateTime<Utc>,
) -> Result<Raised, sqlx::Error> {
    let rows: Vec<serde_json::Value> = tellings.iter().map(row).collect();
    let channels: Vec<&str> = ways.to_people.channels.iter().map(|channel| channel.as_str()).collect();
    let rows: Vec<NewRow> = sqlx::query_as(include_str!("raise.sql"))
        .bind(serde_json::Value::Array(rows))
        .bind(channels)
        .bind(at)
        .bind(&ways.to_people.sms_kinds)
        .bind(ways.fixed)
        .bind(Json(before))
        .fetch_all(connection)
        .await?;
    let mut raised = Raised::default();
    for NewRow { notification_id, worker_id, channel, digest_hour } in rows {
        raised.new.insert(notification_id);
        let waiting = channel.zip(digest_hour);
        raised.waiting.extend(waiting.map(|(channel, digest_hour)| Waiting {
            notification_id,
            worker_id,
            channel,
            digest_hour,
        }));
    }
    Ok(raised)
}

fn row((notification, event): &Telling) -> serde_json::Value {
    serde_json::json!({
        "notification_id": notification.id,
        "worker_id": notification.worker_id,
        "kind": notification.kind,
        "title": notification.title,
        "cause_id": notification.cause,
        "child_id": notification.child_id,
        "case_id": notification.case_id,
        "workstep_id": notification.workstep_id,
        "request_id": notification.request_id,
        "panel_date": notification.panel,
        "panel_action_id": notification.panel_action_id,
        "extract_import_id": notification.extract_import_id,
        "caused_by": notification.by,
        "happened_at": notification.at,
        "until": notification.until.map(|until| until.as_str()),
        "event": event,
    })
}

/// Notes what is settled by a step's, a request's or a panel's matter having come so far.
pub async fn settle(
    connection: &mut PgConnection,
    reached: &Reached,
    at: DateTime<Utc>,
) -> Result<Vec<Settled>, sqlx::Error> {
    let until: Vec<&str> = reached.settles.iter().map(|until| until.as_str()).collect();
    let of_work = sqlx::query_as(include_str!("settle.sql"));
    let of_a_panel = sqlx::query_as(include_str!("settle_of_panel.sql"));
    let settled = match &reached.matter {
        Matter::Workstep(id) => of_work.bind(Some(*id)).bind(None::<Uuid>),
        Matter::Request(id) => of_work.bind(None::<Uuid>).bind(Some(*id)),
        Matter::PanelAction { panel, id } => of_a_panel.bind(*panel).bind(None::<&str>).bind(Some(*id)),
        Matter::Tracker { panel, child_id } => {
            of_a_panel.bind(*panel).bind(Some(child_id)).bind(None::<Uuid>)
        }
        Matter::Recording(panel) => of_a_panel.bind(*panel).bind(None::<&str>).bind(None::<Uuid>),
        Matter::Panel(panel) => sqlx::query_as(include_str!("settle_cancelled_panel.sql")).bind(*panel),
    };
    settled.bind(until).bind(at).fetch_all(connection).await
}
