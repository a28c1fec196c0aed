//! When nothing is left to do about a notification, it no longer counts as unread.

use crate::council::Council;
use crate::matters::{Sending, Step};

async fn unread(council: &Council, subjects: &[&str]) -> Vec<i32> {
    let mut counts = Vec::new();
    for subject in subjects {
        counts.push(council.list(subject).await.unread_count);
    }
    counts
}

#[tokio::test]
async fn an_item_that_a_colleague_took_is_settled_for_all_members() {
    let council = Council::new().await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    council.workflow(vec![decision.arrives("theo", clock)]).await;
    assert_eq!(unread(&council, &["quinn", "quentin"]).await, [1, 1]);
    council.workflow(vec![decision.starts("quinn", clock)]).await;
    assert_eq!(unread(&council, &["quinn", "quentin"]).await, [0, 0]);
    let told = &council.list("quentin").await.notifications[0];
    assert!(told.settled_time.is_some() && told.read_time.is_none(), "it stays in the list");
}

#[tokio::test]
async fn a_request_is_settled_by_its_claim_its_answer_or_its_end() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let [authorise, lapsing] = [(); 2].map(|()| Sending::authorise(&step, clock));
    let [quality, voided] = [(); 2].map(|()| Sending::quality(&step, clock));
    let sent = [&authorise, &lapsing, &quality, &voided].map(|sending| sending.sent(clock));
    council.workflow(vec![step.arrives("theo", clock)]).await;
    council.workflow(sent.to_vec()).await;
    assert_eq!(unread(&council, &["priya", "quinn", "quentin"]).await, [2, 2, 2]);

    council.requests(vec![quality.claimed("quinn", 1, clock)]).await;
    assert_eq!(unread(&council, &["quinn", "quentin"]).await, [1, 1]);
    council.workflow(vec![voided.edited("sam", 2, true, clock), lapsing.lapses(2, clock)]).await;
    let told = council.list("quentin").await.notifications;
    let open: Vec<&str> =
        told.iter().filter(|it| it.settled_time.is_none()).map(|it| it.kind.as_str()).collect();
    assert_eq!(open, ["request_voided"], "the request itself waits no more");
    assert_eq!(
        unread(&council, &["priya"]).await,
        [2],
        "one request waits, and one that she sent was voided"
    );
    council.requests(vec![authorise.completed("priya", 1, clock)]).await;
    assert_eq!(unread(&council, &["priya"]).await, [1]);
}

#[tokio::test]
async fn what_only_informs_stays_unread_until_it_is_read() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let authorise = Sending::authorise(&step, clock);
    council.workflow(vec![step.arrives("theo", clock), authorise.sent(clock)]).await;
    council.requests(vec![authorise.completed("priya", 1, clock)]).await;
    council.workflow(vec![step.starts("sam", clock), step.finishes("sam", clock)]).await;
    assert_eq!(unread(&council, &["sam"]).await, [1], "work that was started is settled, the answer is news");
    let told = council.list("sam").await.notifications;
    council.read("sam", &[&told[0], &told[1]]).await.expect("his own");
    assert_eq!(unread(&council, &["sam"]).await, [0]);
}
