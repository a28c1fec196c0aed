use super::{
    Command, Desk,
    actor::{answerer, name_of},
    command::audit,
    fact::request_reassigned,
    hear_first::{Outdated, hear_first},
};
use crate::{
    domain::{
        answerer::Answerer,
        pass_on::{Passer, WantedPassing},
        request::{Acted, subject},
        shown::Moved,
    },
    rpc,
    store::{self, opening::Asked, passing::Passing},
};
use chrono::{DateTime, Utc};
use contracts::requests::v1::ReassignRequestsResponse;
use eventlog::{Receipt, Record, Setback};
use fault::{Class, Fault, Reason, Refusal};
use identity::{Actor, Caller, Resource};

/// The deed that a policy permits to those who may pass on what stands with anybody.
pub const OF_ANYBODY: &str = "pass on anybody's work";

/// Passes requests on, all of them or none. Refused, for each that is refused, with `NOT_YOURS_TO_PASS_ON`,
/// `REQUEST_ENDED`, `RECEIVER_NOT_PERMITTED`, `ETAG_STALE` and `NOT_FOUND`. Before it is refused for requests alone that nobody told of here,
/// everything that workflow has told is heard, once.
pub async fn reassign_requests(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedPassing>,
) -> Result<ReassignRequestsResponse, Fault> {
    let asked = command.asked(caller, rpc::REASSIGN_REQUESTS);
    hear_first(desk, |_| attempt(desk, caller, &asked, &command.wanted)).await
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedPassing,
) -> Result<Result<ReassignRequestsResponse, Outdated>, Setback> {
    let loaded = store::passing::load(&desk.pool, asked, wanted, desk.clock.today()).await?;
    let resource = Resource::Record { child_id: child_of(&loaded.found) };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(Ok(first));
    }
    let (who, of_anybody) = (answerer(&actor), desk.policies.permits(&actor, OF_ANYBODY)?);
    let passed = match decide(&loaded.found, wanted, &actor, (&who, of_anybody), desk.clock.now()) {
        Ok(passed) => passed,
        Err(refusals) if refusals.iter().all(|refusal| refusal.reason == Reason::NotFound) => {
            return Ok(Err(Outdated(refusals)));
        }
        Err(refusals) => return Err(refusals.into()),
    };

    let requests = passed.iter().map(|it| (&it.now).into()).collect();
    let answer = ReassignRequestsResponse { requests };
    let moved: Vec<&Moved> = passed.iter().filter(|it| it.now.request != it.before.request).collect();
    let facts = moved.iter().map(|it| request_reassigned(desk.clock.new_id(), it));
    let record = Record {
        events: facts.collect(),
        audit: passed.iter().map(|it| audit(asked, &it.act, &it.now)).collect(),
        receipt: Some(Receipt::of(asked.subject, asked.rpc, asked.request_id, asked.body_hash, &answer)),
    };
    let rows: Vec<_> = moved.iter().map(|it| (&it.now.request, it.before.request.stamp.version)).collect();
    store::passing::apply(&desk.pool, &rows, &record).await?;
    Ok(Ok(answer))
}

/// Every request in its new list, or everything for which one is refused.
fn decide(
    found: &Passing,
    wanted: &WantedPassing,
    actor: &Actor,
    (who, of_anybody): (&Answerer, bool),
    at: DateTime<Utc>,
) -> Result<Vec<Moved>, Vec<Refusal>> {
    let passer = Passer { who, of_anybody };
    let (mut passed, mut refusals) = (Vec::new(), Vec::new());
    for (id, etag) in &wanted.requests {
        let Some((before, managers)) = found.requests.iter().find(|(shown, _)| shown.request.id == *id)
        else {
            refusals.push(Refusal::not_found(subject(*id)).with("request_id", id));
            continue;
        };
        let request = before.request.clone();
        match request.reassigned(etag, &passer, managers, &found.receiver, at) {
            Ok(Acted { request, act }) => {
                let mut now = before.clone().changed_by(&act, request, name_of(actor));
                now.names.assignee.clone_from(&found.receiver_name);
                passed.push(Moved { before: before.clone(), now, act });
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    refusals.sort_by_key(|refusal| refusal.class() != Class::PermissionDenied);
    if refusals.is_empty() { Ok(passed) } else { Err(refusals) }
}

/// The child, where all are one child's.
fn child_of(found: &Passing) -> String {
    let mut children = found.requests.iter().map(|(shown, _)| &shown.request.child_id);
    let first = children.next();
    first.filter(|first| children.all(|child| child == *first)).cloned().unwrap_or_default()
}
