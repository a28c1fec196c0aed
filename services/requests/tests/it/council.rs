//! A council for one test: the requests service on as many replicas as it wants, beside a directory and a workflow that
//! only tell.

use crate::{
    neighbours::{DIRECTORY, WORKFLOW, tell},
    people::{self, DAN},
    sending::Sending,
};
use calendar::Clock;
use contracts::requests::v1::{
    ClaimRequestRequest, ClaimRequestResponse, CompleteRequestRequest, CompleteRequestResponse,
    GetRequestRequest, ListIncomingRequestsRequest, ListIncomingRequestsResponse, Request,
    audit_service_client::AuditServiceClient, request_service_client::RequestServiceClient,
};
use eventlog::NewEvent;
use prost::Name;
use sqlx::PgPool;
use std::time::Duration;
use testkit::{Client, Suite};
use tokio::time::{sleep, timeout};
use tonic::{Response, Status};
use uuid::Uuid;

/// Longer than anything takes that a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Council {
    pub suite: Suite,
}

impl Council {
    /// With one replica.
    pub async fn new() -> Self {
        Self::with_replicas(1).await
    }

    /// With so many, all of which know the people.
    pub async fn with_replicas(replicas: usize) -> Self {
        let services = [(&requests::SERVICE, replicas), (&DIRECTORY, 1), (&WORKFLOW, 1)];
        let database = testkit::database(&services.map(|(service, _)| service)).await;
        let clock = Clock::starting_at("2026-01-14T11:00:00Z".parse().expect("an instant"));
        tell(&database.pool("directory"), people::all(&clock)).await;
        let council = Self { suite: Suite::start(database, &services).await };
        council.knows_everybody().await;
        council
    }

    async fn knows_everybody(&self) {
        let pool = self.admin();
        let known = "select exists (select from requests.people_child where child_id = $1)
                     and (select fresh from requests.people_freshness)";
        until("the directory is heard", || async {
            sqlx::query_scalar(known).bind(DAN).fetch_one(&pool).await.expect("to look at the people")
        })
        .await;
    }

    pub fn clock(&self) -> &Clock {
        self.suite.clock()
    }

    /// A new id, as a client makes one.
    pub fn id(&self) -> String {
        self.clock().new_id().to_string()
    }

    /// Somebody's calls to the first replica.
    pub fn requests(&self, subject: &str) -> RequestServiceClient<Client> {
        self.requests_of(0, subject)
    }

    /// Somebody's calls to one replica.
    pub fn requests_of(&self, replica: usize, subject: &str) -> RequestServiceClient<Client> {
        RequestServiceClient::new(self.suite.client_of("requests", replica, subject))
    }

    pub fn audit(&self, subject: &str) -> AuditServiceClient<Client> {
        AuditServiceClient::new(self.suite.client("requests", subject))
    }

    /// The database as its superuser sees it.
    pub fn admin(&self) -> PgPool {
        self.suite.database().admin()
    }

    /// Workflow tells something.
    pub async fn tell(&self, event: NewEvent) {
        tell(&self.suite.database().pool("workflow"), vec![event]).await;
    }

    /// Sends a request, and waits until it is heard.
    pub async fn send(&self, sending: Sending) -> Sending {
        self.tell(sending.event(self.clock())).await;
        self.heard(&sending, 1).await;
        sending
    }

    /// Workflow tells something about a request; waits until it is heard.
    pub async fn tell_of(&self, sending: &Sending, version: i64, event: NewEvent) {
        self.tell(event).await;
        self.heard(sending, version).await;
    }

    /// Waits until this version of workflow's is heard.
    pub async fn heard(&self, sending: &Sending, version: i64) {
        let pool = self.admin();
        let heard =
            "select exists (select from requests.request where request_id = $1 and heard_version >= $2)";
        until("workflow is heard", || async {
            let heard = sqlx::query_scalar(heard).bind(sending.id).bind(version);
            heard.fetch_one(&pool).await.expect("to look at the requests")
        })
        .await;
    }

    /// Holds up what follows workflow's feed in the background.
    pub fn hear_nothing(&self) {
        self.suite.pause("requests", "permanence.workflow");
    }

    /// Lets it go on.
    pub fn hear_again(&self) {
        self.suite.resume("requests", "permanence.workflow");
    }

    /// A request as somebody sees it.
    pub async fn see(&self, subject: &str, id: Uuid) -> Request {
        let request = GetRequestRequest { id: id.to_string() };
        let seen = self.requests(subject).get_request(request).await.expect("to see a request");
        seen.into_inner().request.expect("the request")
    }

    /// Somebody completes a request, having read that version.
    pub async fn complete(
        &self,
        subject: &str,
        id: Uuid,
        covered_version: i64,
    ) -> Result<Response<CompleteRequestResponse>, Status> {
        self.requests(subject).complete_request(self.completion(id, covered_version)).await
    }

    /// A completion under a new id.
    pub fn completion(&self, id: Uuid, covered_version: i64) -> CompleteRequestRequest {
        let comment = "Reviewed.".to_owned();
        CompleteRequestRequest { request_id: self.id(), id: id.to_string(), covered_version, comment }
    }

    /// Somebody claims a request, having read that etag.
    pub async fn claim(
        &self,
        subject: &str,
        id: Uuid,
        etag: &str,
    ) -> Result<Response<ClaimRequestResponse>, Status> {
        let claim = ClaimRequestRequest { request_id: self.id(), id: id.to_string(), etag: etag.to_owned() };
        self.requests(subject).claim_request(claim).await
    }

    /// The first page of somebody's folder.
    pub async fn folder(&self, subject: &str) -> ListIncomingRequestsResponse {
        let request = ListIncomingRequestsRequest::default();
        let folder = self.requests(subject).list_incoming_requests(request).await;
        folder.expect("a folder").into_inner()
    }

    /// The ids in somebody's folder, whose count agrees.
    pub async fn in_folder(&self, subject: &str) -> Vec<String> {
        let folder = self.folder(subject).await;
        assert_eq!(usize::try_from(folder.total_size).expect("a count"), folder.requests.len());
        ids(&folder.requests)
    }

    /// The payloads of all events of a type, in their order, once so many are numbered.
    pub async fn told<M: Name + Default>(&self, so_many: usize) -> Vec<M> {
        let pool = self.admin();
        let payloads = || async {
            sqlx::query_scalar("select data from requests.events where type = $1 order by position")
                .bind(M::full_name())
                .fetch_all(&pool)
                .await
                .expect("to look at the feed")
        };
        until("the events are numbered", || async { payloads().await.len() >= so_many }).await;
        let payloads: Vec<Vec<u8>> = payloads().await;
        payloads.iter().map(|data| M::decode(data.as_slice()).expect("a payload of its type")).collect()
    }

    /// How many events were recorded, numbered or not; those left out that only follow what was heard.
    pub async fn events(&self) -> i64 {
        self.count(
            "select count(*) from (select type from requests.events union all select type from requests.outbox) told
             where type not in
                 ('permanence.requests.v1.RequestArrived', 'permanence.requests.v1.RequestFollowed')",
        )
        .await
    }

    /// What one statement counts.
    pub async fn count(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.admin()).await.expect("to count")
    }
}

/// The ids of these.
pub fn ids(requests: &[Request]) -> Vec<String> {
    requests.iter().map(|request| request.request_id.clone()).collect()
}

/// Waits for a condition.
pub async fn until<F: Future<Output = bool>>(what: &str, condition: impl Fn() -> F) {
    let holds = async {
        while !condition().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, holds).await.unwrap_or_else(|_| panic!("waited in vain: {what}"));
}
