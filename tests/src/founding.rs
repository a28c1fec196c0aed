//! How a council begins: who there is, and how they come to be on record.

use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{GetMeRequest, Inbox, UpdateInboxRequest, UpdateWorkerRequest, Worker};
use contracts::r#type::v1::{Role, WorkerRef};
use uuid::Uuid;

use crate::person::{Person, new_request_id};

/// Who there is: the field of [`Council`], the name, the role.
pub(crate) const PEOPLE: [(&str, Role); 12] = [
    ("Ada Quinn", Role::Administrator),
    ("Tom Ellis", Role::PracticeSupervisor),
    ("Ruth Okafor", Role::TeamManager),
    ("Priya Nair", Role::SocialWorker),
    ("Owen Hughes", Role::SocialWorker),
    ("Farah Begum", Role::QaagWorker),
    ("Helen Marsh", Role::AgencyDecisionMaker),
    ("Maya Cole", Role::FamilyFinder),
    ("Luke Adeyemi", Role::FamilyFinder),
    ("Ian Whitlock", Role::IndependentReviewingOfficer),
    ("Bea Lang", Role::BusinessSupport),
    ("Sandra Poole", Role::ServiceManager),
];

pub(crate) fn subject_of(name: &str) -> String {
    name.to_lowercase().replace(' ', ".")
}

/// Who somebody is in the directory, as it says itself.
pub(crate) async fn own_id(person: &Person) -> String {
    let me = WorkerServiceClient::new(person.door()).get_me(person.ask(GetMeRequest {})).await;
    me.expect("the first administrator signs in").into_inner().worker.expect("a worker").worker_id
}

/// The administrator records a worker. Gives their id.
pub(crate) async fn hired(admin: &Person, name: &str, role: Role, line_manager_id: String) -> String {
    let worker = Worker {
        worker_id: Uuid::new_v4().to_string(),
        display_name: name.into(),
        subject: subject_of(name),
        roles: vec![role.into()],
        line_manager_id,
        active: true,
        ..Worker::default()
    };
    let worker_id = worker.worker_id.clone();
    let message =
        UpdateWorkerRequest { request_id: new_request_id(), worker: Some(worker), allow_missing: true };
    let hired = WorkerServiceClient::new(admin.door()).update_worker(admin.ask(message)).await;
    hired.unwrap_or_else(|refused| panic!("{name} is recorded: {refused:?}"));
    worker_id
}

/// The administrator records an inbox with its members.
pub(crate) async fn staffed(admin: &Person, name: &str, members: &[&Person]) {
    let member = |person: &&Person| WorkerRef { worker_id: person.id.clone(), ..WorkerRef::default() };
    let inbox = Inbox {
        inbox_id: Uuid::new_v4().to_string(),
        name: name.into(),
        members: members.iter().map(member).collect(),
        etag: String::new(),
    };
    let message =
        UpdateInboxRequest { request_id: new_request_id(), inbox: Some(inbox), allow_missing: true };
    let staffed = WorkerServiceClient::new(admin.door()).update_inbox(admin.ask(message)).await;
    staffed.unwrap_or_else(|refused| panic!("{name} is recorded: {refused:?}"));
}
