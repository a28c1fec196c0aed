use super::{
    Command, Desk,
    attempt::{Setback, nothing_to_hear, settled},
    command::receipt,
};
use crate::{
    domain::process::Process,
    rpc,
    store::{
        self,
        opening::Asked,
        process::{NewVersion, VersionId},
    },
};
use contracts::workflow::v1::LoadProcessResponse;
use eventlog::{Audit, Record};
use fault::Fault;
use identity::{Caller, Resource};
use sha2::{Digest, Sha256};

/// Which file shall be loaded.
#[derive(Clone, Debug)]
pub(crate) struct LoadProcess {
    /// Its text.
    pub yaml: String,
    /// Whether it is only checked.
    pub validate_only: bool,
}

/// One version of a process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version<'a> {
    /// What stands in it.
    pub process: &'a Process,
    /// Counts from 1.
    pub number: i32,
}

/// Checks a process file and keeps it as a new version; a text that was kept before changes nothing and is answered with
/// its version. Refused with `PROCESS_INVALID`. Cases that are open stay on the version that they began with.
pub(crate) async fn load_process(
    desk: &Desk,
    caller: &Caller,
    command: Command<LoadProcess>,
) -> Result<LoadProcessResponse, Fault> {
    let asked = command.asked(caller, rpc::LOAD_PROCESS);
    settled(|| attempt(desk, caller, &asked, &command.wanted), nothing_to_hear).await
}

/// What is wrong with the file is told only to whoever may load one.
async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &LoadProcess,
) -> Result<LoadProcessResponse, Setback> {
    let LoadProcess { yaml, validate_only } = wanted;
    let read = Process::load(yaml);
    let digest = Sha256::digest(yaml).into();
    let process_id = read.as_ref().map(|process| process.id.to_string()).unwrap_or_default();
    let loaded = store::process::load(&desk.pool, asked, &process_id, digest).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let process = read.map_err(Fault::Invalid)?;
    let known = loaded.found;

    let at = desk.clock.now();
    let number = known.same_text.unwrap_or(known.newest + 1);
    let answer = LoadProcessResponse { process: Some(Version { process: &process, number }.into()) };
    let subject = format!("process/{process_id}/{number}");
    let audit = Audit::new(actor.worker_id, asked.rpc, at).subject(subject);
    if *validate_only {
        desk.audit.write(audit.detail("validated only")).await?;
        return Ok(answer);
    }
    let id = VersionId { process_id, version: number };
    let titles = process.step_titles();
    let loaded_by = Some(actor.worker_id);
    let new = NewVersion { id: id.clone(), yaml, digest, titles, loaded_by, loaded_at: at };
    let new = known.same_text.is_none().then_some(&new);
    let record = Record { events: Vec::new(), audit: vec![audit], receipt: receipt(asked, &answer) };
    store::process::keep(&desk.pool, new, &record).await?;
    desk.processes.keep(id, process);
    Ok(answer)
}
