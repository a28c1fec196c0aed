//! How long it takes from the commit that causes a notification until whoever watches has it.
//!
//! Steps go to and fro between a reviewing officer and a social worker, each call by the one who has the step in hand: the
//! other is told, and watches. When each was committed Postgres keeps, by the clock of this machine. A call that comes late is made up
//! for, so that a slow moment is not left out. The calls come at random, as people's do: on average half as many as there can be at
//! most.

use super::CLIENTS;
use super::hops;
use super::spread::Spread;
use super::table::{at_most, row};
use crate::caller::Caller;
use crate::council::{ADMINISTRATOR, id_of};
use crate::failure::Failure;
use crate::ground::Ground;
use chrono::{DateTime, Utc};
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::{self as directory, AllocationRole};
use contracts::notifications::v1::WatchNotificationsRequest;
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::r#type::v1::{Assignee, WorkerRef, assignee::Holder};
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{self as workflow, WorkstepToReassign};
use fault::Reason;
use futures::future::try_join_all;
use runtime::settings::Database;
use sqlx::{Connection, PgConnection};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tonic::Status;
use tonic::transport::Channel;
use uuid::Uuid;

/// Between whom the steps go.
const HOLDERS: [(&str, AllocationRole); 2] = [
    ("ian.whitlock", AllocationRole::IndependentReviewingOfficer),
    ("owen.hughes", AllocationRole::SocialWorker),
];
const HEARD_WITHIN: Duration = Duration::from_secs(30);
/// The aim, in milliseconds.
const P99: f64 = 50.0;

/// A step that goes to and fro.
struct Step {
    id: String,
    /// Which of the holders has it.
    holder: usize,
    /// When whoever gets it hears of that.
    heard: UnboundedReceiver<DateTime<Utc>>,
}

/// A step was passed on, and whoever got it has heard of it.
struct Passed {
    request_id: Uuid,
    heard_at: DateTime<Utc>,
}

struct Passing {
    clock: calendar::Clock,
    people: [Caller; 2],
}

pub(super) async fn measure(ground: &Ground, gateway: &Channel, long: Duration) -> Result<(), Failure> {
    let people = [ground.sign_in(gateway, HOLDERS[0].0)?, ground.sign_in(gateway, HOLDERS[1].0)?];
    let passing = Passing { clock: ground.clock.clone(), people };
    let administrator = ground.sign_in(gateway, ADMINISTRATOR)?;
    let (mut steps, mut ears) = (Vec::new(), HashMap::new());
    for _ in 0..CLIENTS {
        let id = passing.opened(&administrator).await.map_err(load)?;
        let (ear, heard) = unbounded_channel();
        ears.insert(id.clone(), ear);
        steps.push(Step { id, holder: 0, heard });
    }
    let watching = passing.watch(&ears).await.map_err(load)?;

    let begun = Instant::now();
    let passed = try_join_all(steps.iter_mut().map(|step| passing.as_often_as_it_goes(step, long))).await?;
    let most = passed.iter().sum::<usize>() as f64 / begun.elapsed().as_secs_f64();
    row("notifications that are watched, at most", most, "a second");
    let pace = Duration::from_secs_f64(CLIENTS as f64 / (most / 2.0));
    let from = passing.clock.now();
    let passed = try_join_all(steps.iter_mut().map(|step| passing.at_a_pace(step, pace, long))).await?;
    watching.iter().for_each(JoinHandle::abort);

    let took = Spread::of(
        since_their_commits(&ground.settings.database, passed.into_iter().flatten().collect()).await?,
    )?;
    row("from a commit to who watches, half load: p50", took.p50(), "ms");
    at_most("from a commit to who watches, half load: p99", took.p99(), P99, "ms");
    hops::say(&ground.settings.database, from).await
}

impl Passing {
    /// A step in the reviewing officer's hands, about a new child of both.
    async fn opened(&self, administrator: &Caller) -> Result<String, Status> {
        let child_id = self.id();
        let child = directory::Child {
            child_id: child_id.clone(),
            first_name: "Watched".into(),
            surname: "Child".into(),
            ..Default::default()
        };
        let mut door = ChildServiceClient::new(administrator.gateway());
        let message = directory::RegisterChildRequest { request_id: self.id(), child: Some(child) };
        door.register_child(administrator.ask(message)).await?;
        for (subject, role) in HOLDERS {
            let message = directory::SetAllocationRequest {
                request_id: self.id(),
                child_id: child_id.clone(),
                role: role.into(),
                worker_id: id_of(subject).to_string(),
            };
            door.set_allocation(administrator.ask(message)).await?;
        }
        self.case_of(&child_id).await
    }

    /// Tries until workflow has heard of the child and of whose they are.
    async fn case_of(&self, child_id: &str) -> Result<String, Status> {
        let patience = Instant::now() + HEARD_WITHIN;
        let officer = &self.people[0];
        loop {
            let message = workflow::StartCaseRequest {
                request_id: self.id(),
                child_id: child_id.into(),
                process_id: "long-term-fostering".into(),
            };
            match CaseServiceClient::new(officer.gateway()).start_case(officer.ask(message)).await {
                Ok(opened) => return Ok(opened.into_inner().workstep.unwrap_or_default().workstep_id),
                Err(status)
                    if fault::reason_of(&status) == Some(Reason::NotFound) && Instant::now() < patience =>
                {
                    sleep(Duration::from_millis(5)).await;
                }
                Err(status) => return Err(status),
            }
        }
    }

    /// Both watch from now on.
    async fn watch(
        &self,
        ears: &HashMap<String, UnboundedSender<DateTime<Utc>>>,
    ) -> Result<Vec<JoinHandle<()>>, Status> {
        let mut watching = Vec::new();
        for person in &self.people {
            let asked = person.ask(WatchNotificationsRequest::default());
            let mut door = NotificationServiceClient::new(person.gateway());
            let mut stream = door.watch_notifications(asked).await?.into_inner();
            stream.message().await?;
            let (ears, clock) = (ears.clone(), self.clock.clone());
            watching.push(tokio::spawn(async move {
                // A stream that ends is noticed by those who wait for what it would have brought.
                while let Ok(Some(message)) = stream.message().await {
                    let now = clock.now();
                    for told in &message.notifications {
                        if let Some(ear) = ears.get(&told.workstep_id) {
                            // Once nobody waits any more, the measure is over.
                            let _over = ear.send(now);
                        }
                    }
                }
            }));
        }
        Ok(watching)
    }

    /// Passes a step on as soon as whoever got it has heard of it; says how often.
    async fn as_often_as_it_goes(&self, step: &mut Step, long: Duration) -> Result<usize, Failure> {
        let begun = Instant::now();
        let mut passed = 0;
        while begun.elapsed() < long {
            self.passed_on(step).await?;
            passed += 1;
        }
        Ok(passed)
    }

    /// Passes a step on at random moments, on average at that pace; says when each was heard of.
    async fn at_a_pace(
        &self,
        step: &mut Step,
        pace: Duration,
        long: Duration,
    ) -> Result<Vec<Passed>, Failure> {
        let (begun, mut passed) = (Instant::now(), Vec::new());
        let mut next = begun + pause(pace);
        while next < begun + long {
            sleep_until(next).await;
            passed.push(self.passed_on(step).await?);
            next += pause(pace);
        }
        Ok(passed)
    }

    /// Passes a step on to the other one, and waits until they have heard of it.
    async fn passed_on(&self, step: &mut Step) -> Result<Passed, Failure> {
        let (from, to) = (&self.people[step.holder], 1 - step.holder);
        let worker_id = id_of(HOLDERS[to].0).to_string();
        let worker = WorkerRef { worker_id, ..WorkerRef::default() };
        let request_id = self.clock.new_id();
        let message = workflow::ReassignWorkRequest {
            request_id: request_id.to_string(),
            worksteps: vec![WorkstepToReassign { workstep_id: step.id.clone(), etag: String::new() }],
            assignee: Some(Assignee { holder: Some(Holder::Worker(worker)) }),
        };
        let mut door = WorkstepServiceClient::new(from.gateway());
        door.reassign_work(from.ask(message)).await.map_err(load)?;
        step.holder = to;
        let heard = timeout(HEARD_WITHIN, step.heard.recv()).await.ok().flatten();
        let heard_at = heard.ok_or(Failure::Slow(HEARD_WITHIN))?;
        Ok(Passed { request_id, heard_at })
    }

    fn id(&self) -> String {
        self.clock.new_id().to_string()
    }
}

/// A pause of chance, as between calls that know nothing of each other: so long on average.
fn pause(on_average: Duration) -> Duration {
    let chance = RandomState::new().hash_one(()) >> 11;
    on_average.mul_f64(-((chance + 1) as f64 / (1_u64 << 53) as f64).ln())
}

/// How long after the commit of each command it was heard of: at once where the clock was set back in between.
async fn since_their_commits(database: &Database, passed: Vec<Passed>) -> Result<Vec<Duration>, Failure> {
    let mut connection = PgConnection::connect_with(&database.admin_options()?).await?;
    let ids: Vec<Uuid> = passed.iter().map(|passed| passed.request_id).collect();
    let committed: Vec<(Uuid, DateTime<Utc>)> = sqlx::query_as(
        "select request_id, pg_xact_commit_timestamp(xmin) from workflow.receipt where request_id = any ($1)",
    )
    .bind(ids)
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    let committed: HashMap<Uuid, DateTime<Utc>> = committed.into_iter().collect();
    let took = |Passed { request_id, heard_at }| {
        let committed_at = committed.get(&request_id).ok_or(Failure::NoReceipt)?;
        Ok((heard_at - *committed_at).to_std().unwrap_or_default())
    };
    passed.into_iter().map(took).collect()
}

fn load(status: Status) -> Failure {
    Failure::Load(Box::new(status))
}
