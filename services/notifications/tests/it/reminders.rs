//! What nobody does is told too, when it falls due by the clock.

use crate::council::{Council, until};
use crate::matters::{Sending, Step};
use crate::panel_matters::panel;
use crate::people::{CHLOE, FINDERS, to};
use chrono::{DateTime, TimeDelta, Utc};

fn instant(at: &str) -> DateTime<Utc> {
    at.parse().expect("an instant")
}

/// Moves the clock, and waits until nothing that has fallen due waits any more.
async fn it_is(council: &Council, at: &str) {
    council.clock().set(instant(at));
    let pool = council.admin();
    until("what fell due is told", || async {
        let waits =
            "select exists (select from notifications.reminder where state = 'WAITING' and due_at <= $1)";
        let waits: bool =
            sqlx::query_scalar(waits).bind(council.clock().now()).fetch_one(&pool).await.expect("to look");
        !waits
    })
    .await;
}

async fn states(council: &Council) -> Vec<(String, String)> {
    sqlx::query_as("select kind, state from notifications.reminder order by due_at, kind")
        .fetch_all(&council.admin())
        .await
        .expect("the reminders")
}

fn is(kind: &str, state: &str) -> (String, String) {
    (kind.to_owned(), state.to_owned())
}

fn finding(council: &Council) -> Step {
    let step = Step::new(
        "family_finding",
        "SC Permanence Family Finding Meeting / Review",
        FINDERS.assignee(),
        council.clock(),
    );
    step.for_purpose("FAMILY_FINDING")
}

#[tokio::test]
async fn an_unanswered_request_is_told_to_its_recipient_again_and_then_to_their_line_manager_each_on_its_morning()
 {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("theo", clock), Sending::authorise(&step, clock).sent(clock)]).await;
    it_is(&council, "2026-01-19T07:59:00Z").await;
    let both = |waiting, unanswered| [is("request_waiting", waiting), is("request_unanswered", unanswered)];
    assert_eq!(states(&council).await, both("WAITING", "WAITING"));
    it_is(&council, "2026-01-19T08:00:00Z").await;
    assert_eq!(states(&council).await, both("FIRED", "WAITING"));
    assert_eq!(council.kinds("priya").await, ["request_waiting", "request_received"]);
    it_is(&council, "2026-01-21T07:59:00Z").await;
    assert!(council.kinds("theo").await.is_empty());
    it_is(&council, "2026-01-21T08:00:00Z").await;
    assert_eq!(states(&council).await, both("FIRED", "FIRED"));
    assert_eq!(council.kinds("theo").await, ["request_unanswered"], "Theo manages Priya, who was asked");
    assert_eq!(council.kinds("sam").await, ["work_arrived"]);
    it_is(&council, "2026-03-01T08:00:00Z").await;
    assert_eq!(council.kinds("theo").await, ["request_unanswered"], "once");
}

#[tokio::test]
async fn what_is_taken_for_somebody_reminds_them_and_not_who_covered_them_that_day() {
    let council = Council::new().await;
    let clock = council.clock();
    let (decision, step) = (Step::decision(clock), Step::planning(clock));
    let quality = Sending::quality(&step, clock);
    council
        .workflow(vec![decision.arrives("theo", clock), step.arrives("theo", clock), quality.sent(clock)])
        .await;
    council.workflow(vec![decision.starts_for("quinn", "fay", clock)]).await;
    council.requests(vec![quality.claimed_for("mei", "bea", 1, clock)]).await;
    it_is(&council, "2026-01-26T08:00:00Z").await;
    assert_eq!(council.kinds("quinn").await[0], "decision_open");
    assert!(council.kinds("fay").await.is_empty(), "she stood in for a day");
    let told = ["request_unanswered", "request_waiting"];
    assert_eq!(council.kinds("mei").await, told, "it is hers, and she has no line manager but herself");
    for manager in ["bea", "grace"] {
        assert!(council.kinds(manager).await.is_empty(), "Grace manages Bea, who stood in for a day");
    }
}

#[tokio::test]
async fn what_a_colleague_takes_out_of_the_inbox_reminds_the_other_members_no_more() {
    let council = Council::new().await;
    let clock = council.clock();
    let (decision, step) = (Step::decision(clock), Step::planning(clock));
    let quality = Sending::quality(&step, clock);
    council
        .workflow(vec![decision.arrives("theo", clock), step.arrives("theo", clock), quality.sent(clock)])
        .await;
    it_is(&council, "2026-01-26T08:00:00Z").await;
    let open = async |subject: &str| -> Vec<String> {
        let told = council.list(subject).await.notifications;
        let open = told.into_iter().filter(|it| it.settled_time.is_none()).map(|it| it.kind);
        open.filter(|kind| ["request_waiting", "decision_open"].contains(&&**kind)).collect()
    };
    for member in ["quinn", "quentin"] {
        assert_eq!(open(member).await, ["decision_open", "request_waiting"], "{member}");
    }
    council.requests(vec![quality.claimed("quinn", 1, clock)]).await;
    council.workflow(vec![decision.claimed("quentin", 2, clock)]).await;
    assert_eq!(open("quinn").await, ["request_waiting"], "that is hers to answer");
    assert_eq!(open("quentin").await, ["decision_open"], "that is his");
    council.requests(vec![quality.completed("quinn", 2, clock)]).await;
    council.workflow(vec![decision.starts_as("quentin", 3, clock)]).await;
    assert!(open("quinn").await.is_empty());
    assert_eq!(open("quentin").await, ["decision_open"], "it is open still");
    council.workflow(vec![decision.cancelled("theo", 4, clock)]).await;
    assert!(open("quentin").await.is_empty());
}

#[tokio::test]
async fn of_an_inbox_the_line_managers_of_its_members_are_told() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("theo", clock), Sending::quality(&step, clock).sent(clock)]).await;
    it_is(&council, "2026-01-21T09:00:00Z").await;
    assert_eq!(council.kinds("theo").await, ["request_unanswered"], "once, although he manages both members");
    assert_eq!(council.kinds("quentin").await, ["request_waiting", "inbox_request_received"]);
}

#[tokio::test]
async fn what_is_answered_taken_back_or_finished_in_time_reminds_nobody() {
    let council = Council::new().await;
    let clock = council.clock();
    let (step, decision) = (Step::planning(clock), Step::decision(clock));
    let [answered, withdrawn, lapsed, voided] = [(); 4].map(|()| Sending::authorise(&step, clock));
    council.workflow(vec![step.arrives("theo", clock), decision.arrives("theo", clock)]).await;
    let sent = [&answered, &withdrawn, &lapsed, &voided].map(|sending| sending.sent(clock));
    council.workflow(sent.to_vec()).await;
    assert_eq!(states(&council).await.len(), 9, "two of each request, and of the decision");
    council.requests(vec![answered.completed("priya", 1, clock), withdrawn.withdrawn(1, clock)]).await;
    council.workflow(vec![lapsed.lapses(2, clock), voided.edited("sam", 2, true, clock)]).await;
    council.workflow(vec![decision.starts("quinn", clock), decision.finishes("mei", clock)]).await;
    it_is(&council, "2026-03-01T08:00:00Z").await;
    assert!(states(&council).await.iter().all(|(_, state)| state == "WITHDRAWN"));
    assert!(council.kinds("theo").await.is_empty());
}

#[tokio::test]
async fn a_cancelled_step_reminds_nobody_and_nothing_is_left_to_do_about_it() {
    let council = Council::new().await;
    let clock = council.clock();
    let (waiting, started, finding) = (Step::decision(clock), Step::decision(clock), finding(&council));
    council.workflow(vec![waiting.arrives("theo", clock), started.arrives("theo", clock)]).await;
    council.workflow(vec![finding.arrives("theo", clock), started.starts("quinn", clock)]).await;
    council.workflow(vec![finding.starts("fay", clock)]).await;
    let waits = states(&council).await;
    assert_eq!(waits.iter().filter(|(_, state)| state == "WAITING").count(), 5, "{waits:?}");
    council.workflow(vec![waiting.cancelled("theo", 2, clock), started.cancelled("quinn", 3, clock)]).await;
    council.workflow(vec![finding.cancelled("fay", 3, clock)]).await;
    assert_eq!(council.list("quentin").await.unread_count, 0);
    it_is(&council, "2026-05-01T08:00:00Z").await;
    assert!(states(&council).await.iter().all(|(_, state)| state == "WITHDRAWN"));
    assert_eq!(council.kinds("fay").await, ["inbox_work_arrived"]);
}

#[tokio::test]
async fn a_decision_that_is_open_for_more_than_seven_working_days_is_told_and_settles_with_it() {
    let council = Council::new().await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    council.workflow(vec![decision.arrives("theo", clock), decision.starts("quinn", clock)]).await;
    it_is(&council, "2026-01-25T12:00:00Z").await;
    assert_eq!(states(&council).await, [is("decision_open", "WAITING")]);
    it_is(&council, "2026-01-26T08:00:00Z").await;
    let told = council.list("quinn").await;
    assert_eq!((told.notifications[0].kind.as_str(), told.unread_count), ("decision_open", 1));
    council.workflow(vec![decision.finishes("mei", clock)]).await;
    assert_eq!(council.list("quinn").await.unread_count, 0);
}

#[tokio::test]
async fn whoever_was_asked_to_decide_hears_after_seven_working_days_from_when_they_were_asked() {
    let council = Council::new().await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    let referral = Sending::referral(&decision, clock);
    council.workflow(vec![decision.arrives("theo", clock), decision.starts("quinn", clock)]).await;
    it_is(&council, "2026-01-16T12:00:00Z").await;
    council.workflow(vec![referral.sent(clock)]).await;
    it_is(&council, "2026-01-27T23:00:00Z").await;
    let before = ["request_unanswered", "request_waiting", "request_received"];
    assert_eq!(council.kinds("mei").await, before, "she has no line manager who could be told of her");
    it_is(&council, "2026-01-28T08:00:00Z").await;
    for subject in ["mei", "quinn"] {
        assert_eq!(council.kinds(subject).await[0], "decision_unanswered", "{subject}");
    }
    council.requests(vec![referral.completed("mei", 1, clock)]).await;
    assert_eq!(council.list("mei").await.unread_count, 0);
}

#[tokio::test]
async fn a_review_is_announced_and_when_it_is_added_the_months_are_counted_anew() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = finding(&council);
    council.workflow(vec![first.arrives("theo", clock)]).await;
    assert!(states(&council).await.is_empty(), "the months begin with the first start");
    council.workflow(vec![first.starts("fay", clock)]).await;
    it_is(&council, "2026-03-31T08:00:00Z").await;
    assert_eq!(council.kinds("fay").await[0], "review_due_soon");
    it_is(&council, "2026-04-14T08:00:00Z").await;
    assert_eq!(council.kinds("fay").await[0], "review_due");

    let again = finding(&council).in_case_of(&first);
    let review = finding(&council).in_case_of(&first).for_purpose("THREE_MONTH_REVIEW");
    council
        .workflow(vec![
            first.finishes("priya", clock),
            again.arrives("priya", clock),
            review.arrives("priya", clock),
        ])
        .await;
    it_is(&council, "2026-04-20T08:00:00Z").await;
    let waiting: Vec<(String, String)> =
        states(&council).await.into_iter().filter(|(_, state)| state == "WAITING").collect();
    let next = ["review_due_soon", "review_due", "review_overdue"].map(|kind| is(kind, "WAITING"));
    assert_eq!(waiting, next, "the overdue one of the last round is withdrawn");
    it_is(&council, "2026-06-30T07:00:00Z").await;
    assert_eq!(council.kinds("fay").await[0], "review_due_soon", "two weeks before 14 July, in summer time");
}

#[tokio::test]
async fn the_months_to_a_review_begin_with_the_start_and_not_with_a_claim() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = finding(&council);
    council.workflow(vec![first.arrives("theo", clock), first.claimed("fay", 2, clock)]).await;
    assert!(states(&council).await.is_empty(), "who has it has not begun");
    it_is(&council, "2026-02-02T12:00:00Z").await;
    council.workflow(vec![first.starts_as("fay", 3, clock)]).await;
    it_is(&council, "2026-04-17T12:00:00Z").await;
    assert!(
        !council.kinds("fay").await.contains(&"review_due_soon".to_owned()),
        "not three months of the claim"
    );
    it_is(&council, "2026-04-18T07:00:00Z").await;
    assert_eq!(council.kinds("fay").await[0], "review_due_soon", "two weeks before 2 May");
}

#[tokio::test]
async fn what_was_told_of_a_step_is_told_to_whoever_has_it_next_and_not_lost_to_its_supervisor() {
    let council = Council::new().await;
    let clock = council.clock();
    let (review, decision) = (finding(&council), Step::decision(clock));
    council.workflow(vec![review.arrives("theo", clock), review.starts("fay", clock)]).await;
    council.workflow(vec![decision.arrives("theo", clock), decision.starts("quinn", clock)]).await;
    it_is(&council, "2026-04-15T08:00:00Z").await;
    assert_eq!(council.kinds("priya").await, ["review_overdue"], "the supervisor");
    council.workflow(vec![review.passed_on("fay", to("sam"), 3, clock)]).await;
    council.workflow(vec![decision.passed_on("quinn", to("quentin"), 3, clock)]).await;
    it_is(&council, "2026-04-15T09:00:00Z").await;
    for (subject, kind) in
        [("sam", "review_overdue"), ("priya", "review_overdue"), ("quentin", "decision_open")]
    {
        let told = council.list(subject).await.notifications;
        let open: Vec<_> = told.iter().filter(|it| it.kind == kind && it.settled_time.is_none()).collect();
        assert_eq!(open.len(), 1, "{kind} stands before {subject}");
    }
    for subject in ["fay", "quinn"] {
        let told = council.list(subject).await.notifications;
        assert!(told.iter().all(|it| it.kind == "work_given_up" || it.settled_time.is_some()), "{subject}");
    }
    it_is(&council, "2026-04-20T08:00:00Z").await;
    let told = "select count(*) from notifications.notification where kind = 'review_due'";
    assert_eq!(council.count(told).await, 1, "of what has passed only the last is told again");
}

#[tokio::test]
async fn what_was_told_of_a_request_is_told_to_the_line_manager_of_whoever_is_asked_next() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let request = Sending::authorise(&step, clock);
    council.workflow(vec![step.arrives("theo", clock), request.sent(clock)]).await;
    it_is(&council, "2026-01-21T08:00:00Z").await;
    assert_eq!(council.kinds("theo").await, ["request_unanswered"], "Theo manages Priya");
    council.requests(vec![request.passed_on("priya", to("mei"), 1, clock)]).await;
    it_is(&council, "2026-01-21T09:00:00Z").await;
    let told = council.list("mei").await.notifications;
    let standing: Vec<&str> =
        told.iter().filter(|it| it.settled_time.is_none()).map(|it| it.kind.as_str()).collect();
    let expected = ["request_unanswered", "request_waiting", "request_passed_on"];
    assert_eq!(standing, expected, "she has no line manager but herself");
    assert_eq!(council.list("theo").await.unread_count, 0, "it is nobody's of his any more");
}

#[tokio::test]
async fn a_reminder_waits_until_everything_is_heard_that_could_withdraw_it() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let [answered, open] = [(); 2].map(|()| Sending::authorise(&step, clock));
    let recording = panel("2026-01-15");
    council.workflow(vec![step.arrives("theo", clock), answered.sent(clock), open.sent(clock)]).await;
    council.panels(vec![recording.circulated(1, &[CHLOE], clock)]).await;
    council.suite.pause("notifications", "permanence.requests");
    let unheard = "update notifications.feed_cursor set heard_at = now() - interval '1 minute'
                    where upstream = 'permanence.requests'";
    sqlx::query(unheard).execute(&council.admin()).await.expect("it was not heard for a minute");
    council.tell("requests", vec![answered.completed("priya", 1, clock)]).await;
    clock.set(instant("2026-01-21T08:00:00Z"));
    until("what panels could withdraw is told", || async {
        council.kinds("bill").await == ["panel_actions_unrecorded"]
    })
    .await;
    assert!(council.kinds("theo").await.is_empty(), "of neither request, as either may be answered");
    council.suite.resume("notifications", "permanence.requests");
    it_is(&council, "2026-01-21T08:00:01Z").await;
    assert_eq!(council.kinds("theo").await, ["request_unanswered"], "of the one that waits");
}

#[tokio::test]
async fn a_case_that_has_gone_on_has_no_review_to_remind_of_until_it_comes_back() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = finding(&council);
    council.workflow(vec![first.arrives("theo", clock), first.starts("fay", clock)]).await;
    council.workflow(vec![first.finishes("priya", clock)]).await;
    it_is(&council, "2026-05-20T08:00:00Z").await;
    assert!(states(&council).await.iter().all(|(_, state)| state == "WITHDRAWN"));

    let again = finding(&council).in_case_of(&first);
    council.workflow(vec![again.arrives("priya", clock)]).await;
    it_is(&council, "2026-05-20T08:10:00Z").await;
    let told = council.kinds("fay").await;
    assert_eq!(
        told.iter().filter(|kind| kind.starts_with("review_")).collect::<Vec<_>>(),
        ["review_overdue"]
    );
}

#[tokio::test]
async fn a_reminder_outlives_its_service_and_is_told_once_by_however_many_replicas() {
    let council = Council::with_replicas(2).await;
    let step = Step::planning(council.clock());
    let sending = Sending::authorise(&step, council.clock());
    council.workflow(vec![step.arrives("theo", council.clock()), sending.sent(council.clock())]).await;
    for replica in [0, 1] {
        council.suite.stop("notifications", replica).await;
    }
    council.clock().advance(TimeDelta::days(14));
    for replica in [0, 1] {
        council.suite.restart("notifications", replica).await;
    }
    it_is(&council, "2026-01-28T12:00:00Z").await;
    let told =
        council.count("select count(*) from notifications.notification where kind = 'request_unanswered'");
    assert_eq!(told.await, 1);
}

#[tokio::test]
async fn a_reminder_of_which_nothing_can_be_told_takes_no_other_with_it() {
    let council = Council::new().await;
    let clock = council.clock();
    let steps = [Step::planning(clock), Step::planning(clock)];
    let [stuck, other] = [0, 1].map(|step| Sending::authorise(&steps[step], clock));
    council.workflow(steps.iter().map(|step| step.arrives("theo", clock)).collect()).await;
    council.workflow(vec![stuck.sent(clock), other.sent(clock)]).await;
    // As no release writes it: of a request and of a step at once, and before all others.
    let spoilt = "alter table notifications.reminder drop constraint reminder_is_of_one_thing;
                  update notifications.reminder set workstep_id = request_id, due_at = due_at - interval '1 hour'
                   where request_id = ";
    let spoilt = format!("{spoilt}'{}'", stuck.id);
    sqlx::raw_sql(sqlx::AssertSqlSafe(spoilt)).execute(&council.admin()).await.expect("to spoil it");
    clock.set(instant("2026-01-21T08:00:00Z"));
    until("the other's are told", || async { council.kinds("theo").await == ["request_unanswered"] }).await;
    let about = council.list("theo").await.notifications.remove(0).request_id;
    assert_eq!(about, other.id.to_string());
    let waits = states(&council).await.into_iter().filter(|(_, state)| state == "WAITING").count();
    assert_eq!(
        waits, 2,
        "both of the other's are told; those that were spoilt wait for somebody to mend them"
    );
}

#[tokio::test]
async fn work_that_was_handed_on_is_told_of_to_whoever_has_it_then() {
    let council = Council::new().await;
    let clock = council.clock();
    let decision =
        Step::new("agency_decision", "SC Agency Decision Maker Permanence Decision", to("mei"), clock);
    council.workflow(vec![decision.arrives("theo", clock), decision.starts("quinn", clock)]).await;
    it_is(&council, "2026-01-26T08:00:00Z").await;
    assert_eq!(council.kinds("quinn").await, ["decision_open"]);
    assert_eq!(council.kinds("mei").await, ["work_arrived"]);
}
