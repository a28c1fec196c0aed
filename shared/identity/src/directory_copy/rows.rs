//! What is kept of each record of the directory.

use crate::names::comparable;
use chrono::NaiveDate;
use contracts::{
    directory::v1::{ChildChanged, CoverChanged, InboxChanged, TeamChanged, Worker, WorkerChanged},
    r#type::v1::WorkerRef,
};
use eventlog::ApplyError;
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) struct WorkerRow {
    worker_id: Uuid,
    team_id: Option<Uuid>,
    line_manager_id: Option<Uuid>,
    worker: Worker,
}

impl WorkerRow {
    pub(super) fn read(changed: WorkerChanged) -> Result<Self, ApplyError> {
        let worker = changed.worker.ok_or_else(|| lacks("worker"))?;
        Ok(Self {
            worker_id: id("worker_id", &worker.worker_id)?,
            team_id: optional_id("team_id", &worker.team_id)?,
            line_manager_id: optional_id("line_manager_id", &worker.line_manager_id)?,
            worker,
        })
    }

    pub(super) async fn keep(self, transaction: &mut PgConnection, version: i64) -> Result<(), sqlx::Error> {
        sqlx::query(include_str!("keep_worker.sql"))
            .bind(self.worker_id)
            .bind(self.worker.subject)
            .bind(self.worker.display_name)
            .bind(self.worker.active)
            .bind(self.worker.roles)
            .bind(self.team_id)
            .bind(self.line_manager_id)
            .bind(version)
            .execute(transaction)
            .await?;
        Ok(())
    }
}

pub(super) struct TeamRow {
    team_id: Uuid,
    name: String,
}

impl TeamRow {
    pub(super) fn read(changed: TeamChanged) -> Result<Self, ApplyError> {
        let team = changed.team.ok_or_else(|| lacks("team"))?;
        Ok(Self { team_id: id("team_id", &team.team_id)?, name: team.name })
    }

    pub(super) async fn keep(self, transaction: &mut PgConnection, version: i64) -> Result<(), sqlx::Error> {
        sqlx::query(include_str!("keep_team.sql"))
            .bind(self.team_id)
            .bind(self.name)
            .bind(version)
            .execute(transaction)
            .await?;
        Ok(())
    }
}

pub(super) struct InboxRow {
    inbox_id: Uuid,
    name: String,
    members: Vec<Uuid>,
}

impl InboxRow {
    pub(super) fn read(changed: InboxChanged) -> Result<Self, ApplyError> {
        let inbox = changed.inbox.ok_or_else(|| lacks("inbox"))?;
        let members = inbox.members.iter().map(|member| id("members.worker_id", &member.worker_id));
        Ok(Self {
            inbox_id: id("inbox_id", &inbox.inbox_id)?,
            members: members.collect::<Result<_, _>>()?,
            name: inbox.name,
        })
    }

    pub(super) async fn keep(self, transaction: &mut PgConnection, version: i64) -> Result<(), sqlx::Error> {
        sqlx::query(include_str!("keep_inbox.sql"))
            .bind(self.inbox_id)
            .bind(comparable(&self.name))
            .bind(self.name)
            .bind(version)
            .bind(self.members)
            .execute(transaction)
            .await?;
        Ok(())
    }
}

pub(super) struct ChildRow {
    child_id: String,
    first_name: String,
    surname: String,
    date_of_birth: Option<NaiveDate>,
    gender: String,
    roles: Vec<i32>,
    workers: Vec<Uuid>,
}

impl ChildRow {
    pub(super) fn read(changed: ChildChanged) -> Result<Self, ApplyError> {
        let child = changed.child.ok_or_else(|| lacks("child"))?;
        let worker_of = |allocation: &contracts::directory::v1::Allocation| {
            let worker = allocation.worker.as_ref().ok_or_else(|| lacks("allocations.worker"))?;
            id("allocations.worker.worker_id", &worker.worker_id)
        };
        Ok(Self {
            date_of_birth: optional_date("date_of_birth", &child.date_of_birth)?,
            child_id: child.child_id,
            first_name: child.first_name,
            surname: child.surname,
            gender: child.gender,
            roles: changed.allocations.iter().map(|allocation| allocation.role).collect(),
            workers: changed.allocations.iter().map(worker_of).collect::<Result<_, _>>()?,
        })
    }

    pub(super) async fn keep(self, transaction: &mut PgConnection, version: i64) -> Result<(), sqlx::Error> {
        sqlx::query(include_str!("keep_child.sql"))
            .bind(self.child_id)
            .bind(self.first_name)
            .bind(self.surname)
            .bind(self.date_of_birth)
            .bind(self.gender)
            .bind(version)
            .bind(self.roles)
            .bind(self.workers)
            .execute(transaction)
            .await?;
        Ok(())
    }
}

pub(super) struct CoverRow {
    cover_id: Uuid,
    covered_id: Uuid,
    covering_id: Uuid,
    first_day: NaiveDate,
    last_day: NaiveDate,
    ended: bool,
}

impl CoverRow {
    pub(super) fn read(changed: CoverChanged) -> Result<Self, ApplyError> {
        let cover = changed.cover.ok_or_else(|| lacks("cover"))?;
        let worker = |field: &'static str, worker: Option<WorkerRef>| {
            id(field, &worker.ok_or_else(|| lacks(field))?.worker_id)
        };
        let day = |field, raw| optional_date(field, raw)?.ok_or_else(|| lacks(field));
        Ok(Self {
            cover_id: id("cover_id", &cover.cover_id)?,
            covered_id: worker("covered", cover.covered)?,
            covering_id: worker("covering", cover.covering)?,
            first_day: day("first_day", &cover.first_day)?,
            last_day: day("last_day", &cover.last_day)?,
            ended: cover.end_time.is_some(),
        })
    }

    pub(super) async fn keep(self, transaction: &mut PgConnection, version: i64) -> Result<(), sqlx::Error> {
        sqlx::query(include_str!("keep_cover.sql"))
            .bind(self.cover_id)
            .bind(self.covered_id)
            .bind(self.covering_id)
            .bind(self.first_day)
            .bind(self.last_day)
            .bind(self.ended)
            .bind(version)
            .execute(transaction)
            .await?;
        Ok(())
    }
}

fn id(field: &'static str, raw: &str) -> Result<Uuid, ApplyError> {
    Uuid::try_parse(raw).map_err(|_| wrong(field, "is no UUID"))
}

fn optional_id(field: &'static str, raw: &str) -> Result<Option<Uuid>, ApplyError> {
    if raw.is_empty() { Ok(None) } else { id(field, raw).map(Some) }
}

fn optional_date(field: &'static str, raw: &str) -> Result<Option<NaiveDate>, ApplyError> {
    if raw.is_empty() { Ok(None) } else { raw.parse().map(Some).map_err(|_| wrong(field, "is no date")) }
}

fn lacks(field: &'static str) -> ApplyError {
    wrong(field, "is missing")
}

fn wrong(field: &'static str, what: &str) -> ApplyError {
    ApplyError::Poison(format!("{field} {what}").into())
}
