//! `demo` on a store in which the child's case is open.

use crate::local::up;
use crate::process::{Started, complained, permanence, printed, reachable_folder, run};
use crate::signed_in::signed_in;
use contracts::workflow::v1::StartCaseRequest;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use nix::sys::signal::Signal;
use std::path::Path;

fn demonstrating(data: &str) -> [&str; 5] {
    ["demo", "--listen", "127.0.0.1:0", "--data", data]
}

/// A walk over an open case says in one line that it ended it, and reaches its own end.
fn the_next_one_ends_it_and_walks(data: &str) {
    let demo = run(&demonstrating(data));
    let told = printed(&demo);
    assert!(demo.status.success(), "{}\n{told}", complained(&demo));
    assert!(told.contains("finishes: the case is closed, CHILD_PLACED"), "{told}");
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("left open")).collect();
    assert_eq!(lines.len(), 1, "{told}");
    assert!(lines[0].starts_with("  ends the case that was left open, cancelling "), "{}", lines[0]);
    assert!(lines[0].ends_with(": it is closed, CANCELLED"), "{}", lines[0]);
}

/// Tells a walk to stop once it says this, and sees it end, its Postgres before it.
fn cut_short(data: &str, said: &str, signal: Signal) {
    let mut walk = Started::of(permanence(&demonstrating(data)));
    walk.says(said);
    assert!(Path::new(data).join("postgres/data/postmaster.pid").exists(), "its Postgres runs");
    assert!(!walk.stop_by(signal), "it did not reach its end");
    assert!(!Path::new(data).join("postgres/data/postmaster.pid").exists(), "its Postgres runs on");
}

#[test]
fn a_walk_that_is_told_to_stop_takes_its_postgres_along_and_the_next_one_ends_its_case() {
    let folder = reachable_folder();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    cut_short(data, "Tom Ellis (practice supervisor)", Signal::SIGTERM);
    the_next_one_ends_it_and_walks(data);
    // Now two of its steps are open.
    cut_short(data, "sends immediately: ", Signal::SIGINT);
    the_next_one_ends_it_and_walks(data);
}

#[tokio::test]
async fn a_case_that_somebody_opened_under_up_is_ended_before_the_walk() {
    let folder = reachable_folder();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let mut suite = up(data, &["--fresh"]);
    let mut cases = CaseServiceClient::connect(suite.says("The gateway answers on ")).await.unwrap();
    let message = StartCaseRequest {
        request_id: "01a20190-e5e6-7554-b5c0-9818defc6280".into(),
        child_id: "3549863".into(),
        process_id: "long-term-fostering".into(),
    };
    cases.start_case(signed_in(data, "ian.whitlock", message)).await.unwrap();
    assert!(suite.stop());
    the_next_one_ends_it_and_walks(data);
}
