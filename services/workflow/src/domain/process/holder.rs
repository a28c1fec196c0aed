//! Who may: the holders of a role, or the one who holds it for the child.

use super::{Key, Place};
use crate::domain::{
    people::{Actor, Assignee, Covered, Right},
    step::Step,
};
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Whoever holds a role; in the file `TEAM_MANAGER`, or `child's SOCIAL_WORKER` for the child's own.
#[derive(Clone, Debug)]
pub struct Holder {
    written: Key,
    /// The role.
    pub role: Role,
    /// Set when only the one who is allocated to the child is meant.
    pub of_the_child: Option<AllocationRole>,
}

/// A role by its name in the file, as `TEAM_MANAGER`.
#[derive(Clone, Debug)]
pub struct RoleName {
    written: Key,
    /// The role.
    pub role: Role,
}

impl Holder {
    /// Whether somebody of these roles is meant, to whom the child is that. Work that arrived before an allocation changed
    /// stays with its assignee: to whom the step is assigned, `in_hand`, counts as the child's own.
    fn is(&self, roles: &[Role], relations: &[AllocationRole], in_hand: bool) -> bool {
        let allocated = self.of_the_child.is_none_or(|relation| relations.contains(&relation));
        roles.contains(&self.role) && (allocated || in_hand)
    }

    /// In whose right that worker is one of them, whoever has a step in hand.
    pub fn right_beforehand(holders: &[Holder], actor: &Actor) -> Option<Right> {
        if Self::own(holders, actor, false) {
            return Some(Right::Own);
        }
        let mut absent = actor.covers.iter().filter(|absent| Self::covered(holders, actor, absent, false));
        absent.next().map(|absent| Right::For(absent.worker_id))
    }

    /// In whose right that worker is one of them on that step; none where they are not. Whoever covers somebody acts for
    /// them where the step is that one's affair and not the worker's own, or where only so they are meant.
    pub fn right(holders: &[Holder], actor: &Actor, step: &Step) -> Option<Right> {
        let in_hand = |worker_id| step.assignee == Assignee::Worker(worker_id);
        let own = Self::own(holders, actor, in_hand(actor.worker_id));
        let mut absent = actor.covers.iter().filter(|absent| {
            Self::covered(holders, actor, absent, in_hand(absent.worker_id))
                && (!own || step.is_affair_of(absent.worker_id))
        });
        match absent.next() {
            Some(absent) if !own || !step.is_own_affair_of(actor.worker_id) => {
                Some(Right::For(absent.worker_id))
            }
            _ => own.then_some(Right::Own),
        }
    }

    fn own(holders: &[Holder], actor: &Actor, in_hand: bool) -> bool {
        holders.iter().any(|holder| holder.is(&actor.roles, &actor.relations, in_hand))
    }

    /// The absent worker is meant, and so is the actor in their place, by a role of the actor's own.
    fn covered(holders: &[Holder], actor: &Actor, absent: &Covered, in_hand: bool) -> bool {
        let meant =
            |roles: &[Role]| holders.iter().any(|holder| holder.is(roles, &absent.relations, in_hand));
        meant(&absent.roles) && meant(&actor.roles)
    }

    /// Where it stands, if no such role exists or nobody holds it for a child.
    pub(super) fn unknown(&self) -> Option<(Place, &str)> {
        let meant_of_the_child = self.written.starts_with(OF_THE_CHILD);
        let known = self.role != Role::Unspecified && meant_of_the_child == self.of_the_child.is_some();
        (!known).then(|| (self.written.place(), &*self.written))
    }
}

impl RoleName {
    /// Where it stands, if no such role exists.
    pub(super) fn unknown(&self) -> Option<(Place, &str)> {
        (self.role == Role::Unspecified).then(|| (self.written.place(), &*self.written))
    }
}

const OF_THE_CHILD: &str = "child's ";

/// What the holder of a role is to a child, for the roles that somebody holds for a child.
fn relation_of(role: Role) -> Option<AllocationRole> {
    match role {
        Role::SocialWorker => Some(AllocationRole::SocialWorker),
        Role::PracticeSupervisor | Role::TeamManager => Some(AllocationRole::Supervisor),
        Role::ServiceManager => Some(AllocationRole::ServiceManager),
        Role::IndependentReviewingOfficer => Some(AllocationRole::IndependentReviewingOfficer),
        Role::Unspecified
        | Role::QaagWorker
        | Role::AgencyDecisionMaker
        | Role::FamilyFinder
        | Role::BusinessSupport
        | Role::LegalGateway
        | Role::FosteringService
        | Role::System
        | Role::Administrator => None,
    }
}

fn role_named(name: &str) -> Role {
    Role::from_str_name(&format!("ROLE_{name}")).unwrap_or_default()
}

/// Roles or holders in one line, as `PRACTICE_SUPERVISOR, TEAM_MANAGER`.
pub(in crate::domain) fn list<T: fmt::Display>(holders: impl IntoIterator<Item = T>) -> String {
    holders.into_iter().map(|holder| holder.to_string()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Holder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(out)
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(out)
    }
}

impl<'de> Deserialize<'de> for Holder {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Key::deserialize(from)?;
        let (role, of_the_child) = match written.strip_prefix(OF_THE_CHILD) {
            Some(name) => (role_named(name), relation_of(role_named(name))),
            None => (role_named(&written), None),
        };
        Ok(Self { written, role, of_the_child })
    }
}

impl<'de> Deserialize<'de> for RoleName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Key::deserialize(from)?;
        let role = role_named(&written);
        Ok(Self { written, role })
    }
}
