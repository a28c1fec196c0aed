//! What leaves as a file: the policy, an audit entry with each child in it, the bytes in pieces.

use super::{
    convert::{ExportedAgenda, ExportedTracker, Format, Thursdays},
    file::File,
    off_list::off_list,
    read::Read,
    read_panels::planned,
    referred::{Referred, referred},
    whose::of_whom,
};
use crate::{
    domain::{
        agenda::{Drawn, Extracted, NotListed, Told},
        discussion::PanelAction,
        item::RemovalReason,
        rules::{Cohort, Rules},
    },
    export::{
        Table, Text, Value, agenda_row, agenda_table, calendar, not_listed_table, referred_row, tracker_table,
    },
    ops::{Desk, rules_of},
    rpc,
    store::{
        self,
        agenda_child::{Part, Whose},
        discussion_list,
    },
};
use fault::{Fault, Fields, Refusal};
use identity::{Caller, Resource};
use uuid::Uuid;

/// What a workbook is.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// How many rows are read at a time.
const AT_ONCE: i64 = 1_000;
/// How many rows a workbook has at most of those who are on an agenda, and of those who are not: it is in memory as a whole.
const ON_THE_SHEET: usize = 20_000;

pub(super) async fn export_agenda(
    desk: &Desk,
    caller: &Caller,
    asked: ExportedAgenda,
) -> Result<File, Fault> {
    let ExportedAgenda { agenda_id, listed, format } = asked;
    let seen = store::agenda::get(&desk.pool, &caller.subject, agenda_id, desk.clock.today()).await?;
    let (read, actor) = Read::by(desk, caller, seen.access, rpc::EXPORT_AGENDA, Resource::Council)?;
    let agenda = seen.found.ok_or_else(|| Refusal::not_found(format!("agenda/{agenda_id}")))?;
    let name = format!("permanence-panel-{}-{}", agenda.panel, agenda.cohort);
    let off = format!("{name}-not-listed");
    let own = of_whom(desk, &actor, &agenda).await?;
    let part = Part::NotListed { by: None, own: own.clone() };
    match (listed, format) {
        (false, Format::Csv) => off_list(&desk.pool, &read, &agenda, part, (&off, Text::Csv)).await,
        (false, Format::Json) => off_list(&desk.pool, &read, &agenda, part, (&off, Text::Json)).await,
        (_, format) => {
            let whose = Whose { own, ..Whose::default() };
            on_list(desk, read, &agenda, (Part::Listed(whose), part), (name, format)).await
        }
    }
}

/// Everybody on an agenda; in a workbook the first who are not listed too.
async fn on_list(
    desk: &Desk,
    read: Read<'_>,
    agenda: &Drawn,
    (on, off): (Part, Part),
    (name, format): (String, Format),
) -> Result<File, Fault> {
    let rules = &*rules_of(desk, &agenda.read_inputs()?.rules_sha256, &desk.rulebook.codes).await?;
    let cohort = rules.cohort(&agenda.cohort);
    let cohort = cohort.ok_or_else(|| Fault::defect("the rules have lost a cohort"))?;
    let (mut children, rows) = rows(desk, agenda.id, &on, (rules, cohort)).await?;
    if format == Format::Xlsx {
        expect_fits(rows.len())?;
    }
    let (not_listed, referred) = match (format, &off) {
        (Format::Xlsx, Part::NotListed { own, .. }) => (
            not_listed(desk, agenda.id, &off, ON_THE_SHEET).await?,
            referred(desk, agenda, cohort, own.as_ref()).await?,
        ),
        _ => (Vec::new(), Vec::new()),
    };
    let beside = not_listed.iter().map(|(child, _)| &child.child_id);
    let beside = beside.chain(referred.iter().map(|referred| &referred.child.child_id));
    children.extend(beside.map(|child_id| format!("child/{child_id}")));
    read.noting(|entry| entry.subject(agenda.subject()).subjects(children)).left().await?;
    let off = not_listed_table((agenda.panel, agenda.draw_on), &not_listed, &agenda.filters);
    let mut table = agenda_table((agenda.panel, agenda.draw_on), cohort, rows.into_iter());
    let beside =
        referred.iter().map(|Referred { whose, child, extracted }| referred_row(whose, child, extracted));
    table.beside = beside.collect();
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
    let none_needed = if filter.open_only {
        Vec::new()
    } else {
        discussion_list::none_needed(&desk.pool, filter.panel, filter.cohort.as_deref()).await?
    };
    let children = actions.iter().map(|action| &action.child_id);
    let children = children.chain(none_needed.iter().map(|due| &due.child_id));
    let children: Vec<String> = children.map(|child_id| format!("child/{child_id}")).collect();
    if let Some(read) = read {
        read.noting(|entry| entry.subjects(children).detail(filter.to_string())).left().await?;
    }
    by_allocation(desk, &mut actions).await?;
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
    let hour_changes = store::hour::changes(&desk.pool).await?;
    let appointments: Vec<_> = planned.iter().map(|panel| plan.appointment(panel, &hour_changes)).collect();
    let name = format!("permanence-panels-{from}");
    File::whole((&name, "ics"), "text/calendar; charset=utf-8", &calendar(&appointments))
}

/// Everybody on an agenda: as audit entries name them, and their rows, in its order by whose they are now: whom the directory allocates
/// counts before whom the extract names. Who was removed is marked.
async fn rows(
    desk: &Desk,
    agenda_id: Uuid,
    part: &Part,
    (rules, cohort): (&Rules, &Cohort),
) -> Result<(Vec<String>, Vec<Vec<Value>>), Fault> {
    let (mut children, mut rows, mut last) = (Vec::new(), Vec::new(), None::<String>);
    loop {
        let page = store::agenda_child::page(&desk.pool, agenda_id, part, last.as_deref(), AT_ONCE).await?;
        if page.is_empty() {
            break;
        }
        for shown in page {
            let Told::Listed(told) = shown.told else { continue };
            let mut child = told.listed();
            child.flags.extend(shown.change.and_then(|change| change.removed).map(marked));
            child.service_manager = shown.allocated.unwrap_or(child.service_manager);
            rows.push(agenda_row(&child, rules, cohort));
            children.push(format!("child/{}", child.child_id));
            last = Some(child.child_id);
        }
    }
    rows.sort_unstable();
    Ok((children, rows))
}

/// Refuses with `FIELD_INVALID` more than a workbook holds.
fn expect_fits(listed: usize) -> Result<(), Fault> {
    let mut wrong = Fields::default();
    let most = format!(
        "a workbook holds {ON_THE_SHEET} children at most, and these are {listed}: ask for csv or json"
    );
    wrong.require("format", listed <= ON_THE_SHEET, most);
    wrong.finish()
}

/// Who is not on an agenda, by id: the first so many.
pub(super) async fn not_listed(
    desk: &Desk,
    agenda_id: Uuid,
    part: &Part,
    most: usize,
) -> Result<Vec<(NotListed, Extracted)>, Fault> {
    let mut found: Vec<(NotListed, Extracted)> = Vec::new();
    while found.len() < most {
        let after = found.last().map(|(last, _)| last.child_id.clone());
        let page = store::agenda_child::page(&desk.pool, agenda_id, part, after.as_deref(), AT_ONCE).await?;
        if page.is_empty() {
            break;
        }
        found.extend(page.into_iter().filter_map(|shown| match shown.told {
            Told::NotListed(off) => Some((off.not_listed(), shown.extracted)),
            Told::Listed(_) => None,
        }));
    }
    found.truncate(most);
    Ok(found)
}

/// Actions stand on the sheet of whom the directory allocates to the child now, and only where that is nobody of whom the extract named.
async fn by_allocation(desk: &Desk, actions: &mut [PanelAction]) -> Result<(), Fault> {
    let ids: Vec<Uuid> = actions.iter().filter_map(|action| action.service_manager.allocated).collect();
    let names = store::discussion::names(&desk.pool, &ids).await?;
    for action in actions {
        let allocated = action.service_manager.allocated.and_then(|id| names.get(&id));
        action.service_manager.said = allocated.unwrap_or(&action.service_manager.said).clone();
    }
    Ok(())
}

fn marked(reason: RemovalReason) -> &'static str {
    match reason {
        RemovalReason::LegalDetermination => "REMOVED:_LEGAL_DETERMINATION",
        RemovalReason::LongTermMatched => "REMOVED:_LONG_TERM_MATCHED",
        RemovalReason::Other => "REMOVED",
        RemovalReason::WithdrawnAtPanel => "WITHDRAWN_AT_PANEL",
    }
}

/// Writing a table takes a processor for a while: on a thread of its own.
async fn written(
    name: String,
    table: Table,
    last: Option<(&'static str, Table)>,
    format: Format,
) -> Result<File, Fault> {
    let file = tokio::task::spawn_blocking(move || match format {
        Format::Xlsx => {
            let last = last.as_ref().map(|(name, table)| (*name, table));
            let bytes = table.to_xlsx_with(last).map_err(Fault::defect)?;
            File::whole((&name, "xlsx"), XLSX, &bytes)
        }
        Format::Csv => File::table(&name, table, Text::Csv),
        Format::Json => File::table(&name, table, Text::Json),
    });
    file.await.map_err(Fault::defect)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_holds_so_many_and_says_what_to_ask_for_instead() {
        assert!(expect_fits(ON_THE_SHEET).is_ok());
        let refused = expect_fits(ON_THE_SHEET + 1).unwrap_err();
        let wrong = fault::field_violations_of(&refused.into());
        assert_eq!((wrong.len(), &*wrong[0].field), (1, "format"));
        assert!(wrong[0].description.contains("ask for csv or json"), "{wrong:?}");
    }
}
