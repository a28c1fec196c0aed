//! What changes hands: both sides are told, and whoever had it is done with it.

use crate::council::Council;
use crate::matters::{Sending, Step};
use crate::people::{DAN, to};

async fn unread(council: &Council, subject: &str) -> Vec<String> {
    let told = council.list(subject).await.notifications;
    let open = told.into_iter().filter(|told| told.settled_time.is_none());
    open.map(|told| told.kind).collect()
}

#[tokio::test]
async fn work_that_is_passed_on_is_told_to_whoever_has_it_now_and_whoever_had_it() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("theo", clock), step.passed_on("theo", to("fay"), 2, clock)]).await;
    assert_eq!(unread(&council, "fay").await, ["work_passed_on"]);
    assert_eq!(unread(&council, "sam").await, ["work_given_up"], "that it came to him is settled");

    council.workflow(vec![step.passed_on("fay", to("priya"), 3, clock)]).await;
    assert!(unread(&council, "fay").await.is_empty(), "she passed it on herself");
    assert_eq!(unread(&council, "priya").await, ["work_passed_on"]);
    let told = &council.list("priya").await.notifications[0];
    assert_eq!(told.title, "Work was passed on to you: SC Permanency Planning Process");
}

#[tokio::test]
async fn what_is_passed_on_at_once_is_told_of_as_if_it_had_been_one_after_the_other() {
    let council = Council::new().await;
    let clock = council.clock();
    let [one, other] = [(); 2].map(|()| Step::planning(clock));
    let never_heard_of = Step::planning(clock).of(DAN);
    council.workflow(vec![one.arrives("theo", clock), other.arrives("theo", clock)]).await;
    council
        .workflow(vec![
            one.passed_on("theo", to("fay"), 2, clock),
            never_heard_of.passed_on("theo", to("fay"), 2, clock),
            other.passed_on("theo", to("fay"), 2, clock),
            one.passed_on("ada", to("priya"), 3, clock),
        ])
        .await;
    let of = |step: &Step| step.id.to_string();
    let fays = council.list("fay").await.notifications;
    let fays: Vec<_> =
        fays.iter().map(|it| (&*it.kind, it.workstep_id.clone(), it.settled_time.is_some())).collect();
    let expected = [
        ("work_given_up", of(&one), false),
        ("work_passed_on", of(&other), false),
        ("work_passed_on", of(&one), true),
    ];
    assert_eq!(fays, expected, "in the order in which it happened");
    assert_eq!(unread(&council, "priya").await, ["work_passed_on"]);
    assert_eq!(unread(&council, "sam").await, ["work_given_up", "work_given_up"]);
    let parked = "select count(*) from notifications.parked";
    assert_eq!(council.count(parked).await, 1, "what cannot be told of holds nothing up");
}

#[tokio::test]
async fn a_claimed_item_is_done_with_for_the_members_and_one_that_is_put_back_is_not() {
    let council = Council::new().await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    council.workflow(vec![decision.arrives("theo", clock), decision.claimed("quinn", 2, clock)]).await;
    for member in ["quinn", "quentin"] {
        assert!(unread(&council, member).await.is_empty());
    }
    council.workflow(vec![decision.released("quinn", 3, clock)]).await;
    assert_eq!(unread(&council, "quentin").await, ["inbox_work_passed_on"]);
    assert!(unread(&council, "quinn").await.is_empty(), "she put it back herself");
}

#[tokio::test]
async fn a_request_that_changes_hands_is_told_to_both_and_reminds_the_right_line_manager() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let [authorise, quality] = [Sending::authorise(&step, clock), Sending::quality(&step, clock)];
    council.workflow(vec![step.arrives("theo", clock), authorise.sent(clock), quality.sent(clock)]).await;
    council.requests(vec![authorise.passed_on("ada", to("sam"), 1, clock)]).await;
    assert_eq!(unread(&council, "priya").await, ["request_given_up"]);
    assert_eq!(council.kinds("sam").await[0], "request_passed_on");

    council.requests(vec![quality.claimed("quinn", 1, clock), quality.released("quinn", 2, clock)]).await;
    assert_eq!(unread(&council, "quentin").await, ["inbox_request_passed_on"]);
    council.requests(vec![quality.completed("quentin", 3, clock)]).await;
    assert!(unread(&council, "quentin").await.is_empty());

    clock.set("2026-01-21T08:00:00Z".parse().expect("an instant"));
    crate::council::until("the reminder fires", || async {
        council.kinds("priya").await.contains(&"request_unanswered".to_owned())
    })
    .await;
    assert!(!council.kinds("theo").await.contains(&"request_unanswered".to_owned()));
}
