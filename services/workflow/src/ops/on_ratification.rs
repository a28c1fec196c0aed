//! A command on the ratification of a child's placement: load, decide, apply.

use super::{
    Desk,
    attempt::{Setback, nothing_to_hear, settled},
    command::receipt,
    fact::Cause,
    refused::plain,
    trace,
};
use crate::{
    domain::{
        change::Decided,
        found::FoundToRatify,
        moment::Moment,
        people::{Act, Actor},
        ratification::Ratification,
        refused::Refused,
    },
    store::{self, child::ChildFound, names::Named, opening::Asked},
};
use eventlog::Record;
use fault::{Fault, Refusal};
use identity::{Caller, Resource};
use prost::Message;

/// Takes a decision about a child's ratification and writes it, once. A repeat gets the first answer. Refused with
/// `NOT_FOUND`.
pub(super) async fn on_ratification<A>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    child_id: &str,
    decide: impl Fn(FoundToRatify, Moment<'_>) -> Result<Decided<Ratification>, Refused> + Sync,
) -> Result<A, Fault>
where
    A: Message + Default + for<'a> From<Named<'a, Ratification>>,
{
    settled(|| attempt(desk, caller, asked, child_id, &decide), nothing_to_hear).await
}

async fn attempt<A>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    child_id: &str,
    decide: &(impl Fn(FoundToRatify, Moment<'_>) -> Result<Decided<Ratification>, Refused> + Sync),
) -> Result<A, Setback>
where
    A: Message + Default + for<'a> From<Named<'a, Ratification>>,
{
    let loaded = store::child::load(&desk.pool, asked, child_id, None, desk.clock.today()).await?;
    let resource = Resource::Record { child_id: child_id.to_owned() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.ok_or_else(|| Refusal::not_found(format!("child/{child_id}")))?;
    let ChildFound { child, open_case, ratification: standing, names, .. } = found;
    let names = names.and_actor(&actor);

    let at = desk.clock.now();
    let actor = Actor::from(&actor);
    let found = FoundToRatify { actor: actor.clone(), child, standing, open_case };
    let Decided { change, answer: ratification } =
        decide(found, Moment::new(at, &|| desk.clock.new_id())).map_err(plain)?;
    let answer = A::from(names.with(&ratification));

    let act = Act { on_behalf_of: change.on_behalf_of, ..actor.act(at) };
    let cause = Cause { child_id, case_id: open_case, act, names: &names };
    let concerned = change.ends.iter().map(|end| end.id).chain(change.ratified.iter().map(|new| new.id));
    let subjects = concerned.map(|id| format!("ratification/{id}"));
    let record = Record {
        events: cause.events(&change.told, || desk.clock.new_id()),
        audit: vec![trace::of(asked.rpc, &cause).subjects(subjects)],
        receipt: receipt(asked, &answer),
    };
    store::apply::apply(&desk.pool, &change, || desk.clock.new_id(), &record).await?;
    desk.log.committed();
    Ok(answer)
}
