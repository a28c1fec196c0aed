use super::{
    Command, Desk,
    actor::{answerer, name_of},
    command::{audit, record},
    fact::request_released,
    hear_first::{Outdated, hear_first},
};
use crate::{
    domain::{pass_on::WantedRelease, request::Acted, shown::Moved},
    rpc,
    store::{self, opening::Asked},
};
use contracts::requests::v1::ReleaseRequestResponse;
use eventlog::Setback;
use fault::Fault;
use identity::Caller;

/// Puts a request back into the inbox that it was taken out of. Refused with `REQUEST_ENDED`, `NOT_THE_ASSIGNEE`,
/// `NOT_FROM_AN_INBOX`, `ETAG_STALE` and `NOT_FOUND`.
pub async fn release_request(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedRelease>,
) -> Result<ReleaseRequestResponse, Fault> {
    let asked = command.asked(caller, rpc::RELEASE_REQUEST);
    hear_first(desk, |_| attempt(desk, caller, &asked, &command.wanted)).await
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedRelease,
) -> Result<Result<ReleaseRequestResponse, Outdated>, Setback> {
    let loaded = store::request::load(&desk.pool, asked, wanted.id, desk.clock.today()).await?;
    let resource = loaded.resource();
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(Ok(first));
    }
    let Some(found) = loaded.found else { return Ok(Err(Outdated::not_told_of(wanted.id))) };
    let read = found.request.stamp;
    let at = desk.clock.now();
    let Acted { request, act } = found.request.clone().released(&wanted.etag, &answerer(&actor), at)?;
    let mut now = found.clone().changed_by(&act, request, name_of(&actor));
    now.names.assignee.clone_from(&found.names.from_inbox);
    let moved = Moved { before: found, now, act };

    let shown = &moved.now;
    let answer = ReleaseRequestResponse { request: Some(shown.into()) };
    let fact = request_released(desk.clock.new_id(), &moved);
    let record = record(asked, Some(fact), audit(asked, &moved.act, shown), &answer);
    store::request::change(&desk.pool, &shown.request, read.version, &record).await?;
    Ok(Ok(answer))
}
