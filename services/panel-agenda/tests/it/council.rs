//! A council for one test: the panels service on as many replicas as it wants, beside a directory that only tells and, where it is
//! wanted, a workflow that only tells. It is a Monday morning, and a panel is on Thursday.

use crate::{
    neighbours::{DIRECTORY, WORKFLOW, tell},
    people,
};
use calendar::Clock;
use contracts::panels::v1::{
    Agenda, AgendaItem, AgendaPart, CirculateAgendaRequest, DrawAgendaRequest, ExtractImport,
    ExtractImportState, ExtractMetadata, GetAgendaRequest, GetImportRequest, ImportExtractRequest,
    ListPanelsRequest, SchedulePanelsRequest, ServiceManagerName, SetServiceManagerNameRequest,
    UnlistedChild, WhenItFallsOut, care_data_service_client::CareDataServiceClient,
    import_extract_request::Part, panel_service_client::PanelServiceClient,
    tracker_service_client::TrackerServiceClient,
};
use panel_agenda::SERVICE;
use prost::Name;
use runtime::{Service, settings::Settings};
use sqlx::PgPool;
use std::time::Duration;
use testkit::{Client, Suite};
use tokio::time::{sleep, timeout};
use tonic::{Response, Status};

/// Longer than anything takes that a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The day of the extract.
pub const MONDAY: &str = "2026-11-23";
/// The day of the panel.
pub const THURSDAY: &str = "2026-11-26";

/// The headings of the export.
pub const HEADINGS: &str = "Person ID,Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,\
                            Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager";

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
        Self::among(&[(&SERVICE, replicas), (&DIRECTORY, 1)]).await
    }

    /// With two replicas, beside a workflow.
    pub async fn beside_workflow() -> Self {
        Self::among(&[(&SERVICE, 2), (&DIRECTORY, 1), (&WORKFLOW, 1)]).await
    }

    /// With one replica, whose settings the test changes.
    pub async fn with_settings(change: impl FnOnce(&mut Settings)) -> Self {
        Self::with(&[(&SERVICE, 1), (&DIRECTORY, 1)], change).await
    }

    async fn among(services: &[(&Service, usize)]) -> Self {
        Self::with(services, |_| {}).await
    }

    async fn with(services: &[(&Service, usize)], change: impl FnOnce(&mut Settings)) -> Self {
        let every: Vec<&Service> = services.iter().map(|(service, _)| *service).collect();
        let database = testkit::database(&every).await;
        let monday = "2026-11-23T08:30:00Z".parse().expect("an instant");
        tell(&database.pool("directory"), people::all(&Clock::starting_at(monday))).await;
        Self { suite: Suite::start_with(monday, database, services, change).await }.hearing().await
    }

    /// The same council, whose services are started again, at the same time, with settings that the test changes.
    pub async fn again_with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let (now, services) = (self.suite.clock().now(), [(&SERVICE, 1), (&DIRECTORY, 1)]);
        let database = self.suite.end().await;
        Self { suite: Suite::start_with(now, database, &services, change).await }.hearing().await
    }

    async fn hearing(self) -> Self {
        let pool = self.admin();
        let known = "select exists (select from panels.people_child where child_id = $1)
                     and (select fresh from panels.people_freshness)";
        until("the directory is heard", || async {
            sqlx::query_scalar(known)
                .bind(people::CHLOE)
                .fetch_one(&pool)
                .await
                .expect("to look at the people")
        })
        .await;
        self
    }

    /// A new id, as a client makes one.
    pub fn id(&self) -> String {
        self.suite.clock().new_id().to_string()
    }

    /// Somebody's calls about extracts.
    pub fn care_data(&self, subject: &str) -> CareDataServiceClient<Client> {
        self.care_data_of(0, subject)
    }

    /// The same at one replica.
    pub fn care_data_of(&self, replica: usize, subject: &str) -> CareDataServiceClient<Client> {
        CareDataServiceClient::new(self.suite.client_of("panels", replica, subject))
    }

    /// Somebody's calls about panels.
    pub fn panels(&self, subject: &str) -> PanelServiceClient<Client> {
        PanelServiceClient::new(self.suite.client("panels", subject))
    }

    /// Somebody's calls about the tracker.
    pub fn tracker(&self, subject: &str) -> TrackerServiceClient<Client> {
        TrackerServiceClient::new(self.suite.client("panels", subject))
    }

    /// Bea schedules a panel of the first cohort for that Thursday, draws its agenda and issues it.
    pub async fn issued(&self, panel_date: &str) -> Agenda {
        let mut bea = self.panels("bea");
        let listed = bea.list_panels(ListPanelsRequest { from: panel_date.into(), weeks: 1 }).await;
        let rotation = listed.ok().and_then(|listed| listed.into_inner().rotation);
        let request = SchedulePanelsRequest {
            request_id: self.id(),
            anchor: panel_date.into(),
            when_it_falls_out: WhenItFallsOut::Slides.into(),
            etag: rotation.map(|rotation| rotation.etag).unwrap_or_default(),
        };
        bea.schedule_panels(request).await.expect("a rotation");
        let draw = DrawAgendaRequest { panel_date: panel_date.into(), ..self.draw_request("section_20") };
        let agenda = bea.draw_agenda(draw).await.expect("an agenda").into_inner().agenda.expect("the agenda");
        let request = CirculateAgendaRequest { request_id: self.id(), agenda_id: agenda.agenda_id };
        bea.circulate_agenda(request).await.expect("it is issued").into_inner().agenda.expect("the agenda")
    }

    /// Bea keeps it that this is how exports name that service manager, of whom nobody kept it before.
    pub async fn keep_name(&self, name: &str, subject: &str) -> ServiceManagerName {
        self.pass_name(&ServiceManagerName { name: name.into(), ..Default::default() }, subject).await
    }

    /// Bea keeps it that exports name that service manager now by what they named somebody else by.
    pub async fn pass_name(&self, kept: &ServiceManagerName, subject: &str) -> ServiceManagerName {
        let request = SetServiceManagerNameRequest {
            request_id: self.id(),
            name: kept.name.clone(),
            worker_id: people::id_of(subject).to_string(),
            etag: kept.etag.clone(),
        };
        ok(self.care_data("bea").set_service_manager_name(request).await).name.expect("the name")
    }

    /// The database as its superuser sees it.
    pub fn admin(&self) -> PgPool {
        self.suite.database().admin()
    }

    /// What an upload of Monday's extract begins with.
    pub fn metadata(&self) -> ExtractMetadata {
        ExtractMetadata {
            request_id: self.id(),
            file_name: "Children Currently in Care.csv".into(),
            as_of: MONDAY.into(),
            ..Default::default()
        }
    }

    /// Hands a file in.
    pub async fn import_as(
        &self,
        subject: &str,
        metadata: ExtractMetadata,
        file: &[u8],
    ) -> Result<ExtractImport, Status> {
        let answer = self.care_data(subject).import_extract(upload(metadata, file)).await;
        answer.map(|answer| answer.into_inner().extract_import.expect("the import"))
    }

    /// Bea hands Monday's extract in; this waits until it is read.
    pub async fn read(&self, file: &[u8]) -> ExtractImport {
        let import = self.import_as("bea", self.metadata(), file).await.expect("to hand it in");
        self.ended(&import.extract_import_id).await
    }

    /// An import as Bea sees it.
    pub async fn import(&self, id: &str) -> ExtractImport {
        let request = GetImportRequest { extract_import_id: id.into() };
        let seen = self.care_data("bea").get_import(request).await.expect("to see an import");
        seen.into_inner().extract_import.expect("the import")
    }

    /// An import once it is read or refused.
    pub async fn ended(&self, id: &str) -> ExtractImport {
        until("the extract is read", || async {
            matches!(self.import(id).await.state(), ExtractImportState::Read | ExtractImportState::Refused)
        })
        .await;
        self.import(id).await
    }

    /// A draw for Thursday's panel.
    pub fn draw_request(&self, cohort: &str) -> DrawAgendaRequest {
        DrawAgendaRequest {
            request_id: self.id(),
            panel_date: THURSDAY.into(),
            cohort: cohort.into(),
            ..Default::default()
        }
    }

    /// Bea draws Thursday's agenda.
    pub async fn draw(&self, cohort: &str) -> Agenda {
        let drawn = self.panels("bea").draw_agenda(self.draw_request(cohort)).await.expect("an agenda");
        drawn.into_inner().agenda.expect("the agenda")
    }

    /// Who is on an agenda.
    pub async fn listed(&self, agenda: &Agenda) -> Vec<AgendaItem> {
        let request =
            GetAgendaRequest { agenda_id: agenda.agenda_id.clone(), page_size: 500, ..Default::default() };
        self.panels("bea").get_agenda(request).await.expect("the agenda").into_inner().items
    }

    /// Who is not.
    pub async fn not_listed(&self, agenda: &Agenda) -> Vec<UnlistedChild> {
        let request = GetAgendaRequest {
            agenda_id: agenda.agenda_id.clone(),
            part: AgendaPart::NotListed.into(),
            page_size: 500,
            ..Default::default()
        };
        self.panels("bea").get_agenda(request).await.expect("the agenda").into_inner().not_listed
    }

    /// The payloads of all events of a type, in their order, once so many are numbered.
    pub async fn told<M: Name + Default>(&self, so_many: usize) -> Vec<M> {
        let pool = self.admin();
        let payloads = || async {
            sqlx::query_scalar("select data from panels.events where type = $1 order by position")
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

/// A file as the messages of an upload.
pub fn upload(
    metadata: ExtractMetadata,
    file: &[u8],
) -> impl futures::Stream<Item = ImportExtractRequest> + Send + use<> {
    let first = ImportExtractRequest { part: Some(Part::Metadata(metadata)) };
    let pieces: Vec<ImportExtractRequest> = file
        .chunks(1 << 20)
        .map(|piece| ImportExtractRequest { part: Some(Part::Piece(piece.to_vec())) })
        .collect();
    futures::stream::iter(std::iter::once(first).chain(pieces))
}

/// A csv of these rows.
pub fn csv(rows: &[&str]) -> Vec<u8> {
    [&[HEADINGS], rows].concat().join("\r\n").into_bytes()
}

/// A row: id, legal status, start of care, placement, plan, service manager.
pub fn row(id: &str, status: &str, since: &str, placement: &str, plan: &str, manager: &str) -> String {
    format!(
        "{id},\"Smith, Child {id}\",04/05/2018,8,Female,{status},{since},{placement},{plan},,CIC Team 1,Sam Okafor,{manager}"
    )
}

/// A small council's extract, of which cohort 1 lists 1 and 2, by their service managers.
pub fn small() -> Vec<u8> {
    let rows = [
        row("2", "V2", "01/02/2024", "U6", "Return home", "Sandra Poole"),
        row("1", "s20", "31/08/2026", "U6", "", "Maya Lind"),
        row("3", "V2", "01/09/2026", "U6", "", "Maya Lind"),
        row("4", "Full Care Order", "01/02/2020", "U4", "Long term fostering", "Sandra Poole"),
        row("5", "C1", "01/02/2026", "P1", "", ""),
        row("6", "C2", "01/02/2020", "U6", "Long term fostering", "Sandra Poole"),
    ];
    csv(&rows.each_ref().map(String::as_str))
}

/// Ends a call that has to succeed.
pub fn ok<T>(outcome: Result<Response<T>, Status>) -> T {
    outcome.expect("it is permitted").into_inner()
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
