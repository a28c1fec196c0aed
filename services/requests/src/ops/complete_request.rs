use super::{
    Command, Desk,
    actor::{answerer, name_of},
    command::{audit, record},
    fact::request_completed,
    hear_first::{Heard, Outdated, hear_first},
};
use crate::{
    domain::{complete::WantedCompletion, request::Act},
    rpc,
    store::{self, opening::Asked},
};
use contracts::requests::v1::CompleteRequestResponse;
use eventlog::Setback;
use fault::Fault;
use identity::Caller;

/// Completes a request on the text that the caller read. Before a request, a text or a cleared way that nobody told of
/// here is refused, and before an answer is taken that rests on a decision, everything that workflow has told is heard, once.
/// Refused with `NOT_THE_ASSIGNEE`, `ROLE_REQUIRED`, `OWN_REQUEST`, `OWN_REPORT`, `COVERED_TEXT_CHANGED`, `REQUEST_ENDED`,
/// `NOT_FOUND`, and the reasons in the brief.
pub async fn complete_request(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedCompletion>,
) -> Result<CompleteRequestResponse, Fault> {
    let asked = command.asked(caller, rpc::COMPLETE_REQUEST);
    hear_first(desk, |heard| attempt(desk, caller, &asked, &command.wanted, heard)).await
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedCompletion,
    heard: Heard,
) -> Result<Result<CompleteRequestResponse, Outdated>, Setback> {
    let loaded = store::request::load(&desk.pool, asked, wanted.id, desk.clock.today()).await?;
    let resource = loaded.resource();
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(Ok(first));
    }
    let Some(found) = loaded.found else { return Ok(Err(Outdated::not_told_of(wanted.id))) };
    let read = found.request.clone();
    let at = desk.clock.now();
    let completed = match read.clone().completed(wanted.answer.clone(), &answerer(&actor), at) {
        Ok(_) if read.decides && heard == Heard::Perhaps => return Ok(Err(Outdated(vec![]))),
        Ok(completed) => completed,
        Err(refusals) if read.may_be_outdated(&wanted.answer, &refusals) => {
            return Ok(Err(Outdated(refusals)));
        }
        Err(refusals) => return Err(refusals.into()),
    };
    let act = completed
        .completion()
        .map_or(Act { by: actor.worker_id, on_behalf_of: None, at }, |it| it.act.clone());
    let shown = found.changed_by(&act, completed, name_of(&actor));

    let answer = CompleteRequestResponse { request: Some((&shown).into()) };
    let fact = request_completed(desk.clock.new_id(), &shown);
    let record = record(asked, Some(fact), audit(asked, &act, &shown), &answer);
    store::request::change(&desk.pool, &shown.request, read.stamp.version, &record).await?;
    Ok(Ok(answer))
}
