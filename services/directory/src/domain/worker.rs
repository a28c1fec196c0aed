//! Workers: who they are, what they may be asked to do, who manages them.

use super::{
    departure::line_manager_required,
    stamp::{self, Act, Read, Stamp},
    taken::expect_free_subject,
};
use contracts::{does_case_work, r#type::v1::Role};
use fault::{Fault, Fields, Reason, Refusal};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A worker as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Worker {
    /// Chosen by whoever first recorded the worker.
    pub id: Uuid,
    /// What can be changed.
    pub details: Details,
    /// The last change.
    pub stamp: Stamp,
}

/// What is recorded of a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// How others see the worker.
    pub display_name: String,
    /// What the identity provider calls the worker: unique among all, also among those who have left.
    pub subject: String,
    /// What the worker may be asked to do.
    pub roles: BTreeSet<Role>,
    /// The team, if in one.
    pub team_id: Option<Uuid>,
    /// The manager, if there is one.
    pub line_manager_id: Option<Uuid>,
    /// False once the worker has left.
    pub active: bool,
    /// How the worker is reached outside the application.
    pub contact: Contact,
}

/// How a worker is reached outside the application, at work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Where they get e-mail.
    pub email: Option<String>,
    /// Where they get text messages.
    pub phone: Option<String>,
}

/// A worker as somebody wants the record to be.
#[derive(Clone, Debug)]
pub struct WantedWorker {
    /// Which worker.
    pub id: Uuid,
    /// The record from now on.
    pub details: Details,
    /// What they read.
    pub read: Read,
}

/// What else there is that bears on a worker's record.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Another worker who signs in under the wanted subject, active or not.
    pub holder: Option<Uuid>,
    /// Whether the wanted team exists.
    pub team_known: bool,
    /// The wanted line manager, that one's, and so on upwards; empty when there is no such worker.
    pub managers: Vec<Uuid>,
    /// What the first of these who is here may be asked to do.
    pub stands_with: Option<BTreeSet<Role>>,
    /// The case workers who have left and whose work stands with this worker or, as this worker has left too, with who is above.
    pub left_behind: Vec<Uuid>,
    /// The state of all line management that `managers` was read in.
    pub management_version: i64,
}

/// A decided change of a worker's record.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerChange {
    /// The record as it shall be.
    pub worker: Worker,
    /// Set where an existing worker gets another line manager: that is right only as long as nobody else got one since
    /// this version, or two such changes could close a circle together.
    pub management_version: Option<i64>,
}

/// The subject of a worker's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("worker/{id}")
}

/// Decides whether the record becomes what is wanted. Refused with `ETAG_STALE`, `NOT_FOUND`, `SUBJECT_TAKEN`,
/// `LINE_MANAGER_LOOP`, `LINE_MANAGER_REQUIRED` where what somebody left would stand with nobody who sees it, and `FIELD_INVALID` for a
/// team or a line manager that there is not, and for a worker who would leave by it: what ends with a worker, and who takes over, is
/// decided where they leave.
pub fn replace(
    found: Option<&Worker>,
    wanted: WantedWorker,
    around: &Surroundings,
    act: Act,
) -> Result<WorkerChange, Fault> {
    let WantedWorker { id, details, read } = wanted;
    let stamp = stamp::replace(found.map(|worker| &worker.stamp), &subject(id), &read, act)?;
    expect_free_subject(around.holder)?;
    if details.line_manager_id == Some(id) || around.managers.contains(&id) {
        return Err(loops().into());
    }
    let mut wrong = Fields::default();
    wrong.require("worker.team_id", details.team_id.is_none() || around.team_known, "is no team");
    let manager_known = details.line_manager_id.is_none() || !around.managers.is_empty();
    wrong.require("worker.line_manager_id", manager_known, "is no worker");
    let left_before = found.is_some_and(|worker| !worker.details.active);
    wrong.require(
        "worker.active",
        details.active || left_before,
        "must be true: a worker leaves by DeactivateWorker",
    );
    wrong.finish()?;
    expect_what_was_left_is_seen(found, &details, around)?;

    let managed_anew = found.is_some_and(|worker| {
        details.line_manager_id.is_some() && details.line_manager_id != worker.details.line_manager_id
    });
    let management_version = managed_anew.then_some(around.management_version);
    Ok(WorkerChange { worker: Worker { id, details, stamp }, management_version })
}

/// The record of whoever keeps the directory when nobody does: the worker of that subject as an active administrator, or a
/// new one.
pub fn appoint_administrator(
    found: Option<Worker>,
    id: Uuid,
    subject: &str,
    display_name: &str,
    act: Act,
) -> Worker {
    let Some(mut worker) = found else {
        let details = Details {
            display_name: display_name.to_owned(),
            subject: subject.to_owned(),
            roles: BTreeSet::from([Role::Administrator]),
            team_id: None,
            line_manager_id: None,
            active: true,
            contact: Contact::default(),
        };
        return Worker { id, details, stamp: Stamp::first(act) };
    };
    worker.details.active = true;
    worker.details.roles.insert(Role::Administrator);
    Worker { stamp: worker.stamp.next(act), ..worker }
}

/// A change may not take what somebody left out of everybody's sight.
fn expect_what_was_left_is_seen(
    found: Option<&Worker>,
    wanted: &Details,
    around: &Surroundings,
) -> Result<(), Refusal> {
    let Some(Worker { id, details, .. }) = found else { return Ok(()) };
    let bears_on_it = |it: &Details| (it.active, it.roles.clone(), it.line_manager_id);
    if bears_on_it(details) == bears_on_it(wanted) {
        return Ok(());
    }
    let (seen, left) = match wanted.active {
        true => (does_case_work(&wanted.roles), around.left_behind.iter().find(|gone| *gone != id)),
        false => (around.stands_with.as_ref().is_some_and(does_case_work), around.left_behind.first()),
    };
    left.filter(|_| !seen).map_or(Ok(()), |gone| Err(line_manager_required(*gone)))
}

fn loops() -> Refusal {
    Refusal::new(Reason::LineManagerLoop, "the worker would manage themselves, directly or through others")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    const PRIYA: Uuid = Uuid::from_u128(1);
    const OWEN: Uuid = Uuid::from_u128(2);
    const MARIA: Uuid = Uuid::from_u128(3);
    const ACT: Act = Act { by: Some(MARIA), at: DateTime::UNIX_EPOCH };

    fn details(line_manager_id: Option<Uuid>) -> Details {
        Details {
            display_name: "Priya Nair".to_owned(),
            subject: "priya".to_owned(),
            roles: BTreeSet::from([Role::SocialWorker]),
            team_id: None,
            line_manager_id,
            active: true,
            contact: Contact::default(),
        }
    }

    fn priya(line_manager_id: Option<Uuid>) -> Worker {
        Worker { id: PRIYA, details: details(line_manager_id), stamp: Stamp::first(ACT) }
    }

    fn wanted(line_manager_id: Option<Uuid>) -> WantedWorker {
        let read = Read { etag: "1".to_owned(), allow_missing: false };
        WantedWorker { id: PRIYA, details: details(line_manager_id), read }
    }

    fn managed_by(managers: &[Uuid]) -> Surroundings {
        Surroundings {
            team_known: true,
            managers: managers.to_vec(),
            management_version: 7,
            ..Surroundings::default()
        }
    }

    #[test]
    fn nobody_manages_themselves_directly_or_through_others() {
        for (manager, chain) in [(PRIYA, vec![PRIYA]), (OWEN, vec![OWEN, MARIA, PRIYA])] {
            let refused =
                replace(Some(&priya(None)), wanted(Some(manager)), &managed_by(&chain), ACT).unwrap_err();
            assert_eq!(refused.reason(), Reason::LineManagerLoop);
        }
        let new =
            WantedWorker { read: Read { etag: String::new(), allow_missing: true }, ..wanted(Some(PRIYA)) };
        assert_eq!(replace(None, new, &managed_by(&[]), ACT).unwrap_err().reason(), Reason::LineManagerLoop);
    }

    #[test]
    fn only_another_line_manager_of_an_existing_worker_rests_on_who_manages_whom() {
        let decided = |found: Option<Worker>, wanted| {
            replace(found.as_ref(), wanted, &managed_by(&[OWEN]), ACT).unwrap().management_version
        };
        assert_eq!(decided(Some(priya(None)), wanted(Some(OWEN))), Some(7));
        assert_eq!(decided(Some(priya(Some(MARIA))), wanted(Some(OWEN))), Some(7));
        assert_eq!(decided(Some(priya(Some(OWEN))), wanted(Some(OWEN))), None);
        assert_eq!(decided(Some(priya(Some(OWEN))), wanted(None)), None);
        let new =
            WantedWorker { read: Read { etag: String::new(), allow_missing: true }, ..wanted(Some(OWEN)) };
        assert_eq!(decided(None, new), None, "nobody is managed by a worker who is not yet recorded");
    }

    #[test]
    fn a_team_and_a_line_manager_that_there_are_not_are_both_named() {
        let mut wanted = wanted(Some(OWEN));
        wanted.details.team_id = Some(MARIA);
        let Err(Fault::Invalid(wrong)) = replace(Some(&priya(None)), wanted, &Surroundings::default(), ACT)
        else {
            panic!("not refused by field");
        };
        let fields: Vec<&str> = wrong.violations().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["worker.team_id", "worker.line_manager_id"]);
    }

    #[test]
    fn nobody_leaves_by_an_update_of_their_record_and_who_has_left_may_come_back() {
        let gone = |line_manager_id| {
            let mut wanted = wanted(line_manager_id);
            wanted.details.active = false;
            wanted
        };
        let new = WantedWorker { read: Read { etag: String::new(), allow_missing: true }, ..gone(None) };
        for (found, wanted) in [(Some(priya(None)), gone(None)), (None, new)] {
            let Err(Fault::Invalid(wrong)) = replace(found.as_ref(), wanted, &Surroundings::default(), ACT)
            else {
                panic!("not refused by field");
            };
            assert_eq!(wrong.violations()[0].field, "worker.active");
        }
        let mut left = priya(None);
        left.details.active = false;
        for wanted in [gone(None), wanted(None)] {
            let active = wanted.details.active;
            let changed = replace(Some(&left), wanted, &Surroundings::default(), ACT).unwrap();
            assert_eq!(changed.worker.details.active, active);
        }
    }

    #[test]
    fn what_somebody_left_stays_with_somebody_who_sees_it() {
        let refused = |found: &Worker, change: fn(&mut Details), stands_with: &[Role]| {
            let mut wanted = wanted(Some(OWEN));
            wanted.details.active = found.details.active;
            change(&mut wanted.details);
            let around = Surroundings {
                left_behind: vec![MARIA],
                stands_with: Some(stands_with.iter().copied().collect()),
                ..managed_by(&[OWEN])
            };
            replace(Some(found), wanted, &around, ACT).err().map(|fault| fault.reason())
        };
        let manages = [Role::TeamManager];
        let administers: fn(&mut Details) = |it| it.roles = BTreeSet::from([Role::Administrator]);
        let (here, mut left) = (priya(Some(OWEN)), priya(Some(MARIA)));
        left.details.active = false;
        assert_eq!(refused(&here, administers, &manages), Some(Reason::LineManagerRequired));
        assert_eq!(
            refused(&here, |it| it.roles = BTreeSet::new(), &manages),
            Some(Reason::LineManagerRequired)
        );
        assert_eq!(refused(&here, |it| it.roles = BTreeSet::from([Role::TeamManager]), &[]), None);
        assert_eq!(refused(&here, |it| it.display_name = "Priya N".to_owned(), &[]), None);
        assert_eq!(refused(&left, |_| (), &manages), None, "another line manager who sees it");
        assert_eq!(refused(&left, |_| (), &[Role::Administrator]), Some(Reason::LineManagerRequired));
        assert_eq!(refused(&left, |it| it.line_manager_id = None, &[]), Some(Reason::LineManagerRequired));
        assert_eq!(refused(&left, |it| it.active = true, &[]), None, "it stands with them again");
    }

    #[test]
    fn the_administrator_is_a_new_worker_or_the_one_who_signs_in_so_and_keeps_their_roles() {
        let new = appoint_administrator(None, OWEN, "owen", "Owen Rees", ACT);
        assert_eq!((new.id, new.stamp.version, new.details.active), (OWEN, 1, true));
        assert_eq!(new.details.roles, BTreeSet::from([Role::Administrator]));

        let mut left = priya(Some(OWEN));
        left.details.active = false;
        let back = appoint_administrator(Some(left), OWEN, "priya", "Somebody", ACT);
        assert_eq!((back.id, back.stamp.version, back.details.active), (PRIYA, 2, true));
        assert_eq!(back.details.roles, BTreeSet::from([Role::SocialWorker, Role::Administrator]));
        assert_eq!(back.details.display_name, "Priya Nair");
    }
}
