use super::{Command, Desk, command::record};
use crate::{
    domain::determination::{Determination, RecordedDetermination, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::panels::v1::{LegalDeterminationRecorded, RecordLegalDeterminationResponse};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields};
use identity::{Caller, Resource};

/// Remembers a determination.
pub async fn record_legal_determination(
    desk: &Desk,
    caller: &Caller,
    command: Command<Determination>,
) -> Result<RecordLegalDeterminationResponse, Fault> {
    let asked = command.asked(caller, rpc::RECORD_LEGAL_DETERMINATION);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &Determination,
) -> Result<RecordLegalDeterminationResponse, Setback> {
    let loaded = store::determination::opening(&desk.pool, asked, &wanted.child_id).await?;
    let resource = Resource::Record { child_id: wanted.child_id.clone() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let mut wrong = Fields::default();
    wrong.require("determined_on", wanted.determined_on <= desk.clock.today(), "is after today");
    wrong.finish()?;

    let (id, at) = (desk.clock.new_id(), desk.clock.now());
    let by = (actor.worker_id, actor.name.clone(), at);
    let recorded = RecordedDetermination { id, determination: wanted.clone(), recorded: by, ended: None };
    let answer = RecordLegalDeterminationResponse { legal_determination: Some((&recorded).into()) };
    let payload = LegalDeterminationRecorded { legal_determination_id: id.to_string() };
    let fact = NewEvent::of(desk.clock.new_id(), subject(id), 1, at, &payload);
    let fact = fact.child(&wanted.child_id).actor(actor.worker_id);
    let entry = Audit::new(actor.worker_id, asked.rpc, at).child(&wanted.child_id).subject(subject(id));
    store::determination::insert(&desk.pool, &recorded, &record(asked, Some(fact), entry, &answer)).await?;
    Ok(answer)
}
