//! What is handed in is read in bounded memory, whatever it claims, and a large agenda leaves in as little: measured on the service as a
//! process of its own.

use crate::process::{Started, permanence};
use calendar::Clock;
use chrono::{Datelike, Weekday};
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{UpdateWorkerRequest, Worker};
use contracts::panels::v1::care_data_service_client::CareDataServiceClient;
use contracts::panels::v1::import_extract_request::Part;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::panels::v1::{
    DrawAgendaRequest, ExportAgendaRequest, ExportFormat, ExtractImport, ExtractImportState, ExtractMetadata,
    GetImportRequest, ImportExtractRequest, export_agenda_response,
};
use contracts::r#type::v1::Role;
use futures::TryStreamExt;
use secrecy::ExposeSecret;
use std::time::Duration;
use testkit::{
    Bearer, Client, Suite,
    workbook::{Part as FilePart, parts, sheet, zip},
};
use tokio::time::{Instant, sleep};
use tonic::transport::{Channel, Endpoint};

const PATIENCE: Duration = Duration::from_secs(180);
const MOST_MIB: u64 = 256;
const MIB: usize = 1 << 20;
/// A little less than what a workbook's strings may be in memory, and than what a file may be packed.
const STRINGS: usize = 90 * MIB;
const PACKED: usize = 62 * MIB;

const HEADINGS: [&str; 13] = [
    "Person ID",
    "Name",
    "Date of Birth",
    "Age",
    "Gender",
    "Legal Status",
    "CIC Episode Start Date",
    "Placement Code",
    "Permanence Plan",
    "Was Permanence Achieved",
    "Team",
    "Social Worker",
    "Service Manager",
];

/// The panels service as a process, beside a directory that knows Bea.
struct Panels {
    process: Started,
    suite: Suite,
    channel: Channel,
}

impl Panels {
    async fn start() -> Self {
        let database = testkit::database(&[&directory::SERVICE, &panel_agenda::SERVICE]).await;
        let suite = Suite::start_at(Clock::system().now(), database, &[(&directory::SERVICE, 1)]).await;
        let (pool, clock) = (suite.database().pool("directory"), suite.clock());
        directory::bootstrap_administrator(&pool, clock, "ada", "Ada Quinn").await.unwrap();
        let worker_id = clock.new_id().to_string();
        let worker = Worker {
            worker_id,
            display_name: "Bea Lang".into(),
            subject: "bea".into(),
            roles: vec![Role::BusinessSupport.into()],
            active: true,
            ..Default::default()
        };
        let request_id = clock.new_id().to_string();
        let message = UpdateWorkerRequest { request_id, worker: Some(worker), allow_missing: true };
        WorkerServiceClient::new(suite.client("directory", "ada")).update_worker(message).await.unwrap();

        let address = format!("127.0.0.1:{}", runtime::postgres::free_port().unwrap());
        let settings = suite.settings();
        let secret =
            |secret: &Option<secrecy::SecretString>| secret.as_ref().unwrap().expose_secret().to_owned();
        let mut command = permanence(&["serve", "panels"]);
        command
            .env("PERMANENCE__DATABASE__URL", secret(&settings.database.url))
            .env("PERMANENCE__DATABASE__PASSWORD", secret(&settings.database.password))
            .env("PERMANENCE__TOKENS__ISSUER_KEY", settings.tokens.issuer_key.as_ref().unwrap())
            .env("PERMANENCE__PEERS__DIRECTORY", suite.address("directory", 0).to_string())
            .env("PERMANENCE__LISTEN__PANELS", &address);
        let process = Started::of(command);
        let channel = Endpoint::from_shared(format!("http://{address}")).unwrap().connect_lazy();
        Self { process, suite, channel }
    }

    fn bea(&self) -> CareDataServiceClient<Client> {
        CareDataServiceClient::new(Bearer::of(&self.suite.token("bea")).over(self.channel.clone()))
    }

    /// Hands a file in and waits until it is read or refused; tries until the service is up and has heard of Bea.
    async fn read(&self, file: &[u8]) -> ExtractImport {
        let patience = Instant::now() + PATIENCE;
        let import = loop {
            match self.bea().import_extract(self.upload(file)).await {
                Ok(answer) => break answer.into_inner().extract_import.unwrap(),
                Err(status) => assert!(Instant::now() < patience, "{status}"),
            }
            sleep(Duration::from_millis(50)).await;
        };
        loop {
            let request = GetImportRequest { extract_import_id: import.extract_import_id.clone() };
            let seen = self.bea().get_import(request).await.unwrap().into_inner().extract_import.unwrap();
            if matches!(seen.state(), ExtractImportState::Read | ExtractImportState::Refused) {
                return seen;
            }
            assert!(Instant::now() < patience, "{seen:?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The bytes of the agenda of everybody in that extract.
    async fn exported(&self, extract_import_id: &str, format: ExportFormat) -> Vec<u8> {
        let mut bea =
            PanelServiceClient::new(Bearer::of(&self.suite.token("bea")).over(self.channel.clone()));
        let today = self.suite.clock().today();
        let thursday = today.iter_days().find(|day| day.weekday() == Weekday::Thu).unwrap();
        let request = DrawAgendaRequest {
            request_id: self.suite.clock().new_id().to_string(),
            panel_date: thursday.to_string(),
            cohort: "section_20".into(),
            extract_import_id: extract_import_id.into(),
            ..Default::default()
        };
        let agenda = bea.draw_agenda(request).await.unwrap().into_inner().agenda.unwrap();
        let request =
            ExportAgendaRequest { agenda_id: agenda.agenda_id, format: format.into(), ..Default::default() };
        let parts = bea.export_agenda(request).await.unwrap().into_inner();
        let pieces = parts.try_filter_map(async |message| {
            Ok(match message.part {
                Some(export_agenda_response::Part::Piece(piece)) => Some(piece),
                _ => None,
            })
        });
        pieces.try_concat().await.unwrap()
    }

    fn upload(&self, file: &[u8]) -> impl futures::Stream<Item = ImportExtractRequest> + Send + use<> {
        let metadata = ExtractMetadata {
            request_id: self.suite.clock().new_id().to_string(),
            file_name: "Children Currently in Care".into(),
            as_of: self.suite.clock().today().to_string(),
            ..Default::default()
        };
        let pieces: Vec<_> = file.chunks(MIB).map(|piece| Part::Piece(piece.to_vec())).collect();
        let parts = std::iter::once(Part::Metadata(metadata)).chain(pieces);
        futures::stream::iter(parts.map(|part| ImportExtractRequest { part: Some(part) }))
    }
}

/// A row of cells, each with its text.
fn row(number: usize, cells: [&str; 13]) -> String {
    let cells = cells.iter().map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"));
    format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
}

fn child(id: &str) -> [&str; 13] {
    [
        id,
        "Smith, Chloe",
        "04/05/2018",
        "",
        "Female",
        "V2",
        "01/02/2024",
        "U6",
        "",
        "",
        "Team",
        "Sam Okafor",
        "Maya Lind",
    ]
}

/// Shared strings of so many bytes, each of ten thousand letters.
fn strings(bytes: usize) -> Vec<u8> {
    const LETTERS: usize = 10_000;
    let string = format!("<si><t>{}</t></si>", "a".repeat(LETTERS));
    format!("<sst>{}</sst>", string.repeat(bytes / LETTERS)).into_bytes()
}

fn one_string(bytes: usize) -> Vec<u8> {
    format!("<sst><si><t>{}</t></si></sst>", "a".repeat(bytes)).into_bytes()
}

fn refusal(import: ExtractImport) -> String {
    import.refusal.map(|refusal| refusal.reason).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_stays_below_256_mib_whatever_is_handed_in() {
    let panels = Panels::start().await;
    let sheet = sheet(&(row(1, HEADINGS) + &row(2, child("1"))));
    let saying = |strings: &[u8], unpacked: usize| {
        let mut parts = parts(&sheet, strings);
        parts[2].unpacked_size = u32::try_from(unpacked).unwrap();
        parts
    };
    let mut large = FilePart::new("xl/x.bin", "");
    large.unpacked_size = u32::try_from(600 * MIB).unwrap();
    let says_so = parts(&sheet, "<sst/>").into_iter().chain([large]).collect::<Vec<_>>();
    for (what, reason, bomb) in [
        ("unpacks to more than it may", "FILE_TOO_LARGE", says_so),
        ("unpacks to more than it says", "WORKBOOK_DAMAGED", saying(&strings(40 * MIB), MIB)),
        ("is one string", "WORKBOOK_DAMAGED", saying(&one_string(40 * MIB), 41 * MIB)),
    ] {
        assert_eq!(refusal(panels.read(&zip(&bomb)).await), reason, "{what}");
    }

    // As large as it may be, packed and in its strings.
    let mut large = parts(&sheet, strings(STRINGS));
    large.push(FilePart::stored("xl/media/image1.png", vec![7; PACKED]));
    let read = panels.read(&zip(&large)).await;
    assert_eq!((read.state(), read.accepted_count), (ExtractImportState::Read, 1), "{read:?}");

    // All of England's children would be more of the same.
    let ids: Vec<String> = (0..20_000).map(|id| id.to_string()).collect();
    let lines = ids.iter().map(|id| format!("\"{}\"", child(id).join("\",\"")));
    let csv = std::iter::once(HEADINGS.join(",")).chain(lines).collect::<Vec<_>>().join("\r\n");
    let read = panels.read(csv.as_bytes()).await;
    assert_eq!((read.state(), read.accepted_count), (ExtractImportState::Read, 20_000), "{read:?}");

    // They are all on one agenda.
    let csv = panels.exported(&read.extract_import_id, ExportFormat::Csv).await;
    assert_eq!(String::from_utf8(csv).unwrap().matches("\r\n").count(), 20_001);
    assert!(panels.exported(&read.extract_import_id, ExportFormat::Xlsx).await.starts_with(b"PK"));

    let peak = panels.process.peak_mib();
    assert!(peak < MOST_MIB, "{peak} MiB");
    assert!(panels.process.stop());
}
