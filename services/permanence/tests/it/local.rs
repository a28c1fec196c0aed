//! What a newcomer does: `up`, `token`, `health`, `demo`.

use crate::process::{Started, complained, permanence, printed, reachable_folder, run};
use crate::signed_in::signed_in;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{GetMeRequest, GetMeResponse};
use contracts::gateway::v1::GetPersonViewRequest;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::workflow::v1::StartCaseRequest;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tonic::Status;

pub(crate) fn up(data: &str, more: &[&str]) -> Started {
    let mut command = permanence(&["up", "--listen", "127.0.0.1:0", "--data", data]);
    command.args(more);
    Started::of(command)
}

async fn me(address: &str, data: &str, subject: &str) -> Result<GetMeResponse, Status> {
    let mut workers = WorkerServiceClient::connect(address.to_owned()).await.unwrap();
    workers.get_me(signed_in(data, subject, GetMeRequest {})).await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_suite_is_up_for_the_people_of_its_council_and_keeps_what_they_did() {
    let folder = reachable_folder();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();

    let mut suite = up(data, &["--fresh"]);
    let address = suite.says("The gateway answers on ");
    let ian = me(&address, data, "ian.whitlock").await.unwrap().worker.unwrap();
    assert_eq!(ian.display_name, "Ian Whitlock");
    let farah = me(&address, data, "farah.begum").await.unwrap();
    assert_eq!(farah.inboxes[0].name, "CS QAAG – Inbox");
    let request_id = "01a20190-e5e6-7554-b5c0-9818defc6280".into();
    let message =
        StartCaseRequest { request_id, child_id: "3549863".into(), process_id: "long-term-fostering".into() };
    let mut cases = CaseServiceClient::connect(address.clone()).await.unwrap();
    cases.start_case(signed_in(data, "ian.whitlock", message)).await.unwrap();

    let health = run(&["health", "--address", address.trim_start_matches("http://")]);
    assert!(health.status.success());
    for name in ["directory", "workflow", "requests", "notifications", "panels", "gateway"] {
        assert!(printed(&health).contains(&format!("permanence.{name} SERVING")), "{}", printed(&health));
    }
    let second = run(&["up", "--listen", "127.0.0.1:0", "--data", data]);
    assert!(complained(&second).contains("in use by another permanence"), "{}", complained(&second));
    assert!(suite.stop());

    let mut again = up(data, &["--replicas", "2"]);
    let address = again.says("The gateway answers on ");
    let mut views = WorkViewServiceClient::connect(address).await.unwrap();
    let message = GetPersonViewRequest { child_id: "3549863".into() };
    let view = views.get_person_view(signed_in(data, "priya.nair", message)).await.unwrap().into_inner();
    assert_eq!(view.child.unwrap().surname, "Smith");
    assert_eq!(view.current_work.len(), 1, "the case that was opened before the restart");
    assert!(again.stop());

    let mut afresh = up(data, &["--fresh"]);
    let address = afresh.says("The gateway answers on ");
    let mut views = WorkViewServiceClient::connect(address).await.unwrap();
    let message = GetPersonViewRequest { child_id: "3549863".into() };
    let view = views.get_person_view(signed_in(data, "priya.nair", message)).await.unwrap().into_inner();
    assert!(view.current_work.is_empty(), "it starts over");
    assert!(afresh.stop());
}

#[tokio::test]
async fn what_was_answered_stands_though_postgres_or_all_is_killed_right_after_and_is_answered_alike() {
    let folder = reachable_folder();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let opening = || StartCaseRequest {
        request_id: "01a20190-e5e6-7554-b5c0-9818defc6280".into(),
        child_id: "3549863".into(),
        process_id: "long-term-fostering".into(),
    };
    let start = async |address: String| {
        let mut cases = CaseServiceClient::connect(address).await.unwrap();
        cases.start_case(signed_in(data, "ian.whitlock", opening())).await.map(tonic::Response::into_inner)
    };
    let mut suite = up(data, &["--fresh"]);
    let opened = start(suite.says("The gateway answers on ")).await.unwrap();
    let running = std::fs::read_to_string(format!("{data}/postgres/data/postmaster.pid")).unwrap();
    let postgres = running.lines().next().unwrap().parse().unwrap();
    kill(Pid::from_raw(postgres), Signal::SIGKILL).unwrap();
    suite.says("stopping");
    assert!(!suite.ends(), "without its Postgres it serves nobody, and says so");

    let mut again = up(data, &[]);
    assert_eq!(start(again.says("The gateway answers on ")).await.unwrap(), opened);
    assert!(!again.stop_by(Signal::SIGKILL));

    // Its Postgres may still be ending: it is waited for, also by who throws its data away.
    let mut at_once = up(data, &[]);
    assert_eq!(start(at_once.says("The gateway answers on ")).await.unwrap(), opened);
    assert!(!at_once.stop_by(Signal::SIGKILL));
    let mut afresh = up(data, &["--fresh"]);
    afresh.says("The gateway answers on ");
    assert!(afresh.stop());
}

#[test]
fn data_that_no_installed_postgres_serves_is_refused_with_what_to_do_and_kept() {
    let folder = reachable_folder();
    let version = folder.path().join("postgres/data/PG_VERSION");
    std::fs::create_dir_all(version.parent().unwrap()).unwrap();
    std::fs::write(&version, "9999\n").unwrap();
    let refused = run(&["up", "--listen", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()]);
    let said = complained(&refused);
    for told in ["install the Postgres that made what is kept", "--fresh", "made by Postgres 9999"] {
        assert!(said.contains(told), "{said}");
    }
    assert!(version.exists());
}

#[test]
fn a_newcomer_sees_the_agenda_of_the_next_panel_at_once() {
    let folder = reachable_folder();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let mut suite = up(data, &["--fresh"]);
    let address = suite.says("The gateway answers on http://");
    let told = suite.says("The Permanence Panel on ");
    assert!(told.ends_with("s20 +12 weeks: 4 of the children are on its agenda, 8 are not"), "{told}");

    let token = printed(&run(&["token", "care.records", "--data", data]));
    let as_a_system = |arguments: &[&str]| {
        let mut command = permanence(arguments);
        command.env("PERMANENCE_GATEWAY", &address).env("PERMANENCE_TOKEN", token.trim());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", complained(&output));
        output
    };
    let shown = printed(&as_a_system(&["agenda", "show"]));
    assert!(shown.contains("Okoro") && shown.contains("84 days"), "{shown}");
    assert!(!shown.contains("Lindqvist"), "in care for 83 days: {shown}");
    let drawn = as_a_system(&["agenda", "draw", "--output", "json"]);
    assert!(complained(&drawn).contains("it was drawn before"), "the morning's job did what this does");
    let export = format!("{data}/children-currently-in-care.csv");
    let drawn_from: serde_json::Value = serde_json::from_slice(&drawn.stdout).unwrap();
    let as_of = drawn_from["as_of"].as_str().unwrap();
    let again = as_a_system(&["extract", "import", &export, "--as-of", as_of, "--output", "json"]);
    let again: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again["extract_import_id"], drawn_from["extract_import_id"], "the same file changes nothing");
    assert!(suite.stop());
}

#[test]
fn the_demonstration_places_the_child_as_often_as_it_is_run() {
    let folder = reachable_folder();
    let data = folder.path().join("data");
    for time in ["first", "second"] {
        let demo = run(&["demo", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
        assert!(demo.status.success(), "the {time} time: {}", complained(&demo));
        let told = printed(&demo);
        assert!(!told.contains("left open"), "the {time} time nothing was:\n{told}");
        for line in [
            "The Permanence Panel on ",
            "Ian Whitlock (independent reviewing officer)",
            "  | Incoming requests (1)",
            "  |   Chloe Smith (3549863)  CS Manager: Please review and authorise prior to QAAG:SC Permanency Planning Process",
            "finishes: the case is closed, CHILD_PLACED",
        ] {
            assert!(told.contains(line), "the {time} time {line:?} is not told:\n{told}");
        }
    }
}

#[test]
fn a_token_needs_a_suite_that_was_up_before() {
    let folder = reachable_folder();
    let refused = run(&["token", "priya.nair", "--data", folder.path().to_str().unwrap()]);
    assert!(!refused.status.success());
    assert!(complained(&refused).contains("`permanence up` makes one"), "{}", complained(&refused));
}
