//! What leaves as a file: the policy, an audit entry with each child in it, the bytes in pieces.

use super::{
    convert::{ExportedAgenda, ExportedTracker, Format, Thursdays},
    read::Read,
    read_panels::planned,
};
use crate::{
    domain::{
        agenda::{Listed, NotListed, Told},
        discussion::PanelAction,
        due_discussion::DueDiscussion,
        item::RemovalReason,
    },
    export::{Table, agenda_table, calendar, not_listed_table, tracker_table},
    ops::{Desk, rules_of},
    rpc,
    store::{
        self,
        agenda_child::{Part, Whose},
        discussion_list::{self, Filter},
    },
};
use contracts::panels::v1::ExportedFile;
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// How many rows are read at a time, and how many bytes a piece has.
const AT_ONCE: i64 = 1_000;
/// How many of those who are not on an agenda its workbook has a row for.
const ON_THE_SHEET: usize = 20_000;
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
    let ExportedAgenda { agenda_id, listed: wants_listed, format } = asked;
    let seen = store::agenda::get(&desk.pool, &caller.subject, agenda_id, desk.clock.today()).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::EXPORT_AGENDA, Resource::Council)?;
    let agenda = seen.found.ok_or_else(|| Refusal::not_found(format!("agenda/{agenda_id}")))?;
    let listed = if wants_listed { listed(desk, agenda_id).await? } else { Vec::new() };
    let not_listed = match (wants_listed, format) {
        (false, _) => not_listed(desk, agenda_id, usize::MAX).await?,
        (true, Format::Xlsx) => not_listed(desk, agenda_id, ON_THE_SHEET).await?,
        (true, Format::Csv | Format::Json) => Vec::new(),
    };
    let children = listed.iter().map(|child| &child.child_id);
    let children = children.chain(not_listed.iter().map(|child| &child.child_id));
    let children: Vec<String> = children.map(|child_id| format!("child/{child_id}")).collect();
    read.noting(|entry| entry.subject(agenda.subject()).subjects(children)).left().await?;
    let name = format!("permanence-panel-{}-{}", agenda.panel, agenda.cohort);
    let off = not_listed_table((agenda.panel, agenda.draw_on), &not_listed, &agenda.filters);
    if !wants_listed {
        return written(format!("{name}-not-listed"), off, None, format).await;
    }
    let rules = &*rules_of(desk, &agenda.read_inputs()?.rules_sha256).await?;
    let cohort = rules.cohort(&agenda.cohort);
    let cohort = cohort.ok_or_else(|| Fault::defect("the rules have lost a cohort"))?;
    let table = agenda_table((agenda.panel, agenda.draw_on), &listed, rules, cohort);
    written(name, table, Some(("Not listed", off)), format).await
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
    let none_needed = if filter.open_only { Vec::new() } else { none_needed(desk, caller, &filter).await? };
    let children = actions.iter().map(|action| &action.child_id);
    let children = children.chain(none_needed.iter().map(|due| &due.child_id));
    let children: Vec<String> = children.map(|child_id| format!("child/{child_id}")).collect();
    if let Some(read) = read {
        read.noting(|entry| entry.subjects(children).detail(filter.to_string())).left().await?;
    }
    let table = tracker_table(&actions, &none_needed, today, &desk.rulebook.rules);
    written(format!("permanence-tracker-{today}"), table, None, format).await
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
        let part = Part::Listed(Whose::default());
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

/// Who is not on an agenda, by id: the first so many.
async fn not_listed(desk: &Desk, agenda_id: uuid::Uuid, most: usize) -> Result<Vec<NotListed>, Fault> {
    let mut found: Vec<NotListed> = Vec::new();
    while found.len() < most {
        let after = found.last().map(|last| last.child_id.clone());
        let part = Part::NotListed(None);
        let page = store::agenda_child::page(&desk.pool, agenda_id, &part, after.as_deref(), AT_ONCE).await?;
        if page.is_empty() {
            break;
        }
        found.extend(page.into_iter().filter_map(|(told, _)| match told {
            Told::NotListed(off) => Some(off.not_listed()),
            Told::Listed(_) => None,
        }));
    }
    found.truncate(most);
    Ok(found)
}

/// The discussions that came to no action, the latest panel's first.
async fn none_needed(
    desk: &Desk,
    caller: &Caller,
    filter: &store::action::Filter,
) -> Result<Vec<DueDiscussion>, Fault> {
    let begun = desk.rulebook.hour.last_begun(desk.clock.now());
    let filter = Filter { panel: filter.panel, cohort: filter.cohort.clone(), ..Filter::default() };
    let mut connection = desk.pool.acquire().await?;
    let mut found: Vec<DueDiscussion> = Vec::new();
    let mut after = None;
    loop {
        let wanted = (&filter, begun);
        let seen =
            discussion_list::list(&mut connection, &caller.subject, wanted, after.as_ref(), AT_ONCE).await?;
        let Some(last) = seen.found.last() else { return Ok(found) };
        after = Some((last.panel, last.child_id.clone()));
        let none_needed = |due: &DueDiscussion| {
            due.discussion.as_ref().is_some_and(|discussion| discussion.actions.is_empty())
        };
        found.extend(seen.found.into_iter().filter(none_needed));
    }
}

fn marked(reason: RemovalReason) -> &'static str {
    match reason {
        RemovalReason::LegalDetermination => "REMOVED:_LEGAL_DETERMINATION",
        RemovalReason::LongTermMatched => "REMOVED:_LONG_TERM_MATCHED",
        RemovalReason::Other => "REMOVED",
        RemovalReason::WithdrawnAtPanel => "WITHDRAWN_AT_PANEL",
    }
}

/// Writing a workbook takes a processor for a while: on a thread of its own.
async fn written(
    name: String,
    table: Table,
    last: Option<(&'static str, Table)>,
    format: Format,
) -> Result<File, Fault> {
    let bytes = tokio::task::spawn_blocking(move || match format {
        Format::Xlsx => {
            let last = last.as_ref().map(|(name, table)| (*name, table));
            table.to_xlsx_with(last).map_err(Fault::defect)
        }
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
