use super::{Command, Desk, command::record, fact::team_changed};
use crate::{
    domain::{
        stamp::Act,
        team::{self, WantedTeam},
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::UpdateTeamResponse;
use eventlog::{Audit, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Renames a team, or records a new one. Refused with `ETAG_STALE`, `NOT_FOUND` and `NAME_TAKEN`.
pub(crate) async fn update_team(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedTeam>,
) -> Result<UpdateTeamResponse, Fault> {
    let asked = command.asked(caller, rpc::UPDATE_TEAM);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedTeam,
) -> Result<UpdateTeamResponse, Setback> {
    let loaded = store::team::load(&desk.pool, asked, wanted).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (found, holder) = loaded.found;
    let act = Act { by: Some(actor.worker_id), at: desk.clock.now() };
    let team = team::replace(found.as_ref(), wanted.clone(), holder, act)?;

    let answer = UpdateTeamResponse { team: Some((&team).into()) };
    let audit = Audit::new(actor.worker_id, asked.rpc, act.at).subject(team::subject(team.id));
    let record = record(asked, team_changed(desk.clock.new_id(), &team), audit, &answer);
    store::team::replace(&desk.pool, &team, &record).await?;
    Ok(answer)
}
