use super::{
    Command, Desk,
    command::record,
    planned::{expected, planned_panels},
};
use crate::{
    domain::{
        agenda::{Drawn, Issue},
        plan::{Issued, Plan},
        rotation::Thursday,
        service_manager::Responsible,
    },
    rpc,
    store::{
        self,
        agenda::{Own, Referred, ToIssue},
        opening::Asked,
    },
};
use chrono::NaiveDate;
use contracts::panels::v1::{AgendaCirculated, CirculateAgendaResponse, CirculatedChild, RecordReferred};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Reason, Refusal};
use identity::{Caller, Resource};
use uuid::Uuid;

/// Issues an agenda as the next version of its panel's. Refused with `NOT_FOUND`, `ROTATION_MISSING`, `PANEL_FALLS_OUT`,
/// `COHORT_NOT_DUE` and `PANEL_BEGUN`.
pub async fn circulate_agenda(
    desk: &Desk,
    caller: &Caller,
    command: Command<Uuid>,
) -> Result<CirculateAgendaResponse, Fault> {
    let asked = command.asked(caller, rpc::CIRCULATE_AGENDA);
    let answer = settled(|| attempt(desk, caller, &asked, command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    agenda_id: Uuid,
) -> Result<CirculateAgendaResponse, Setback> {
    let loaded = store::plan::load(&desk.pool, asked).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = store::agenda::to_issue(&desk.pool, agenda_id).await?;
    let missing = || Refusal::not_found(format!("agenda/{agenda_id}"));
    let ToIssue { agenda, listed, referred } = found.ok_or_else(missing)?;
    let (mut plan, at) = (loaded.found, desk.clock.now());
    let entry = Audit::new(actor.worker_id, asked.rpc, at).subject(agenda.subject());
    let issued = plan.issued.get(&agenda.panel);
    if issued.is_some_and(|issued| issued.agenda_id == agenda_id) {
        let answer = CirculateAgendaResponse { agenda: Some((&agenda).try_into()?) };
        store::extract_import::record(&desk.pool, &record(asked, None, entry, &answer)).await?;
        return Ok(answer);
    }
    may_be_issued(desk, &agenda, &plan)?;

    let number = issued.map_or(0, |issued| issued.number) + 1;
    let issue = Issue { number, by: (actor.worker_id, actor.name.clone(), at) };
    let agenda = Drawn { issue: Some(issue), ..agenda };
    let answer = CirculateAgendaResponse { agenda: Some((&agenda).try_into()?) };
    plan.issued.insert(agenda.panel, Issued { number, agenda_id, cohort: agenda.cohort.clone() });
    let panel_date = agenda.panel.to_string();
    let subject = format!("panel-agenda/{panel_date}");
    let payload = AgendaCirculated {
        agenda_id: agenda_id.to_string(),
        panel_date,
        issue_number: number,
        cohort: agenda.cohort.clone(),
        child_ids: listed.iter().map(|own| own.child_id.clone()).collect(),
        children: listed.into_iter().map(circulated).collect(),
        planned_panels: planned_panels(desk, &plan),
    };
    let fact = NewEvent::of(desk.clock.new_id(), subject, number.into(), at, &payload);
    let mut record = record(asked, Some(fact.actor(actor.worker_id)), entry, &answer);
    record.events.extend(referrals(desk, (agenda.panel, number), &referred, actor.worker_id).await?);
    let issue = (agenda.panel, number, agenda_id);
    store::plan::issue(&desk.pool, issue, (actor.worker_id, at), &record).await?;
    Ok(answer)
}

fn circulated(own: Own) -> CirculatedChild {
    let service_manager_id = own.manager.map(|id| id.to_string()).unwrap_or_default();
    CirculatedChild { child_id: own.child_id, service_manager_id, removed: own.removed }
}

/// That the records of these children are to be corrected, each for whoever answers for the child.
async fn referrals(
    desk: &Desk,
    (panel, number): (NaiveDate, i32),
    referred: &[Referred],
    by: Uuid,
) -> Result<Vec<NewEvent>, Fault> {
    if referred.is_empty() {
        return Ok(Vec::new());
    }
    let at = desk.clock.now();
    let names = store::service_manager_name::now(&desk.pool).await?;
    let referral = |Referred { child_id, allocated, said }: &Referred| {
        let payload = RecordReferred {
            panel_date: panel.to_string(),
            service_manager_id: Responsible::now(*allocated, said, &names).worker_id(),
        };
        let subject = format!("referral/{panel}/{child_id}");
        let fact = NewEvent::of(desk.clock.new_id(), subject, number.into(), at, &payload);
        fact.child(child_id).actor(by)
    };
    Ok(referred.iter().map(referral).collect())
}

fn may_be_issued(desk: &Desk, agenda: &Drawn, plan: &Plan) -> Result<(), Fault> {
    let rules = &desk.rulebook.rules;
    let Thursday { cohort, .. } = expected(plan.panel(agenda.panel, rules))?;
    let due = rules.cohorts.get(cohort as usize - 1).map(|cohort| &*cohort.key);
    if due != Some(&*agenda.cohort) {
        let refusal = Refusal::new(Reason::CohortNotDue, "the agenda is of another cohort than the panel's");
        return Err(refusal.with("cohort", due.unwrap_or_default()).into());
    }
    Ok(desk.rulebook.hour.expect_not_begun(agenda.panel, desk.clock.now())?)
}
