use crate::council::{ADA, Council, id, refused, wrong_fields};
use contracts::{
    directory::v1::{AllocationRole, ListAllocationsRequest, ListAllocationsResponse, Worker},
    r#type::v1::Role,
};
use fault::Reason;
use tonic::Code;

async fn list(council: &Council, subject: &str, request: ListAllocationsRequest) -> ListAllocationsResponse {
    council.children(subject).list_allocations(request).await.unwrap().into_inner()
}

fn of(worker: &Worker) -> ListAllocationsRequest {
    ListAllocationsRequest { worker_id: worker.worker_id.clone(), ..Default::default() }
}

fn shown(list: &ListAllocationsResponse) -> Vec<(&str, &[i32])> {
    list.children.iter().map(|row| (row.child.as_ref().unwrap().child_id.as_str(), &*row.roles)).collect()
}

#[tokio::test]
async fn a_workers_children_are_listed_by_name_with_what_the_worker_is_to_them() {
    let council = Council::new().await;
    let owen = council.hire("Owen Rees", "owen", &[Role::SocialWorker, Role::TeamManager]).await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    for (child_id, first_name, surname) in
        [("1", "Chloe", "Smith"), ("2", "Ben", "Smith"), ("3", "Zoe", "Abel"), ("4", "Al", "Abel")]
    {
        council.register(child_id, first_name, surname).await;
    }
    let [social_worker, supervisor] = [AllocationRole::SocialWorker, AllocationRole::Supervisor];
    for (child_id, role, worker) in [
        ("1", supervisor, &owen),
        ("1", social_worker, &owen),
        ("2", social_worker, &owen),
        ("3", supervisor, &owen),
        ("3", social_worker, &sam),
        ("4", social_worker, &owen),
        ("4", social_worker, &sam),
    ] {
        council.allocate(child_id, role, &worker.worker_id).await.unwrap();
    }

    let (social_worker, supervisor) = (i32::from(social_worker), i32::from(supervisor));
    let owens: Vec<(&str, &[i32])> = vec![("3", &[2]), ("2", &[1]), ("1", &[1, 2])];
    assert_eq!((social_worker, supervisor), (1, 2));
    assert_eq!(shown(&list(&council, "sam", of(&owen)).await), owens);
    assert_eq!(shown(&list(&council, "owen", ListAllocationsRequest::default()).await), owens);
    let sams: Vec<(&str, &[i32])> = vec![("4", &[1]), ("3", &[1])];
    assert_eq!(shown(&list(&council, "sam", ListAllocationsRequest::default()).await), sams);
    assert!(list(&council, ADA, ListAllocationsRequest::default()).await.children.is_empty());

    let entry = council.entries("permanence.directory.v1.ChildService/ListAllocations").await.pop().unwrap();
    assert_eq!(entry.subjects, ["child/3", "child/2", "child/1"]);
    assert_eq!((entry.worker_id, entry.detail), (sam.worker_id, format!("worker/{}", owen.worker_id)));
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat_while_allocations_change() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    for child_id in ["1", "3", "5", "7"] {
        council.register(child_id, "Chloe", "Smith").await;
        council.allocate(child_id, AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();
    }
    let first = ListAllocationsRequest { page_size: 2, ..of(&sam) };
    let page = list(&council, "sam", first.clone()).await;
    assert_eq!(shown(&page).len(), 2);

    council.allocate("3", AllocationRole::SocialWorker, "").await.unwrap();
    for child_id in ["2", "6"] {
        council.register(child_id, "Chloe", "Smith").await;
        council.allocate(child_id, AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();
    }
    let rest = ListAllocationsRequest { page_token: page.next_page_token, page_size: 9, ..of(&sam) };
    let page = list(&council, "sam", rest).await;
    let children: Vec<&str> = shown(&page).into_iter().map(|(child_id, _)| child_id).collect();
    assert_eq!((children, page.next_page_token.as_str()), (vec!["5", "6", "7"], ""));
}

#[tokio::test]
async fn a_wrong_worker_or_a_wrong_token_is_refused() {
    let council = Council::new().await;
    let request = ListAllocationsRequest { worker_id: "sam".to_owned(), page_size: -1, ..Default::default() };
    let wrong = wrong_fields(council.children(ADA).list_allocations(request).await);
    assert_eq!(wrong, ["worker_id", "page_size"]);
    let request =
        ListAllocationsRequest { worker_id: id(), page_token: "x".to_owned(), ..Default::default() };
    let answer = council.children(ADA).list_allocations(request).await;
    refused(answer, Code::InvalidArgument, Reason::PageTokenInvalid);
}
