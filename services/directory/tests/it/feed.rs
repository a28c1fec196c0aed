use crate::council::{Council, inbox, team};
use contracts::{
    directory::v1::{AllocationRole, Worker},
    r#type::v1::Role,
};

#[tokio::test]
async fn others_hear_of_everything_in_its_order() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    council.update_team(team("Fostering North")).await.unwrap();
    council.update_inbox(inbox("CS QAAG – Inbox", &[&sam])).await.unwrap();
    council.register("3549863", "Chloe", "Smith").await;
    council.allocate("3549863", AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();
    council.update_worker(Worker { display_name: "Sam Fielding".into(), ..sam.clone() }).await.unwrap();

    let events = council.events().await;
    let told: Vec<(&str, i64)> = events
        .iter()
        .map(|event| (event.r#type.rsplit('.').next().unwrap(), event.subject_version))
        .collect();
    assert_eq!(
        told,
        [
            ("WorkerChanged", 1),
            ("WorkerChanged", 1),
            ("TeamChanged", 1),
            ("InboxChanged", 1),
            ("ChildChanged", 1),
            ("ChildChanged", 2),
            ("WorkerChanged", 2),
        ]
    );
    let about: Vec<&str> = events.iter().map(|event| event.child_id.as_str()).collect();
    assert_eq!(about, ["", "", "", "", "3549863", "3549863", ""]);
    assert_eq!(events[6].subject, format!("worker/{}", sam.worker_id));
    assert!(events.iter().skip(1).all(|event| event.traceparent.starts_with("00-")));
}
