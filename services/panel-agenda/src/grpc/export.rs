//! What leaves as a file: the policy, an audit entry with each child in it, the bytes in pieces.

use super::{
    convert::{ExportedAgenda, ExportedTracker, Format, Thursdays},
    read::Read,
    read_panels::planned,
};
use crate::{
    domain::{
        agenda::{Listed, Told},
        discussion::PanelAction,
        item::RemovalReason,
    },
    export::{Table, agenda_table, calendar, tracker_table},
    ops::{Desk, rules_of},
    rpc,
    store::{self, agenda_child::Part},
};
use contracts::panels::v1::ExportedFile;
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// How many rows are read at a time, and how many bytes a piece has.
const AT_ONCE: i64 = 1_000;
const PIECE_BYTES: usize = 256 << 10;

/// A file that is ready to go.
pub(super) struct File {
    /// What it is.
    pub what: ExportedFile,
    /// Its bytes, in pieces.
    pub pieces: Vec<Vec<u8>>,
}

pub(super) async fn export_agenda(
    desk: &Desk,
    caller: &Caller,
    asked: ExportedAgenda,
) -> Result<File, Fault> {
    let ExportedAgenda { agenda_id, format } = asked;
    let seen = store::agenda::get(&desk.pool, &caller.subject, agenda_id).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::EXPORT_AGENDA, Resource::Council)?;
    let agenda = seen.found.ok_or_else(|| Refusal::not_found(format!("agenda/{agenda_id}")))?;
    let listed = listed(desk, agenda_id).await?;
    let children: Vec<String> = listed.iter().map(|child| format!("child/{}", child.child_id)).collect();
    read.noting(|entry| entry.subject(agenda.subject()).subjects(children)).left().await?;
    let rules = &*rules_of(desk, &agenda.read_inputs()?.rules_sha256).await?;
    let cohort = rules.cohort(&agenda.cohort);
    let cohort = cohort.ok_or_else(|| Fault::defect("the rules have lost a cohort"))?;
    let table = agenda_table((agenda.panel, agenda.draw_on), &listed, rules, cohort);
    written(format!("permanence-panel-{}-{}", agenda.panel, agenda.cohort), table, format).await
}

pub(super) async fn export_tracker(
    desk: &Desk,
    caller: &Caller,
    asked: ExportedTracker,
) -> Result<File, Fault> {
    let ExportedTracker { filter, format } = asked;
    let (today, mut actions) = (desk.clock.today(), Vec::<PanelAction>::new());
    let mut read = None;
    loop {
        let after = actions.last().map(|last| (last.due_on, last.id));
        let seen = store::action::list(&desk.pool, &caller.subject, &filter, after.as_ref(), AT_ONCE).await?;
        if read.is_none() {
            let resource = Resource::Council;
            read = Some(Read::permitted(desk, caller, seen.access, rpc::EXPORT_TRACKER, resource)?);
        }
        if seen.found.is_empty() {
            break;
        }
        actions.extend(seen.found);
    }
    let children: Vec<String> = actions.iter().map(|action| format!("child/{}", action.child_id)).collect();
    if let Some(read) = read {
        read.noting(|entry| entry.subjects(children).detail(filter.to_string())).left().await?;
    }
    let table = tracker_table(&actions, today, &desk.rulebook.rules);
    written(format!("permanence-tracker-{today}"), table, format).await
}

pub(super) async fn export_panels(desk: &Desk, caller: &Caller, asked: Thursdays) -> Result<File, Fault> {
    let seen = store::plan::get(&desk.pool, &caller.subject).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::EXPORT_PANELS, Resource::Council)?;
    let plan = seen.found;
    let from = asked.from.unwrap_or_else(|| desk.clock.today());
    let planned = planned(desk, &plan, from, asked.weeks)?;
    read.noting(|entry| entry.detail(format!("from={from} weeks={}", asked.weeks))).left().await?;
    let appointments: Vec<_> = planned.iter().map(|panel| plan.appointment(panel)).collect();
    let name = format!("permanence-panels-{from}");
    file((&name, "ics"), "text/calendar; charset=utf-8", &calendar(&appointments))
}

/// Everybody on an agenda, in its order; who was removed is marked.
async fn listed(desk: &Desk, agenda_id: uuid::Uuid) -> Result<Vec<Listed>, Fault> {
    let mut listed: Vec<Listed> = Vec::new();
    loop {
        let after = listed.last().map(|last| last.child_id.clone());
        let part = Part::Listed(None, None);
        let page = store::agenda_child::page(&desk.pool, agenda_id, &part, after.as_deref(), AT_ONCE).await?;
        if page.is_empty() {
            return Ok(listed);
        }
        for (told, change) in page {
            let Told::Listed(told) = told else { continue };
            let mut child = told.listed();
            child.flags.extend(change.and_then(|change| change.removed).map(marked));
            listed.push(child);
        }
    }
}

fn marked(reason: RemovalReason) -> &'static str {
    match reason {
        RemovalReason::LegalDetermination => "REMOVED:_LEGAL_DETERMINATION",
        RemovalReason::LongTermMatched => "REMOVED:_LONG_TERM_MATCHED",
        RemovalReason::Other => "REMOVED",
    }
}

/// Writing a workbook takes a processor for a while: on a thread of its own.
async fn written(name: String, table: Table, format: Format) -> Result<File, Fault> {
    let bytes = tokio::task::spawn_blocking(move || match format {
        Format::Xlsx => table.to_xlsx().map_err(Fault::defect),
        Format::Csv => Ok(table.to_csv()),
        Format::Json => Ok(table.to_json()),
    });
    let bytes = bytes.await.map_err(Fault::defect)??;
    let (ending, media_type) = match format {
        Format::Xlsx => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
        Format::Json => ("json", "application/json"),
    };
    file((&name, ending), media_type, &bytes)
}

fn file((name, ending): (&str, &str), media_type: &str, bytes: &[u8]) -> Result<File, Fault> {
    let what = ExportedFile {
        file_name: format!("{name}.{ending}"),
        media_type: media_type.to_owned(),
        byte_count: i64::try_from(bytes.len()).map_err(Fault::defect)?,
    };
    Ok(File { what, pieces: bytes.chunks(PIECE_BYTES).map(<[u8]>::to_vec).collect() })
}
