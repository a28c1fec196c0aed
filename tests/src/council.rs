//! A council of real services with real people: two replicas of each service unless a story wants more or fewer.

use calendar::Clock;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{
    AllocationRole, Child, GetWorkerRequest, RegisterChildRequest, SetAllocationRequest, UpdateWorkerRequest,
    Worker,
};
use contracts::r#type::v1::Role;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::{GetTimelineRequest, TimelineEntry};
use runtime::Service;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use testkit::{Fresh, Suite};
use tonic::transport::Channel;

use crate::door::Door;
use crate::forms::Forms;
use crate::founding::{PEOPLE, hired, own_id, staffed, subject_of};
use crate::person::{Doors, Person, new_request_id};

/// The inbox of the quality team, spelt as the source spells it.
pub const QAAG: &str = "CS QAAG – Inbox";
/// The inbox of the family finders, spelt as the source spells it.
pub const FAMILY_FINDERS: &str = "CS Permanence Family Finders – Inbox";

/// Where nobody listens.
const NOBODY: &str = "127.0.0.1:1";

/// Longer than anything here takes to settle.
const SETTLED_WITHIN: Duration = Duration::from_secs(10);

/// The services, in the order in which they are started.
pub const SERVICES: [&Service; 6] = [
    &directory::SERVICE,
    &workflow::SERVICE,
    &requests::SERVICE,
    &notifications::SERVICE,
    &panel_agenda::SERVICE,
    &gateway::SERVICE,
];

/// Those of them that carry a case; the others listen.
const OF_CASES: [&Service; 4] =
    [&directory::SERVICE, &workflow::SERVICE, &requests::SERVICE, &gateway::SERVICE];

/// The names of those that keep something, each in a schema of its own.
pub fn keeping() -> impl Iterator<Item = &'static str> {
    those_that_keep(&SERVICES)
}

fn those_that_keep(services: &[&'static Service]) -> impl Iterator<Item = &'static str> {
    services.iter().filter(|service| service.schema().is_some()).map(|service| service.name)
}

/// Running services and the people who use them, one or two of each role.
pub struct Council {
    /// The services.
    pub suite: Suite,
    /// What the process asks for.
    pub forms: Forms,
    /// Keeps the directory.
    pub admin: Person,
    /// The children's social worker.
    pub sw: Person,
    /// Another social worker, allocated to nobody.
    pub other_sw: Person,
    /// The practice supervisor, the social worker's line manager.
    pub ps: Person,
    /// A team manager.
    pub tm: Person,
    /// Works from the QAAG inbox.
    pub qaag: Person,
    /// The agency decision maker.
    pub adm: Person,
    /// Works from the family finders' inbox.
    pub finder: Person,
    /// Works from it too.
    pub second_finder: Person,
    /// The children's reviewing officer.
    pub iro: Person,
    /// Business support.
    pub support: Person,
    /// The children's service manager.
    pub manager: Person,
    services: Vec<&'static Service>,
    replicas: usize,
    children: AtomicU32,
}

impl Council {
    /// A council with two replicas of every service.
    pub async fn with_two_replicas() -> Self {
        Self::with_replicas(2).await
    }

    /// A council with that many replicas of every service.
    pub async fn with_replicas(replicas: usize) -> Self {
        Self::running(&SERVICES, replicas).await
    }

    /// A council with two replicas of each service that carries a case, and without those that only listen. Its people call
    /// the services themselves, past the gateway.
    pub async fn of_cases() -> Self {
        Self::running(&OF_CASES, 2).await
    }

    async fn running(services: &[&'static Service], replicas: usize) -> Self {
        let database = testkit::database(services).await;
        let replicated: Vec<_> = services.iter().map(|service| (*service, replicas)).collect();
        let begins = "2026-01-14T12:00:00Z".parse().expect("an instant");
        // Other systems of the council lie on this machine.
        let suite = Suite::start_with(begins, database, &replicated, |settings| {
            settings.outside.private_networks = vec!["127.0.0.0/8".into()];
            for absent in SERVICES {
                settings.peers.entry(absent.name.into()).or_insert_with(|| NOBODY.into());
            }
        });
        Self::of(suite.await, services.to_vec(), replicas).await
    }

    /// The same council after its database was dumped and restored into a fresh cluster: everything stopped, and started
    /// again over what was restored. The cluster goes with what is given beside it.
    pub async fn restored(self) -> (Self, Fresh) {
        let (now, replicas) = (self.suite.clock().now(), self.replicas);
        let old = self.suite.end().await;
        let schemas: Vec<_> = self.services.iter().filter_map(|service| service.schema()).collect();
        let (fresh, database) = Fresh::holding(&old, &schemas).await;
        let replicated: Vec<_> = self.services.iter().map(|service| (*service, replicas)).collect();
        let suite = Suite::start_at(now, database, &replicated).await;
        let doors = doors(&suite, &self.services, replicas);
        let again = |person: &Person| {
            let token = suite.token(&subject_of(&person.name));
            Person::new(&person.id, &person.name, token, doors.clone())
        };
        let council = Self {
            forms: self.forms,
            admin: again(&self.admin),
            sw: again(&self.sw),
            other_sw: again(&self.other_sw),
            ps: again(&self.ps),
            tm: again(&self.tm),
            qaag: again(&self.qaag),
            adm: again(&self.adm),
            finder: again(&self.finder),
            second_finder: again(&self.second_finder),
            iro: again(&self.iro),
            support: again(&self.support),
            manager: again(&self.manager),
            services: self.services,
            replicas,
            children: self.children,
            suite,
        };
        until(async || council.sw.work_view().await.is_ok()).await;
        (council, fresh)
    }

    async fn of(suite: Suite, services: Vec<&'static Service>, replicas: usize) -> Self {
        let doors = doors(&suite, &services, replicas);
        let pool = suite.database().pool("directory");
        let (name, _) = PEOPLE[0];
        let founded = directory::bootstrap_administrator(&pool, suite.clock(), &subject_of(name), name).await;
        founded.expect("the first administrator").expect("an empty directory has none");
        let mut people = vec![Person::new("", name, suite.token(&subject_of(name)), doors.clone())];
        people[0].id = own_id(&people[0]).await;
        for (name, role) in &PEOPLE[1..] {
            let manager = people.get(1).map(|supervisor: &Person| supervisor.id.clone());
            let id = hired(&people[0], name, *role, manager.unwrap_or_default()).await;
            people.push(Person::new(&id, name, suite.token(&subject_of(name)), doors.clone()));
        }
        staffed(&people[0], QAAG, &[&people[5]]).await;
        staffed(&people[0], FAMILY_FINDERS, &[&people[7], &people[8]]).await;
        until(async || people[7].work_view().await.is_ok()).await;
        for service in those_that_keep(&services).filter(|service| *service == "panels") {
            let pool = suite.database().pool(service);
            until(async || {
                let known = sqlx::query_scalar("select count(*) from people_worker").fetch_one(&pool).await;
                known.unwrap_or(0_i64) == PEOPLE.len() as i64
            })
            .await;
        }
        let forms = Forms::of_the_process(&people[1]).await;
        let people: [Person; 12] = people.try_into().unwrap_or_else(|_| panic!("twelve people"));
        let [admin, ps, tm, sw, other_sw, qaag, adm, finder, second_finder, iro, support, manager] = people;
        let children = AtomicU32::new(1);
        Self {
            suite,
            forms,
            admin,
            sw,
            other_sw,
            ps,
            tm,
            qaag,
            adm,
            finder,
            second_finder,
            iro,
            support,
            manager,
            services,
            replicas,
            children,
        }
    }

    /// Registers a child with this council's people allocated, and waits until every service knows.
    pub async fn register_child(&self) -> String {
        let child_id = format!("{}", 3_549_862 + self.children.fetch_add(1, Ordering::Relaxed));
        let child = Child {
            child_id: child_id.clone(),
            first_name: "Chloe".into(),
            surname: "Smith".into(),
            date_of_birth: "2018-05-04".into(),
            gender: "Female".into(),
            etag: String::new(),
        };
        let message = RegisterChildRequest { request_id: new_request_id(), child: Some(child) };
        let mut children = ChildServiceClient::new(self.admin.door());
        children.register_child(self.admin.ask(message)).await.expect("a new child");
        for (role, worker) in [
            (AllocationRole::SocialWorker, &self.sw),
            (AllocationRole::Supervisor, &self.ps),
            (AllocationRole::ServiceManager, &self.manager),
            (AllocationRole::IndependentReviewingOfficer, &self.iro),
        ] {
            let message = SetAllocationRequest {
                request_id: new_request_id(),
                child_id: child_id.clone(),
                role: role.into(),
                worker_id: worker.id.clone(),
            };
            children.set_allocation(self.admin.ask(message)).await.expect("an allocation");
        }
        for service in self.keeping().filter(|service| *service != "directory") {
            let pool = self.suite.database().pool(service);
            until(async || {
                let known = sqlx::query_scalar("select count(*) from people_allocation where child_id = $1");
                known.bind(&child_id).fetch_one(&pool).await.unwrap_or(0_i64) == 4
            })
            .await;
        }
        child_id
    }

    /// The administrator gives somebody these roles instead of the present ones; every service knows when this returns.
    pub async fn gives_roles(&self, person: &Person, roles: &[Role]) {
        let mut workers = WorkerServiceClient::new(self.admin.door());
        let read = GetWorkerRequest { worker_id: person.id.clone() };
        let read = workers.get_worker(self.admin.ask(read)).await.expect("the worker").into_inner();
        let roles = roles.iter().map(|role| i32::from(*role)).collect();
        let worker = Some(Worker { roles, ..read.worker.expect("the worker") });
        let message = UpdateWorkerRequest { request_id: new_request_id(), worker, allow_missing: false };
        let updated = workers.update_worker(self.admin.ask(message)).await.expect("the worker's new roles");
        let version: i64 = updated.into_inner().worker.expect("the worker").etag.parse().expect("a version");
        for service in self.keeping().filter(|service| !["directory", "notifications"].contains(service)) {
            let pool = self.suite.database().pool(service);
            until(async || {
                let known =
                    sqlx::query_scalar("select version from people_worker where worker_id = $1::uuid");
                known.bind(&person.id).fetch_one(&pool).await.unwrap_or(0_i64) >= version
            })
            .await;
        }
    }

    /// The names of its services that keep something, each in a schema of its own.
    pub fn keeping(&self) -> impl Iterator<Item = &'static str> {
        those_that_keep(&self.services)
    }

    /// Everybody with a part in the process.
    pub fn everybody(&self) -> Vec<&Person> {
        self.with_roles().into_iter().map(|(person, _)| person).collect()
    }

    /// Everybody who holds none of these roles.
    pub fn everybody_but(&self, roles: &[Role]) -> Vec<&Person> {
        let others = self.with_roles().into_iter().filter(|(_, role)| !roles.contains(role));
        others.map(|(person, _)| person).collect()
    }

    /// Somebody with the role.
    pub fn holder_of(&self, role: Role) -> &Person {
        let found = self.with_roles().into_iter().find(|(_, held)| *held == role);
        found.unwrap_or_else(|| panic!("nobody is {role:?}")).0
    }

    fn with_roles(&self) -> Vec<(&Person, Role)> {
        let people = [
            &self.ps,
            &self.tm,
            &self.sw,
            &self.qaag,
            &self.adm,
            &self.finder,
            &self.iro,
            &self.support,
            &self.manager,
        ];
        let role_of =
            |person: &Person| PEOPLE.iter().find(|(name, _)| *name == person.name).expect("a role").1;
        people.into_iter().map(|person| (person, role_of(person))).collect()
    }

    /// Moves every service's clock by that many calendar months.
    pub fn months_pass(&self, months: u32) {
        let clock: &Clock = self.suite.clock();
        clock.set(clock.now().checked_add_months(chrono::Months::new(months)).expect("an instant"));
    }

    /// Moves every service's clock to an instant, ISO, as `2026-11-30T12:00:00Z`.
    pub fn at(&self, instant: &str) {
        self.suite.clock().set(instant.parse().expect("an instant"));
    }

    /// Today in London, ISO.
    pub fn today(&self) -> String {
        self.suite.clock().today().to_string()
    }

    /// Holds up a service's consumer of another's feed, in every replica.
    pub fn pause(&self, service: &str, upstream: &str) {
        self.suite.pause(service, &format!("permanence.{upstream}"));
    }

    /// Lets it go on.
    pub fn resume(&self, service: &str, upstream: &str) {
        self.suite.resume(service, &format!("permanence.{upstream}"));
    }

    /// Stops every replica of every service but the gateway, then starts them again.
    pub async fn restart(&self) {
        for service in those_that_keep(&self.services) {
            for replica in 0..self.replicas {
                self.restart_of(service, replica).await;
            }
        }
        until(async || self.sw.work_view().await.is_ok()).await;
    }

    /// Stops one replica of a service, as an upgrade does, and starts it again.
    pub async fn restart_of(&self, service: &str, replica: usize) {
        self.suite.stop(service, replica).await;
        self.suite.restart(service, replica).await;
    }

    /// Waits until it is so.
    pub async fn until(&self, holds: impl AsyncFn() -> bool) {
        until(holds).await;
    }

    /// What happened in a case.
    pub async fn timeline(&self, case_id: &str) -> Vec<TimelineEntry> {
        let message =
            GetTimelineRequest { case_id: case_id.into(), page_size: 500, page_token: String::new() };
        let mut cases = CaseServiceClient::new(self.sw.door());
        cases.get_timeline(self.sw.ask(message)).await.expect("the timeline").into_inner().entries
    }

    /// A connection to each replica's own port.
    pub fn own_ports(&self, service: &str) -> Vec<Channel> {
        (0..self.replicas).map(|replica| self.suite.channel(service, replica)).collect()
    }
}

/// Waits until it is so, and fails when it never is.
pub async fn until(holds: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < SETTLED_WITHIN, "it did not come about within {SETTLED_WITHIN:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Through each replica of the gateway; where those who only listen are missing, past it.
fn doors(suite: &Suite, services: &[&'static Service], replicas: usize) -> Doors {
    let past = |replica| {
        let kept = those_that_keep(services).filter(|_| services.len() < SERVICES.len());
        kept.map(move |service| (format!("permanence.{service}"), suite.channel(service, replica)))
    };
    let doors = (0..replicas).map(|replica| Door::past(suite.channel("gateway", replica), past(replica)));
    Doors::new(doors.collect())
}
