//! What the service tells others, and who may look into its audit.

use crate::council::Council;
use crate::matters::{Sending, Step};
use crate::people::{CHLOE, id_of, with_roles};
use crate::refused::refused;
use contracts::audit::v1::AuditFilter;
use contracts::events::v1::{Event, Subscription};
use contracts::notifications::v1::{
    GetPositionRequest, ListAuditEntriesRequest, NotificationRaised, NotificationSettled, SubscribeRequest,
    VerifyAuditChainRequest, audit_service_client::AuditServiceClient,
    event_service_client::EventServiceClient,
};
use contracts::r#type::v1::Role;
use fault::Reason;
use prost::Name;
use std::collections::BTreeSet;
use testkit::Client;

fn subscribe(cursor: &str) -> SubscribeRequest {
    SubscribeRequest { subscription: Some(Subscription { cursor: cursor.to_owned(), follow: false }) }
}

async fn read(feed: &mut EventServiceClient<Client>) -> Vec<Event> {
    let mut batches = feed.subscribe(subscribe("")).await.expect("a feed").into_inner();
    let mut events = Vec::new();
    while let Some(response) = batches.message().await.expect("a batch") {
        events.extend(response.batch.expect("a batch").events);
    }
    events
}

#[tokio::test]
async fn others_follow_who_is_told_in_its_order_and_no_name_is_in_it() {
    let council = Council::new().await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    council.workflow(vec![decision.arrives("theo", clock), decision.starts("quinn", clock)]).await;
    let mut feed = EventServiceClient::new(council.suite.service_client("notifications", "workflow"));
    let events = read(&mut feed).await;
    let types: Vec<&str> = events.iter().map(|event| event.r#type.as_str()).collect();
    let (raised, settled) = (NotificationRaised::full_name(), NotificationSettled::full_name());
    assert_eq!(types, [raised.as_str(), &raised, &settled, &settled]);
    assert_eq!(
        (events[0].child_id.as_str(), events[0].case_id.clone()),
        (CHLOE, decision.case_id.to_string())
    );
    for event in &events {
        let data = String::from_utf8_lossy(&event.data.as_ref().unwrap().value).into_owned();
        assert!(!data.contains("Chloe") && !data.contains("Smith") && !data.contains("Quinn"), "{data}");
    }
}

/// What is settled and what is raised by one event is told once each, in one order.
#[tokio::test]
async fn others_hear_of_what_one_event_settles_and_raises_once_each() {
    let council = Council::new().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let returned = Sending::quality(&step, clock);
    council.workflow(vec![step.arrives("theo", clock), returned.sent(clock)]).await;
    council.requests(vec![returned.returned("quinn", 1, clock)]).await;
    let mut feed = EventServiceClient::new(council.suite.service_client("notifications", "workflow"));
    let events = read(&mut feed).await;
    let (raised, settled) = (NotificationRaised::full_name(), NotificationSettled::full_name());
    let types: Vec<&str> = events.iter().map(|event| event.r#type.as_str()).collect();
    let arrived_and_sent = [raised.as_str(); 3];
    let both_members_and_then_sender_and_holder = [&*settled, &*settled, &*raised, &*raised];
    assert_eq!(types, [&arrived_and_sent[..], &both_members_and_then_sender_and_holder].concat());
    let ids: BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), events.len());
}

#[tokio::test]
async fn people_do_not_follow_the_feed() {
    let council = Council::new().await;
    let mut priya = EventServiceClient::new(council.suite.client("notifications", "priya"));
    refused(priya.subscribe(subscribe("")).await, Reason::NotPermitted);
    refused(priya.get_position(GetPositionRequest {}).await, Reason::NotPermitted);
}

/// What somebody did, newest first: the call, and what it was about.
async fn left_by(council: &Council, subject: &str) -> Vec<(String, String)> {
    let mut ada = AuditServiceClient::new(council.suite.client("notifications", "ada"));
    let filter = AuditFilter { worker_id: id_of(subject).to_string(), ..AuditFilter::default() };
    let listed = ada.list_audit_entries(ListAuditEntriesRequest { filter: Some(filter) }).await;
    let entries = listed.expect("entries").into_inner().page.expect("a page").entries;
    let call = |rpc: String| rpc.rsplit('/').next().expect("a call").to_owned();
    entries.into_iter().map(|entry| (call(entry.rpc), entry.subjects.join(" "))).collect()
}

#[tokio::test]
async fn administrators_see_who_looked_and_read_in_an_unbroken_chain() {
    let council = Council::new().await;
    let clock = council.clock();
    council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
    let mut watching = council.watch(0, "sam", "").await;
    watching.next().await;
    council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
    watching.next().await;
    let told = council.list("sam").await.notifications;
    council.read("sam", &[&told[0]]).await.expect("his own");

    let chloe = format!("child/{CHLOE}");
    let read = format!("notification/{}", told[0].notification_id);
    let expected = [("MarkRead", read), ("ListNotifications", chloe.clone()), ("WatchNotifications", chloe)];
    let left = left_by(&council, "sam").await;
    assert_eq!(left, expected.map(|(call, subjects)| (call.to_owned(), subjects)));

    let mut ada = AuditServiceClient::new(council.suite.client("notifications", "ada"));
    let report = ada.verify_audit_chain(VerifyAuditChainRequest {}).await.expect("a report").into_inner();
    assert_eq!(report.report.expect("a report").first_broken_entry, 0);
    let mut sam = AuditServiceClient::new(council.suite.client("notifications", "sam"));
    refused(sam.verify_audit_chain(VerifyAuditChainRequest {}).await, Reason::NotPermitted);
}

#[tokio::test]
async fn each_message_of_a_stream_is_entered_once_also_after_access_changed() {
    let council = Council::new().await;
    let clock = council.clock();
    let arrives = || council.workflow(vec![Step::planning(clock).arrives("theo", clock)]);
    note_by_what_is_entered(&council).await;
    let mut watching = council.watch(0, "sam", "").await;
    let cursor = watching.next().await.cursor;
    arrives().await;
    assert_eq!(watching.next().await.notifications.len(), 1, "of one who was permitted to look before");
    let roles = [Role::SocialWorker, Role::IndependentReviewingOfficer];
    council.directory(vec![with_roles("sam", &roles, 2, clock)]).await;
    arrives().await;
    assert_eq!(watching.next().await.notifications.len(), 1, "of one whose access is not what it was");
    arrives().await;
    assert_eq!(watching.next().await.notifications.len(), 1);
    let again = council.watch(0, "sam", &cursor).await.next().await;
    assert_eq!(again.notifications.len(), 3, "of one who never looked before");
    let looked = ("WatchNotifications".to_owned(), format!("child/{CHLOE}"));
    assert_eq!(left_by(&council, "sam").await, vec![looked; 4]);
    let by_looks = "select count(*) from notifications.entered_by where statement like '-- What the caller was told after a position%'";
    assert_eq!(
        council.count(by_looks).await,
        2,
        "with the look itself where the one before was permitted the same"
    );
}

/// Keeps from now on in what statement each audit entry is written.
async fn note_by_what_is_entered(council: &Council) {
    let admin = council.admin();
    for prepares in [
        "create table notifications.entered_by (statement text)",
        "create function notifications.note_statement() returns trigger language plpgsql security definer as
         'begin insert into notifications.entered_by values (current_query()); return new; end'",
        "create trigger entered_by before insert on notifications.audit_entry
         for each row execute function notifications.note_statement()",
    ] {
        sqlx::query(prepares).execute(&admin).await.expect("a note");
    }
}
