use super::{Command, Desk, command::record};
use crate::{
    domain::determination::{RecordedDetermination, WantedEnd, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::panels::v1::{EndLegalDeterminationResponse, LegalDeterminationEnded};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields, Refusal};
use identity::{Caller, Resource};

/// Ends a determination. Refused with `NOT_FOUND`, `DETERMINATION_ENDED` and `ETAG_STALE`.
pub async fn end_legal_determination(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedEnd>,
) -> Result<EndLegalDeterminationResponse, Fault> {
    let asked = command.asked(caller, rpc::END_LEGAL_DETERMINATION);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedEnd,
) -> Result<EndLegalDeterminationResponse, Setback> {
    let loaded = store::determination::load(&desk.pool, asked, wanted.id).await?;
    let child_id = loaded.found.as_ref().map(|found| found.determination.child_id.clone());
    let resource = Resource::Record { child_id: child_id.unwrap_or_default() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.ok_or_else(|| Refusal::not_found(subject(wanted.id)))?;
    let at = desk.clock.now();
    let determined_on = found.determination.determined_on;
    let ended = found.ended(wanted, (actor.worker_id, actor.name.clone(), at))?;
    let mut wrong = Fields::default();
    wrong.require("ended_on", wanted.ended_on >= determined_on, "is before the determination");
    wrong.require("ended_on", wanted.ended_on <= desk.clock.today(), "is after today");
    wrong.finish()?;

    let RecordedDetermination { id, determination, .. } = &ended;
    let answer = EndLegalDeterminationResponse { legal_determination: Some((&ended).into()) };
    let payload = LegalDeterminationEnded { legal_determination_id: id.to_string() };
    let fact = NewEvent::of(desk.clock.new_id(), subject(*id), 2, at, &payload);
    let fact = fact.child(&determination.child_id).actor(actor.worker_id);
    let entry =
        Audit::new(actor.worker_id, asked.rpc, at).child(&determination.child_id).subject(subject(*id));
    let record = record(asked, Some(fact), entry, &answer);
    store::determination::end(&desk.pool, *id, wanted.ended_on, (actor.worker_id, at), &record).await?;
    Ok(answer)
}
