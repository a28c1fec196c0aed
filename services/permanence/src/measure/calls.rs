//! The calls that are measured: a folder of fifty rows, the work view around it, and a save in a step of each client's own.

use crate::caller::Caller;
use crate::council::{ADMINISTRATOR, id_of};
use crate::failure::Failure;
use crate::ground::Ground;
use calendar::Clock;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::{self as directory, AllocationRole};
use contracts::gateway::v1::GetWorkViewRequest;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{self as workflow, Edit, SectionEdit, Value};
use fault::Reason;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tonic::Status;
use tonic::transport::Channel;

/// The rows of the folder.
const STEPS: usize = 50;
/// The reviewing officer whose folder it is.
const OFFICER: &str = "ian.whitlock";
const HEARD_WITHIN: Duration = Duration::from_secs(10);

pub(super) struct Calls {
    officer: Caller,
    clock: Clock,
    steps: Vec<Step>,
}

/// A started step, with the etag of its first section as it was last read.
struct Step {
    id: String,
    etag: Mutex<String>,
}

impl Calls {
    /// Opens a case for each of fifty new children, and starts its review.
    pub(super) async fn prepared(ground: &Ground, gateway: &Channel) -> Result<Self, Failure> {
        let administrator = ground.sign_in(gateway, ADMINISTRATOR)?;
        let officer = ground.sign_in(gateway, OFFICER)?;
        let mut calls = Self { officer, clock: ground.clock.clone(), steps: Vec::new() };
        for _ in 0..STEPS {
            let child_id = calls.clock.new_id().to_string();
            let step = calls.started(&administrator, &child_id).await;
            calls.steps.push(step.map_err(|status| Failure::Load(Box::new(status)))?);
        }
        Ok(calls)
    }

    async fn started(&self, administrator: &Caller, child_id: &str) -> Result<Step, Status> {
        self.registered(administrator, child_id).await?;
        let opened = self.case_of(child_id).await?.workstep.unwrap_or_default();
        let message =
            workflow::StartWorkstepRequest { request_id: self.request_id(), workstep_id: opened.workstep_id };
        let mut door = WorkstepServiceClient::new(self.officer.gateway());
        let started = door.start_workstep(self.officer.ask(message)).await?.into_inner();
        let step = started.workstep.unwrap_or_default();
        let etag = step.sections.first().map(|it| it.etag.clone()).unwrap_or_default();
        Ok(Step { id: step.workstep_id, etag: Mutex::new(etag) })
    }

    async fn registered(&self, administrator: &Caller, child_id: &str) -> Result<(), Status> {
        let mut door = ChildServiceClient::new(administrator.gateway());
        let child = directory::Child {
            child_id: child_id.into(),
            first_name: "Measured".into(),
            surname: "Child".into(),
            ..Default::default()
        };
        let message = directory::RegisterChildRequest { request_id: self.request_id(), child: Some(child) };
        door.register_child(administrator.ask(message)).await?;
        let message = directory::SetAllocationRequest {
            request_id: self.request_id(),
            child_id: child_id.into(),
            role: AllocationRole::IndependentReviewingOfficer.into(),
            worker_id: id_of(OFFICER).to_string(),
        };
        door.set_allocation(administrator.ask(message)).await.map(drop)
    }

    /// Tries until workflow has heard of the child.
    async fn case_of(&self, child_id: &str) -> Result<workflow::StartCaseResponse, Status> {
        let patience = Instant::now() + HEARD_WITHIN;
        loop {
            let message = workflow::StartCaseRequest {
                request_id: self.request_id(),
                child_id: child_id.into(),
                process_id: "long-term-fostering".into(),
            };
            let mut door = CaseServiceClient::new(self.officer.gateway());
            match door.start_case(self.officer.ask(message)).await {
                Err(status)
                    if fault::reason_of(&status) == Some(Reason::NotFound) && Instant::now() < patience =>
                {
                    sleep(Duration::from_millis(5)).await;
                }
                answer => return answer.map(tonic::Response::into_inner),
            }
        }
    }

    /// The officer's folder.
    pub(super) async fn folder(&self, way: &Channel, _client: usize) -> Result<(), Status> {
        let message = workflow::ListIncomingWorkRequest::default();
        let mut door = WorkstepServiceClient::new(way.clone());
        door.list_incoming_work(self.officer.ask(message)).await.map(drop)
    }

    /// The officer's Current work, of which every service has a part.
    pub(super) async fn view(&self, way: &Channel, _client: usize) -> Result<(), Status> {
        let mut door = WorkViewServiceClient::new(way.clone());
        door.get_work_view(self.officer.ask(GetWorkViewRequest::default())).await.map(drop)
    }

    /// A save of three answers in the client's own step.
    pub(super) async fn save(&self, way: &Channel, client: usize) -> Result<(), Status> {
        let step = &self.steps[client % self.steps.len()];
        let etag = step.etag.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let section =
            SectionEdit { number: 1, etag, answers: self.three_answers(), ..SectionEdit::default() };
        let message = workflow::SaveWorkstepRequest {
            request_id: self.request_id(),
            workstep_id: step.id.clone(),
            edit: Some(Edit { sections: vec![section], ..Edit::default() }),
        };
        let mut door = WorkstepServiceClient::new(way.clone());
        let saved = door.save_workstep(self.officer.ask(message)).await?.into_inner();
        let now = saved.sections.into_iter().next().map(|it| it.etag).unwrap_or_default();
        *step.etag.lock().unwrap_or_else(PoisonError::into_inner) = now;
        Ok(())
    }

    fn three_answers(&self) -> BTreeMap<String, Value> {
        let value = |kind| Value { kind: Some(kind) };
        BTreeMap::from([
            ("date_of_review".into(), value(Kind::Date(self.clock.today().to_string()))),
            ("plan_agreed".into(), value(Kind::YesNo(true))),
            (
                "plan".into(),
                value(Kind::Text(format!("Long-term fostering, as measured at {}", self.clock.now()))),
            ),
        ])
    }

    fn request_id(&self) -> String {
        self.clock.new_id().to_string()
    }
}
