use super::{Command, Desk, command::record};
use crate::{
    domain::preferences::{Preferences, WantedPreferences, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::notifications::v1::{PreferencesChanged, UpdatePreferencesResponse};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Replaces the caller's preferences. Refused with `ETAG_STALE` and `PREFERENCE_FIXED`.
pub async fn update_preferences(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedPreferences>,
) -> Result<UpdatePreferencesResponse, Fault> {
    let asked = command.asked(caller, rpc::UPDATE_PREFERENCES);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedPreferences,
) -> Result<UpdatePreferencesResponse, Setback> {
    let loaded = store::preferences::load(&desk.pool, asked).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    desk.expect_known_kinds(wanted)?;
    let found = loaded.found.unwrap_or_else(|| Preferences::unsaid(actor.worker_id));
    let preferences = found.replaced(wanted, &desk.rules, desk.clock.now())?;

    let answer = UpdatePreferencesResponse { preferences: Some(desk.shown(&preferences)) };
    let payload = PreferencesChanged { worker_id: actor.worker_id.to_string() };
    let (subject, stamp) = (subject(actor.worker_id), preferences.stamp);
    let event = NewEvent::of(desk.clock.new_id(), subject.clone(), stamp.version, stamp.at, &payload);
    let audit = Audit::new(actor.worker_id, asked.rpc, stamp.at).subject(subject);
    let record = record(asked, event.actor(actor.worker_id), audit, &answer);
    store::preferences::replace(&desk.pool, &preferences, &record).await?;
    Ok(answer)
}
