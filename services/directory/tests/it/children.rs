use crate::council::{ADA, Council, child, id, refused, wrong_fields};
use contracts::{
    directory::v1::{
        AllocationRole, Child, ChildChanged, GetChildRequest, GetChildResponse, RegisterChildRequest,
        UpdateChildRequest,
    },
    r#type::v1::Role,
};
use fault::{Reason, metadata_of};
use tonic::{Code, Response, Status};

const CHLOE: &str = "3549863";

async fn register(council: &Council, child: Child) -> Result<Child, Status> {
    let request = RegisterChildRequest { request_id: id(), child: Some(child) };
    Ok(council.children(ADA).register_child(request).await?.into_inner().child.unwrap())
}

async fn update(council: &Council, child: Child) -> Result<Child, Status> {
    let request = UpdateChildRequest { request_id: id(), child: Some(child) };
    Ok(council.children(ADA).update_child(request).await?.into_inner().child.unwrap())
}

#[tokio::test]
async fn a_child_is_registered_told_and_on_record() {
    let council = Council::new().await;
    let chloe = register(&council, child(CHLOE, "Chloe", "Smith")).await.unwrap();
    assert_eq!(chloe, Child { etag: "1".to_owned(), ..child(CHLOE, "Chloe", "Smith") });
    assert_eq!(
        council.child(CHLOE).await,
        GetChildResponse { child: Some(chloe.clone()), allocations: vec![] }
    );

    let (event, told) = council.last_event::<ChildChanged>().await;
    assert_eq!((told.child, told.allocations), (Some(chloe), vec![]));
    assert_eq!((event.subject.as_str(), event.child_id.as_str()), ("child/3549863", CHLOE));

    let entry = council.entries("permanence.directory.v1.ChildService/RegisterChild").await.remove(0);
    assert_eq!((entry.child_id.as_str(), entry.subjects), (CHLOE, vec!["child/3549863".to_owned()]));
    let opened = council.entries("permanence.directory.v1.ChildService/GetChild").await.remove(0);
    assert_eq!(opened.child_id, CHLOE);
}

#[tokio::test]
async fn a_child_is_registered_once() {
    let council = Council::new().await;
    register(&council, child(CHLOE, "Chloe", "Smith")).await.unwrap();
    let again = register(&council, child(CHLOE, "Somebody", "Else")).await;
    let status = refused(again, Code::AlreadyExists, Reason::AlreadyExists);
    assert_eq!(metadata_of(&status)["subject"], "child/3549863");
    assert_eq!(council.child(CHLOE).await.child.unwrap().first_name, "Chloe");
}

#[tokio::test]
async fn what_is_not_known_of_a_child_stays_open() {
    let council = Council::new().await;
    let unknown =
        Child { date_of_birth: String::new(), gender: String::new(), ..child("A-1", "Baby", "Moor") };
    let stored = register(&council, unknown.clone()).await.unwrap();
    assert_eq!(stored, Child { etag: "1".to_owned(), ..unknown });
    assert_eq!(council.child("A-1").await.child, Some(stored));
}

#[tokio::test]
async fn a_change_replaces_the_record_on_the_state_that_was_read() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    register(&council, child(CHLOE, "Chloe", "Smith")).await.unwrap();
    council.allocate(CHLOE, AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();
    let read = council.child(CHLOE).await.child.unwrap();
    assert_eq!(read.etag, "2");

    let wanted =
        Child { surname: "Smith-Jones".to_owned(), date_of_birth: "2018-05-05".to_owned(), ..read.clone() };
    let changed = update(&council, wanted.clone()).await.unwrap();
    assert_eq!(changed, Child { etag: "3".to_owned(), ..wanted.clone() });
    let (event, told) = council.last_event::<ChildChanged>().await;
    assert_eq!((told.child.as_ref(), told.allocations.len(), event.subject_version), (Some(&changed), 1, 3));
    assert_eq!(council.entries("permanence.directory.v1.ChildService/UpdateChild").await[0].child_id, CHLOE);

    let late = update(&council, Child { surname: "Smyth".to_owned(), ..read }).await;
    let metadata = metadata_of(&refused(late, Code::Aborted, Reason::EtagStale));
    assert_eq!((metadata["subject"].as_str(), metadata["etag"].as_str()), ("child/3549863", "3"));
    assert_eq!(council.child(CHLOE).await.child, Some(changed));
}

#[tokio::test]
async fn a_child_who_is_not_registered_is_neither_shown_nor_changed() {
    let council = Council::new().await;
    let nobody = council.children(ADA).get_child(GetChildRequest { child_id: CHLOE.to_owned() }).await;
    assert_eq!(metadata_of(&refused(nobody, Code::NotFound, Reason::NotFound))["subject"], "child/3549863");
    let nobody = update(&council, Child { etag: "1".to_owned(), ..child(CHLOE, "Chloe", "Smith") }).await;
    refused(nobody, Code::NotFound, Reason::NotFound);
}

#[tokio::test]
async fn what_is_wrong_with_a_child_is_said_all_at_once() {
    let council = Council::new().await;
    let wrong = Child {
        child_id: "35/49".to_owned(),
        first_name: String::new(),
        surname: "S".repeat(101),
        date_of_birth: "04/05/2018".to_owned(),
        gender: "F\0".to_owned(),
        etag: "1".to_owned(),
    };
    let request = RegisterChildRequest { request_id: "x".to_owned(), child: Some(wrong) };
    let mut fields = wrong_fields(council.children(ADA).register_child(request).await);
    fields.sort();
    let all = [
        "child.child_id",
        "child.date_of_birth",
        "child.etag",
        "child.first_name",
        "child.gender",
        "child.surname",
        "request_id",
    ];
    assert_eq!(fields, all);

    let unborn = Child { date_of_birth: "2026-01-15".to_owned(), ..child(CHLOE, "Chloe", "Smith") };
    let request = RegisterChildRequest { request_id: id(), child: Some(unborn) };
    let answer: Result<Response<_>, Status> = council.children(ADA).register_child(request).await;
    assert_eq!(wrong_fields(answer), ["child.date_of_birth"]);
}
