use super::{
    Command, Desk,
    command::record,
    differing::Differing,
    drawing::Drawing,
    planned::expected,
    redrawing::redrawn,
    rules_in_force::{codes_for, kept_rules, wrong_rules},
};
use crate::{
    domain::{
        agenda::{Drawn, Inputs, ReadBy, States, Wanted},
        codes::CodeSet,
        compare::Counted,
        extract::SerialDates,
        extract_import::ExtractImport,
        plan::Plan,
        rules::{Cohort, FORM, Rules},
    },
    rpc,
    store::{self, agenda::Ground, opening::Asked},
};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use contracts::panels::v1::{AgendaDrawn, DrawAgendaResponse};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields, Reason, Refusal};
use identity::{Actor, Caller, Resource};
use std::borrow::Cow;
use uuid::Uuid;

/// How many children a preview shows.
const PREVIEWED: usize = 200;

/// Draws an agenda, or finds the one that was drawn from the same. Refused with `EXTRACT_MISSING`, `EXTRACT_NOT_READ`,
/// `EXTRACT_STALE`, `RULES_INVALID` and `NOT_FOUND`.
pub async fn draw_agenda(
    desk: &Desk,
    caller: &Caller,
    command: Command<Wanted>,
) -> Result<DrawAgendaResponse, Fault> {
    let asked = command.asked(caller, rpc::DRAW_AGENDA);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &Wanted,
) -> Result<DrawAgendaResponse, Setback> {
    let (draw_on, today) = (wanted.draw_on().map_err(|unknown| wrong_panel(&unknown)), desk.clock.today());
    let up_to = draw_on.as_ref().map_or(wanted.panel, |draw_on| wanted.extracts_up_to(*draw_on, today));
    let loaded = store::agenda::load(&desk.pool, asked, wanted.extract, (up_to, wanted.panel)).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    if let Some(agenda_id) = wanted.redrawn {
        let (codes, rules, recorded) = redrawn(desk, wanted, agenda_id).await?;
        let drawing = recorded.drawing(&rules, &codes)?;
        return preview(desk, &actor, asked, &drawing).await;
    }
    let draw_on = draw_on?;
    let Ground { extract, states, plan, rules: text } = loaded.found;
    let present = &desk.rulebook.codes;
    let key = cohort(wanted, &*rules(desk, wanted, text.as_deref(), present)?, &plan)?.key.to_string();
    let extract = usable(extract, wanted, up_to)?;
    let inputs = inputs(&extract, wanted, (draw_on, states));
    if wanted.fresh_only && inputs.are_stale_on(today) {
        return Err(extract_stale(&inputs).into());
    }

    let codes = codes_for(desk, Cow::Borrowed(present), &extract.codes_sha256).await?;
    let rules = rules(desk, wanted, text.as_deref(), &codes)?;
    let cohort = rules.cohort(&key).ok_or_else(|| Fault::defect("a cohort that was there is gone"))?;
    let managers = store::service_manager_name::in_state(&desk.pool, states.service_manager_names).await?;
    let drawing = Drawing::of((&rules, cohort, &codes), (inputs, managers), extract.id);
    if wanted.preview {
        preview(desk, &actor, asked, &drawing).await
    } else {
        keep(desk, &actor, asked, &drawing).await
    }
}

async fn preview(
    desk: &Desk,
    actor: &Actor,
    asked: &Asked<'_>,
    drawing: &Drawing<'_>,
) -> Result<DrawAgendaResponse, Setback> {
    let unrecorded_count = unrecorded(desk, drawing).await?;
    let mut connection = desk.pool.acquire().await?;
    let (panel, key) = (drawing.inputs.panel, &*drawing.cohort.key);
    let issued = store::difference::issued(&mut *connection, key, panel).await?;
    let mut differing = issued.into_iter().map(Differing::from).collect::<Vec<_>>();
    let (outcome, first) = drawing.previewed(&mut connection, PREVIEWED, &mut differing).await?;
    let mut differences = Vec::new();
    for differing in differing {
        differences.push(differing.finish(&mut connection, drawing.extract_import_id).await?);
    }
    let line = serde_json::to_string(&drawing.inputs).map_err(Fault::defect)?;
    let by = (Uuid::nil(), String::new(), desk.clock.now());
    let drawn = drawing.drawn(Uuid::nil(), line, &outcome, by);
    let previewed = first.iter().map(Into::into).collect();
    let moved: Vec<String> = differences.iter().flat_map(|it| named(&it.counted)).collect();
    let (now, before): (Vec<_>, Vec<_>) =
        differences.into_iter().partition(|it| it.issued.panel_date == panel);
    let answer = DrawAgendaResponse {
        agenda: Some((&drawn).try_into()?),
        previewed,
        from_issued: now.first().map(Into::into),
        from_last_panel: before.first().map(Into::into),
        unrecorded_count,
    };
    let extract = crate::domain::extract_import::subject(drawing.extract_import_id);
    let entry = Audit::new(actor.worker_id, asked.rpc, desk.clock.now()).subject(extract).detail("preview");
    let children = first.iter().map(|listed| listed.child_id.clone()).chain(moved);
    let entry = entry.subjects(children.map(|child_id| format!("child/{child_id}")));
    store::extract_import::record(&mut *connection, &record(asked, None, entry, &answer)).await?;
    Ok(answer)
}

async fn keep(
    desk: &Desk,
    actor: &Actor,
    asked: &Asked<'_>,
    drawing: &Drawing<'_>,
) -> Result<DrawAgendaResponse, Setback> {
    let line = serde_json::to_string(&drawing.inputs).map_err(Fault::defect)?;
    let key = Inputs::key(drawing.extract_import_id, &line);
    let at = desk.clock.now();
    let entry = |drawn: &Drawn| Audit::new(actor.worker_id, asked.rpc, at).subject(drawn.subject());
    if let Some(drawn) = store::agenda::drawn_from(&desk.pool, key).await? {
        let answer = answer(&drawn, unrecorded(desk, drawing).await?)?;
        store::extract_import::record(&desk.pool, &record(asked, None, entry(&drawn), &answer)).await?;
        return Ok(answer);
    }
    let unrecorded_count = unrecorded(desk, drawing).await?;
    let id = desk.clock.new_id();
    let mut transaction = eventlog::begin(&desk.pool).await?;
    let texts =
        [(&*drawing.rules.sha256, &*drawing.rules.yaml), (drawing.codes.sha256(), drawing.codes.yaml())];
    store::kept_text::keep(&mut transaction, &texts).await?;
    let outcome = drawing.kept(&mut transaction, id).await?;
    let drawn = drawing.drawn(id, line, &outcome, (actor.worker_id, actor.name.clone(), at));
    let answer = answer(&drawn, unrecorded_count)?;
    let fact =
        NewEvent::of(desk.clock.new_id(), drawn.subject(), 1, at, &fact(&drawn)).actor(actor.worker_id);
    let record = record(asked, Some(fact), entry(&drawn), &answer);
    store::agenda::insert(&mut transaction, &drawn, key, &record).await?;
    transaction.commit().await?;
    Ok(answer)
}

fn answer(drawn: &Drawn, unrecorded_count: i32) -> Result<DrawAgendaResponse, Fault> {
    let agenda = Some(drawn.try_into()?);
    Ok(DrawAgendaResponse { agenda, unrecorded_count, ..DrawAgendaResponse::default() })
}

/// How many children may be listed only because what their panel came to is not recorded yet.
async fn unrecorded(desk: &Desk, drawing: &Drawing<'_>) -> Result<i32, Fault> {
    let Some((days, cohorts)) = drawing.rules.looks_back(drawing.cohort) else { return Ok(0) };
    let panel = drawing.inputs.panel;
    let begun = desk.rulebook.hour.last_begun(desk.clock.now());
    let lately = (panel - Days::new(days.into()), panel);
    Ok(store::discussion_list::unrecorded(&desk.pool, &cohorts, lately, begun).await?)
}

/// Whom a difference names.
fn named(counted: &Counted) -> impl Iterator<Item = String> {
    counted.added.iter().chain(&counted.dropped).map(|moved| moved.child_id.clone())
}

fn fact(drawn: &Drawn) -> AgendaDrawn {
    AgendaDrawn {
        agenda_id: drawn.id.to_string(),
        panel_date: drawn.panel.to_string(),
        cohort: drawn.cohort.clone(),
        listed_count: drawn.listed,
    }
}

/// An extract that the agenda may be drawn from.
fn usable(found: Option<ExtractImport>, wanted: &Wanted, up_to: NaiveDate) -> Result<ExtractImport, Refusal> {
    let extract = found.ok_or_else(|| match wanted.extract {
        Some(id) => Refusal::not_found(crate::domain::extract_import::subject(id)),
        None => extract_missing(up_to),
    })?;
    extract.expect_read()?;
    if extract.as_of > wanted.panel {
        return Err(extract_missing(wanted.panel).with("extract_import_id", extract.id));
    }
    Ok(extract)
}

/// The newest extract is too old for whoever wants a fresh one.
fn extract_stale(inputs: &Inputs) -> Refusal {
    let message = "the newest extract was made more than three days before the agenda is due";
    let refusal = Refusal::new(Reason::ExtractStale, message);
    refusal.with("as_of", inputs.as_of).with("draw_on", inputs.draw_on)
}

/// Nothing that is read was made up to that day.
pub fn extract_missing(up_to: NaiveDate) -> Refusal {
    let message = "there is no extract that is read and made up to that day";
    Refusal::new(Reason::ExtractMissing, message).with("up_to", up_to)
}

/// The cohort that is named or, where none is, the one whose turn it is.
fn cohort<'r>(wanted: &Wanted, rules: &'r Rules, plan: &Plan) -> Result<&'r Cohort, Fault> {
    let cohort = match &wanted.cohort {
        Some(key) => rules.cohort(key),
        None => {
            let thursday = expected(plan.panel(wanted.panel, rules))?;
            rules.cohorts.get(thursday.cohort as usize - 1)
        }
    };
    let mut wrong = Fields::default();
    let thursday = wanted.preview || wanted.panel.weekday() == Weekday::Thu;
    wrong.require("panel_date", thursday, "is no Thursday: panels are on Thursdays");
    wrong.require("cohort", cohort.is_some(), "the rules have no such cohort");
    wrong.finish()?;
    cohort.ok_or_else(|| Fault::defect("a cohort that was there is gone"))
}

fn wrong_panel(unknown: &calendar::UnknownYear) -> Fault {
    let mut wrong = Fields::default();
    wrong.refuse("panel_date", unknown);
    wrong.into()
}

/// The rules that are to be previewed or, where none are, those of the text that holds for the panel.
fn rules<'d>(
    desk: &'d Desk,
    wanted: &Wanted,
    text: Option<&str>,
    codes: &CodeSet,
) -> Result<Cow<'d, Rules>, Fault> {
    match &wanted.rules {
        Some(yaml) => Rules::load(yaml, codes).map(Cow::Owned).map_err(|mistakes| wrong_rules(&mistakes)),
        None => kept_rules(desk, text, codes),
    }
}

/// Of the rules and the cohort the drawing itself says which.
fn inputs(extract: &ExtractImport, wanted: &Wanted, (draw_on, states): (NaiveDate, States)) -> Inputs {
    Inputs {
        extract: extract.sha256.clone(),
        as_of: extract.as_of,
        draw_on,
        panel: wanted.panel,
        cohort: String::new(),
        rules: String::new(),
        rules_sha256: String::new(),
        code_set: String::new(),
        codes_sha256: String::new(),
        states,
        read_by: ReadBy {
            layout_sha256: extract.layout_sha256.clone(),
            codes_sha256: extract.codes_sha256.clone(),
            serial_dates: extract.serial_dates.map(SerialDates::year),
        },
        form: FORM,
    }
}
