use super::{Command, Desk, command::record};
use crate::{
    domain::{
        data_file::hex,
        extract::Counts,
        extract_import::{ExtractImport, State, WantedImport},
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::panels::v1::{ExtractImported, ImportExtractResponse};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields};
use identity::{Actor, Caller, Resource};

/// Makes an import of an upload, or finds the one that there is of the same bytes. The upload is thrown away unless its bytes are
/// new.
pub async fn import_extract(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedImport>,
) -> Result<ImportExtractResponse, Fault> {
    let asked = command.asked(caller, rpc::IMPORT_EXTRACT);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await;
    desk.log.committed();
    desk.handed_in.notify_one();
    store::upload::discard(&desk.pool, command.wanted.upload.id).await?;
    answer
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedImport,
) -> Result<ImportExtractResponse, Setback> {
    let loaded = store::extract_import::load(&desk.pool, asked, wanted, &desk.rulebook).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let at = desk.clock.now();
    let entry = |import: &ExtractImport| Audit::new(actor.worker_id, asked.rpc, at).subject(import.subject());
    if let Some(same) = loaded.found.of_the_day {
        let answer = ImportExtractResponse { extract_import: Some((&same).into()) };
        store::extract_import::record(&desk.pool, &record(asked, None, entry(&same), &answer)).await?;
        return Ok(answer);
    }
    let mut wrong = Fields::default();
    wrong.require("metadata.as_of", wanted.as_of <= desk.clock.today(), "is after today");
    wrong.finish()?;
    wanted.expect_new(loaded.found.before)?;

    let import = handed_in(desk, &actor, wanted);
    let answer = ImportExtractResponse { extract_import: Some((&import).into()) };
    let imported =
        ExtractImported { extract_import_id: import.id.to_string(), as_of: import.as_of.to_string() };
    let fact = NewEvent::of(desk.clock.new_id(), import.subject(), 1, at, &imported).actor(actor.worker_id);
    let record = record(asked, Some(fact), entry(&import), &answer);
    let bytes = wanted.upload.sha256;
    store::extract_import::insert(&desk.pool, (&import, &desk.rulebook), bytes, &record).await?;
    Ok(answer)
}

fn handed_in(desk: &Desk, actor: &Actor, wanted: &WantedImport) -> ExtractImport {
    ExtractImport {
        id: desk.clock.new_id(),
        upload_id: wanted.upload.id,
        file_name: wanted.file_name.clone(),
        as_of: wanted.as_of,
        serial_dates: wanted.serial_dates,
        byte_count: wanted.upload.byte_count,
        sha256: hex(&wanted.upload.sha256),
        state: State::Stored,
        percent: 0,
        counts: Counts::default(),
        flagged: 0,
        imported_by: actor.worker_id,
        imported_by_name: actor.name.clone(),
        imported_at: desk.clock.now(),
        proceedings_said: false,
        layout_sha256: desk.rulebook.layout.sha256().to_owned(),
        codes_sha256: desk.rulebook.codes.sha256().to_owned(),
    }
}
