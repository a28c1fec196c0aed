//! What people get wrong, with names where none belongs: every service refuses some of it.

use super::ANSWER;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{Child, RegisterChildRequest, SearchChildrenRequest, SearchWorkersRequest};
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use contracts::notifications::v1::{CreateWebhookRequest, ListNotificationsRequest};
use tests::case::{Case, to};
use tests::council::Council;
use tests::forms::{send, writing};
use tests::panels::draw_request;
use tests::person::{Person, new_request_id};
use tonic::{Response, Status};

/// Everything that a refusal says: its message, its details and its metadata.
pub(super) fn written(refusal: &Status) -> String {
    let details = String::from_utf8_lossy(refusal.details()).into_owned();
    format!("{:?} {} {details} {:?}\n", refusal.code(), refusal.message(), refusal.metadata())
}

/// All that they are refused with, service by service.
pub(super) async fn of_everybody(council: &Council, case: &Case<'_>) -> String {
    let refusals = [
        about_people(&council.admin).await,
        about_work(council, case).await,
        about_panels(council).await,
        about_notifications(council).await,
    ];
    refusals.concat().iter().map(written).collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, Status>) -> Status {
    outcome.expect_err("a refusal")
}

async fn about_people(admin: &Person) -> Vec<Status> {
    let child = Child {
        child_id: "Chloe Smith".into(),
        first_name: "Chloe\u{7}".into(),
        surname: "Smith".into(),
        date_of_birth: "04/05/2018".into(),
        ..Default::default()
    };
    let message = RegisterChildRequest { request_id: "Chloe".into(), child: Some(child) };
    let mut children = ChildServiceClient::new(admin.door());
    let wrong = refused(children.register_child(admin.ask(message)).await);
    let find = |page_token: &str| SearchChildrenRequest {
        query: "Chloe Smith".into(),
        page_token: page_token.into(),
        ..Default::default()
    };
    children.search_children(admin.ask(find(""))).await.expect("children of that name");
    let no_page = refused(children.search_children(admin.ask(find("Chloe Smith"))).await);
    let workers = SearchWorkersRequest { name: "Priya Nair".into(), ..Default::default() };
    WorkerServiceClient::new(admin.door()).search_workers(admin.ask(workers)).await.expect("workers");
    let nobody = refused(admin.with_token("Chloe Smith").work_view().await);
    vec![wrong, no_page, nobody]
}

async fn about_work(council: &Council, case: &Case<'_>) -> Vec<Status> {
    let sw = &council.sw;
    let (other, finding) = Case::arrived_at(council, "family_finding").await;
    council.finder.start(&finding).await.expect("the finder starts");
    let stale = writing(5, "Chloe Smith", &council.forms.text_field("family_finding", 5), ANSWER);
    let no_field = writing(5, "1", "Chloe Smith", ANSWER);
    vec![
        refused(sw.start_case("Chloe Smith").await),
        refused(sw.start_case(&other.child_id).await),
        refused(sw.open("Chloe Smith").await),
        refused(council.finder.save(&finding, stale).await),
        refused(council.finder.save(&finding, no_field).await),
        refused(council.finder.save(&finding, send(to("Chloe Smith", &council.ps))).await),
        refused(council.finder.finish(&finding).await),
        refused(sw.cancel(&finding, ANSWER).await),
        refused(sw.complete("Chloe Smith").await),
        refused(sw.send_back(&new_request_id(), ANSWER).await),
        refused(sw.ratify(&case.child_id, "Chloe Smith", "04/05/2018").await),
        refused(council.support.person_view("Chloe Smith").await),
    ]
}

async fn about_panels(council: &Council) -> Vec<Status> {
    let support = &council.support;
    let mut draw = draw_request("04/05/2018", "Chloe Smith");
    draw.agenda_id = "Chloe".into();
    vec![
        refused(support.draw(&draw).await),
        refused(support.hand_in("Chloe Smith", ANSWER.as_bytes()).await),
        refused(support.schedule("Chloe Smith", "Smith").await),
        refused(council.sw.circulate("Chloe Smith").await),
    ]
}

async fn about_notifications(council: &Council) -> Vec<Status> {
    let asked = ListNotificationsRequest {
        kind: "Chloe Smith".into(),
        child_id: "Chloe Smith".into(),
        notification_ids: vec!["Chloe Smith".into()],
        page_token: "Chloe Smith".into(),
        ..Default::default()
    };
    let wanted = CreateWebhookRequest {
        request_id: new_request_id(),
        url: "http://chloe:Smith@elm.example/Chloe Smith".into(),
        kinds: vec!["Chloe Smith".into()],
        description: ANSWER.into(),
    };
    let mut door = NotificationServiceClient::new(council.sw.door());
    let mut admins = NotificationServiceClient::new(council.admin.door());
    vec![
        refused(door.list_notifications(council.sw.ask(asked)).await.map(Response::into_inner)),
        refused(admins.create_webhook(council.admin.ask(wanted)).await.map(Response::into_inner)),
    ]
}
