//! The people of the tests, and the children, as the directory tells of them.

use calendar::Clock;
use contracts::{
    directory::v1::{
        Allocation, AllocationRole, Child, ChildChanged, Cover, CoverChanged, Inbox, InboxChanged, Worker,
        WorkerChanged,
    },
    r#type::v1::{Assignee, InboxRef, Role, WorkerRef, assignee::Holder},
};
use eventlog::NewEvent;
use uuid::Uuid;

/// The child of the source document.
pub const CHLOE: &str = "3549863";
/// Another child.
pub const DAN: &str = "3550001";
/// A child of whom no service manager is known.
pub const ELLA: &str = "3550002";

/// An inbox: its name, and who works from it.
pub struct Virtual(&'static str, &'static [&'static str]);

/// The quality team's.
pub const QAAG: Virtual = Virtual("CS QAAG – Inbox", &["quinn", "quentin"]);
/// The family finders'.
pub const FINDERS: Virtual = Virtual("CS Permanence Family Finders – Inbox", &["fay", "quinn"]);

const INBOXES: [&Virtual; 2] = [&QAAG, &FINDERS];

/// Everybody, by what their token says, with their name, role and line manager.
const WORKERS: [(&str, &str, Role, &str); 13] = [
    ("sam", "Sam Okafor", Role::SocialWorker, "priya"),
    ("priya", "Priya Nair", Role::PracticeSupervisor, "theo"),
    ("theo", "Theo Marsh", Role::TeamManager, ""),
    ("quinn", "Quinn Adeyemi", Role::QaagWorker, "theo"),
    ("quentin", "Quentin Bell", Role::QaagWorker, "theo"),
    ("mei", "Mei Tanaka", Role::AgencyDecisionMaker, ""),
    ("fay", "Fay Brennan", Role::FamilyFinder, "theo"),
    ("ada", "Ada Lindqvist", Role::Administrator, ""),
    ("grace", "Grace Holloway", Role::ServiceManager, ""),
    ("gail", "Gail Pemberton", Role::ServiceManager, ""),
    ("bea", "Bea Lang", Role::BusinessSupport, "grace"),
    ("bill", "Bill Sykes", Role::BusinessSupport, "grace"),
    ("records", "Care records", Role::System, ""),
];

/// The worker who signs in so.
pub fn id_of(subject: &str) -> Uuid {
    let place = WORKERS.iter().position(|worker| worker.0 == subject).expect("somebody of that name");
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001 + place as u128)
}

impl Virtual {
    /// The inbox's id.
    pub fn id(&self) -> Uuid {
        let place = INBOXES.iter().position(|inbox| inbox.0 == self.0).expect("an inbox of that name");
        Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0101 + place as u128)
    }

    /// The inbox, to pass something to.
    pub fn assignee(&self) -> Assignee {
        let inbox = InboxRef { inbox_id: self.id().to_string(), ..InboxRef::default() };
        Assignee { holder: Some(Holder::Inbox(inbox)) }
    }

    fn changed(&self, clock: &Clock) -> NewEvent {
        let inbox = Inbox {
            inbox_id: self.id().to_string(),
            name: self.0.to_owned(),
            members: self.1.iter().map(|subject| worker_ref(subject)).collect(),
            ..Inbox::default()
        };
        let changed = InboxChanged { inbox: Some(inbox) };
        NewEvent::of(clock.new_id(), format!("inbox/{}", self.id()), 1, clock.now(), &changed)
    }
}

/// A person, to name.
pub fn worker_ref(subject: &str) -> WorkerRef {
    WorkerRef { worker_id: id_of(subject).to_string(), ..WorkerRef::default() }
}

/// A person, to pass something to.
pub fn to(subject: &str) -> Assignee {
    Assignee { holder: Some(Holder::Worker(worker_ref(subject))) }
}

/// Everything that the directory has to tell.
pub fn all(clock: &Clock) -> Vec<NewEvent> {
    let mut events: Vec<NewEvent> =
        WORKERS.iter().map(|(subject, ..)| worker(subject, true, 1, clock)).collect();
    events.extend(INBOXES.iter().map(|inbox| inbox.changed(clock)));
    events.push(child(CHLOE, ("Chloe", "Smith"), "grace", clock));
    events.push(child(ELLA, ("Ella", "Brown"), "", clock));
    events.push(child(DAN, ("Dan", "Jones"), "gail", clock));
    events
}

/// A worker as the directory tells of them in that version.
pub fn worker(subject: &str, active: bool, version: i64, clock: &Clock) -> NewEvent {
    told(record(subject, active), version, clock)
}

/// A worker who has other roles from now on.
pub fn with_roles(subject: &str, roles: &[Role], version: i64, clock: &Clock) -> NewEvent {
    let roles = roles.iter().map(|role| (*role).into()).collect();
    told(Worker { roles, ..record(subject, true) }, version, clock)
}

/// A worker whose tokens prove another subject from now on.
pub fn known_as(subject: &str, now: &str, version: i64, clock: &Clock) -> NewEvent {
    told(Worker { subject: now.to_owned(), ..record(subject, true) }, version, clock)
}

fn told(worker: Worker, version: i64, clock: &Clock) -> NewEvent {
    let subject = format!("worker/{}", worker.worker_id);
    let changed = WorkerChanged { worker: Some(worker) };
    NewEvent::of(clock.new_id(), subject, version, clock.now(), &changed)
}

fn record(subject: &str, active: bool) -> Worker {
    let (_, name, role, manager) =
        WORKERS.iter().find(|worker| worker.0 == subject).expect("somebody of that name");
    let worker_id = id_of(subject).to_string();
    let line_manager_id = if manager.is_empty() { String::new() } else { id_of(manager).to_string() };
    Worker {
        worker_id,
        display_name: (*name).to_owned(),
        subject: subject.to_owned(),
        roles: vec![(*role).into()],
        line_manager_id,
        active,
        ..Worker::default()
    }
}

/// Where somebody is reached outside the application; empty where they are not.
pub struct Reach {
    pub email: &'static str,
    pub phone: &'static str,
}

/// The same, with where they are reached.
pub fn reached_by(subject: &str, reach: Reach, version: i64, clock: &Clock) -> NewEvent {
    let (email, phone) = (reach.email.to_owned(), reach.phone.to_owned());
    told(Worker { email, phone, ..record(subject, true) }, version, clock)
}

/// The same, with where they get e-mail.
pub fn reached(subject: &str, email: &'static str, version: i64, clock: &Clock) -> NewEvent {
    reached_by(subject, Reach { email, phone: "" }, version, clock)
}

/// Somebody covers somebody else on these days, as the directory tells of it.
pub fn cover(covered: &str, covering: &str, days: (&str, &str), clock: &Clock) -> NewEvent {
    let cover_id = clock.new_id().to_string();
    let cover = Cover {
        cover_id: cover_id.clone(),
        covered: Some(worker_ref(covered)),
        covering: Some(worker_ref(covering)),
        first_day: days.0.to_owned(),
        last_day: days.1.to_owned(),
        ..Cover::default()
    };
    let changed = CoverChanged { cover: Some(cover) };
    NewEvent::of(clock.new_id(), format!("cover/{cover_id}"), 1, clock.now(), &changed)
}

fn child(child_id: &str, (first_name, surname): (&str, &str), manager: &str, clock: &Clock) -> NewEvent {
    let child = Child {
        child_id: child_id.to_owned(),
        first_name: first_name.to_owned(),
        surname: surname.to_owned(),
        date_of_birth: "2018-05-04".to_owned(),
        ..Child::default()
    };
    let allocated =
        |role: AllocationRole, subject| Allocation { role: role.into(), worker: Some(worker_ref(subject)) };
    let mut allocations =
        vec![allocated(AllocationRole::SocialWorker, "sam"), allocated(AllocationRole::Supervisor, "priya")];
    if !manager.is_empty() {
        allocations.push(allocated(AllocationRole::ServiceManager, manager));
    }
    let changed = ChildChanged { child: Some(child), allocations };
    NewEvent::of(clock.new_id(), format!("child/{child_id}"), 1, clock.now(), &changed).child(child_id)
}
