//! A council says itself who hears of what: by a file of its own, which is refused with its place where it cannot be used.

use crate::council::{Council, until};
use crate::matters::{Sending, Step};
use crate::panel_matters::panel;
use crate::people::CHLOE;
use calendar::Clock;
use runtime::{StartError, serve};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

const STANDARD: &str = include_str!("../../rules/standard.yaml");

/// The standard rules with something else in one place, in a file of this folder.
fn changed(folder: &Path, from: &str, to: &str) -> PathBuf {
    assert!(STANDARD.contains(from), "{from}");
    written(folder, &STANDARD.replacen(from, to, 1))
}

fn written(folder: &Path, rules: &str) -> PathBuf {
    let file = folder.join("council.yaml");
    std::fs::write(&file, rules).expect("to write the rules");
    file
}

/// The standard rules without what stands of some keys.
fn without(keys: &[&str]) -> String {
    let (before, reminders) = STANDARD.split_once("\nreminders:\n").expect("reminders");
    let entries = reminders
        .split("\n\n")
        .filter(|entry| !keys.iter().any(|key| entry.contains(&format!("key: {key}\n"))));
    format!("{before}\nreminders:\n{}\n", entries.collect::<Vec<_>>().join("\n\n"))
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

#[tokio::test]
async fn of_what_waits_already_a_kind_of_reminder_that_is_new_tells_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = [
        "request_waiting",
        "request_unanswered",
        "decision_unanswered",
        "decision_open",
        "panel_actions_unrecorded",
    ];
    let rules = written(folder.path(), &without(&new));
    let council = Council::set_up(1, |settings| settings.notifications.rules = Some(rules)).await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    let [referral, answered] = [(); 2].map(|()| Sending::referral(&decision, clock));
    council.workflow(vec![decision.arrives("theo", clock), referral.sent(clock), answered.sent(clock)]).await;
    council.requests(vec![answered.completed("mei", 1, clock)]).await;
    council.panels(vec![panel("2026-01-15").circulated(1, &[CHLOE], clock)]).await;
    assert_eq!(
        council.count("select count(*) from notifications.reminder").await,
        0,
        "nobody is reminded yet"
    );

    council.suite.stop("notifications", 0).await;
    written(folder.path(), STANDARD);
    council.clock().set("2026-01-26T09:00:00Z".parse().expect("an instant"));
    council.suite.restart("notifications", 0).await;
    let fired = "select count(*) from notifications.reminder where state = 'FIRED'";
    until("all that is late is told", || async { council.count(fired).await == 5 }).await;
    for kind in new {
        let told =
            format!("select count(distinct cause_id) from notifications.notification where kind = '{kind}'");
        assert_eq!(council.count(&told).await, 1, "{kind}: of what waits, and once");
    }
    council.suite.stop("notifications", 0).await;
    // The plan of the next start brings back what is taken out of it here: then it is made.
    let taken_out = "update notifications.reminder set state = 'WITHDRAWN' where kind = 'decision_open'";
    sqlx::query(taken_out)
        .execute(&council.suite.database().pool("notifications"))
        .await
        .expect("to take it out");
    council.suite.restart("notifications", 0).await;
    until("the plan is made", || async { council.count(fired).await == 5 }).await;
    assert_eq!(
        council.count("select count(*) from notifications.reminder").await,
        5,
        "another start adds none"
    );
}

#[tokio::test]
async fn what_the_rules_no_longer_remind_of_by_a_key_tells_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = written(folder.path(), STANDARD);
    let council = Council::set_up(1, |settings| settings.notifications.rules = Some(rules)).await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    council
        .workflow(vec![decision.arrives("theo", clock), Sending::referral(&decision, clock).sent(clock)])
        .await;
    council.suite.stop("notifications", 0).await;
    let others = STANDARD.replacen("of: [refer_to_adm]", "of: [authorise_report]", 1);
    let others = others.replacen("of: [agency_decision, panel_and_matching]", "of: [panel_and_matching]", 1);
    written(folder.path(), &others);
    council.suite.restart("notifications", 0).await;
    council.clock().set("2026-01-26T09:00:00Z".parse().expect("an instant"));
    let waiting = "select count(*) from notifications.reminder where state = 'WAITING'";
    until("all that was due has ended", || async { council.count(waiting).await == 0 }).await;
    let of_decisions = "select count(*) from notifications.notification where kind like 'decision%'";
    assert_eq!(council.count(of_decisions).await, 0, "the keys are of something else by now");
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
    let before = STANDARD.lines().take_while(|line| !line.ends_with("key: request_unanswered")).count();
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
