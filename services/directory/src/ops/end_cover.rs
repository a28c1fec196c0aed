use super::{Command, Desk, command::record, fact::cover_changed, set_cover::arranging};
use crate::{
    domain::cover::{self, WantedEnd},
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::EndCoverResponse;
use eventlog::{Audit, Setback, settled};
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// Ends a cover at once. Refused with `COVER_NOT_YOURS`, `COVER_OVER`, `ETAG_STALE` and `NOT_FOUND`.
pub(crate) async fn end_cover(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedEnd>,
) -> Result<EndCoverResponse, Fault> {
    let asked = command.asked(caller, rpc::END_COVER);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(EndCoverResponse { not_applied_by: desk.copies.not_applied_by().await, ..answer })
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedEnd,
) -> Result<EndCoverResponse, Setback> {
    let loaded = store::cover::load(&desk.pool, asked, wanted.id, None).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.cover.zip(loaded.found.covered);
    let (found, covered) = found.ok_or_else(|| Refusal::not_found(cover::subject(wanted.id)))?;
    let by = arranging(desk, &actor);
    let cover = found.end(&wanted.etag, &covered, by)?;

    let answer = EndCoverResponse { cover: Some((&cover).into()), not_applied_by: Vec::new() };
    let audit = Audit::new(actor.worker_id, asked.rpc, by.act.at).subject(cover::subject(cover.id));
    let event = cover_changed(desk.clock.new_id(), &cover);
    store::cover::replace(&desk.pool, &cover, &record(asked, event, audit, &answer)).await?;
    Ok(answer)
}
