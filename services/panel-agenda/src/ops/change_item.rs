use super::{Command, Desk, command::record};
use crate::{
    domain::item::{Asker, Shown, WantedChange, subject},
    rpc,
    store::{
        self,
        item::Found,
        opening::{Asked, Loaded},
    },
};
use contracts::panels::v1::{AgendaItem, AgendaItemChanged, LegalDeterminationRecorded};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields, Refusal};
use identity::{Actor, Caller, Resource};
use prost::Message;

/// The deed that a policy permits to those who may change any agenda.
pub(super) const OF_ANYBODY: &str = "change anybody's items";

/// Removes a child from the issued agenda, or restores them. Refused with `NOT_FOUND`, `AGENDA_NOT_ISSUED`, `PANEL_BEGUN`,
/// `NOT_THE_SERVICE_MANAGER`, `ETAG_STALE` and `ITEM_ALREADY_SO`.
pub async fn change_item<A>(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedChange>,
    answer: fn(AgendaItem) -> A,
) -> Result<A, Fault>
where
    A: Message + Default,
{
    let removes = command.wanted.removed.is_some();
    let rpc = if removes { rpc::REMOVE_AGENDA_ITEM } else { rpc::RESTORE_AGENDA_ITEM };
    let asked = command.asked(caller, rpc);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted, answer)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt<A>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedChange,
    answer: fn(AgendaItem) -> A,
) -> Result<A, Setback>
where
    A: Message + Default,
{
    let (id, today) = ((wanted.agenda_id, &*wanted.child_id), desk.clock.today());
    let Loaded { access, recalled, found } = store::item::load(&desk.pool, asked, id, today).await?;
    let resource = Resource::Record { child_id: wanted.child_id.clone() };
    let actor = desk.policies.authorise(caller, access, asked.rpc, resource)?;
    if let Some(first) = recalled.answer()? {
        return Ok(first);
    }
    let missing = || Refusal::not_found(format!("agenda/{}/{}", wanted.agenda_id, wanted.child_id));
    let Found { told, item, version, .. } = found.ok_or_else(missing)?;
    let mut wrong = Fields::default();
    let held = wanted.determined.is_none_or(|(determined_on, _)| determined_on <= today);
    wrong.require("determined_on", held, "is after today");
    wrong.finish()?;

    let at = desk.clock.now();
    let asker = Asker {
        of_anybody: desk.policies.permits(&actor, OF_ANYBODY)?,
        workers: in_whose_place(&actor),
        name: &actor.name,
    };
    let by = (actor.worker_id, actor.name.clone(), at);
    let change = item.changed(wanted, &asker, by, (at, desk.rulebook.hour))?;
    let determination = wanted.determination().map(|it| (desk.clock.new_id(), it));

    let answer = answer(Shown { told: &told, last: Some(&change) }.into());
    let record = {
        let named = subject(item.panel, &wanted.child_id);
        let changed = AgendaItemChanged {
            panel_date: item.panel.to_string(),
            removed: change.removed.is_some(),
            service_manager_id: item.service_manager.worker_id(),
        };
        let event = |event: NewEvent| event.child(&wanted.child_id).actor(actor.worker_id);
        let fact = NewEvent::of(desk.clock.new_id(), &*named, change.number.into(), at, &changed);
        let entry = Audit::new(actor.worker_id, asked.rpc, at).child(&wanted.child_id).subject(named);
        let mut record = record(asked, Some(event(fact)), entry, &answer);
        if let Some((id, _)) = &determination {
            let recorded = LegalDeterminationRecorded { legal_determination_id: id.to_string() };
            let named = crate::domain::determination::subject(*id);
            record.events.push(event(NewEvent::of(desk.clock.new_id(), named, 1, at, &recorded)));
        }
        record
    };
    let determination = determination.as_ref().map(|(id, it)| (*id, it));
    let item = (&item, &*wanted.child_id, version);
    store::item::add(&desk.pool, item, &change, determination, &record).await?;
    Ok(answer)
}

/// The actor, and those whom they cover.
pub fn in_whose_place(actor: &Actor) -> Vec<uuid::Uuid> {
    let covered = actor.covers.iter().map(|covered| covered.worker_id);
    covered.chain([actor.worker_id]).collect()
}
