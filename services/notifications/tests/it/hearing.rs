//! Who is told of what.

use crate::council::{Council, until};
use crate::matters::{AUTHORISE, DECISION, PLANNING, Sending, Step};
use crate::people::{CHLOE, cover, id_of, to, with_roles, worker};
use contracts::r#type::v1::Role;

fn asked(step: &Step) -> String {
    format!("{AUTHORISE}:{}", step.told.title)
}

#[tokio::test]
async fn who_gets_work_is_told_and_so_is_each_member_of_an_inbox() {
    let council = Council::new().await;
    let (planning, decision) = (Step::planning(council.clock()), Step::decision(council.clock()));
    council
        .workflow(vec![
            planning.arrives("priya", council.clock()),
            decision.arrives("quentin", council.clock()),
        ])
        .await;

    let told = &council.list("sam").await.notifications[0];
    assert_eq!(
        (told.kind.as_str(), &told.title),
        ("work_arrived", &format!("Work has come to you: {PLANNING}"))
    );
    assert_eq!(told.workstep_id, planning.id.to_string());
    assert_eq!(
        (told.case_id.as_str(), told.request_id.as_str()),
        (planning.case_id.to_string().as_str(), "")
    );
    let child = told.child.as_ref().unwrap();
    assert_eq!((child.child_id.as_str(), child.display_name.as_str()), (CHLOE, "Chloe Smith"));
    let causer = told.caused_by.as_ref().unwrap();
    assert_eq!(
        (causer.worker_id.clone(), causer.display_name.as_str()),
        (id_of("priya").to_string(), "Priya Nair")
    );

    let told = &council.list("quinn").await.notifications[0];
    assert_eq!(told.title, format!("Work has come to an inbox of yours: {DECISION}"));
    assert!(council.kinds("quentin").await.is_empty(), "nobody is told of what they did themselves");
    assert!(council.kinds("fay").await.is_empty(), "she works from another inbox");
}

#[tokio::test]
async fn who_is_asked_is_told_and_who_asked_of_the_answer() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let (authorise, quality) = (Sending::authorise(&step, clock), Sending::quality(&step, clock));
    council.workflow(vec![step.arrives("theo", clock), authorise.sent(clock)]).await;
    let told = &council.list("priya").await.notifications[0];
    assert_eq!(
        (told.kind.as_str(), &told.title),
        ("request_received", &format!("You are asked: {}", asked(&step)))
    );
    assert_eq!(told.request_id, authorise.id.to_string());

    council.requests(vec![authorise.completed("priya", 1, clock)]).await;
    assert_eq!(council.list("sam").await.notifications[0].title, format!("Completed: {}", asked(&step)));

    council.workflow(vec![quality.sent(clock)]).await;
    assert_eq!(council.kinds("quentin").await, ["inbox_request_received"]);
    council.requests(vec![quality.claimed("quinn", 1, clock), quality.completed("quinn", 2, clock)]).await;
    assert_eq!(council.kinds("priya").await, ["request_completed", "request_received"]);
    assert_eq!(
        council.kinds("sam").await,
        ["request_completed", "request_completed", "work_arrived"],
        "the step is his, although he did not ask"
    );
}

#[tokio::test]
async fn an_edit_that_voids_is_told_to_who_asked_and_who_answered() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let quality = Sending::quality(&step, clock);
    council.workflow(vec![step.arrives("theo", clock), quality.sent(clock)]).await;
    council.requests(vec![quality.completed("quinn", 1, clock)]).await;
    council
        .workflow(vec![quality.edited("sam", 2, false, clock), quality.edited("sam", 3, true, clock)])
        .await;
    let voided = format!("No longer stands, because the text was edited: {}", asked(&step));
    for subject in ["priya", "quinn"] {
        assert_eq!(council.list(subject).await.notifications[0].title, voided);
    }
    assert_eq!(council.kinds("quinn").await, ["request_voided", "inbox_request_received"]);
    assert!(!council.kinds("sam").await.contains(&"request_voided".to_owned()), "he edited it");
}

#[tokio::test]
async fn an_edit_that_voids_what_is_open_is_told_to_whoever_was_to_answer() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let [open, claimed] = [(); 2].map(|()| Sending::quality(&step, clock));
    council.workflow(vec![step.arrives("theo", clock), open.sent(clock), claimed.sent(clock)]).await;
    council.requests(vec![claimed.claimed("quinn", 1, clock)]).await;
    council.workflow(vec![open.edited("sam", 2, true, clock)]).await;
    let told = ["request_voided", "inbox_request_received", "inbox_request_received"];
    for member in ["quinn", "quentin"] {
        assert_eq!(council.kinds(member).await, told, "{member}");
    }
    council.workflow(vec![claimed.edited("sam", 2, true, clock)]).await;
    assert_eq!(council.kinds("quinn").await[..2], ["request_voided", "request_voided"], "she had it");
    assert_eq!(council.kinds("quentin").await, told);
}

#[tokio::test]
async fn what_is_sent_back_is_told_to_who_sent_it_and_what_is_taken_back_to_nobody() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let [returned, withdrawn] = [(); 2].map(|()| Sending::quality(&step, clock));
    council.workflow(vec![step.arrives("theo", clock), returned.sent(clock), withdrawn.sent(clock)]).await;
    council.requests(vec![returned.returned("quinn", 1, clock), withdrawn.withdrawn(1, clock)]).await;
    let told = &council.list("priya").await.notifications[0];
    assert_eq!(told.title, format!("Sent back with a comment: {}", asked(&step)));
    assert_eq!(council.kinds("priya").await, ["request_returned"]);
    assert_eq!(council.kinds("sam").await, ["request_returned", "work_arrived"], "the step is his");
    let quinn = council.list("quinn").await;
    assert_eq!((quinn.notifications.len(), quinn.unread_count), (2, 0), "neither waits for her any more");
}

#[tokio::test]
async fn an_answer_that_is_heard_before_its_request_waits_for_it() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let quality = Sending::quality(&step, clock);
    council.requests(vec![quality.claimed("quinn", 1, clock), quality.completed("quinn", 2, clock)]).await;
    assert_eq!(council.count("select count(*) from notifications.early").await, 2);
    assert!(council.kinds("priya").await.is_empty());

    council.workflow(vec![step.arrives("theo", clock), quality.sent(clock)]).await;
    assert_eq!(council.kinds("priya").await, ["request_completed"]);
    assert_eq!(council.kinds("quinn").await, ["inbox_request_received"]);
    assert_eq!(council.count("select count(*) from notifications.early").await, 0);
}

#[tokio::test]
async fn an_answer_whose_voiding_is_heard_first_is_told_to_who_gave_it_as_voided() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let quality = Sending::quality(&step, clock);
    council
        .workflow(vec![
            step.arrives("theo", clock),
            quality.sent(clock),
            quality.edited("sam", 2, true, clock),
        ])
        .await;
    assert_eq!(council.kinds("priya").await, ["request_voided"]);
    council.requests(vec![quality.completed("quinn", 1, clock)]).await;
    let twice = ["request_voided", "request_voided", "inbox_request_received"];
    assert_eq!(council.kinds("quinn").await, twice, "first of what was open, then of her answer");
    assert_eq!(council.kinds("priya").await, ["request_voided"], "of an answer that is gone she is not told");
}

#[tokio::test]
async fn what_comes_to_somebody_who_has_left_is_told_to_their_line_manager() {
    let council = Council::new().await;
    let clock = council.clock();
    council.directory(vec![worker("sam", false, 2, clock)]).await;
    council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
    assert_eq!(council.kinds("priya").await, ["work_arrived"]);
    assert_eq!(council.count("select count(*) from notifications.notification").await, 1);
}

/// Who may see no notification would be told in vain.
#[tokio::test]
async fn what_comes_to_somebody_without_a_part_in_case_work_is_told_to_their_line_manager() {
    for roles in [&[][..], &[Role::SocialWorker, Role::Administrator]] {
        let council = Council::new().await;
        let clock = council.clock();
        council.directory(vec![with_roles("sam", roles, 2, clock)]).await;
        council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
        assert_eq!(council.kinds("priya").await, ["work_arrived"], "{roles:?}");
        assert_eq!(council.count("select count(*) from notifications.notification").await, 1);
    }
}

#[tokio::test]
async fn during_cover_of_somebody_without_a_part_in_case_work_the_covering_person_hears_if_they_may() {
    for (roles_of_fay, hears) in [(&[Role::FamilyFinder][..], "fay"), (&[], "priya")] {
        let council = Council::new().await;
        let clock = council.clock();
        council.directory(vec![cover("sam", "fay", ("2026-01-12", "2026-01-20"), clock)]).await;
        let changed = vec![with_roles("sam", &[], 2, clock), with_roles("fay", roles_of_fay, 2, clock)];
        council.directory(changed).await;
        council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
        assert_eq!(council.kinds(hears).await, ["work_arrived"], "{hears}");
        assert_eq!(council.count("select count(*) from notifications.notification").await, 1);
    }
}

#[tokio::test]
async fn what_nobody_with_a_part_in_case_work_would_hear_is_told_to_business_support() {
    let council = Council::new().await;
    let clock = council.clock();
    let gone = ["theo", "quinn", "quentin"].map(|subject| with_roles(subject, &[], 2, clock));
    let administers = with_roles("bill", &[Role::BusinessSupport, Role::Administrator], 2, clock);
    council.directory(gone.into_iter().chain([administers]).collect()).await;
    let (planning, decision) = (Step::planning(clock), Step::decision(clock));
    let authorise = Sending::authorise(&planning, clock);
    council
        .workflow(vec![planning.arrives("sam", clock), decision.arrives("sam", clock), authorise.sent(clock)])
        .await;
    assert_eq!(council.kinds("bea").await, ["inbox_work_arrived"], "its members have no role any more");
    clock.set("2026-01-21T08:00:00Z".parse().expect("an instant"));
    let escalated = ["request_unanswered", "inbox_work_arrived"];
    until("her line manager would be told", || async { council.kinds("bea").await == escalated }).await;
    assert_eq!(council.kinds("priya").await, ["request_waiting", "request_received"]);
    let told_in_vain =
        "select count(*) from notifications.notification join notifications.people_worker using (worker_id)
                         where subject in ('theo', 'quinn', 'quentin', 'bill')";
    assert_eq!(council.count(told_in_vain).await, 0);
}

#[tokio::test]
async fn during_cover_the_covering_person_hears_too() {
    let council = Council::new().await;
    let clock = council.clock();
    let covers = vec![
        cover("sam", "fay", ("2026-01-12", "2026-01-14"), clock),
        cover("quentin", "priya", ("2026-01-15", "2026-01-20"), clock),
        cover("mei", "theo", ("2026-01-12", "2026-01-20"), clock),
    ];
    council.directory(covers).await;
    let (planning, decision) = (Step::planning(clock), Step::decision(clock));
    let to_the_adm = Step::new("agency_decision", DECISION, to("mei"), clock);
    let arrive = [&planning, &decision, &to_the_adm].map(|step| step.arrives("ada", clock));
    council.workflow(arrive.to_vec()).await;
    let asks_sam = Sending::quality(&planning, clock).to(to("sam"));
    council.workflow(vec![asks_sam.sent(clock)]).await;
    assert_eq!(council.kinds("sam").await, ["request_received", "work_arrived"]);
    assert_eq!(council.kinds("fay").await, ["request_received", "work_arrived"]);
    assert!(council.kinds("priya").await.is_empty(), "her cover begins tomorrow");
    assert!(council.kinds("theo").await.is_empty(), "an ADM is covered by another ADM only");

    clock.advance(chrono::TimeDelta::days(1));
    council
        .workflow(vec![
            Step::planning(clock).arrives("ada", clock),
            Step::decision(clock).arrives("ada", clock),
        ])
        .await;
    assert_eq!(council.kinds("fay").await, ["request_received", "work_arrived"], "his cover is over");
    assert_eq!(council.kinds("priya").await, ["inbox_work_arrived"]);
}

#[tokio::test]
async fn what_falls_due_during_cover_is_told_to_the_covering_person_too() {
    let council = Council::new().await;
    let clock = council.clock();
    let covers = vec![
        cover("theo", "fay", ("2026-01-19", "2026-01-23"), clock),
        cover("theo", "quinn", ("2026-01-12", "2026-01-16"), clock),
    ];
    council.directory(covers).await;
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("ada", clock), Sending::authorise(&step, clock).sent(clock)]).await;
    clock.set("2026-01-21T08:00:00Z".parse().expect("an instant"));
    until("it falls due", || async { council.kinds("theo").await == ["request_unanswered"] }).await;
    assert_eq!(council.kinds("fay").await, ["request_unanswered"]);
    assert!(council.kinds("quinn").await.is_empty(), "her cover is over");
}

#[tokio::test]
async fn after_a_restore_everything_is_heard_again_and_nobody_is_told_twice() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let quality = Sending::quality(&step, clock);
    council.workflow(vec![step.arrives("theo", clock), quality.sent(clock)]).await;
    council.requests(vec![quality.completed("quinn", 1, clock)]).await;
    let before = council.count("select count(*) from notifications.notification").await;

    council.directory(vec![worker("fay", false, 2, clock)]).await;
    for upstream in ["permanence.workflow", "permanence.requests"] {
        sqlx::query("update notifications.feed_cursor set cursor = 'another:0' where upstream = $1")
            .bind(upstream)
            .execute(&council.admin())
            .await
            .unwrap();
    }
    council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
    council.requests(vec![quality.completed("quinn", 1, clock)]).await;
    assert_eq!(council.count("select count(*) from notifications.notification").await, before + 1);
    assert_eq!(council.count("select count(*) from notifications.parked").await, 0);
}
