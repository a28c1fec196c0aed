//! What happens to the people themselves: absence and its cover, leaving, and what lies in their hands.

use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{
    Cover, DeactivateWorkerRequest, DeactivateWorkerResponse, EndCoverRequest, GetWorkerRequest, Inbox,
    ListInboxesRequest, SetCoverRequest, UpdateInboxRequest, UpdateWorkerRequest, Worker,
};
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::gateway::v1::{GetWorkOfRequest, GetWorkOfResponse};
use contracts::requests::v1 as requests;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::r#type::v1::{Assignee, FolderGround, Role, WorkerRef};
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use tonic::Status;
use uuid::Uuid;

use crate::council::Council;
use crate::founding::{hired, subject_of};
use crate::person::{Person, new_request_id};

/// A cover from that day to that day, both in London and ISO.
pub fn cover_of(covered: &Person, covering: &Person, first_day: &str, last_day: &str) -> Cover {
    let named = |person: &Person| Some(WorkerRef { worker_id: person.id.clone(), ..WorkerRef::default() });
    Cover {
        cover_id: Uuid::new_v4().to_string(),
        covered: named(covered),
        covering: named(covering),
        first_day: first_day.into(),
        last_day: last_day.into(),
        ..Cover::default()
    }
}

impl Person {
    /// Arranges a cover.
    pub async fn set_cover(&self, cover: Cover) -> Result<Cover, Status> {
        let allow_missing = cover.etag.is_empty();
        let message = SetCoverRequest { request_id: new_request_id(), cover: Some(cover), allow_missing };
        let answer = self
            .insist(message, async |it| WorkerServiceClient::new(self.door()).set_cover(it).await)
            .await?;
        Ok(answer.cover.expect("the cover"))
    }

    /// Ends a cover.
    pub async fn end_cover(&self, cover: &Cover) -> Result<Cover, Status> {
        let Cover { cover_id, etag, .. } = cover.clone();
        let message = EndCoverRequest { request_id: new_request_id(), cover_id, etag };
        let answer = self
            .insist(message, async |it| WorkerServiceClient::new(self.door()).end_cover(it).await)
            .await?;
        Ok(answer.cover.expect("the cover"))
    }

    /// Why a step stands in the person's folder and for whom they see it; nothing where it does not stand there.
    pub async fn sees_work(&self, workstep_id: &str) -> Option<(FolderGround, String)> {
        let folder = self.work_view().await.expect("a work view").incoming_work.expect("a folder");
        let row = folder.worksteps.into_iter().find(|row| row.workstep_id == workstep_id)?;
        let place = row.place.expect("a row of a folder has its place");
        Some((place.ground(), place.whose.unwrap_or_default().worker_id))
    }

    /// The same of a request.
    pub async fn sees_request(&self, request_id: &str) -> Option<(FolderGround, String)> {
        let folder = self.work_view().await.expect("a work view").incoming_requests.expect("a folder");
        let row = folder.requests.into_iter().find(|row| row.request_id == request_id)?;
        let place = row.place.expect("a row of a folder has its place");
        Some((place.ground(), place.whose.unwrap_or_default().worker_id))
    }
}

impl Person {
    /// Takes a step out of its inbox, as it stands.
    pub async fn claim_step(&self, workstep_id: &str) -> Result<workflow::HeldWorkstep, Status> {
        let etag = self.open(workstep_id).await?.etag;
        let (request_id, workstep_id) = (new_request_id(), workstep_id.into());
        let message = workflow::ClaimWorkstepRequest { request_id, workstep_id, etag };
        let answer = self
            .insist(message, async |it| WorkstepServiceClient::new(self.door()).claim_workstep(it).await)
            .await?;
        Ok(answer.held.expect("the step"))
    }

    /// Puts a step back into its inbox, as it stands.
    pub async fn release_step(&self, workstep_id: &str) -> Result<workflow::HeldWorkstep, Status> {
        let etag = self.open(workstep_id).await?.etag;
        let (request_id, workstep_id) = (new_request_id(), workstep_id.into());
        let message = workflow::ReleaseWorkstepRequest { request_id, workstep_id, etag };
        let answer = self
            .insist(message, async |it| WorkstepServiceClient::new(self.door()).release_workstep(it).await)
            .await?;
        Ok(answer.held.expect("the step"))
    }

    /// Passes steps on, whatever was written in them meanwhile.
    pub async fn reassign_work(
        &self,
        worksteps: &[&str],
        assignee: Assignee,
    ) -> Result<Vec<workflow::HeldWorkstep>, Status> {
        let named =
            |id: &&str| workflow::WorkstepToReassign { workstep_id: (*id).into(), etag: String::new() };
        let message = workflow::ReassignWorkRequest {
            request_id: new_request_id(),
            worksteps: worksteps.iter().map(named).collect(),
            assignee: Some(assignee),
        };
        let answer = self
            .insist(message, async |it| WorkstepServiceClient::new(self.door()).reassign_work(it).await)
            .await?;
        Ok(answer.held)
    }

    /// Takes a request out of its inbox, as it stands.
    pub async fn claim_request(&self, id: &str) -> Result<requests::Request, Status> {
        let etag = self.request(id).await?.etag;
        let message = requests::ClaimRequestRequest { request_id: new_request_id(), id: id.into(), etag };
        let answer = self
            .insist(message, async |it| RequestServiceClient::new(self.door()).claim_request(it).await)
            .await?;
        Ok(answer.request.expect("the request"))
    }

    /// Puts a request back into its inbox, as it stands.
    pub async fn release_request(&self, id: &str) -> Result<requests::Request, Status> {
        let etag = self.request(id).await?.etag;
        let message = requests::ReleaseRequestRequest { request_id: new_request_id(), id: id.into(), etag };
        let answer = self
            .insist(message, async |it| RequestServiceClient::new(self.door()).release_request(it).await)
            .await?;
        Ok(answer.request.expect("the request"))
    }

    /// Passes requests on, whatever was written of them meanwhile.
    pub async fn reassign_requests(
        &self,
        ids: &[&str],
        assignee: Assignee,
    ) -> Result<Vec<requests::Request>, Status> {
        let named = |id: &&str| requests::RequestToReassign { id: (*id).into(), etag: String::new() };
        let message = requests::ReassignRequestsRequest {
            request_id: new_request_id(),
            requests: ids.iter().map(named).collect(),
            assignee: Some(assignee),
        };
        let answer = self
            .insist(message, async |it| RequestServiceClient::new(self.door()).reassign_requests(it).await)
            .await?;
        Ok(answer.requests)
    }

    /// What somebody would leave.
    pub async fn work_of(&self, whose: &Person) -> Result<GetWorkOfResponse, Status> {
        let message = GetWorkOfRequest { worker_id: whose.id.clone(), page_size: 0 };
        self.insist(message, async |it| WorkViewServiceClient::new(self.door()).get_work_of(it).await).await
    }

    /// Records that somebody has left.
    pub async fn deactivate(&self, whose: &Person) -> Result<DeactivateWorkerResponse, Status> {
        let etag = self.worker(&whose.id).await.etag;
        let worker_id = whose.id.clone();
        let message = DeactivateWorkerRequest { request_id: new_request_id(), worker_id, etag };
        self.insist(message, async |it| WorkerServiceClient::new(self.door()).deactivate_worker(it).await)
            .await
    }

    /// A worker's record.
    pub async fn worker(&self, worker_id: &str) -> Worker {
        let message = GetWorkerRequest { worker_id: worker_id.into() };
        let answer =
            self.insist(message, async |it| WorkerServiceClient::new(self.door()).get_worker(it).await).await;
        answer.expect("a worker").worker.expect("a record")
    }
}

impl Council {
    /// The administrator records somebody new, with that line manager; every service that carries cases knows them when this
    /// returns. No two are called the same.
    pub async fn hires(&self, name: &str, role: Role, manager: &Person) -> Person {
        let id = hired(&self.admin, name, role, manager.id.clone()).await;
        for service in ["workflow", "requests"] {
            let pool = self.suite.database().pool(service);
            self.until(async || {
                let known = sqlx::query_scalar(
                    "select exists (select from people_worker where worker_id = $1::uuid)",
                );
                known.bind(&id).fetch_one(&pool).await.unwrap_or(false)
            })
            .await;
        }
        self.admin.colleague(&id, name, self.suite.token(&subject_of(name)))
    }

    /// Changes what the directory says of somebody; every service knows when it returns.
    pub async fn change_worker(&self, person: &Person, change: impl FnOnce(&mut Worker)) {
        let mut worker = self.admin.worker(&person.id).await;
        change(&mut worker);
        let message =
            UpdateWorkerRequest { request_id: new_request_id(), worker: Some(worker), allow_missing: false };
        let answer = WorkerServiceClient::new(self.admin.door()).update_worker(self.admin.ask(message)).await;
        assert!(answer.expect("a change").into_inner().not_applied_by.is_empty(), "every service knows");
    }

    /// Gives somebody a second role.
    pub async fn also(&self, person: &Person, role: Role) {
        self.change_worker(person, |worker| worker.roles.push(role.into())).await;
    }

    /// Lets somebody work from an inbox besides its members.
    pub async fn joins(&self, person: &Person, inbox: &str) {
        let mut workers = WorkerServiceClient::new(self.admin.door());
        let listed =
            workers.list_inboxes(self.admin.ask(ListInboxesRequest::default())).await.expect("the inboxes");
        let mut found: Inbox =
            listed.into_inner().inboxes.into_iter().find(|it| it.name == inbox).expect("the inbox");
        found.members.push(WorkerRef { worker_id: person.id.clone(), ..WorkerRef::default() });
        let message =
            UpdateInboxRequest { request_id: new_request_id(), inbox: Some(found), allow_missing: false };
        workers.update_inbox(self.admin.ask(message)).await.expect("another member");
    }

    /// Has somebody covered by another from today for a week, and waits until every service knows.
    pub async fn covered(&self, covered: &Person, covering: &Person) -> Cover {
        let today = self.suite.clock().today();
        let last = today + chrono::Days::new(6);
        let cover = cover_of(covered, covering, &today.to_string(), &last.to_string());
        let set = covered.set_cover(cover).await.expect("a cover of one's own");
        self.known_everywhere(&set).await;
        set
    }

    /// Waits until every service that keeps a copy has the cover as it is.
    pub async fn known_everywhere(&self, cover: &Cover) {
        let id: Uuid = cover.cover_id.parse().expect("an id");
        let version: i64 = cover.etag.parse().expect("a version");
        for service in ["workflow", "requests"] {
            let pool = self.suite.database().pool(service);
            self.until(async || {
                let known =
                    sqlx::query_scalar("select version from people_cover where cover_id = $1").bind(id);
                known.fetch_optional(&pool).await.expect("the copy").is_some_and(|it: i64| it >= version)
            })
            .await;
        }
    }

    /// From now on these work from the inbox, and nobody else; the inbox is recorded if it is new.
    pub async fn works_from(&self, name: &str, members: &[&Person]) {
        let mut workers = WorkerServiceClient::new(self.admin.door());
        let known = self.inbox(name).await;
        let new = Inbox { inbox_id: new_request_id(), name: name.into(), ..Inbox::default() };
        let member = |person: &&Person| WorkerRef { worker_id: person.id.clone(), ..WorkerRef::default() };
        let inbox = Inbox { members: members.iter().map(member).collect(), ..known.unwrap_or(new) };
        let message =
            UpdateInboxRequest { request_id: new_request_id(), inbox: Some(inbox), allow_missing: true };
        workers.update_inbox(self.admin.ask(message)).await.expect("the members of an inbox");
    }

    /// The inbox of that name.
    pub async fn inbox(&self, name: &str) -> Option<Inbox> {
        let asked = self.admin.ask(ListInboxesRequest::default());
        let inboxes = WorkerServiceClient::new(self.admin.door()).list_inboxes(asked).await;
        inboxes.expect("the inboxes").into_inner().inboxes.into_iter().find(|inbox| inbox.name == name)
    }

    /// From now on somebody holds that role and no other.
    pub async fn becomes(&self, person: &Person, role: Role) {
        let mut workers = WorkerServiceClient::new(self.admin.door());
        let asked = GetWorkerRequest { worker_id: person.id.clone() };
        let found = workers.get_worker(self.admin.ask(asked)).await.expect("a worker").into_inner().worker;
        let worker = Worker { roles: vec![role.into()], ..found.expect("a worker") };
        let message =
            UpdateWorkerRequest { request_id: new_request_id(), worker: Some(worker), allow_missing: false };
        workers.update_worker(self.admin.ask(message)).await.expect("another role");
    }
}
