//! Whose rows a caller may see: business support and the council's systems see everybody's, a service manager their own children's,
//! and those of whom they cover. The directory's current allocation decides and, where it allocates nobody, for whom the extract's
//! text is kept or who is called the same.

use crate::{
    domain::{agenda::Drawn, service_manager::Responsible},
    ops::{Desk, in_whose_place},
    store::{self, agenda_child::Own},
};
use fault::Fault;
use identity::Actor;
use uuid::Uuid;

/// The deed that a policy permits to those who may see the rows of all children.
const OF_EVERYBODY: &str = "read everybody's rows";

/// Whether the caller may see the rows of all children.
pub(super) fn sees_everybody(desk: &Desk, actor: &Actor) -> Result<bool, Fault> {
    desk.policies.permits(actor, OF_EVERYBODY)
}

/// The children on an agenda of whoever is asking, and of whom they cover.
pub(super) async fn own_on(desk: &Desk, actor: &Actor, agenda_id: Uuid) -> Result<Own, Fault> {
    let mut texts = store::agenda_child::texts(&desk.pool, agenda_id).await?;
    let unknown = |said: &String| Responsible { said: said.clone(), ..Responsible::default() };
    texts.retain(|said| unknown(said).is_one_of(&[], &actor.name));
    Ok(Own { workers: in_whose_place(actor), texts })
}

/// Whose children on an agenda and off it the caller sees; none for everybody's. Whose they are is said by the names that are kept
/// now and, on the agenda, by those too that were kept when it was drawn: so nobody loses a child from sight before it is drawn again.
pub(super) async fn of_whom(desk: &Desk, actor: &Actor, agenda: &Drawn) -> Result<Option<Own>, Fault> {
    if sees_everybody(desk, actor)? {
        return Ok(None);
    }
    let names = store::service_manager_name::now(&desk.pool).await?;
    let workers = in_whose_place(actor);
    let mut texts = store::record::service_managers(&desk.pool, agenda.extract_import_id).await?;
    texts.retain(|said| Responsible::now(None, said, &names).is_one_of(&workers, &actor.name));
    Ok(Some(Own { workers, texts }))
}

/// Of these, those who are the caller's own: each with whom its extract names.
pub(super) async fn own_of<T>(
    desk: &Desk,
    actor: &Actor,
    children: Vec<T>,
    said: impl Fn(&T) -> (&str, &str),
) -> Result<Vec<T>, Fault> {
    let ids: Vec<&str> = children.iter().map(|child| said(child).0).collect();
    let allocated = store::record::allocated(&desk.pool, &ids).await?;
    let names = store::service_manager_name::now(&desk.pool).await?;
    let workers = in_whose_place(actor);
    let is_own = |child: &T| {
        let (child_id, said) = said(child);
        let whose = Responsible::now(allocated.get(child_id).copied(), said, &names);
        whose.is_one_of(&workers, &actor.name)
    };
    Ok(children.into_iter().filter(is_own).collect())
}
