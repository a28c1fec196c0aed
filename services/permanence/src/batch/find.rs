//! Which panel and which agenda are meant.

use super::arguments::{Which, WhichAgenda};
use super::{Door, Unsuccessful};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::panels::v1::{
    Agenda, AgendaPart, GetAgendaRequest, GetPanelRequest, ListAgendasRequest, ListPanelsRequest, Panel,
    PanelState,
};

/// How many Thursdays are looked at for the next panel: more never fall out in a row.
const WEEKS: i32 = 10;

/// The next panel that takes place and has not begun; none where all of the next Thursdays fall out.
pub(crate) async fn next_panel(door: &Door) -> Result<Option<Panel>, Unsuccessful> {
    let message = ListPanelsRequest { from: String::new(), weeks: WEEKS };
    let listed = door.caller.insist(message, async |it| door.panels().list_panels(it).await).await?;
    Ok(next_of(listed.panels, door.clock.now()))
}

fn next_of(panels: Vec<Panel>, now: DateTime<Utc>) -> Option<Panel> {
    panels.into_iter().find(|panel| takes_place(panel) && begins(panel).is_some_and(|begins| now < begins))
}

fn takes_place(panel: &Panel) -> bool {
    panel.state() == PanelState::Planned
}

fn begins(panel: &Panel) -> Option<DateTime<Utc>> {
    let begins = panel.begin_time.as_ref()?;
    DateTime::from_timestamp(begins.seconds, begins.nanos.try_into().ok()?)
}

/// Whether the agenda of a panel to come is due.
pub(super) fn is_due(panel: &Panel, today: NaiveDate) -> bool {
    panel.draw_on.parse::<NaiveDate>().is_ok_and(|draw_on| draw_on <= today)
}

/// Which version of a panel's agenda is meant, where none is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// The one that is issued; while none is, the one that was drawn last.
    Issued,
    /// The one that was drawn last.
    Drawn,
}

/// The agenda that is meant; none where the panel does not take place.
pub(super) async fn agenda(
    door: &Door,
    asked: &WhichAgenda,
    version: Version,
) -> Result<Option<Agenda>, Unsuccessful> {
    if let Some(id) = &asked.agenda {
        return by_id(door, id).await.map(Some);
    }
    let Some(panel) = panel(door, &asked.which).await? else { return Ok(None) };
    let cohort = asked.which.cohort.clone().unwrap_or_else(|| panel.cohort.clone());
    if version == Version::Issued && !panel.agenda_id.is_empty() && cohort == panel.cohort {
        return by_id(door, &panel.agenda_id).await.map(Some);
    }
    let drawn = drawn(door, &panel.panel_date, &cohort).await?;
    let last = drawn.into_iter().next();
    last.map(Some).ok_or(Unsuccessful::NotDrawn(panel.panel_date))
}

async fn panel(door: &Door, asked: &Which) -> Result<Option<Panel>, Unsuccessful> {
    let Some(named) = asked.panel else { return next_panel(door).await };
    let message = GetPanelRequest { panel_date: named.to_string() };
    let seen = door.caller.insist(message, async |it| door.panels().get_panel(it).await).await?;
    Ok(seen.panel.filter(takes_place))
}

async fn by_id(door: &Door, id: &str) -> Result<Agenda, Unsuccessful> {
    let message = GetAgendaRequest {
        agenda_id: id.to_owned(),
        part: AgendaPart::Listed.into(),
        page_size: 1,
        ..Default::default()
    };
    let seen = door.caller.insist(message, async |it| door.panels().get_agenda(it).await).await?;
    seen.agenda.ok_or(Unsuccessful::Incomplete("no agenda"))
}

/// What was drawn for a panel, the last first; of every cohort where none is named.
pub(super) async fn drawn(door: &Door, panel_date: &str, cohort: &str) -> Result<Vec<Agenda>, Unsuccessful> {
    let message = ListAgendasRequest {
        panel_date: panel_date.to_owned(),
        cohort: cohort.to_owned(),
        ..Default::default()
    };
    let listed = door.caller.insist(message, async |it| door.panels().list_agendas(it).await).await?;
    Ok(listed.agendas)
}

/// The agenda that stands for a panel, whoever drew it and by whatever way, among those that were drawn: the one that is issued or,
/// while none is, the one that was drawn last; from the extract that is named or, where none is, from one of the day on which
/// it is due, or later. None where there is no such agenda.
pub(super) async fn standing(
    door: &Door,
    panel_date: &str,
    (cohort, extract): (&str, &str),
    drawn: &[Agenda],
) -> Result<Option<Agenda>, Unsuccessful> {
    if drawn.is_empty() {
        return Ok(None);
    }
    let message = GetPanelRequest { panel_date: panel_date.to_owned() };
    let seen = door.caller.insist(message, async |it| door.panels().get_panel(it).await).await?;
    let Some(panel) = seen.panel.filter(takes_place) else { return Ok(None) };
    let cohort = if cohort.is_empty() { &*panel.cohort } else { cohort };
    Ok(standing_among(drawn, (cohort, extract), &panel.agenda_id).cloned())
}

fn standing_among<'a>(
    drawn: &'a [Agenda],
    (cohort, extract): (&str, &str),
    issued: &str,
) -> Option<&'a Agenda> {
    let suits = |agenda: &&Agenda| {
        let inputs = agenda.inputs.as_ref();
        agenda.cohort == cohort
            && inputs.is_some_and(|inputs| match extract {
                // Both are ISO dates.
                "" => inputs.as_of >= inputs.draw_on,
                named => inputs.extract_import_id == named,
            })
    };
    let is_issued = |agenda: &&Agenda| agenda.agenda_id == issued;
    drawn.iter().filter(suits).find(is_issued).or_else(|| drawn.iter().find(suits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(date: &str, state: PanelState, draw_on: &str) -> Panel {
        let begins = format!("{date}T10:00:00Z").parse::<DateTime<Utc>>().unwrap();
        Panel {
            panel_date: date.into(),
            state: state.into(),
            draw_on: draw_on.into(),
            begin_time: Some(prost_types::Timestamp { seconds: begins.timestamp(), nanos: 0 }),
            ..Default::default()
        }
    }

    #[test]
    fn the_next_panel_takes_place_and_has_not_begun() {
        let panels = || {
            vec![
                panel("2026-11-26", PanelState::Planned, "2026-11-23"),
                panel("2026-12-03", PanelState::Cancelled, ""),
                panel("2026-12-10", PanelState::Planned, "2026-12-07"),
            ]
        };
        let next = |now: &str| next_of(panels(), now.parse().unwrap()).map(|panel| panel.panel_date);
        assert_eq!(next("2026-11-26T09:59:59Z").as_deref(), Some("2026-11-26"));
        assert_eq!(next("2026-11-26T10:00:00Z").as_deref(), Some("2026-12-10"));
        assert_eq!(next("2026-12-10T10:00:00Z"), None);
    }

    #[test]
    fn what_stands_was_drawn_for_that_cohort_from_an_extract_of_its_day() {
        let agenda = |id: &str, cohort: &str, as_of: &str| Agenda {
            agenda_id: id.into(),
            cohort: cohort.into(),
            inputs: Some(contracts::panels::v1::AgendaInputs {
                extract_import_id: format!("of {as_of}"),
                as_of: as_of.into(),
                draw_on: "2026-11-23".into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let drawn = [
            agenda("other", "reunification", "2026-11-23"),
            agenda("later", "section_20", "2026-11-24"),
            agenda("monday", "section_20", "2026-11-23"),
            agenda("friday", "section_20", "2026-11-20"),
        ];
        let standing = |cohort: &str, extract: &str, issued: &str| {
            standing_among(&drawn, (cohort, extract), issued).map(|agenda| agenda.agenda_id.clone())
        };
        let some = |id: &str| Some(id.to_owned());
        assert_eq!(standing("section_20", "", ""), some("later"), "drawn last");
        assert_eq!(standing("section_20", "", "monday"), some("monday"), "issued");
        assert_eq!(standing("section_20", "", "friday"), some("later"), "of before the day");
        assert_eq!(standing("section_20", "of 2026-11-20", ""), some("friday"), "named");
        assert_eq!(standing("section_20", "of 2026-11-19", ""), None);
        assert_eq!(standing("placed_with_parents", "", ""), None);
        assert_eq!(standing_among(&drawn[3..], ("section_20", ""), "friday"), None);
    }

    #[test]
    fn an_agenda_is_due_from_its_monday_on() {
        let panel = panel("2026-12-10", PanelState::Planned, "2026-12-07");
        let due = |today: &str| is_due(&panel, today.parse().unwrap());
        assert_eq!(["2026-12-04", "2026-12-07", "2026-12-09"].map(due), [false, true, true]);
    }
}
