use super::{Command, Desk, command::record, fact::cover_changed};
use crate::{
    domain::{
        cover::{self, Arranging, WantedCover},
        stamp::Act,
    },
    rpc,
    store::{self, cover::Around, opening::Asked},
};
use contracts::{directory::v1::SetCoverResponse, r#type::v1::Role};
use eventlog::{Audit, Setback, settled};
use fault::Fault;
use identity::{Actor, Caller, Resource};

/// Records who acts for an absent worker, or changes the days of it. Refused with `COVER_NOT_YOURS`, `COVER_NEEDS_ADM`,
/// `COVER_OVER`, `ETAG_STALE`, `NOT_FOUND`, and `FIELD_INVALID` for days or workers of whom nothing comes.
pub(crate) async fn set_cover(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedCover>,
) -> Result<SetCoverResponse, Fault> {
    let asked = command.asked(caller, rpc::SET_COVER);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    // A new one gives; a changed one may take days away.
    let not_applied_by = match command.wanted.read.etag.is_empty() {
        true => Vec::new(),
        false => desk.copies.not_applied_by().await,
    };
    Ok(SetCoverResponse { not_applied_by, ..answer })
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedCover,
) -> Result<SetCoverResponse, Setback> {
    let loaded = store::cover::load(&desk.pool, asked, wanted.id, Some(wanted)).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let Around { cover: found, covered, covering } = loaded.found;
    let by = arranging(desk, &actor);
    let cover = cover::set(found.as_ref(), wanted.clone(), covered, covering, by)?;

    let answer = SetCoverResponse { cover: Some((&cover).into()), not_applied_by: Vec::new() };
    let audit = Audit::new(actor.worker_id, asked.rpc, by.act.at)
        .subject(cover::subject(cover.id))
        .detail(format!("{} to {}", cover.days.first, cover.days.last));
    let event = cover_changed(desk.clock.new_id(), &cover);
    store::cover::replace(&desk.pool, &cover, &record(asked, event, audit, &answer)).await?;
    Ok(answer)
}

/// The actor as somebody who arranges a cover now.
pub(super) fn arranging(desk: &Desk, actor: &Actor) -> Arranging {
    let at = desk.clock.now();
    Arranging {
        act: Act { by: Some(actor.worker_id), at },
        today: calendar::london_date(at),
        administers: actor.holds(Role::Administrator),
    }
}
