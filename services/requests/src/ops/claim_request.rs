use super::{
    Command, Desk,
    actor::{answerer, name_of},
    command::{audit, record},
    fact::request_claimed,
    hear_first::{Outdated, hear_first},
};
use crate::{
    domain::{claim::WantedClaim, request::Acted, shown::Moved},
    rpc,
    store::{self, opening::Asked},
};
use contracts::requests::v1::ClaimRequestResponse;
use eventlog::Setback;
use fault::Fault;
use identity::Caller;

/// Takes a request out of its inbox into the caller's own list. Refused with `NOT_THE_ASSIGNEE`, `ROLE_REQUIRED`,
/// `OWN_REQUEST`, `OWN_REPORT`, `REQUEST_ENDED`, `ETAG_STALE` and `NOT_FOUND`.
pub async fn claim_request(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedClaim>,
) -> Result<ClaimRequestResponse, Fault> {
    let asked = command.asked(caller, rpc::CLAIM_REQUEST);
    hear_first(desk, |_| attempt(desk, caller, &asked, &command.wanted)).await
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedClaim,
) -> Result<Result<ClaimRequestResponse, Outdated>, Setback> {
    let loaded = store::request::load(&desk.pool, asked, wanted.id, desk.clock.today()).await?;
    let resource = loaded.resource();
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(Ok(first));
    }
    let Some(found) = loaded.found else { return Ok(Err(Outdated::not_told_of(wanted.id))) };
    let read = found.request.stamp;
    let at = desk.clock.now();
    let Acted { request, act } = found.request.clone().claimed(&wanted.etag, &answerer(&actor), at)?;
    let now = found.clone().changed_by(&act, request, name_of(&actor));
    let moved = Moved { before: found, now, act };
    let shown = &moved.now;

    let answer = ClaimRequestResponse { request: Some(shown.into()) };
    let fact = (shown.request.stamp != read).then(|| request_claimed(desk.clock.new_id(), &moved));
    let record = record(asked, fact, audit(asked, &moved.act, shown), &answer);
    store::request::change(&desk.pool, &shown.request, read.version, &record).await?;
    Ok(Ok(answer))
}
