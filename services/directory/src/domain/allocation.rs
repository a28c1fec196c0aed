//! Who is what to a child.

use super::{
    child::{self, Child},
    inbox::Person,
    stamp::Act,
};
use contracts::{directory::v1::AllocationRole, fitting_roles, r#type::v1::Role};
use fault::{Fault, Fields, Refusal};
use std::collections::BTreeSet;
use uuid::Uuid;

/// One worker's standing to one child.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// What the worker is to the child.
    pub role: AllocationRole,
    /// The worker.
    pub worker: Person,
}

/// An allocation as somebody wants it to be.
#[derive(Clone, Debug)]
pub struct WantedAllocation {
    /// The child.
    pub child_id: String,
    /// What the worker shall be to the child.
    pub role: AllocationRole,
    /// The worker; nobody leaves the role empty.
    pub worker_id: Option<Uuid>,
}

/// A worker who might be allocated.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The worker.
    pub person: Person,
    /// False once the worker has left.
    pub active: bool,
    /// What the worker may be asked to do.
    pub roles: BTreeSet<Role>,
}

/// A decided allocation.
#[derive(Clone, Debug, PartialEq)]
pub struct AllocationChange {
    /// The child, at its next version.
    pub child: Child,
    /// The role that was given or emptied.
    pub role: AllocationRole,
    /// Who has it from now on.
    pub worker_id: Option<Uuid>,
    /// All of the child's allocations as they shall be, by role.
    pub allocations: Vec<Allocation>,
}

/// Gives the role to the wanted worker (`candidate`, where the directory knows one), or leaves it empty. Refused with
/// `NOT_FOUND` for the child, and `FIELD_INVALID` for a worker who is unknown, has left, or holds no fitting role.
pub fn allocate(
    found: Option<(Child, Vec<Allocation>)>,
    wanted: &WantedAllocation,
    candidate: Option<Candidate>,
    act: Act,
) -> Result<AllocationChange, Fault> {
    let WantedAllocation { child_id, role, worker_id } = wanted;
    let (role, worker_id) = (*role, *worker_id);
    let (child, standing) = found.ok_or_else(|| Refusal::not_found(child::subject(child_id)))?;
    let mut wrong = Fields::default();
    match &candidate {
        _ if worker_id.is_none() => {}
        None => wrong.refuse("worker_id", "is no worker"),
        Some(worker) => {
            wrong.require("worker_id", worker.active, "is a worker who has left");
            let fits = fitting_roles(role).iter().any(|fitting| worker.roles.contains(fitting));
            wrong.require(
                "worker_id",
                fits,
                format_args!("holds none of the roles {}", names(fitting_roles(role))),
            );
        }
    }
    wrong.finish()?;

    let given = candidate.map(|worker| Allocation { role, worker: worker.person });
    let mut allocations: Vec<Allocation> =
        standing.into_iter().filter(|other| other.role != role).chain(given).collect();
    allocations.sort_by_key(|allocation| allocation.role);
    let child = Child { stamp: child.stamp.next(act), ..child };
    Ok(AllocationChange { child, role, worker_id, allocations })
}

fn names(roles: &[Role]) -> String {
    roles.iter().map(Role::as_str_name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{child::Details, stamp::Stamp};
    use AllocationRole::{IndependentReviewingOfficer, ServiceManager, SocialWorker, Supervisor};
    use chrono::DateTime;
    use fault::Reason;

    const ACT: Act = Act { by: None, at: DateTime::UNIX_EPOCH };

    fn chloe(allocations: Vec<Allocation>) -> (Child, Vec<Allocation>) {
        let details = Details {
            first_name: "Chloe".to_owned(),
            surname: "Smith".to_owned(),
            date_of_birth: None,
            gender: "Female".to_owned(),
        };
        (Child { id: "3549863".to_owned(), details, stamp: Stamp::first(ACT) }, allocations)
    }

    fn person(id: u128) -> Person {
        Person { id: Uuid::from_u128(id), display_name: "Somebody".to_owned() }
    }

    fn candidate(id: u128, roles: &[Role]) -> Option<Candidate> {
        Some(Candidate { person: person(id), active: true, roles: roles.iter().copied().collect() })
    }

    fn allocated(role: AllocationRole, id: u128) -> Allocation {
        Allocation { role, worker: person(id) }
    }

    fn wanted(role: AllocationRole, worker_id: Option<Uuid>) -> WantedAllocation {
        WantedAllocation { child_id: "3549863".to_owned(), role, worker_id }
    }

    fn give(role: AllocationRole, worker: Option<Candidate>) -> Result<AllocationChange, Fault> {
        let standing = vec![allocated(SocialWorker, 1), allocated(ServiceManager, 2)];
        let worker_id = Some(worker.as_ref().map_or(Uuid::from_u128(99), |worker| worker.person.id));
        allocate(Some(chloe(standing)), &wanted(role, worker_id), worker, ACT)
    }

    #[test]
    fn a_role_is_given_to_whoever_holds_a_fitting_one() {
        for (role, fitting) in [
            (SocialWorker, Role::SocialWorker),
            (Supervisor, Role::PracticeSupervisor),
            (Supervisor, Role::TeamManager),
            (ServiceManager, Role::ServiceManager),
            (IndependentReviewingOfficer, Role::IndependentReviewingOfficer),
        ] {
            assert!(give(role, candidate(7, &[fitting, Role::Administrator])).is_ok(), "{role:?}");
            assert_eq!(
                give(role, candidate(7, &[Role::QaagWorker])).unwrap_err().reason(),
                Reason::FieldInvalid
            );
        }
    }

    #[test]
    fn nobody_unknown_and_nobody_who_has_left_is_allocated() {
        assert_eq!(give(SocialWorker, None).unwrap_err().reason(), Reason::FieldInvalid);
        let left = candidate(7, &[Role::SocialWorker]).map(|worker| Candidate { active: false, ..worker });
        assert_eq!(give(SocialWorker, left).unwrap_err().reason(), Reason::FieldInvalid);
    }

    #[test]
    fn a_role_has_one_worker_and_the_others_keep_theirs() {
        let change = give(SocialWorker, candidate(7, &[Role::SocialWorker])).unwrap();
        assert_eq!(change.allocations, [allocated(SocialWorker, 7), allocated(ServiceManager, 2)]);
        assert_eq!(change.child.stamp.version, 2);

        let standing = vec![allocated(SocialWorker, 1), allocated(ServiceManager, 2)];
        let emptied = allocate(Some(chloe(standing)), &wanted(SocialWorker, None), None, ACT).unwrap();
        assert_eq!(emptied.allocations, [allocated(ServiceManager, 2)]);
    }

    #[test]
    fn a_child_has_to_be_recorded_first() {
        let refused = allocate(None, &wanted(SocialWorker, None), None, ACT).unwrap_err();
        assert_eq!(refused.reason(), Reason::NotFound);
    }
}
