use crate::{
    council::Council,
    people::{CHLOE, id_of, to},
    refusals::refused,
};
use contracts::{
    r#type::v1::Assignee,
    workflow::v1::{CaseOpened, StartCaseRequest, WorkstepArrived, WorkstepState},
};
use fault::{Reason, metadata_of};

fn request(council: &Council) -> StartCaseRequest {
    StartCaseRequest { request_id: council.id(), child_id: CHLOE.into(), process_id: "home-visit".into() }
}

#[tokio::test]
async fn a_case_begins_with_its_first_step_in_the_hands_of_whoever_opened_it() {
    let council = Council::new().await;
    let opened = council.cases("sam").start_case(request(&council)).await.unwrap().into_inner();

    let (case, step) = (opened.case.unwrap(), opened.workstep.unwrap());
    assert_eq!(case.child.unwrap().display_name, "Chloe Smith");
    assert_eq!(
        (case.process_id.as_str(), case.process_version, case.outcome.as_str()),
        ("home-visit", 1, "")
    );
    assert_eq!(case.opened.unwrap().by.unwrap().display_name, "Sam Okafor");
    assert_eq!(case.worksteps.len(), 1);
    assert_eq!((step.title.as_str(), step.state), ("Home visit", WorkstepState::Incoming.into()));
    assert_eq!(worker_of(step.assignee), worker_of(Some(to("sam"))));

    let about_case = council.events_about(&format!("case/{}", case.case_id), 1).await;
    assert_eq!(about_case, ["CaseOpened"]);
    assert_eq!(council.told::<CaseOpened>(1).await[0].process_version, 1);
    let arrived = council.told::<WorkstepArrived>(1).await.remove(0);
    assert_eq!((arrived.workstep_id, arrived.title.as_str()), (step.workstep_id, "Home visit"));
}

#[tokio::test]
async fn a_child_has_one_open_case_at_most() {
    let council = Council::new().await;
    let open = council.open_case().await.case.unwrap();

    let status = refused(council.cases("ira").start_case(request(&council)).await, Reason::CaseAlreadyOpen);
    assert_eq!(metadata_of(&status)["case_id"], open.case_id);
    assert_eq!(council.count("select count(*) from workflow.permanence_case").await, 1);
}

#[tokio::test]
async fn of_two_who_open_a_case_at_once_one_does_and_the_other_learns_of_it() {
    let council = Council::with_replicas(2).await;
    let (mut sam, mut ira) = (council.cases("sam"), council.cases("ira"));
    let (one, other) = tokio::join!(sam.start_case(request(&council)), ira.start_case(request(&council)));

    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    let status = refused(lost, Reason::CaseAlreadyOpen);
    assert_eq!(metadata_of(&status)["case_id"], won.unwrap().into_inner().case.unwrap().case_id);
    assert_eq!(council.count("select count(*) from workflow.workstep").await, 1);
}

#[tokio::test]
async fn a_case_for_a_child_or_by_a_process_that_nobody_knows_is_not_found() {
    let council = Council::new().await;
    let unknown_child = StartCaseRequest { child_id: "9999999".into(), ..request(&council) };
    refused(council.cases("ira").start_case(unknown_child).await, Reason::NotFound);
    let unknown_process = StartCaseRequest { process_id: "no-such".into(), ..request(&council) };
    refused(council.cases("ira").start_case(unknown_process).await, Reason::NotFound);
    let wrong = StartCaseRequest { request_id: "1".into(), ..request(&council) };
    refused(council.cases("ira").start_case(wrong).await, Reason::FieldInvalid);
    assert_eq!(council.count("select count(*) from workflow.permanence_case").await, 0);
}

fn worker_of(assignee: Option<Assignee>) -> Option<String> {
    use contracts::r#type::v1::assignee::Holder;
    match assignee?.holder? {
        Holder::Worker(worker) => Some(worker.worker_id),
        Holder::Inbox(_) => None,
    }
}

#[tokio::test]
async fn a_case_is_opened_by_the_childs_own_people_and_by_nobody_else() {
    let council = Council::new().await;
    refused(council.cases("omar").start_case(request(&council)).await, Reason::NotPermitted);
    refused(council.cases("ada").start_case(request(&council)).await, Reason::NotPermitted);
    refused(council.cases("lee").start_case(request(&council)).await, Reason::WorkerInactive);
    refused(council.cases("nobody").start_case(request(&council)).await, Reason::WorkerUnknown);
    assert_eq!(
        council.count("select count(*) from workflow.receipt").await,
        1,
        "only the process was loaded"
    );
    let _ = id_of("sam");
}
