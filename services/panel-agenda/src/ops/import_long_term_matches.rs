use super::{Command, Desk, command::record};
use crate::{
    rpc,
    store::{self, long_term_match::Difference, opening::Asked},
};
use contracts::panels::v1::{ImportLongTermMatchesResponse, LongTermMatchesImported};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// What the list is called in events and audit entries.
const SUBJECT: &str = "fostering-list";

/// Puts a list of long-term matches in the place of the one there is. The same list again changes nothing.
pub async fn import_long_term_matches(
    desk: &Desk,
    caller: &Caller,
    command: Command<Vec<String>>,
) -> Result<ImportLongTermMatchesResponse, Fault> {
    let asked = command.asked(caller, rpc::IMPORT_LONG_TERM_MATCHES);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    child_ids: &[String],
) -> Result<ImportLongTermMatchesResponse, Setback> {
    let loaded = store::long_term_match::load(&desk.pool, asked, child_ids).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let Difference { state, added, removed } = loaded.found;
    let at = desk.clock.now();
    let answer = ImportLongTermMatchesResponse { added_count: added, removed_count: removed };
    let entry = Audit::new(actor.worker_id, asked.rpc, at).subject(SUBJECT);
    if (added, removed) == (0, 0) {
        store::extract_import::record(&desk.pool, &record(asked, None, entry, &answer)).await?;
        return Ok(answer);
    }
    let imported = LongTermMatchesImported { added_count: added, removed_count: removed };
    let fact = NewEvent::of(desk.clock.new_id(), SUBJECT, state + 1, at, &imported).actor(actor.worker_id);
    let record = record(asked, Some(fact), entry, &answer);
    store::long_term_match::replace(&desk.pool, state, child_ids, &record).await?;
    Ok(answer)
}
