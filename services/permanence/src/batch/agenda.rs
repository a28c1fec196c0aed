//! `permanence agenda`: drawn, shown, exported, circulated.

use super::arguments::WhichAgenda;
use super::commands::{Circulate, Draw, ExportAgenda, ShowAgenda};
use super::ended::is_nothing;
use super::find::{self, Version, is_due, next_panel};
use super::output::{Exported, Receipt, kept, note, shown};
use super::{Door, Ended, Unsuccessful, request_id};
use chrono::NaiveDate;
use contracts::panels::v1::{
    Agenda, AgendaPart, CirculateAgendaRequest, DrawAgendaRequest, DrawAgendaResponse, ExportAgendaRequest,
    ExportFormat, ExportPanelsRequest, GetPanelRequest, export_agenda_response, export_panels_response,
};

/// What people's tables show of a child on an agenda: the keys of the export, and their headings.
const SHOWN: [(&str, &str); 9] = [
    ("service_manager", "Service manager"),
    ("surname", "Surname"),
    ("first_name", "First name"),
    ("person_id", "Person ID"),
    ("age", "Age"),
    ("social_worker", "Social worker"),
    ("why", "Why"),
    ("to_check", "To check"),
    ("open_actions", "Open actions"),
];

/// The same of a child who is not on it.
const NOT_LISTED: [(&str, &str); 4] = [
    ("person_id", "Person ID"),
    ("taken_off_by", "Taken off by"),
    ("it_saw", "It saw"),
    ("carried_forward,_not_listed", "Carried forward, not listed"),
];

/// Draws an agenda, or gets the one that was drawn when this was first asked.
pub(super) async fn draw(door: &Door, asked: &Draw) -> Result<Ended, Unsuccessful> {
    let nothing = if asked.or_nothing { Ended::Done } else { Ended::Nothing };
    let panel_date = match asked.which.panel {
        Some(named) => named.to_string(),
        None => match next_panel(door).await? {
            Some(panel) if !asked.due || is_due(&panel, door.clock.today()) => panel.panel_date,
            Some(panel) => {
                note(&format!(
                    "nothing to do: the agenda for {} is due on {}",
                    panel.panel_date, panel.draw_on
                ));
                return Ok(nothing);
            }
            None => {
                note("nothing to do: no panel takes place in the next weeks");
                return Ok(nothing);
            }
        },
    };
    match drawn(door, asked, &panel_date).await {
        Ok(agenda) => {
            warn(&agenda);
            Receipt::of_agenda(&agenda).tell(asked.output)?;
            Ok(Ended::Done)
        }
        Err(Unsuccessful::Refused(status)) if is_nothing(&status) => {
            note(&format!("nothing to do: the panel on {panel_date} does not take place"));
            Ok(nothing)
        }
        Err(failed) => Err(failed),
    }
}

fn warn(agenda: &Agenda) {
    if let Some(inputs) = agenda.inputs.as_ref().filter(|_| agenda.stale) {
        let as_of = &inputs.as_of;
        note(&format!("the newest export is of {as_of}, more than three days before the agenda was due"));
    }
}

fn warn_of_unrecorded(children: i32) {
    if children > 0 {
        note(&format!(
            "children of earlier panels of whom nothing is recorded: {children}; they may be listed again. Record what was \
             discussed (TrackerService/ListDiscussions names them), and draw with --again"
        ));
    }
}

async fn drawn(door: &Door, asked: &Draw, panel_date: &str) -> Result<Agenda, Unsuccessful> {
    let before = find::drawn(door, panel_date, "").await?;
    let cohort = asked.which.cohort.as_deref().unwrap_or_default();
    let extract = asked.extract.as_deref().unwrap_or_default();
    let standing =
        if asked.again { None } else { find::standing(door, panel_date, (cohort, extract), &before).await? };
    let again = asked.again.then(|| door.clock.new_id().to_string());
    let agenda = match standing {
        Some(standing) => standing,
        None => {
            let answer = ask(door, draw_request(panel_date, (cohort, extract), asked.due, again)).await?;
            warn_of_unrecorded(answer.unrecorded_count);
            answer.agenda.ok_or(Unsuccessful::Incomplete("no agenda"))?
        }
    };
    if before.iter().any(|earlier| earlier.agenda_id == agenda.agenda_id) {
        note("it was drawn before; --again draws with what has come in since");
    }
    Ok(agenda)
}

/// Draws a panel's agenda: once, unless under an id of its own; where a fresh extract is wanted, from no old one.
pub(crate) async fn draw_for(
    door: &Door,
    panel_date: &str,
    (cohort, extract): (&str, &str),
    fresh_only: bool,
    again: Option<String>,
) -> Result<Agenda, Unsuccessful> {
    let answer = ask(door, draw_request(panel_date, (cohort, extract), fresh_only, again)).await?;
    answer.agenda.ok_or(Unsuccessful::Incomplete("no agenda"))
}

async fn ask(door: &Door, message: DrawAgendaRequest) -> Result<DrawAgendaResponse, Unsuccessful> {
    Ok(door.caller.insist(message, async |it| door.panels().draw_agenda(it).await).await?)
}

fn draw_request(
    panel_date: &str,
    (cohort, extract): (&str, &str),
    fresh_only: bool,
    again: Option<String>,
) -> DrawAgendaRequest {
    let mut asked = vec!["DrawAgenda", panel_date, cohort, extract];
    asked.extend(fresh_only.then_some("fresh"));
    DrawAgendaRequest {
        request_id: again.unwrap_or_else(|| request_id(&asked)),
        panel_date: panel_date.to_owned(),
        cohort: cohort.to_owned(),
        extract_import_id: extract.to_owned(),
        fresh_only,
        ..Default::default()
    }
}

/// Shows an agenda on standard output.
pub(super) async fn show(door: &Door, asked: &ShowAgenda) -> Result<Ended, Unsuccessful> {
    let Some(agenda) = found(door, &asked.which, Version::Issued).await? else { return Ok(Ended::Nothing) };
    let part = part(asked.not_listed);
    let file = fetched(door, &agenda, part, asked.output.format()).await?;
    let columns: &[(&str, &str)] = if asked.not_listed { &NOT_LISTED } else { &SHOWN };
    shown(&file, asked.output, &title(&agenda), columns)?;
    Ok(Ended::Done)
}

/// Writes an agenda to a file.
pub(super) async fn export(door: &Door, asked: &ExportAgenda) -> Result<Ended, Unsuccessful> {
    let filed = asked.output.of_children();
    let file = match filed {
        None => {
            of_every_panel(asked)?;
            calendar(door, asked.which.which.panel).await?
        }
        Some(filed) => {
            let Some(agenda) = found(door, &asked.which, Version::Issued).await? else {
                return Ok(Ended::Nothing);
            };
            fetched(door, &agenda, part(asked.not_listed), filed.format()).await?
        }
    };
    kept(&file, filed, asked.to.as_deref())?;
    Ok(Ended::Done)
}

fn part(not_listed: bool) -> AgendaPart {
    if not_listed { AgendaPart::NotListed } else { AgendaPart::Listed }
}

/// What narrows whom a file shows has no meaning for the calendar, which shows nobody.
fn of_every_panel(asked: &ExportAgenda) -> Result<(), Unsuccessful> {
    let WhichAgenda { which, agenda } = &asked.which;
    let narrows = [
        ("--agenda", agenda.is_some()),
        ("--cohort", which.cohort.is_some()),
        ("--not-listed", asked.not_listed),
    ];
    match narrows.into_iter().find(|(_, said)| *said) {
        Some((flag, _)) => Err(Unsuccessful::OfEveryPanel(flag)),
        None => Ok(()),
    }
}

/// The Thursdays from that panel on, or from today, as a calendar.
async fn calendar(door: &Door, from: Option<NaiveDate>) -> Result<Exported, Unsuccessful> {
    let from = from.map(|from| from.to_string()).unwrap_or_default();
    let message = ExportPanelsRequest { from, ..Default::default() };
    let mut parts = door.caller.insist(message, async |it| door.panels().export_panels(it).await).await?;
    let mut file = Exported::default();
    while let Some(message) = parts.message().await? {
        match message.part {
            Some(export_panels_response::Part::File(what)) => file.begin(what),
            Some(export_panels_response::Part::Piece(piece)) => file.add(&piece),
            None => {}
        }
    }
    file.whole()
}

/// Issues an agenda. Whoever asks again gets the version that is issued.
pub(super) async fn circulate(door: &Door, asked: &Circulate) -> Result<Ended, Unsuccessful> {
    let Some(agenda) = found(door, &asked.which, Version::Drawn).await? else { return Ok(Ended::Nothing) };
    let message = GetPanelRequest { panel_date: agenda.panel_date.clone() };
    let seen = door.caller.insist(message, async |it| door.panels().get_panel(it).await).await?;
    let panel = seen.panel.ok_or(Unsuccessful::Incomplete("no panel"))?;
    if panel.agenda_id == agenda.agenda_id {
        note("it is issued already");
    }
    // What is issued now is part of what is asked: an agenda may come back after another one.
    let now = panel.issue_number.to_string();
    let message = CirculateAgendaRequest {
        request_id: request_id(&["CirculateAgenda", &agenda.agenda_id, &now]),
        agenda_id: agenda.agenda_id,
    };
    let answer = door.caller.insist(message, async |it| door.panels().circulate_agenda(it).await).await?;
    let agenda = answer.agenda.ok_or(Unsuccessful::Incomplete("no agenda"))?;
    Receipt::of_agenda(&agenda).tell(asked.output)?;
    Ok(Ended::Done)
}

async fn found(door: &Door, asked: &WhichAgenda, version: Version) -> Result<Option<Agenda>, Unsuccessful> {
    let found = find::agenda(door, asked, version).await?;
    if found.is_none() {
        note("nothing to do: the panel does not take place");
    }
    Ok(found)
}

async fn fetched(
    door: &Door,
    agenda: &Agenda,
    part: AgendaPart,
    format: ExportFormat,
) -> Result<Exported, Unsuccessful> {
    let (agenda_id, part) = (agenda.agenda_id.clone(), part.into());
    let message = ExportAgendaRequest { agenda_id, format: format.into(), part };
    let mut parts = door.caller.insist(message, async |it| door.panels().export_agenda(it).await).await?;
    let mut file = Exported::default();
    while let Some(message) = parts.message().await? {
        match message.part {
            Some(export_agenda_response::Part::File(what)) => file.begin(what),
            Some(export_agenda_response::Part::Piece(piece)) => file.add(&piece),
            None => {}
        }
    }
    file.whole()
}

fn title(agenda: &Agenda) -> String {
    let issued = match agenda.issue_number {
        0 => "not circulated".to_owned(),
        number => format!("circulated as version {number}"),
    };
    format!(
        "{}, for the panel on {}: {} on the agenda, {} not; {issued}",
        agenda.cohort_title, agenda.panel_date, agenda.listed_count, agenda.not_listed_count
    )
}

#[cfg(test)]
mod tests {
    use super::draw_request;

    #[test]
    fn the_jobs_draw_from_a_fresh_export_only_and_is_another_command_than_one_by_hand() {
        let of = |fresh_only| draw_request("2026-11-26", ("", ""), fresh_only, None);
        let (job, hand) = (of(true), of(false));
        assert!(job.fresh_only && !hand.fresh_only);
        assert_ne!(job.request_id, hand.request_id);
        assert_eq!(job, of(true), "whoever asks again gets the first answer");
    }
}
