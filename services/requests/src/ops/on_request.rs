//! A command that ends a request: load, decide, apply.

use super::{
    Desk,
    actor::name_of,
    command::{audit, record},
    hear_first::{Outdated, hear_first},
};
use crate::{
    domain::{
        request::{Act, Request},
        shown::Shown,
    },
    store::{self, opening::Asked},
};
use chrono::{DateTime, Utc};
use eventlog::{NewEvent, Setback};
use fault::{Fault, Refusal};
use identity::{Actor, Caller};
use prost::Message;
use uuid::Uuid;

/// The event, under its id, that tells what became of a request.
type Fact = fn(Uuid, &Shown) -> NewEvent;

/// Ends a request once, as `decide` says.
pub(super) async fn on_request<A, Decide>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    id: Uuid,
    fact: Fact,
    decide: Decide,
) -> Result<A, Fault>
where
    A: Message + Default + for<'a> From<&'a Shown>,
    Decide: Fn(Request, &Actor, DateTime<Utc>) -> Result<Request, Vec<Refusal>>,
{
    hear_first(desk, |_| attempt(desk, caller, asked, id, fact, &decide)).await
}

async fn attempt<A, Decide>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    id: Uuid,
    fact: Fact,
    decide: &Decide,
) -> Result<Result<A, Outdated>, Setback>
where
    A: Message + Default + for<'a> From<&'a Shown>,
    Decide: Fn(Request, &Actor, DateTime<Utc>) -> Result<Request, Vec<Refusal>>,
{
    let loaded = store::request::load(&desk.pool, asked, id, desk.clock.today()).await?;
    let resource = loaded.resource();
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(Ok(first));
    }
    let Some(found) = loaded.found else { return Ok(Err(Outdated::not_told_of(id))) };
    let read = found.request.stamp;
    let at = desk.clock.now();
    let ended = decide(found.request.clone(), &actor, at)?;
    let own = Act { by: actor.worker_id, on_behalf_of: None, at };
    let act = ended.answered().map_or(own, |(act, _)| act.clone());
    let shown = found.changed_by(&act, ended, name_of(&actor));

    let answer = A::from(&shown);
    let fact = fact(desk.clock.new_id(), &shown);
    let record = record(asked, Some(fact), audit(asked, &act, &shown), &answer);
    store::request::change(&desk.pool, &shown.request, read.version, &record).await?;
    Ok(Ok(answer))
}
