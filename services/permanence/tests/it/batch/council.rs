//! A suite with two replicas of each service, by a clock that is moved, and the people whom a Monday morning needs.

use crate::process::permanence;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{Child, RegisterChildRequest, UpdateWorkerRequest, Worker};
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::panels::v1::tracker_service_client::TrackerServiceClient;
use contracts::panels::v1::{
    ActionToRecord, CancelPanelRequest, RecordDiscussionRequest, SchedulePanelsRequest, WhenItFallsOut,
};
use contracts::r#type::v1::Role;
use runtime::Service;
use std::process::{Command, Output};
use std::time::Duration;
use testkit::{Client, Suite};
use tokio::time::{Instant, sleep};

/// The day of the export, and that of the panel.
pub(crate) const MONDAY: &str = "2026-11-23";
pub(crate) const THURSDAY: &str = "2026-11-26";

const SERVICES: [&Service; 6] = [
    &directory::SERVICE,
    &workflow::SERVICE,
    &requests::SERVICE,
    &notifications::SERVICE,
    &panel_agenda::SERVICE,
    &gateway::SERVICE,
];
const PEOPLE: [(&str, Role); 3] =
    [("bea", Role::BusinessSupport), ("sandra", Role::ServiceManager), ("care.records", Role::System)];
const HEARD_WITHIN: Duration = Duration::from_secs(20);

pub(crate) struct Council {
    pub(crate) suite: Suite,
    pub(crate) folder: tempfile::TempDir,
    bea: String,
}

impl Council {
    /// At five to six on that Monday; panels are planned from Thursday on.
    pub(crate) async fn on_monday() -> Self {
        let begins = format!("{MONDAY}T05:55:00Z").parse().unwrap();
        let database = testkit::database(&SERVICES).await;
        let suite = Suite::start_at(begins, database, &SERVICES.map(|service| (service, 2))).await;
        let pool = suite.database().pool("directory");
        directory::bootstrap_administrator(&pool, suite.clock(), "ada", "Ada Quinn").await.unwrap();
        let mut council = Self { suite, folder: tempfile::tempdir().unwrap(), bea: String::new() };
        for (subject, role) in PEOPLE {
            let id = council.worker(subject, role).await;
            if subject == "bea" {
                council.bea = id;
            }
        }
        let child = Child {
            child_id: "1".into(),
            first_name: "Chloe".into(),
            surname: "Smith".into(),
            ..Default::default()
        };
        let message = RegisterChildRequest { request_id: council.id(), child: Some(child) };
        ChildServiceClient::new(council.calls("ada")).register_child(message).await.unwrap();
        council.plan().await;
        council
    }

    async fn worker(&self, subject: &str, role: Role) -> String {
        let worker_id = self.id();
        let worker = Worker {
            worker_id: worker_id.clone(),
            display_name: subject.into(),
            subject: subject.into(),
            roles: vec![role.into()],
            active: true,
            ..Default::default()
        };
        let message =
            UpdateWorkerRequest { request_id: self.id(), worker: Some(worker), allow_missing: true };
        WorkerServiceClient::new(self.calls("ada")).update_worker(message).await.unwrap();
        worker_id
    }

    /// Tries until panels has heard of everybody.
    async fn plan(&self) {
        let patience = Instant::now() + HEARD_WITHIN;
        let message = SchedulePanelsRequest {
            request_id: self.id(),
            anchor: THURSDAY.into(),
            when_it_falls_out: WhenItFallsOut::Skips.into(),
            etag: String::new(),
        };
        while let Err(status) =
            PanelServiceClient::new(self.calls("bea")).schedule_panels(message.clone()).await
        {
            assert!(Instant::now() < patience, "{status}");
            sleep(Duration::from_millis(20)).await;
        }
        let last = "select exists (select from panels.people_child)";
        while !sqlx::query_scalar(last).fetch_one(&self.suite.database().admin()).await.unwrap_or(false) {
            assert!(Instant::now() < patience, "panels has not heard of the child");
            sleep(Duration::from_millis(20)).await;
        }
    }

    fn id(&self) -> String {
        self.suite.clock().new_id().to_string()
    }

    fn calls(&self, subject: &str) -> Client {
        self.suite.client("gateway", subject)
    }

    /// Bea cancels a panel.
    pub(crate) async fn cancel(&self, panel_date: &str) {
        let message = CancelPanelRequest {
            request_id: self.id(),
            panel_date: panel_date.into(),
            reason: "The chair is ill.".into(),
        };
        PanelServiceClient::new(self.calls("bea")).cancel_panel(message).await.unwrap();
    }

    /// On Thursday the panel wants something done for that child by Bea.
    pub(crate) async fn discuss(&self, agenda_id: &str, child_id: &str) {
        self.suite.clock().set(format!("{THURSDAY}T10:30:00Z").parse().unwrap());
        let action = ActionToRecord {
            what: "Convene a Legal Gateway Meeting".into(),
            owner_worker_id: self.bea.clone(),
            due_on: "2026-12-10".into(),
            workstep_id: String::new(),
        };
        let message = RecordDiscussionRequest {
            request_id: self.id(),
            agenda_id: agenda_id.into(),
            child_id: child_id.into(),
            actions: vec![action],
            none_needed_because: String::new(),
        };
        let patience = Instant::now() + HEARD_WITHIN;
        while let Err(status) =
            TrackerServiceClient::new(self.calls("bea")).record_discussion(message.clone()).await
        {
            assert!(Instant::now() < patience, "{status}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// What one statement counts.
    pub(crate) async fn count(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.suite.database().admin()).await.unwrap()
    }

    /// A file in the folder of this council.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// The command as that subject calls it, in the folder of this council.
    pub(crate) fn command(&self, subject: &str, arguments: &[&str]) -> Command {
        let mut command = permanence(arguments);
        command
            .current_dir(self.folder.path())
            .env("PERMANENCE_GATEWAY", self.suite.address("gateway", 0).to_string())
            .env("PERMANENCE_TOKEN", self.suite.token(subject));
        command
    }

    /// The council's system runs it to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Output {
        self.run_as("care.records", arguments).await
    }

    /// Somebody runs it to its end.
    pub(crate) async fn run_as(&self, subject: &str, arguments: &[&str]) -> Output {
        run(self.command(subject, arguments)).await
    }
}

/// Runs a command to its end, while the suite in this process goes on.
pub(crate) async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

/// Of these, cohort 1 lists 1 and 2.
pub(crate) const EXTRACT: &str = "\
Person ID,Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager
2,\"Okoro, Jayden\",19/11/2011,15,Male,V2,01/02/2024,U6,Return home,,CIC Team 1,Sam Okafor,Sandra Poole
1,\"Smith, Chloe\",04/05/2018,8,Female,s20,31/08/2026,U6,,,CIC Team 1,Sam Okafor,Maya Lind
3,\"Novak, Amelia\",04/05/2018,8,Female,V2,01/09/2026,U6,,,CIC Team 1,Sam Okafor,Maya Lind
4,\"Price, Daniel\",04/05/2018,8,Male,Full Care Order,01/02/2020,U4,Long term fostering,,CIC Team 1,Sam Okafor,Sandra Poole
5,\"Marsh, Helen\",04/05/18,8,Female,C1,01/02/2026,P1,,,CIC Team 1,Sam Okafor,
";
