//! A council with a directory, an administrator, and whom a test hires.

use contracts::{
    audit::v1::{AuditEntry, AuditFilter},
    directory::v1::{
        Allocation, AllocationRole, Child, DeactivateWorkerRequest, GetChildRequest, GetChildResponse, Inbox,
        ListAuditEntriesRequest, RegisterChildRequest, SetAllocationRequest, SubscribeRequest, Team,
        UpdateInboxRequest, UpdateTeamRequest, UpdateWorkerRequest, Worker,
        audit_service_client::AuditServiceClient, child_service_client::ChildServiceClient,
        event_service_client::EventServiceClient, worker_service_client::WorkerServiceClient,
    },
    events::v1::{Event, Subscription},
    r#type::v1::{Role, WorkerRef},
};
use fault::{Reason, reason_of};
use sqlx::PgPool;
use std::fmt::Debug;
use testkit::{Client, Suite};
use tonic::{Code, Response, Status};
use uuid::Uuid;

/// The administrator's subject.
pub(crate) const ADA: &str = "ada";

/// A directory with one administrator.
pub(crate) struct Council {
    pub(crate) suite: Suite,
    pool: PgPool,
}

impl Council {
    pub(crate) async fn new() -> Self {
        Self::of_replicas(1).await
    }

    pub(crate) async fn of_replicas(replicas: usize) -> Self {
        let council = Self::without_administrator(replicas).await;
        let pool = council.pool();
        let ada = directory::bootstrap_administrator(&pool, council.suite.clock(), ADA, "Ada Lovell").await;
        ada.unwrap().expect("the first administrator");
        council
    }

    pub(crate) async fn without_administrator(replicas: usize) -> Self {
        let database = testkit::database(&[&directory::SERVICE]).await;
        let pool = database.pool("directory");
        Self { suite: Suite::start(database, &[(&directory::SERVICE, replicas)]).await, pool }
    }

    /// The directory's own role, to see what is stored.
    pub(crate) fn pool(&self) -> PgPool {
        self.pool.clone()
    }

    pub(crate) fn workers(&self, subject: &str) -> WorkerServiceClient<Client> {
        WorkerServiceClient::new(self.suite.client("directory", subject))
    }

    pub(crate) fn children(&self, subject: &str) -> ChildServiceClient<Client> {
        ChildServiceClient::new(self.suite.client("directory", subject))
    }

    pub(crate) async fn hire(&self, name: &str, subject: &str, roles: &[Role]) -> Worker {
        self.update_worker(worker(name, subject, roles)).await.unwrap()
    }

    /// As Ada, on whatever etag it has; new where it has none.
    pub(crate) async fn update_worker(&self, worker: Worker) -> Result<Worker, Status> {
        let request = UpdateWorkerRequest {
            request_id: id(),
            allow_missing: worker.etag.is_empty(),
            worker: Some(worker),
        };
        Ok(self.workers(ADA).update_worker(request).await?.into_inner().worker.unwrap())
    }

    /// Somebody leaves whose line manager is here, or who needs none.
    pub(crate) async fn leaves(&self, worker: &Worker) -> Worker {
        self.deactivate(worker).await.unwrap()
    }

    pub(crate) async fn deactivate(&self, worker: &Worker) -> Result<Worker, Status> {
        let (worker_id, etag) = (worker.worker_id.clone(), worker.etag.clone());
        let request = DeactivateWorkerRequest { request_id: id(), worker_id, etag };
        Ok(self.workers(ADA).deactivate_worker(request).await?.into_inner().worker.unwrap())
    }

    /// Somebody whom that one manages.
    pub(crate) async fn hire_under(
        &self,
        manager: &Worker,
        name: &str,
        subject: &str,
        roles: &[Role],
    ) -> Worker {
        let line_manager_id = manager.worker_id.clone();
        self.update_worker(Worker { line_manager_id, ..worker(name, subject, roles) }).await.unwrap()
    }

    pub(crate) async fn update_team(&self, team: Team) -> Result<Team, Status> {
        let request =
            UpdateTeamRequest { request_id: id(), allow_missing: team.etag.is_empty(), team: Some(team) };
        Ok(self.workers(ADA).update_team(request).await?.into_inner().team.unwrap())
    }

    pub(crate) async fn update_inbox(&self, inbox: Inbox) -> Result<Inbox, Status> {
        let request =
            UpdateInboxRequest { request_id: id(), allow_missing: inbox.etag.is_empty(), inbox: Some(inbox) };
        Ok(self.workers(ADA).update_inbox(request).await?.into_inner().inbox.unwrap())
    }

    pub(crate) async fn register(&self, child_id: &str, first_name: &str, surname: &str) -> Child {
        let request =
            RegisterChildRequest { request_id: id(), child: Some(child(child_id, first_name, surname)) };
        self.children(ADA).register_child(request).await.unwrap().into_inner().child.unwrap()
    }

    /// As Ada; nobody for an empty worker.
    pub(crate) async fn allocate(
        &self,
        child_id: &str,
        role: AllocationRole,
        worker_id: &str,
    ) -> Result<Vec<Allocation>, Status> {
        let request = SetAllocationRequest {
            request_id: id(),
            child_id: child_id.to_owned(),
            role: role.into(),
            worker_id: worker_id.to_owned(),
        };
        Ok(self.children(ADA).set_allocation(request).await?.into_inner().allocations)
    }

    pub(crate) async fn child(&self, child_id: &str) -> GetChildResponse {
        let request = GetChildRequest { child_id: child_id.to_owned() };
        self.children(ADA).get_child(request).await.unwrap().into_inner()
    }

    /// Everything that was ever committed, as another service hears it.
    pub(crate) async fn events(&self) -> Vec<Event> {
        let feed = EventServiceClient::new(self.suite.service_client("directory", "workflow"));
        let request = SubscribeRequest { subscription: Some(Subscription::default()) };
        let mut batches =
            patiently(async || feed.clone().subscribe(request.clone()).await).await.into_inner();
        let mut events = Vec::new();
        while let Some(answer) = batches.message().await.unwrap() {
            events.extend(answer.batch.unwrap().events);
        }
        events
    }

    /// The last thing that was told, with its message.
    pub(crate) async fn last_event<M: prost::Name + Default>(&self) -> (Event, M) {
        let event = self.events().await.pop().expect("an event");
        let payload = event.data.as_ref().expect("a payload").to_msg().expect("another payload");
        (event, payload)
    }

    /// The entries of a call, newest first.
    pub(crate) async fn entries(&self, rpc: &str) -> Vec<AuditEntry> {
        let entries = self.audit(AuditFilter { page_size: 500, ..AuditFilter::default() }).await;
        entries.into_iter().filter(|entry| entry.rpc == rpc).collect()
    }

    /// The entries that a filter keeps, newest first.
    pub(crate) async fn audit(&self, filter: AuditFilter) -> Vec<AuditEntry> {
        let audit = AuditServiceClient::new(self.suite.client("directory", ADA));
        let request = ListAuditEntriesRequest { filter: Some(filter) };
        let listed = patiently(async || audit.clone().list_audit_entries(request.clone()).await).await;
        listed.into_inner().page.unwrap().entries
    }
}

/// On a machine that is busy with everything else, what asks to be tried again is tried again.
async fn patiently<T>(call: impl AsyncFn() -> Result<T, Status>) -> T {
    for _ in 0..20 {
        match call().await {
            Err(status) if status.code() == Code::Unavailable => {}
            answer => return answer.unwrap(),
        }
    }
    panic!("not available")
}

pub(crate) fn worker(name: &str, subject: &str, roles: &[Role]) -> Worker {
    Worker {
        worker_id: id(),
        display_name: name.to_owned(),
        subject: subject.to_owned(),
        roles: roles.iter().map(|role| i32::from(*role)).collect(),
        active: true,
        ..Worker::default()
    }
}

pub(crate) fn child(child_id: &str, first_name: &str, surname: &str) -> Child {
    Child {
        child_id: child_id.to_owned(),
        first_name: first_name.to_owned(),
        surname: surname.to_owned(),
        date_of_birth: "2018-05-04".to_owned(),
        gender: "Female".to_owned(),
        etag: String::new(),
    }
}

pub(crate) fn team(name: &str) -> Team {
    Team { team_id: id(), name: name.to_owned(), etag: String::new() }
}

pub(crate) fn inbox(name: &str, members: &[&Worker]) -> Inbox {
    let members = members.iter().map(|worker| member(&worker.worker_id)).collect();
    Inbox { inbox_id: id(), name: name.to_owned(), members, etag: String::new() }
}

pub(crate) fn member(worker_id: &str) -> WorkerRef {
    WorkerRef { worker_id: worker_id.to_owned(), display_name: String::new() }
}

/// A new id, as callers choose one.
#[allow(clippy::disallowed_methods)]
pub(crate) fn id() -> String {
    Uuid::now_v7().to_string()
}

/// Asserts the code and the reason of a refusal.
#[track_caller]
pub(crate) fn refused<T: Debug>(answer: Result<T, Status>, code: Code, reason: Reason) -> Status {
    let status = answer.expect_err("a refusal");
    assert_eq!((status.code(), reason_of(&status)), (code, Some(reason)), "{}", status.message());
    status
}

/// The wrong fields of a refusal, by their paths.
pub(crate) fn wrong_fields<T: Debug>(answer: Result<Response<T>, Status>) -> Vec<String> {
    let status = refused(answer, Code::InvalidArgument, Reason::FieldInvalid);
    fault::field_violations_of(&status).into_iter().map(|violation| violation.field).collect()
}
