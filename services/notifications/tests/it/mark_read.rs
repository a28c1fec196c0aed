use crate::council::Council;
use crate::matters::Step;
use crate::refused::refused;
use contracts::notifications::v1::{MarkReadRequest, NotificationsRead};
use fault::{Reason, field_violations_of, metadata_of};
use prost::{Message, Name};

async fn with_work(so_much: usize) -> Council {
    let council = Council::new().await;
    let clock = council.clock();
    council.workflow((0..so_much).map(|_| Step::planning(clock).arrives("theo", clock)).collect()).await;
    council
}

#[tokio::test]
async fn what_is_read_is_marked_once_and_others_hear_of_it() {
    let council = with_work(3).await;
    let told = council.list("sam").await.notifications;
    let marked = council.read("sam", &[&told[0], &told[2]]).await.expect("his own").into_inner();
    assert_eq!((marked.marked_count, marked.unread_count), (2, 1));
    let after = council.list("sam").await;
    let read: Vec<bool> = after.notifications.iter().map(|told| told.read_time.is_some()).collect();
    assert_eq!((read, after.unread_count), (vec![true, false, true], 1));

    council.clock().advance(chrono::TimeDelta::hours(1));
    let again = council.read("sam", &[&told[0], &told[1]]).await.expect("his own").into_inner();
    assert_eq!((again.marked_count, again.unread_count), (1, 0));
    let later = council.list("sam").await.notifications;
    assert_eq!(later[0].read_time, after.notifications[0].read_time, "when it was first read stays");

    let payloads: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "select subject_version, data from notifications.events where type = $1
         union all select subject_version, data from notifications.outbox where type = $1 order by 1",
    )
    .bind(NotificationsRead::full_name())
    .fetch_all(&council.admin())
    .await
    .unwrap();
    let first = NotificationsRead::decode(payloads[0].1.as_slice()).unwrap();
    let ids = [0, 2].map(|index: usize| told[index].notification_id.clone());
    assert_eq!((payloads.len(), payloads[1].0, first.notification_ids), (2, 2, ids.to_vec()));
}

#[tokio::test]
async fn one_is_read_with_all_that_came_before_it() {
    let council = with_work(4).await;
    let told = council.list("sam").await.notifications;
    let marking = MarkReadRequest {
        request_id: council.id(),
        up_to_id: told[1].notification_id.clone(),
        ..Default::default()
    };
    let marked = council.notifications("sam").mark_read(marking).await.expect("his own").into_inner();
    assert_eq!((marked.marked_count, marked.unread_count), (3, 1));
    let unread: Vec<bool> =
        council.list("sam").await.notifications.iter().map(|told| told.read_time.is_none()).collect();
    assert_eq!(unread, [true, false, false, false]);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_body_is_refused() {
    let council = with_work(2).await;
    let told = council.list("sam").await.notifications;
    let marking = MarkReadRequest {
        request_id: council.id(),
        notification_ids: vec![told[0].notification_id.clone()],
        up_to_id: String::new(),
    };
    let mut sam = council.notifications("sam");
    let first = sam.mark_read(marking.clone()).await.expect("his own").into_inner();
    assert_eq!(sam.mark_read(marking.clone()).await.expect("a repeat").into_inner(), first);
    let other = MarkReadRequest { notification_ids: vec![told[1].notification_id.clone()], ..marking };
    refused(sam.mark_read(other).await, Reason::RequestIdReused);
    assert_eq!(council.list("sam").await.unread_count, 1);
}

#[tokio::test]
async fn what_is_somebody_elses_is_as_if_it_were_not_there() {
    let council = with_work(1).await;
    let told = council.list("sam").await.notifications;
    let status = refused(council.read("priya", &[&told[0]]).await, Reason::NotFound);
    assert_eq!(metadata_of(&status)["subject"], format!("notification/{}", told[0].notification_id));
    let up_to_id = told[0].notification_id.clone();
    let marking = MarkReadRequest { request_id: council.id(), up_to_id, ..Default::default() };
    refused(council.notifications("priya").mark_read(marking).await, Reason::NotFound);
    assert_eq!(council.list("sam").await.unread_count, 1);
}

#[tokio::test]
async fn of_two_who_mark_at_once_neither_mark_is_lost() {
    let council = with_work(20).await;
    let told = council.list("sam").await.notifications;
    let marks = told.iter().map(|told| {
        let (council, one) = (&council, told);
        async move { council.read("sam", &[one]).await }
    });
    let outcomes = futures::future::join_all(marks).await;
    let marked = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    for refusal in outcomes.into_iter().filter(Result::is_err) {
        refused(refusal, Reason::Contended);
    }
    let read =
        council.count("select count(*) from notifications.notification where read_at is not null").await;
    assert_eq!(usize::try_from(read).unwrap(), marked);
    assert!(marked > 0);
}

#[tokio::test]
async fn wrong_fields_are_refused() {
    let council = with_work(1).await;
    let mut sam = council.notifications("sam");
    let nothing = MarkReadRequest { request_id: "x".into(), ..Default::default() };
    let both = MarkReadRequest {
        request_id: council.id(),
        notification_ids: vec!["no id".into()],
        up_to_id: council.id(),
    };
    let many = MarkReadRequest {
        request_id: council.id(),
        notification_ids: vec![council.id(); 201],
        up_to_id: String::new(),
    };
    for (marking, expected) in [
        (nothing, vec!["request_id", "notification_ids"]),
        (both, vec!["notification_ids[0]", "notification_ids"]),
        (many, vec!["notification_ids"]),
    ] {
        let status = refused(sam.mark_read(marking).await, Reason::FieldInvalid);
        let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, expected);
    }
}
