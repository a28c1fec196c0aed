//! A command on one step: load, decide, apply.

use super::{
    Desk, Outcome, Scene,
    attempt::{Setback, settled},
    command::receipt,
    fact::Cause,
    refused::setback,
    scene::enter,
    trace::{of_change, of_refused},
};
use crate::{
    domain::{
        change::Decided,
        found::Found,
        moment::Moment,
        people::Act,
        refused::{InVain, Refused},
        step::Step,
    },
    store::{self, opening::Asked, step::Wanted},
};
use chrono::{DateTime, Utc};
use eventlog::{HEARING, Record};
use fault::{Fault, Refusal};
use identity::{Caller, Resource};
use prost::Message;
use uuid::Uuid;

/// Takes a decision about one step and writes it, once. `asked` is looked up before anything but access: a repeat gets
/// the first answer.
pub(super) async fn on_step<R, A>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &Wanted,
    decide: impl Fn(Found, Moment<'_>) -> Result<Decided<R>, Refused> + Sync,
) -> Result<A, Fault>
where
    A: Message + Default + for<'a> From<&'a Outcome<R>>,
{
    settled(|| attempt(desk, caller, asked, wanted, &decide), || hear(desk)).await
}

async fn attempt<R, A>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &Wanted,
    decide: &(impl Fn(Found, Moment<'_>) -> Result<Decided<R>, Refused> + Sync),
) -> Result<A, Setback>
where
    A: Message + Default + for<'a> From<&'a Outcome<R>>,
{
    let loaded = store::step::load(&desk.pool, asked, wanted).await?;
    let child_id = loaded.found.as_ref().map(|found| found.child.id.clone()).unwrap_or_default();
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Record { child_id })?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.ok_or_else(|| not_found(wanted.workstep_id))?;
    let (found, scene) = enter(desk, &actor, found).await?;

    let at = desk.clock.now();
    let step = found.step.clone();
    let decided = decide(found, Moment::new(at, &|| desk.clock.new_id()));
    if let Some(in_vain) = decided.as_ref().err().and_then(Refused::in_vain) {
        keep(desk, asked, &scene, &step, in_vain, at).await?;
    }
    let Decided { change, answer } = decided.map_err(|refused| setback(refused, &step, &scene))?;
    let outcome = Outcome { result: answer, scene };
    let answer = A::from(&outcome);

    let scene = &outcome.scene;
    let cause = Cause {
        child_id: &step.child_id,
        case_id: Some(step.case_id),
        act: Act { on_behalf_of: change.on_behalf_of, ..scene.actor.act(at) },
        names: &scene.names,
    };
    let record = Record {
        events: cause.events(&change.told, || desk.clock.new_id()),
        audit: vec![of_change(asked.rpc, &cause, &step, &change)],
        receipt: receipt(asked, &answer),
    };
    store::apply::apply(&desk.pool, &change, || desk.clock.new_id(), &record).await?;
    desk.log.committed();
    Ok(answer)
}

/// What was typed for a save that is refused because somebody else wrote first, or the step has ended, is kept, so that it can
/// be read; the same command again keeps nothing more.
async fn keep(
    desk: &Desk,
    asked: &Asked<'_>,
    scene: &Scene,
    step: &Step,
    in_vain: &InVain,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let InVain { typed, on_behalf_of } = in_vain;
    if typed.is_empty() {
        return Ok(());
    }
    let act = Act { on_behalf_of: *on_behalf_of, ..scene.actor.act(at) };
    let cause = Cause { child_id: &step.child_id, case_id: Some(step.case_id), act, names: &scene.names };
    let audit = of_refused(asked.rpc, &cause, step, typed);
    store::refused_text::keep(&desk.pool, step.id, act, &asked.body_hash, typed, audit).await
}

/// `NOT_FOUND`, in the same words of what does not exist and of what the caller may not see.
pub(super) fn not_found(workstep_id: Uuid) -> Fault {
    Refusal::not_found(format!("workstep/{workstep_id}")).into()
}

/// How the requests service's answers are heard of before a refusal that they may change.
pub(super) async fn hear(desk: &Desk) -> Result<(), Fault> {
    desk.requests.catch_up(HEARING).await
}
