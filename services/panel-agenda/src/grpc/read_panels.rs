//! The reads about panels, determinations and the difference of two agendas.

use super::{
    convert::{Compared, Referrals, Referred, Thursdays},
    read::Read,
    whose::{own_of, sees_everybody},
};
use crate::{
    domain::{
        plan::{Plan, PlannedPanel, subject},
        service_manager::{Responsible, ServiceManagers},
    },
    ops::{Desk, in_whose_place},
    rpc,
    store::{self, long_term_match::Referral},
};
use calendar::UnknownYear;
use chrono::NaiveDate;
use contracts::panels::v1::{
    AgendaMove, CompareAgendasResponse, GetPanelResponse, ListLegalDeterminationsResponse,
    ListPanelsResponse, ListReferralsResponse,
};
use fault::{Fault, Fields, Reason, Refusal};
use identity::{Caller, Resource};

pub(super) async fn list_panels(
    desk: &Desk,
    caller: &Caller,
    asked: Thursdays,
) -> Result<ListPanelsResponse, Fault> {
    let seen = store::plan::get(&desk.pool, &caller.subject).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_PANELS, Resource::Council)?;
    let plan = seen.found;
    let from = asked.from.unwrap_or_else(|| desk.clock.today());
    let planned = planned(desk, &plan, from, asked.weeks)?;
    read.noting(|entry| entry.detail(format!("from={from} weeks={}", asked.weeks))).left().await?;
    Ok(ListPanelsResponse {
        panels: planned.iter().map(Into::into).collect(),
        rotation: plan.rotations.last().map(Into::into),
    })
}

/// So many Thursdays from a day on. Refused with `ROTATION_MISSING`, and with `FIELD_INVALID` in a year whose bank holidays are not
/// known.
pub(super) fn planned(
    desk: &Desk,
    plan: &Plan,
    from: NaiveDate,
    weeks: u32,
) -> Result<Vec<PlannedPanel>, Fault> {
    let rules = &desk.rulebook.rules;
    let thursdays = plan.thursdays(from, weeks, rules).map_err(|unknown| wrong("from", &unknown))?;
    if thursdays.is_empty() {
        return Err(Refusal::new(Reason::RotationMissing, "no panels are planned from that day on").into());
    }
    Ok(thursdays
        .into_iter()
        .map(|thursday| PlannedPanel::of(plan, thursday, (rules, desk.rulebook.hour)))
        .collect())
}

pub(super) async fn get_panel(
    desk: &Desk,
    caller: &Caller,
    panel_date: &str,
) -> Result<GetPanelResponse, Fault> {
    let mut fields = Fields::default();
    let day = fields.date("panel_date", panel_date);
    fields.finish()?;
    let seen = store::plan::get(&desk.pool, &caller.subject).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::GET_PANEL, Resource::Council)?;
    let planned = PlannedPanel::on(&seen.found, day, (&desk.rulebook.rules, desk.rulebook.hour));
    let planned = planned.map_err(|unknown| wrong("panel_date", &unknown))?;
    let planned = planned.ok_or_else(|| Refusal::not_found(subject(day)))?;
    read.noting(|entry| entry.subject(subject(day))).left().await?;
    Ok(GetPanelResponse { panel: Some((&planned).into()) })
}

pub(super) async fn compare_agendas(
    desk: &Desk,
    caller: &Caller,
    asked: Compared,
) -> Result<CompareAgendasResponse, Fault> {
    let Compared { earlier, later } = asked;
    let seen = store::comparing::compare(&desk.pool, &caller.subject, earlier, later).await?;
    let (read, actor) = Read::by(desk, caller, seen.access, rpc::COMPARE_AGENDAS, Resource::Council)?;
    let (earlier, later) = (format!("agenda/{earlier}"), format!("agenda/{later}"));
    let mut compared = seen.found.ok_or_else(|| Refusal::not_found(format!("{earlier} or {later}")))?;
    if !sees_everybody(desk, &actor)? {
        compared = own_of(desk, &actor, compared, |it| (&*it.child_id, &*it.service_manager)).await?;
    }
    let children = compared.iter().map(|child| format!("child/{}", child.child_id));
    read.noting(|entry| entry.subject(earlier).subject(later).subjects(children)).left().await?;
    let mut answer = CompareAgendasResponse::default();
    for store::comparing::Compared { child_id, on_earlier, on_later, off_by, .. } in compared {
        match (on_earlier, on_later) {
            (true, true) => answer.stayed_child_ids.push(child_id),
            (false, _) => answer.added.push(AgendaMove { child_id, off_by }),
            (true, false) => answer.dropped.push(AgendaMove { child_id, off_by }),
        }
    }
    Ok(answer)
}

/// How many referrals are looked through at once for somebody's own.
const MANY: i64 = 500;

pub(super) async fn list_referrals(
    desk: &Desk,
    caller: &Caller,
    asked: Referrals,
) -> Result<ListReferralsResponse, Fault> {
    let Referrals { open_only, mine, page } = asked;
    let place = |referral: &Referral| (referral.panel_date, referral.child_id.clone());
    let names = store::service_manager_name::now(&desk.pool).await?;
    let (mut found, mut after) = (Vec::new(), page.after().cloned());
    // Whose they are is said by names: of those of others many are passed over at once.
    let rows = page.rows().max(MANY);
    let (read, mine) = loop {
        let (pool, subject) = (&desk.pool, &caller.subject);
        let seen = store::long_term_match::referrals(pool, subject, open_only, after.as_ref(), rows).await?;
        let resource = Resource::Council;
        let (read, actor) = Read::by(desk, caller, seen.access, rpc::LIST_REFERRALS, resource)?;
        let all = seen.found.len() < usize::try_from(rows).map_err(Fault::defect)?;
        after = seen.found.last().map(place);
        let referred = responsible(seen.found, &names);
        let workers = in_whose_place(&actor);
        let mine = mine || !sees_everybody(desk, &actor)?;
        let wanted = |whose: &Responsible| !mine || whose.is_one_of(&workers, &actor.name);
        found.extend(referred.filter(|referred| wanted(&referred.whose)));
        if all || found.len() > page.size() {
            break (read, mine);
        }
    };
    let (referrals, next_page_token) = page.cut(found, |referred| place(&referred.referral));
    let children: Vec<String> =
        referrals.iter().map(|referred| format!("child/{}", referred.referral.child_id)).collect();
    let detail = format!("open={open_only} mine={mine}");
    read.noting(|entry| entry.subjects(children).detail(detail)).left().await?;
    Ok(ListReferralsResponse { referrals: referrals.into_iter().map(Into::into).collect(), next_page_token })
}

/// Referrals with who is asked to correct the record now.
fn responsible(referrals: Vec<Referral>, names: &ServiceManagers) -> impl Iterator<Item = Referred> {
    referrals.into_iter().map(|referral| {
        let whose = Responsible::now(referral.allocated_manager_id, &referral.service_manager, names);
        Referred { referral, whose }
    })
}

pub(super) async fn list_legal_determinations(
    desk: &Desk,
    caller: &Caller,
    child_id: &str,
) -> Result<ListLegalDeterminationsResponse, Fault> {
    let mut fields = Fields::default();
    fields.child_id("child_id", child_id);
    fields.finish()?;
    let seen = store::determination::of_child(&desk.pool, &caller.subject, child_id).await?;
    let resource = Resource::Record { child_id: child_id.to_owned() };
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_LEGAL_DETERMINATIONS, resource)?;
    read.noting(|entry| entry.child(child_id)).left().await?;
    Ok(ListLegalDeterminationsResponse { legal_determinations: seen.found.iter().map(Into::into).collect() })
}

fn wrong(field: &str, unknown: &UnknownYear) -> Fault {
    let mut wrong = Fields::default();
    wrong.refuse(field, unknown);
    wrong.into()
}
