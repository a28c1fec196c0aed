use super::{
    Command, Desk, Outcome,
    attempt::{Setback, nothing_to_hear, settled},
    command::receipt,
    fact::Cause,
    refused::plain,
    scene::Scene,
    trace,
};
use crate::{
    domain::{
        change::Decided,
        decide::start_case::{Opened, start_case as decide},
        found::FoundToOpen,
        moment::Moment,
    },
    rpc,
    store::{self, child::ChildFound, opening::Asked},
};
use calendar::london_date;
use contracts::workflow::v1::StartCaseResponse;
use eventlog::Record;
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// Which process shall begin for which child.
#[derive(Clone, Debug)]
pub(crate) struct StartCase {
    /// The child.
    pub child_id: String,
    /// The process; its newest version is taken.
    pub process_id: String,
}

/// Begins a process for a child with its first step, which comes to the caller. Refused with `CASE_ALREADY_OPEN` and
/// `NOT_FOUND`.
pub(crate) async fn start_case(
    desk: &Desk,
    caller: &Caller,
    command: Command<StartCase>,
) -> Result<StartCaseResponse, Fault> {
    let asked = command.asked(caller, rpc::START_CASE);
    settled(|| attempt(desk, caller, &asked, &command.wanted), nothing_to_hear).await
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &StartCase,
) -> Result<StartCaseResponse, Setback> {
    let StartCase { child_id, process_id } = wanted;
    let loaded =
        store::child::load(&desk.pool, asked, child_id, Some(process_id), desk.clock.today()).await?;
    let resource = Resource::Record { child_id: child_id.clone() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.ok_or_else(|| Refusal::not_found(format!("child/{child_id}")))?;
    let ChildFound { child, open_case, process_version, names, .. } = found;
    let version = process_version.ok_or_else(|| Refusal::not_found(format!("process/{process_id}")))?;
    let process = desk.processes.of_case(&desk.pool, process_id, version).await?;

    let at = desk.clock.now();
    let found = FoundToOpen {
        process: process.clone(),
        process_version: version,
        actor: (&actor).into(),
        child: child.clone(),
        open_case,
    };
    let Decided { change, answer: opened } =
        decide(found, Moment::new(at, &|| desk.clock.new_id())).map_err(plain)?;
    let case = opened.case.clone();
    let names = names.and_actor(&actor);
    let scene = Scene { process, case, actor: (&actor).into(), child, today: london_date(at), names };
    let outcome: Outcome<Opened> = Outcome { result: opened, scene };
    let answer = StartCaseResponse::from(&outcome);

    let Outcome { result: Opened { case, step }, scene } = &outcome;
    let cause = Cause { child_id, case_id: Some(case.id), act: case.opened, names: &scene.names };
    let record = Record {
        events: cause.events(&change.told, || desk.clock.new_id()),
        audit: vec![trace::of(asked.rpc, &cause).subject(format!("workstep/{}", step.id)).detail(process_id)],
        receipt: receipt(asked, &answer),
    };
    store::apply::apply(&desk.pool, &change, || desk.clock.new_id(), &record).await?;
    desk.log.committed();
    Ok(answer)
}
