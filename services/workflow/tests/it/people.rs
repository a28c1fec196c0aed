//! The people of the tests, and the child, as the directory tells of them.

use calendar::Clock;
use contracts::{
    directory::v1::{
        Allocation, AllocationRole, Child, ChildChanged, Inbox, InboxChanged, Worker, WorkerChanged,
    },
    r#type::v1::{Assignee, InboxRef, Role, WorkerRef, assignee::Holder},
};
use eventlog::NewEvent;
use uuid::Uuid;

/// The child of the source document.
pub const CHLOE: &str = "3549863";
/// Another child, in another social worker's hands.
pub const DAN: &str = "3550001";
/// The inbox whose members are Quinn and Quentin.
pub const QAAG: &str = "CS QAAG – Inbox";

/// Everybody, by what their token says, with their role.
const WORKERS: [(&str, &str, Role, bool); 9] = [
    ("sam", "Sam Okafor", Role::SocialWorker, true),
    ("omar", "Omar Haddad", Role::SocialWorker, true),
    ("priya", "Priya Nair", Role::PracticeSupervisor, true),
    ("theo", "Theo Marsh", Role::TeamManager, true),
    ("quinn", "Quinn Adeyemi", Role::QaagWorker, true),
    ("quentin", "Quentin Bell", Role::QaagWorker, true),
    ("ira", "Ira Kaplan", Role::IndependentReviewingOfficer, true),
    ("ada", "Ada Lindqvist", Role::Administrator, true),
    ("lee", "Lee Turner", Role::SocialWorker, false),
];

/// The worker who signs in so.
pub fn id_of(subject: &str) -> Uuid {
    let place = WORKERS.iter().position(|worker| worker.0 == subject).expect("somebody of that name");
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001 + place as u128)
}

/// The inbox's id.
pub fn qaag_id() -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0101)
}

/// A person, to pass something to.
pub fn to(subject: &str) -> Assignee {
    let worker = WorkerRef { worker_id: id_of(subject).to_string(), ..WorkerRef::default() };
    Assignee { holder: Some(Holder::Worker(worker)) }
}

/// The inbox, to pass something to.
pub fn to_qaag() -> Assignee {
    let inbox = InboxRef { inbox_id: qaag_id().to_string(), ..InboxRef::default() };
    Assignee { holder: Some(Holder::Inbox(inbox)) }
}

/// Everything that the directory has to tell.
pub fn all(clock: &Clock) -> Vec<NewEvent> {
    let workers =
        WORKERS.iter().map(|(subject, name, role, active)| worker(subject, name, *role, *active, 1, clock));
    let mut events: Vec<NewEvent> = workers.collect();
    events.push(inbox(clock));
    events.push(child(CHLOE, "Chloe", "Smith", "2018-05-04", &chloes_people(), 1, clock));
    events.push(child(
        DAN,
        "Dan",
        "Jones",
        "2010-02-28",
        &[(AllocationRole::SocialWorker, "omar")],
        1,
        clock,
    ));
    events
}

/// Chloe's social worker is gone from her record.
pub fn chloe_without_social_worker(clock: &Clock) -> NewEvent {
    let people = [(AllocationRole::IndependentReviewingOfficer, "ira")];
    child(CHLOE, "Chloe", "Smith", "2018-05-04", &people, 2, clock)
}

/// Sam works for the council no longer.
pub fn sam_has_left(clock: &Clock) -> NewEvent {
    worker("sam", "Sam Okafor", Role::SocialWorker, false, 2, clock)
}

fn chloes_people() -> [(AllocationRole, &'static str); 2] {
    [(AllocationRole::SocialWorker, "sam"), (AllocationRole::IndependentReviewingOfficer, "ira")]
}

fn worker(subject: &str, name: &str, role: Role, active: bool, version: i64, clock: &Clock) -> NewEvent {
    let worker_id = id_of(subject).to_string();
    let worker = Worker {
        worker_id: worker_id.clone(),
        display_name: name.to_owned(),
        subject: subject.to_owned(),
        roles: vec![role.into()],
        active,
        ..Worker::default()
    };
    let changed = WorkerChanged { worker: Some(worker) };
    NewEvent::of(clock.new_id(), format!("worker/{worker_id}"), version, clock.now(), &changed)
}

fn inbox(clock: &Clock) -> NewEvent {
    let member = |subject: &str| WorkerRef { worker_id: id_of(subject).to_string(), ..WorkerRef::default() };
    let inbox = Inbox {
        inbox_id: qaag_id().to_string(),
        name: QAAG.to_owned(),
        members: vec![member("quinn"), member("quentin")],
        ..Inbox::default()
    };
    let changed = InboxChanged { inbox: Some(inbox) };
    NewEvent::of(clock.new_id(), format!("inbox/{}", qaag_id()), 1, clock.now(), &changed)
}

fn child(
    child_id: &str,
    first_name: &str,
    surname: &str,
    born: &str,
    people: &[(AllocationRole, &str)],
    version: i64,
    clock: &Clock,
) -> NewEvent {
    let child = Child {
        child_id: child_id.to_owned(),
        first_name: first_name.to_owned(),
        surname: surname.to_owned(),
        date_of_birth: born.to_owned(),
        gender: "Female".to_owned(),
        ..Child::default()
    };
    let allocation = |(role, subject): &(AllocationRole, &str)| Allocation {
        role: (*role).into(),
        worker: Some(WorkerRef { worker_id: id_of(subject).to_string(), ..WorkerRef::default() }),
    };
    let allocations = people.iter().map(allocation).collect();
    let changed = ChildChanged { child: Some(child), allocations };
    NewEvent::of(clock.new_id(), format!("child/{child_id}"), version, clock.now(), &changed).child(child_id)
}
