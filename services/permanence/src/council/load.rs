//! Records the demonstration's council through the gateway, as its administrator would.

use super::{ADMINISTRATOR, Child, Council, Inbox, Worker, id_of};
use crate::caller::{Caller, in_one_line};
use calendar::Clock;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{self as directory, AllocationRole};
use contracts::r#type::v1::WorkerRef;
use fault::Reason;
use tonic::Status;

/// The council could not be recorded.
#[derive(Debug, thiserror::Error)]
#[error("the demonstration's council could not be recorded: {what}: {}", in_one_line(.status))]
pub(crate) struct NotLoaded {
    what: String,
    status: Box<Status>,
}

/// Records whatever of the council is missing. What somebody has changed since stays as they left it.
pub(crate) async fn load(council: &Council, administrator: &Caller, clock: &Clock) -> Result<(), NotLoaded> {
    let loading = Loading { administrator, clock };
    for team in &council.teams {
        loading.team(team).await.map_err(|status| not_loaded(team, status))?;
    }
    for worker in council.workers.iter().filter(|worker| worker.subject != ADMINISTRATOR) {
        loading.worker(worker).await.map_err(|status| not_loaded(&worker.subject, status))?;
    }
    for inbox in &council.inboxes {
        loading.inbox(inbox).await.map_err(|status| not_loaded(&inbox.name, status))?;
    }
    for child in &council.children {
        loading.child(child).await.map_err(|status| not_loaded(&child.id, status))?;
    }
    Ok(())
}

fn not_loaded(what: &str, status: Status) -> NotLoaded {
    NotLoaded { what: what.into(), status: Box::new(status) }
}

struct Loading<'a> {
    administrator: &'a Caller,
    clock: &'a Clock,
}

impl Loading<'_> {
    fn workers(&self) -> WorkerServiceClient<tonic::transport::Channel> {
        WorkerServiceClient::new(self.administrator.gateway())
    }

    fn children(&self) -> ChildServiceClient<tonic::transport::Channel> {
        ChildServiceClient::new(self.administrator.gateway())
    }

    fn request_id(&self) -> String {
        self.clock.new_id().to_string()
    }

    async fn team(&self, name: &str) -> Result<(), Status> {
        let team =
            directory::Team { team_id: id_of(name).to_string(), name: name.into(), ..Default::default() };
        let message = directory::UpdateTeamRequest {
            request_id: self.request_id(),
            team: Some(team),
            allow_missing: true,
        };
        recorded(self.workers().update_team(self.administrator.ask(message)).await).map(drop)
    }

    async fn worker(&self, worker: &Worker) -> Result<(), Status> {
        let record = directory::Worker {
            worker_id: id_of(&worker.subject).to_string(),
            display_name: worker.name.clone(),
            subject: worker.subject.clone(),
            roles: worker.roles().map(i32::from).collect(),
            team_id: worker.team.as_deref().map(|it| id_of(it).to_string()).unwrap_or_default(),
            line_manager_id: worker.manager.as_deref().map(|it| id_of(it).to_string()).unwrap_or_default(),
            active: true,
            ..Default::default()
        };
        let message = directory::UpdateWorkerRequest {
            request_id: self.request_id(),
            worker: Some(record),
            allow_missing: true,
        };
        recorded(self.workers().update_worker(self.administrator.ask(message)).await).map(drop)
    }

    async fn inbox(&self, inbox: &Inbox) -> Result<(), Status> {
        let member =
            |subject: &String| WorkerRef { worker_id: id_of(subject).to_string(), ..Default::default() };
        let record = directory::Inbox {
            inbox_id: id_of(&inbox.name).to_string(),
            name: inbox.name.clone(),
            members: inbox.members.iter().map(member).collect(),
            etag: String::new(),
        };
        let message = directory::UpdateInboxRequest {
            request_id: self.request_id(),
            inbox: Some(record),
            allow_missing: true,
        };
        recorded(self.workers().update_inbox(self.administrator.ask(message)).await).map(drop)
    }

    async fn child(&self, child: &Child) -> Result<(), Status> {
        let record = directory::Child {
            child_id: child.id.clone(),
            first_name: child.first_name.clone(),
            surname: child.surname.clone(),
            date_of_birth: child.born.to_string(),
            gender: child.gender.clone(),
            etag: String::new(),
        };
        let message = directory::RegisterChildRequest { request_id: self.request_id(), child: Some(record) };
        if recorded(self.children().register_child(self.administrator.ask(message)).await)? == Recorded::Now {
            for (role, subject) in allocations(child) {
                self.allocate(child, role, subject).await?;
            }
        }
        Ok(())
    }

    async fn allocate(&self, child: &Child, role: AllocationRole, subject: &str) -> Result<(), Status> {
        let message = directory::SetAllocationRequest {
            request_id: self.request_id(),
            child_id: child.id.clone(),
            role: role.into(),
            worker_id: id_of(subject).to_string(),
        };
        self.children().set_allocation(self.administrator.ask(message)).await.map(drop)
    }
}

fn allocations(child: &Child) -> [(AllocationRole, &str); 4] {
    [
        (AllocationRole::SocialWorker, &child.social_worker),
        (AllocationRole::Supervisor, &child.supervisor),
        (AllocationRole::ServiceManager, &child.service_manager),
        (AllocationRole::IndependentReviewingOfficer, &child.reviewing_officer),
    ]
}

#[derive(PartialEq)]
enum Recorded {
    Now,
    Before,
}

/// What is there already, however it now looks, is no failure.
fn recorded<T>(answer: Result<T, Status>) -> Result<Recorded, Status> {
    match answer {
        Ok(_) => Ok(Recorded::Now),
        Err(status) => match fault::reason_of(&status) {
            Some(Reason::EtagStale | Reason::AlreadyExists) => Ok(Recorded::Before),
            _ => Err(status),
        },
    }
}
