//! Teams.

use super::{
    names::comparable,
    place::NamePlace,
    stamp::{self, Act, Read, Stamp},
    taken::expect_free_name,
};
use fault::Refusal;
use uuid::Uuid;

/// A group of workers under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Chosen by whoever first recorded it.
    pub id: Uuid,
    /// As it was written; compared by [`super::names::comparable`].
    pub name: String,
    /// Its last change.
    pub stamp: Stamp,
}

impl Team {
    /// The place in a list after which it goes on.
    pub fn place(&self) -> NamePlace {
        NamePlace { name_key: comparable(&self.name) }
    }
}

/// A team as somebody wants it to be.
#[derive(Clone, Debug)]
pub struct WantedTeam {
    /// Which team.
    pub id: Uuid,
    /// Its name from now on.
    pub name: String,
    /// What they read.
    pub read: Read,
}

/// The subject of a team's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("team/{id}")
}

/// Decides whether the team becomes what is wanted; `holder` is another team that has the name. Refused with `ETAG_STALE`,
/// `NOT_FOUND` and `NAME_TAKEN`.
pub fn replace(
    found: Option<&Team>,
    wanted: WantedTeam,
    holder: Option<Uuid>,
    act: Act,
) -> Result<Team, Refusal> {
    let stamp = stamp::replace(found.map(|team| &team.stamp), &subject(wanted.id), &wanted.read, act)?;
    expect_free_name(holder.map(subject))?;
    Ok(Team { id: wanted.id, name: wanted.name, stamp })
}
