//! The people of the tests, and a child, as the directory tells of them.

use calendar::Clock;
use contracts::{
    directory::v1::{Allocation, AllocationRole, Child, ChildChanged, Worker, WorkerChanged},
    r#type::v1::{Role, WorkerRef},
};
use eventlog::NewEvent;
use uuid::Uuid;

/// The child of the source document.
pub const CHLOE: &str = "3549863";

/// Everybody, by what their token says, with their role.
const WORKERS: [(&str, &str, Role, bool); 9] = [
    ("bea", "Bea Lang", Role::BusinessSupport, true),
    ("sandra", "Sandra Poole", Role::ServiceManager, true),
    ("maya", "Maya Lind", Role::ServiceManager, true),
    ("leo", "Leo Grant", Role::LegalGateway, true),
    ("fred", "Fred Ames", Role::FosteringService, true),
    ("sam", "Sam Okafor", Role::SocialWorker, true),
    ("sys", "Nightly job", Role::System, true),
    ("ada", "Ada Lindqvist", Role::Administrator, true),
    ("lee", "Lee Turner", Role::BusinessSupport, false),
];

/// The worker who signs in so.
pub fn id_of(subject: &str) -> Uuid {
    let place = WORKERS.iter().position(|worker| worker.0 == subject).expect("somebody of that name");
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001 + place as u128)
}

/// Everything that the directory has to tell.
pub fn all(clock: &Clock) -> Vec<NewEvent> {
    let workers =
        WORKERS.iter().map(|(subject, name, role, active)| worker(subject, name, *role, *active, clock));
    workers.chain([child(CHLOE, "Chloe", "Smith", clock)]).collect()
}

fn worker(subject: &str, name: &str, role: Role, active: bool, clock: &Clock) -> NewEvent {
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
    NewEvent::of(clock.new_id(), format!("worker/{worker_id}"), 1, clock.now(), &changed)
}

fn child(child_id: &str, first_name: &str, surname: &str, clock: &Clock) -> NewEvent {
    let child = Child {
        child_id: child_id.to_owned(),
        first_name: first_name.to_owned(),
        surname: surname.to_owned(),
        date_of_birth: "2018-05-04".to_owned(),
        ..Child::default()
    };
    let allocation = Allocation {
        role: AllocationRole::ServiceManager.into(),
        worker: Some(WorkerRef { worker_id: id_of("sandra").to_string(), ..WorkerRef::default() }),
    };
    let changed = ChildChanged { child: Some(child), allocations: vec![allocation] };
    NewEvent::of(clock.new_id(), format!("child/{child_id}"), 1, clock.now(), &changed).child(child_id)
}
