//! The reads about agendas: the policy, an audit entry with each child that was shown, the answer.

use super::{
    convert::{AgendaChildren, Agendas},
    read::Read,
    whose::{of_whom, own_on},
};
use crate::{
    domain::{
        agenda::{Drawn, Told},
        item::Shown,
    },
    ops::Desk,
    rpc,
    store::{self, agenda_child::Part, agenda_list},
};
use contracts::panels::v1::{GetAgendaResponse, ListAgendasResponse};
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

pub(super) async fn get_agenda(
    desk: &Desk,
    caller: &Caller,
    asked: AgendaChildren,
) -> Result<GetAgendaResponse, Fault> {
    let AgendaChildren { agenda_id, mut part, mine, page } = asked;
    let seen = store::agenda::get(&desk.pool, &caller.subject, agenda_id, desk.clock.today()).await?;
    let (read, actor) = Read::by(desk, caller, seen.access, rpc::GET_AGENDA, Resource::Council)?;
    let agenda = seen.found.ok_or_else(|| Refusal::not_found(format!("agenda/{agenda_id}")))?;
    let seen = of_whom(desk, &actor, &agenda).await?;
    match &mut part {
        Part::Listed(whose) if mine && seen.is_none() => {
            whose.own = Some(own_on(desk, &actor, agenda_id).await?);
        }
        Part::Listed(whose) => whose.own = seen,
        Part::NotListed { own, .. } => *own = seen,
    }
    let after = page.after().map(String::as_str);
    let children = store::agenda_child::page(&desk.pool, agenda_id, &part, after, page.rows()).await?;
    let (children, next_page_token) = page.cut(children, |child| child.told.child_id().to_owned());
    let subjects = children.iter().map(|child| format!("child/{}", child.told.child_id()));
    read.noting(|entry| entry.subject(agenda.subject()).subjects(subjects)).left().await?;
    let mut answer =
        GetAgendaResponse { agenda: Some((&agenda).try_into()?), next_page_token, ..Default::default() };
    for child in &children {
        match &child.told {
            Told::Listed(told) => answer.items.push(Shown { told, last: child.change.as_ref() }.into()),
            Told::NotListed(off) => answer.not_listed.push(off.into()),
        }
    }
    Ok(answer)
}

pub(super) async fn list_agendas(
    desk: &Desk,
    caller: &Caller,
    asked: Agendas,
) -> Result<ListAgendasResponse, Fault> {
    let Agendas { filter, page } = asked;
    let seen = agenda_list::list(&desk.pool, &caller.subject, &filter, page.after(), page.rows()).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_AGENDAS, Resource::Council)?;
    let (agendas, next_page_token) = page.cut(seen.found, agenda_list::place);
    let subjects = agendas.iter().map(Drawn::subject).collect::<Vec<_>>();
    read.noting(|entry| entry.subjects(subjects).detail(filter.to_string())).left().await?;
    let agendas = agendas.iter().map(TryInto::try_into).collect::<Result<_, Fault>>()?;
    Ok(ListAgendasResponse { agendas, next_page_token })
}
