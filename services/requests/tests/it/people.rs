//! The people of the tests, and the children, as the directory tells of them.

use calendar::Clock;
use contracts::{
    directory::v1::{Child, ChildChanged, Inbox, InboxChanged, Worker, WorkerChanged},
    r#type::v1::{Assignee, InboxRef, Role, WorkerRef, assignee::Holder},
};
use eventlog::NewEvent;
use uuid::Uuid;

/// The child of the source document.
pub const CHLOE: &str = "3549863";
/// Another child.
pub const DAN: &str = "3550001";

/// An inbox: its name, and who works from it.
pub struct Virtual(&'static str, &'static [&'static str]);

/// The inbox of A; Otto works from it too, who is no QAAG worker.
pub const QAAG: Virtual = Virtual("CS QAAG – Inbox", &["quinn", "quentin", "otto"]);
/// The family finders' inbox.
pub const FINDERS: Virtual = Virtual("CS Permanence Family Finders – Inbox", &["fay", "quinn"]);

const INBOXES: [&Virtual; 2] = [&QAAG, &FINDERS];

/// Everybody, by what their token says, with their role.
const WORKERS: [(&str, &str, Role, bool); 11] = [
    ("sam", "Sam Okafor", Role::SocialWorker, true),
    ("otto", "Otto Weiss", Role::SocialWorker, true),
    ("priya", "Priya Nair", Role::PracticeSupervisor, true),
    ("theo", "Theo Marsh", Role::TeamManager, true),
    ("quinn", "Quinn Adeyemi", Role::QaagWorker, true),
    ("quentin", "Quentin Bell", Role::QaagWorker, true),
    ("mei", "Mei Tanaka", Role::AgencyDecisionMaker, true),
    ("fay", "Fay Brennan", Role::FamilyFinder, true),
    ("ada", "Ada Lindqvist", Role::Administrator, true),
    ("sys", "Care records", Role::System, true),
    ("lee", "Lee Turner", Role::PracticeSupervisor, false),
];

/// The worker who signs in so.
pub fn id_of(subject: &str) -> Uuid {
    let place = WORKERS.iter().position(|worker| worker.0 == subject).expect("somebody of that name");
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001 + place as u128)
}

/// The worker's name.
pub fn name_of(subject: &str) -> &'static str {
    WORKERS.iter().find(|worker| worker.0 == subject).expect("somebody of that name").1
}

impl Virtual {
    /// The inbox's id.
    pub fn id(&self) -> Uuid {
        let place = INBOXES.iter().position(|inbox| inbox.0 == self.0).expect("an inbox of that name");
        Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0101 + place as u128)
    }

    /// Its exact name.
    pub fn name(&self) -> &'static str {
        self.0
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
    let mut events: Vec<NewEvent> = WORKERS
        .iter()
        .map(|(subject, name, role, active)| worker(subject, name, *role, *active, clock))
        .collect();
    events.extend(INBOXES.iter().map(|inbox| inbox.changed(clock)));
    events.push(child(CHLOE, "Chloe", "Smith", clock));
    events.push(child(DAN, "Dan", "Jones", clock));
    events
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
    let changed = ChildChanged { child: Some(child), allocations: vec![] };
    NewEvent::of(clock.new_id(), format!("child/{child_id}"), 1, clock.now(), &changed).child(child_id)
}
