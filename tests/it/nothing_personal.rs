//! No name, date of birth, address or answer is in what any service writes to its log, counts, refuses with or sends to other systems:
//! a case is carried from the review to the placement, a panel is held, and people make mistakes with names in every field. What came of
//! it is searched for all of that. Something is planted in each of these places on purpose: a search that does not find it fails.
//!
//! What is logged is what a process writes, so the story runs in a process of its own: this test again, told where to leave what it
//! gathers.

mod mistakes;
mod other_system;

use opentelemetry::KeyValue;
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
use other_system::OtherSystem;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use tests::case::{Case, opened_by};
use tests::council::{Council, SERVICES};
use tests::forms::{etag_of, writing};
use tests::panels::{discussion_request, draw_request, extract_of};

const SELF: &str = "nothing_personal::no_name_is_in_what_any_service_writes_counts_refuses_with_or_sends";
const FOLDER: &str = "NOTHING_PERSONAL_IN";
/// What a deployment writes unless it says otherwise, and all that our own crates could write.
const LOG: &str = "info,directory=debug,workflow=debug,requests=debug,panel_agenda=debug,notifications=debug,gateway=debug,\
                   eventlog=debug,identity=debug,runtime=debug,calendar=debug,fault=debug";
const PLACES: [&str; 4] = ["log", "metrics", "refusals", "webhooks"];
/// What a wrong date is refused with, to everybody.
const AN_EXAMPLE: &str = "as 2018-05-04";
/// Nobody is called so.
const ON_PURPOSE: &str = "Quatermass";
/// An answer of a form.
const ANSWER: &str = "Chloe Smith, born 04/05/2018, lives at 4 Elm Row and calls Jonah her brother";
const PERSONAL: [&str; 20] = [
    "Chloe",
    "Smith",
    "2018-05-04",
    "04/05/2018",
    "Elm Row",
    "Jonah",
    "Recorded under",
    "Ada Quinn",
    "Tom Ellis",
    "Ruth Okafor",
    "Priya Nair",
    "Owen Hughes",
    "Farah Begum",
    "Helen Marsh",
    "Maya Cole",
    "Luke Adeyemi",
    "Ian Whitlock",
    "Bea Lang",
    "Sandra Poole",
    "Legal Gateway Meeting",
];

#[tokio::test]
async fn no_name_is_in_what_any_service_writes_counts_refuses_with_or_sends() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return gather(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let ran = Command::new(std::env::current_exe().expect("this test's program"))
        .args([SELF, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("RUST_LOG", LOG)
        .output()
        .expect("to run it again");
    let log = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
    assert!(ran.status.success(), "{log}");
    for service in SERVICES {
        let package = format!("permanence.{}.", service.name);
        assert!(log.contains(&package), "{package} is in no line: its calls are not written");
    }
    let mut places: BTreeMap<String, String> = [("log".to_owned(), log)].into();
    for file in std::fs::read_dir(folder.path()).expect("what was gathered") {
        let file = file.expect("a file");
        let text = std::fs::read(file.path()).expect("its text");
        places.insert(file.file_name().to_string_lossy().into(), String::from_utf8_lossy(&text).into());
    }
    assert_eq!(places.keys().collect::<Vec<_>>(), PLACES);
    let mut found = Vec::new();
    for (place, text) in &places {
        assert!(text.contains(ON_PURPOSE), "the search does not reach {place}");
        let text = text.replace(AN_EXAMPLE, "");
        for personal in PERSONAL {
            // However it is written: what somebody looked for is folded.
            let folded = personal.to_lowercase();
            let line = text.lines().find(|line| line.to_lowercase().contains(&folded));
            found.extend(line.map(|line| format!("{personal} is in {place}: {line}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Lets everything happen, and leaves what came of it in the folder.
async fn gather(folder: &Path) {
    let kept = InMemoryMetricExporter::default();
    let metrics = SdkMeterProvider::builder().with_periodic_exporter(kept.clone()).build();
    opentelemetry::global::set_meter_provider(metrics.clone());
    let council = Council::with_two_replicas().await;
    let other = OtherSystem::start().await;
    other.hears_of_all(&council).await;

    let (case, placement) = Case::arrived_at(&council, "placement").await;
    writes_down(&council).await;
    case.placement(&placement).await;
    panel(&council).await;
    let mut refusals = mistakes::of_everybody(&council, &case).await;
    let told = ["work_arrived", "extract_read", "agenda_circulated", "panel_actions_recorded"];
    council.until(async || told.iter().all(|kind| other.heard().contains(kind))).await;

    tracing::info!(planted = ON_PURPOSE, "a line as the services write them");
    refusals.push_str(&mistakes::written(&tonic::Status::internal(ON_PURPOSE)));
    other.is_told(ON_PURPOSE).await;
    let planted = opentelemetry::global::meter("planted").u64_counter("planted").build();
    planted.add(1, &[KeyValue::new("planted", ON_PURPOSE)]);
    metrics.force_flush().expect("to gather them");
    let counted = format!("{:?}", kept.get_finished_metrics().expect("metrics"));
    for (place, text) in [("refusals", refusals), ("webhooks", other.heard()), ("metrics", counted)] {
        std::fs::write(folder.join(place), text).expect("to leave it");
    }
}

/// A finder writes down what a form is for, and again over what stands there by now.
async fn writes_down(council: &Council) {
    let (_, finding) = Case::arrived_at(council, "family_finding").await;
    let opened = opened_by(&council.finder, &finding).await;
    let field = council.forms.text_field("family_finding", 5);
    let edit = writing(5, &etag_of(&opened, 5), &field, ANSWER);
    council.finder.save(&finding, edit).await.expect("the finder writes");
}

/// An export with names in it, an agenda and what the panel came to.
async fn panel(council: &Council) {
    let (support, chloe) = (&council.support, council.register_child().await);
    let file =
        extract_of(&[(&chloe, "V2", "U6", "Return home"), ("7000001", "Chloe Smith", "Elm Row", "Jonah")]);
    support.hand_in_and_wait("2026-01-12", file).await;
    support.schedule("2026-01-15", "").await.expect("a rotation");
    let agenda = support.draw(&draw_request("2026-01-15", "")).await.expect("an agenda");
    support.circulate(&agenda.agenda_id).await.expect("it is issued");
    council.at("2026-01-15T10:30:00Z");
    let request = discussion_request(&agenda.agenda_id, &chloe, &council.sw, "2026-01-29");
    support.record_discussion(&request).await.expect("a discussion");
}
