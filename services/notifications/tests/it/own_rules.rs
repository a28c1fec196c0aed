//! A council says itself who hears of what: by a file of its own, which is refused with its place where it cannot be used.

use crate::council::{Council, until};
use crate::matters::{Sending, Step};
use calendar::Clock;
use runtime::{StartError, serve};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The standard rules with something else in one place, in a file of this folder.
fn changed(folder: &Path, from: &str, to: &str) -> PathBuf {
    let standard = include_str!("../../rules/standard.yaml");
    assert!(standard.contains(from), "{from}");
    let file = folder.join("council.yaml");
    std::fs::write(&file, standard.replacen(from, to, 1)).expect("to write the rules");
    file
}

#[tokio::test]
async fn a_council_reminds_after_as_many_working_days_as_its_own_rules_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = changed(folder.path(), "working_days: 5", "working_days: 3");
    let council = Council::set_up(1, |settings| settings.notifications.rules = Some(rules)).await;
    let clock = council.clock();
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("theo", clock), Sending::authorise(&step, clock).sent(clock)]).await;
    // Sent on a Wednesday: the third working day after it is the Monday.
    clock.set("2026-01-19T08:00:00Z".parse().expect("an instant"));
    until("the reminder fires", || async { council.kinds("theo").await == ["request_unanswered"] }).await;
}

async fn start(council: &Council, rules: PathBuf) -> Result<runtime::Running, StartError> {
    let mut settings = (**council.suite.settings()).clone();
    settings.notifications.rules = Some(rules);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    serve(&notifications::SERVICE, Arc::new(settings), listener, Clock::system()).await
}

#[tokio::test]
async fn rules_that_cannot_be_used_are_refused_at_the_start_with_file_line_and_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let council = Council::new().await;
    let standard = include_str!("../../rules/standard.yaml").lines();
    let before = standard.take_while(|line| !line.ends_with("key: request_unanswered")).count();
    let place = format!("line {}, column 10: 1 to 250 working days", before + 1);
    for (from, to, said) in [
        ("working_days: 5", "working_days: 0", place.as_str()),
        ("tells: [line_managers]", "tells: [everybody]", "everybody"),
        ("reminds_at_hour: 8", "remind_at_hour: 8", "remind_at_hour"),
    ] {
        let refused = start(&council, changed(folder.path(), from, to)).await.expect_err("a refusal");
        let refused = fault::describe(&refused);
        assert!(refused.contains("notifications.rules") && refused.contains("council.yaml"), "{refused}");
        assert!(refused.contains(said) && refused.contains("line "), "{refused}");
    }
    let nowhere = start(&council, folder.path().join("nowhere.yaml")).await.expect_err("a refusal");
    assert!(fault::describe(&nowhere).contains("nowhere.yaml cannot be read"));
}
