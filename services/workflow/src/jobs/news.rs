//! What the requests service tells of a request, read into the domain. What breaks the contract is named in one line,
//! without any content.

use crate::domain::{
    decide::answer_arrived::{Arrived, News},
    fact::Passing,
    people::{Act, Assignee},
    request::Completion,
};
use chrono::{DateTime, Utc};
use contracts::{
    events::v1::Event,
    requests::v1::{
        RequestClaimed, RequestCompleted, RequestReassigned, RequestReleased, RequestReturned,
        RequestWithdrawn,
    },
    r#type::v1::{self as people, assignee::Holder},
};
use eventlog::{ApplyError, payload};
use prost::Name;
use uuid::Uuid;

/// What somebody did with a request.
pub(super) struct Heard {
    /// What became of the request.
    pub(super) arrived: Arrived,
    /// Who did it and when.
    pub(super) act: Act,
}

/// Reads an event; none where it is none of workflow's business.
pub(super) fn heard(event: &Event) -> Result<Option<Heard>, ApplyError> {
    if event.r#type == RequestClaimed::full_name() {
        claimed(payload(event)?).map(Some)
    } else if event.r#type == RequestReleased::full_name() {
        released(payload(event)?).map(Some)
    } else if event.r#type == RequestReassigned::full_name() {
        reassigned(payload(event)?).map(Some)
    } else if event.r#type == RequestCompleted::full_name() {
        completed(payload(event)?).map(Some)
    } else if event.r#type == RequestReturned::full_name() {
        returned(payload(event)?).map(Some)
    } else if event.r#type == RequestWithdrawn::full_name() {
        withdrawn(payload(event)?).map(Some)
    } else {
        Ok(None)
    }
}

fn claimed(told: RequestClaimed) -> Result<Heard, ApplyError> {
    let RequestClaimed { request_id, workstep_id: _, assignee, claimed } = told;
    moved(&request_id, Passing::Claimed, assignee, claimed)
}

fn released(told: RequestReleased) -> Result<Heard, ApplyError> {
    let RequestReleased { request_id, workstep_id: _, assignee, released } = told;
    moved(&request_id, Passing::Released, assignee, released)
}

fn reassigned(told: RequestReassigned) -> Result<Heard, ApplyError> {
    let RequestReassigned { request_id, workstep_id: _, from: _, assignee, reassigned } = told;
    moved(&request_id, Passing::Reassigned, assignee, reassigned)
}

fn moved(
    request_id: &str,
    passing: Passing,
    assignee: Option<people::Assignee>,
    act: Option<people::Act>,
) -> Result<Heard, ApplyError> {
    let (request, act) = (id(request_id)?, read_act(act)?);
    let news = News::Moved(passing, read_assignee(assignee)?, act);
    Ok(Heard { arrived: Arrived { request, news }, act })
}

fn completed(told: RequestCompleted) -> Result<Heard, ApplyError> {
    let RequestCompleted { request_id, workstep_id: _, covered_version, completed, comment } = told;
    let (request, act) = (id(&request_id)?, read_act(completed)?);
    let completion = Completion { covered_version, act, comment };
    Ok(Heard { arrived: Arrived { request, news: News::Completed(completion) }, act })
}

fn returned(told: RequestReturned) -> Result<Heard, ApplyError> {
    let RequestReturned { request_id, workstep_id: _, returned, comment, sent: _, title: _ } = told;
    let (request, act) = (id(&request_id)?, read_act(returned)?);
    Ok(Heard { arrived: Arrived { request, news: News::Returned(act, comment) }, act })
}

fn withdrawn(told: RequestWithdrawn) -> Result<Heard, ApplyError> {
    let RequestWithdrawn { request_id, workstep_id: _, withdrawn, stood_with: _, title: _ } = told;
    let (request, act) = (id(&request_id)?, read_act(withdrawn)?);
    Ok(Heard { arrived: Arrived { request, news: News::Withdrawn(act) }, act })
}

fn read_act(act: Option<people::Act>) -> Result<Act, ApplyError> {
    let people::Act { by, on_behalf_of, time } = act.ok_or_else(|| broken("an act is missing"))?;
    let by = by.ok_or_else(|| broken("nobody acted"))?;
    let covered = on_behalf_of.map(|covered| id(&covered.worker_id)).transpose()?;
    Ok(Act { by: id(&by.worker_id)?, on_behalf_of: covered, at: instant(time)? })
}

fn read_assignee(assignee: Option<people::Assignee>) -> Result<Assignee, ApplyError> {
    match assignee.and_then(|assignee| assignee.holder) {
        Some(Holder::Worker(worker)) => Ok(Assignee::Worker(id(&worker.worker_id)?)),
        Some(Holder::Inbox(inbox)) => Ok(Assignee::Inbox(id(&inbox.inbox_id)?)),
        None => Err(broken("it lies in nobody's hands")),
    }
}

fn instant(told: Option<prost_types::Timestamp>) -> Result<DateTime<Utc>, ApplyError> {
    let told = told.ok_or_else(|| broken("an instant is missing"))?;
    let nanos = u32::try_from(told.nanos).ok();
    let read = nanos.and_then(|nanos| DateTime::from_timestamp(told.seconds, nanos));
    read.ok_or_else(|| broken("an instant is none"))
}

fn id(raw: &str) -> Result<Uuid, ApplyError> {
    Uuid::try_parse(raw).map_err(|_| broken("an id is not a UUID"))
}

fn broken(what: &'static str) -> ApplyError {
    ApplyError::Poison(what.into())
}
