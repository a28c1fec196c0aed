//! Reading events of other services. What breaks the contract is named in one line, without any content.

use crate::domain::happening::{Act, Assignee, Told};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::events::v1::Event;
use contracts::r#type::v1 as people;
use contracts::r#type::v1::assignee::Holder;
use eventlog::ApplyError;
use uuid::Uuid;

/// An event that does not keep what its contract promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub &'static str);

impl From<Malformed> for ApplyError {
    fn from(Malformed(wrong): Malformed) -> Self {
        ApplyError::Poison(wrong.into())
    }
}

/// What an event says beside its payload.
pub(super) fn told(event: &Event) -> Result<Told, Malformed> {
    Ok(Told {
        cause: id(&event.id, "id is not a UUID")?,
        version: event.subject_version,
        by: (!event.actor_id.is_empty())
            .then(|| id(&event.actor_id, "actor_id is not a UUID"))
            .transpose()?,
        at: instant(event.time, "time is missing")?,
    })
}

/// Whose record an event is about.
pub(super) fn child_and_case(event: &Event) -> Result<(String, Uuid), Malformed> {
    if event.child_id.is_empty() {
        return Err(Malformed("child_id is missing"));
    }
    Ok((event.child_id.clone(), id(&event.case_id, "case_id is not a UUID")?))
}

pub(super) fn payload<M: prost::Name + Default>(event: &Event) -> Result<M, Malformed> {
    let data = event.data.as_ref().ok_or(Malformed("data is missing"))?;
    M::decode(data.value.as_slice()).map_err(|_| Malformed("data is not what type says"))
}

pub(super) fn act(told: Option<people::Act>) -> Result<(Act, DateTime<Utc>), Malformed> {
    let people::Act { by, on_behalf_of, time } = told.ok_or(Malformed("the act is missing"))?;
    let by = by.ok_or(Malformed("who acted is missing"))?;
    let covered = on_behalf_of.map(|covered| id(&covered.worker_id, "who was covered is not a UUID"));
    let act = Act { by: id(&by.worker_id, "who acted is not a UUID")?, on_behalf_of: covered.transpose()? };
    Ok((act, instant(time, "when they acted is missing")?))
}

pub(super) fn assignee(told: Option<people::Assignee>) -> Result<Assignee, Malformed> {
    match told.and_then(|assignee| assignee.holder) {
        Some(Holder::Worker(worker)) => {
            Ok(Assignee::Worker(id(&worker.worker_id, "the assignee is not a UUID")?))
        }
        Some(Holder::Inbox(inbox)) => Ok(Assignee::Inbox(id(&inbox.inbox_id, "the assignee is not a UUID")?)),
        None => Err(Malformed("the assignee is missing")),
    }
}

pub(super) fn id(raw: &str, wrong: &'static str) -> Result<Uuid, Malformed> {
    Uuid::try_parse(raw).map_err(|_| Malformed(wrong))
}

pub(super) fn date(raw: &str, wrong: &'static str) -> Result<NaiveDate, Malformed> {
    raw.parse().map_err(|_| Malformed(wrong))
}

fn instant(told: Option<prost_types::Timestamp>, wrong: &'static str) -> Result<DateTime<Utc>, Malformed> {
    let told = told.ok_or(Malformed(wrong))?;
    let nanos = u32::try_from(told.nanos).map_err(|_| Malformed(wrong))?;
    DateTime::from_timestamp(told.seconds, nanos).ok_or(Malformed(wrong))
}
