//! What changes hands: both sides are told, and whoever had it is done with it.

use crate::council::Council;
use crate::matters::{Sending, Step};
use crate::people::{DAN, QAAG, to};

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

/// What everybody was told of these steps, in its order, and what is settled.
async fn told_of(council: &Council, steps: &[Step]) -> Vec<(String, usize, String, bool)> {
    let mut all = Vec::new();
    for subject in ["sam", "priya", "theo", "quinn", "quentin", "fay", "bea", "bill"] {
        for told in council.list(subject).await.notifications {
            let step = steps.iter().position(|step| step.id.to_string() == told.workstep_id);
            let step = step.expect("one of the steps");
            all.push((subject.to_owned(), step, told.kind, told.settled_time.is_some()));
        }
    }
    all
}

/// Four steps move, two of them twice: told of in one commit, or each in its own.
async fn moves(together: bool) -> (Vec<(String, usize, String, bool)>, Vec<(String, bool, bool)>) {
    let council = Council::new().await;
    let clock = council.clock();
    let steps = [Step::planning(clock), Step::planning(clock), Step::decision(clock), Step::planning(clock)];
    council.workflow(steps.iter().map(|step| step.arrives("theo", clock)).collect()).await;
    let [into_an_inbox, passed_on, claimed, started] = &steps;
    let events = vec![
        into_an_inbox.passed_on("theo", QAAG.assignee(), 2, clock),
        passed_on.passed_on("theo", to("fay"), 2, clock),
        claimed.claimed("quinn", 2, clock),
        started.starts("sam", clock),
        passed_on.passed_on("fay", to("priya"), 3, clock),
        started.finishes("sam", clock),
    ];
    if together {
        council.workflow(events).await;
    } else {
        for event in events {
            council.workflow(vec![event]).await;
        }
    }
    let stands = "select state, worker_id is null, inbox_id is null from notifications.workstep
                   where workstep_id = any ($1) order by array_position($1, workstep_id)";
    let ids: Vec<_> = steps.iter().map(|step| step.id).collect();
    let stands = sqlx::query_as(stands).bind(ids).fetch_all(&council.admin()).await.expect("the steps");
    (told_of(&council, &steps).await, stands)
}

#[tokio::test]
async fn steps_that_move_at_once_come_to_what_they_come_to_one_after_the_other() {
    let (told, stands) = moves(true).await;
    assert_eq!((&told, &stands), (&moves(false).await.0, &moves(false).await.1));
    let done = |state: &str| stands.iter().filter(|row| row.0 == state).count();
    assert_eq!((done("INCOMING"), done("ENDED")), (3, 1), "{stands:?}");
    let open = told.iter().filter(|row| !row.3).map(|row| (row.0.as_str(), row.1, row.2.as_str()));
    let open: Vec<_> = open.collect();
    let expected = [
        ("sam", 1, "work_given_up"),
        ("sam", 0, "work_given_up"),
        ("priya", 1, "work_passed_on"),
        ("quinn", 0, "inbox_work_passed_on"),
        ("quentin", 0, "inbox_work_passed_on"),
    ];
    assert_eq!(open, expected);
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
