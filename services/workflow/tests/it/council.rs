//! A council for one test: workflow on as many replicas as it wants, beside a directory and a requests service that only
//! tell.

use crate::{
    edits::{ask, complete_visit},
    neighbours::{DIRECTORY, REQUESTS, tell},
    people::{self, CHLOE, to},
};
use calendar::Clock;
use contracts::{
    requests::v1::RequestCompleted,
    r#type::v1::{Act, WorkerRef},
    workflow::v1::{
        Edit, FinishWorkstepRequest, GetWorkstepRequest, LoadProcessRequest, RequestState,
        SaveWorkstepRequest, StartCaseRequest, StartCaseResponse, StartWorkstepRequest, Workstep,
        audit_service_client::AuditServiceClient, case_service_client::CaseServiceClient,
        process_service_client::ProcessServiceClient, workstep_service_client::WorkstepServiceClient,
    },
};
use eventlog::NewEvent;
use prost::Name;
use sqlx::PgPool;
use std::time::Duration;
use testkit::{Client, Suite};
use tokio::time::{sleep, timeout};

/// The small process of these tests.
pub const HOME_VISIT: &str = include_str!("home-visit.yaml");

/// Longer than anything takes that a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Council {
    pub suite: Suite,
}

impl Council {
    /// With one replica of workflow.
    pub async fn new() -> Self {
        Self::with_replicas(1).await
    }

    /// With so many, all of which know the people and the small process.
    pub async fn with_replicas(replicas: usize) -> Self {
        let services = [(&workflow::SERVICE, replicas), (&DIRECTORY, 1), (&REQUESTS, 1)];
        let database = testkit::database(&services.map(|(service, _)| service)).await;
        let clock = Clock::starting_at("2026-01-14T11:00:00Z".parse().expect("an instant"));
        tell(&database.pool("directory"), people::all(&clock)).await;
        let council = Self { suite: Suite::start(database, &services).await };
        council.heard("3550001").await;
        council.load(HOME_VISIT).await;
        council
    }

    /// Waits until workflow knows this child of the directory.
    async fn heard(&self, child_id: &'static str) {
        let pool = self.admin();
        let known = "select exists (select from workflow.people_child where child_id = $1)
                     and (select fresh from workflow.people_freshness)";
        until("the directory is heard", || async {
            sqlx::query_scalar(known).bind(child_id).fetch_one(&pool).await.expect("to look at the people")
        })
        .await;
    }

    async fn load(&self, yaml: &str) {
        let request =
            LoadProcessRequest { request_id: self.id(), yaml: yaml.to_owned(), validate_only: false };
        self.processes("ada").load_process(request).await.expect("to load a process");
    }

    /// A new id, as a client makes one.
    pub fn id(&self) -> String {
        self.suite.clock().new_id().to_string()
    }

    /// Somebody's calls to the first replica.
    pub fn worksteps(&self, subject: &str) -> WorkstepServiceClient<Client> {
        self.worksteps_of(0, subject)
    }

    /// Somebody's calls to one replica.
    pub fn worksteps_of(&self, replica: usize, subject: &str) -> WorkstepServiceClient<Client> {
        WorkstepServiceClient::new(self.suite.client_of("workflow", replica, subject))
    }

    pub fn cases(&self, subject: &str) -> CaseServiceClient<Client> {
        CaseServiceClient::new(self.suite.client("workflow", subject))
    }

    pub fn cases_of(&self, replica: usize, subject: &str) -> CaseServiceClient<Client> {
        CaseServiceClient::new(self.suite.client_of("workflow", replica, subject))
    }

    pub fn processes(&self, subject: &str) -> ProcessServiceClient<Client> {
        ProcessServiceClient::new(self.suite.client("workflow", subject))
    }

    pub fn processes_of(&self, replica: usize, subject: &str) -> ProcessServiceClient<Client> {
        ProcessServiceClient::new(self.suite.client_of("workflow", replica, subject))
    }

    pub fn audit(&self, subject: &str) -> AuditServiceClient<Client> {
        AuditServiceClient::new(self.suite.client("workflow", subject))
    }

    /// The database as its superuser sees it.
    pub fn admin(&self) -> PgPool {
        self.suite.database().admin()
    }

    /// Sam opens a case for Chloe by the small process.
    pub async fn open_case(&self) -> StartCaseResponse {
        let request = StartCaseRequest {
            request_id: self.id(),
            child_id: CHLOE.to_owned(),
            process_id: "home-visit".to_owned(),
        };
        self.cases("sam").start_case(request).await.expect("to open a case").into_inner()
    }

    /// Somebody starts a step.
    pub async fn start(&self, subject: &str, workstep_id: &str) -> Workstep {
        let request = StartWorkstepRequest { request_id: self.id(), workstep_id: workstep_id.to_owned() };
        let started = self.worksteps(subject).start_workstep(request).await.expect("to start a step");
        started.into_inner().workstep.expect("the step")
    }

    /// A visit that Sam opened and started.
    pub async fn visit(&self) -> Workstep {
        let opened = self.open_case().await.workstep.expect("the first step");
        self.start("sam", &opened.workstep_id).await
    }

    /// A step as somebody sees it.
    pub async fn see(&self, subject: &str, workstep_id: &str) -> Workstep {
        let request = GetWorkstepRequest { workstep_id: workstep_id.to_owned() };
        let seen = self.worksteps(subject).get_workstep(request).await.expect("to see a step");
        seen.into_inner().workstep.expect("the step")
    }

    /// A visit with all that it needs, sent to Priya for approval; with the request.
    pub async fn visit_sent_for_approval(&self, follows: &[&str]) -> (Workstep, String) {
        let step = self.visit().await;
        let edit =
            Edit { send_requests: vec![ask("approve", to("priya"))], ..complete_visit(&step, follows) };
        let request = SaveWorkstepRequest {
            request_id: self.id(),
            workstep_id: step.workstep_id.clone(),
            edit: Some(edit),
        };
        let saved = self.worksteps("sam").save_workstep(request).await.expect("to save").into_inner();
        (self.see("sam", &step.workstep_id).await, saved.sent_requests[0].request_id.clone())
    }

    /// The same, approved by Priya: it can be finished.
    pub async fn approved_visit(&self, follows: &[&str]) -> Workstep {
        let (step, request_id) = self.visit_sent_for_approval(follows).await;
        self.complete("priya", &request_id, &step.workstep_id, step.requests[0].covered_version).await;
        until("the approval is heard", || async {
            let step = self.see("sam", &step.workstep_id).await;
            step.requests[0].state == i32::from(RequestState::Completed)
        })
        .await;
        self.see("sam", &step.workstep_id).await
    }

    /// The same, finished by Sam.
    pub async fn finished_visit(&self, follows: &[&str]) -> Workstep {
        let step = self.approved_visit(follows).await;
        let request = FinishWorkstepRequest {
            request_id: self.id(),
            workstep_id: step.workstep_id.clone(),
            ..FinishWorkstepRequest::default()
        };
        self.worksteps("sam").finish_workstep(request).await.expect("to finish");
        self.see("sam", &step.workstep_id).await
    }

    /// A review that waits in the inbox.
    pub async fn review(&self) -> Workstep {
        let visit = self.finished_visit(&["to_review"]).await;
        self.see("quinn", &visit.children_ids[0]).await
    }

    /// A letter that waits for Sam.
    pub async fn letter(&self) -> Workstep {
        let visit = self.finished_visit(&["to_letter"]).await;
        self.see("sam", &visit.children_ids[0]).await
    }

    /// Sam's folder holds so many steps of other children, each a minute older than the one before.
    pub async fn fill_sams_folder(&self, rows: i32) {
        sqlx::query(
            "with numbers as (
                select gen_random_uuid() as case_id, 'x' || n as child_id, $2::timestamptz - n * interval '1 minute' as at
                from generate_series(1, $3) as n
             ), cases as (
                insert into workflow.permanence_case
                    (id, child_id, process_id, process_version, version, opened_by, opened_at)
                select case_id, child_id, 'home-visit', 1, 1, $1, at from numbers
             )
             insert into workflow.workstep (id, case_id, child_id, kind, version, state, worker_id, sent_immediately,
                arrived_at, queue_version, queue)
             select gen_random_uuid(), case_id, child_id, 'visit', 1, 'incoming', $1, false, at, 1, '[]' from numbers",
        )
        .bind(people::id_of("sam"))
        .bind(self.suite.clock().now())
        .bind(rows)
        .execute(&self.admin())
        .await
        .expect("to fill a folder");
    }

    /// The directory tells one thing more.
    pub async fn directory_tells(&self, event: NewEvent) {
        tell(&self.suite.database().pool("directory"), vec![event]).await;
    }

    /// The requests service tells one thing more.
    pub async fn requests_tell(&self, event: NewEvent) {
        tell(&self.suite.database().pool("requests"), vec![event]).await;
    }

    /// Waits until workflow has heard all that the requests service told.
    pub async fn hear_all_of_requests(&self) {
        let behind = "select (select count(*) from requests.outbox)
            + (select coalesce(max(position), 0) from requests.events)
            - (select coalesce(nullif(split_part(cursor, ':', 2), ''), '0')::bigint from workflow.feed_cursor
               where upstream = 'permanence.requests')";
        until("the requests service is heard", || async { self.count(behind).await == 0 }).await;
    }

    /// The requests service tells that somebody completed a request, on that version of the text.
    pub async fn complete(&self, subject: &str, request_id: &str, workstep_id: &str, covered_version: i64) {
        let worker_id = people::id_of(subject).to_string();
        let at = self.suite.clock().now();
        let by = WorkerRef { worker_id, ..WorkerRef::default() };
        let nanos = i32::try_from(at.timestamp_subsec_nanos()).expect("a part of a second");
        let time = prost_types::Timestamp { seconds: at.timestamp(), nanos };
        let completed = RequestCompleted {
            request_id: request_id.to_owned(),
            workstep_id: workstep_id.to_owned(),
            covered_version,
            completed: Some(Act { by: Some(by), on_behalf_of: None, time: Some(time) }),
            comment: "seen and agreed".to_owned(),
        };
        let id = self.suite.clock().new_id();
        let event = NewEvent::of(id, format!("request/{request_id}"), 2, at, &completed).child(CHLOE);
        self.requests_tell(event).await;
    }

    /// The types of all events about a subject, in their order, once so many are numbered.
    pub async fn events_about(&self, subject: &str, so_many: usize) -> Vec<String> {
        let pool = self.admin();
        let types = || async {
            sqlx::query_scalar("select type from workflow.events where subject = $1 order by position")
                .bind(subject)
                .fetch_all(&pool)
                .await
                .expect("to look at the feed")
        };
        until("the events are numbered", || async { types().await.len() >= so_many }).await;
        let names: Vec<String> = types().await;
        names.into_iter().map(|name| name.rsplit('.').next().unwrap_or_default().to_owned()).collect()
    }

    /// The payloads of all events of a type, in their order, once so many are numbered.
    pub async fn told<M: Name + Default>(&self, so_many: usize) -> Vec<M> {
        let pool = self.admin();
        let payloads = || async {
            sqlx::query_scalar("select data from workflow.events where type = $1 order by position")
                .bind(M::full_name())
                .fetch_all(&pool)
                .await
                .expect("to look at the feed")
        };
        until("the events are numbered", || async { payloads().await.len() >= so_many }).await;
        let payloads: Vec<Vec<u8>> = payloads().await;
        payloads.iter().map(|data| M::decode(data.as_slice()).expect("a payload of its type")).collect()
    }

    /// What one statement counts.
    pub async fn count(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.admin()).await.expect("to count")
    }
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
