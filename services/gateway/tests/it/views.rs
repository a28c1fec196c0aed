//! The composed views: whole, or refused by the name of what is missing.

use crate::behind::{Behind, Call, message, refusal};
use crate::stage::Stage;
use contracts::directory::v1 as directory;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::gateway::v1::{GetPersonViewRequest, GetPersonViewResponse, GetWorkViewRequest};
use contracts::requests::v1 as requests;
use contracts::workflow::v1 as workflow;
use fault::{Reason, Refusal};
use http::Response;
use prost::Message;
use std::sync::Arc;
use tokio::sync::Barrier;
use tonic::body::Body;
use tonic::{Code, Status};

async fn asked<M: Message + Default>(call: Call) -> M {
    use http_body_util::BodyExt;
    let framed = call.into_body().collect().await.unwrap().to_bytes();
    M::decode(&framed[5..]).unwrap()
}

async fn directory_answers(call: Call) -> Response<Body> {
    match call.uri().path() {
        "/permanence.directory.v1.WorkerService/GetMe" => {
            let worker = directory::Worker { display_name: "Priya Nair".into(), ..Default::default() };
            message(&directory::GetMeResponse { worker: Some(worker), inboxes: vec![] })
        }
        _ => {
            let asked: directory::GetChildRequest = asked(call).await;
            let child =
                directory::Child { child_id: asked.child_id, surname: "Smith".into(), ..Default::default() };
            let allocation = directory::Allocation { role: 1, worker: None };
            message(&directory::GetChildResponse { child: Some(child), allocations: vec![allocation] })
        }
    }
}

async fn workflow_answers(call: Call) -> Response<Body> {
    match call.uri().path() {
        "/permanence.workflow.v1.WorkstepService/ListIncomingWork" => {
            let asked: workflow::ListIncomingWorkRequest = asked(call).await;
            let row = workflow::IncomingWork {
                title: "SC Permanency Planning Process".into(),
                ..Default::default()
            };
            let worksteps = vec![row; usize::try_from(asked.page_size).unwrap()];
            let next_page_token = "more".into();
            message(&workflow::ListIncomingWorkResponse { worksteps, next_page_token, total_size: 48 })
        }
        "/permanence.workflow.v1.CaseService/GetPlacementRatification" => {
            let asked: workflow::GetPlacementRatificationRequest = asked(call).await;
            let standing = workflow::Ratification {
                child_id: asked.child_id,
                placement: "with her aunt".into(),
                ratified_on: "2026-01-10".into(),
                ..Default::default()
            };
            message(&workflow::GetPlacementRatificationResponse { ratification: Some(standing) })
        }
        _ => {
            let asked: workflow::ListCasesRequest = asked(call).await;
            assert_eq!((asked.child_id.as_str(), asked.page_size), ("3549863", 10));
            let open = workflow::CaseWorkstep { workstep_id: "open".into(), state: 2, ..Default::default() };
            let done = workflow::CaseWorkstep { workstep_id: "done".into(), state: 3, ..Default::default() };
            let case = workflow::Case { worksteps: vec![done, open], ..Default::default() };
            message(&workflow::ListCasesResponse { cases: vec![case], next_page_token: String::new() })
        }
    }
}

/// Of a child's requests, the first page holds an answered one, the second one that is still open.
async fn requests_answers(call: Call) -> Response<Body> {
    match call.uri().path() {
        "/permanence.requests.v1.RequestService/ListIncomingRequests" => {
            let requests = vec![requests::Request::default(); 2];
            message(&requests::ListIncomingRequestsResponse {
                requests,
                next_page_token: String::new(),
                total_size: 2,
            })
        }
        _ => {
            let asked: requests::ListRequestsRequest = asked(call).await;
            let (id, state, next) =
                if asked.page_token.is_empty() { ("answered", 2, "2") } else { ("open", 1, "") };
            let request = requests::Request { request_id: id.into(), state, ..Default::default() };
            message(&requests::ListRequestsResponse { requests: vec![request], next_page_token: next.into() })
        }
    }
}

fn views(stage: &Stage) -> WorkViewServiceClient<tonic::transport::Channel> {
    WorkViewServiceClient::new(stage.channel.clone())
}

async fn person_view(stage: &Stage) -> Result<GetPersonViewResponse, Status> {
    let asked = stage.ask(GetPersonViewRequest { child_id: "3549863".into() });
    Ok(views(stage).get_person_view(asked).await?.into_inner())
}

#[tokio::test]
async fn current_work_holds_both_folders_with_their_counts() {
    let directory = Behind::answering(directory_answers).await;
    let workflow = Behind::answering(workflow_answers).await;
    let requests = Behind::answering(requests_answers).await;
    let stage =
        Stage::before(&[("directory", &directory), ("workflow", &workflow), ("requests", &requests)]).await;

    let asked = stage.ask(GetWorkViewRequest { page_size: 3 });
    let view = views(&stage).get_work_view(asked).await.unwrap().into_inner();

    assert_eq!(view.worker.unwrap().display_name, "Priya Nair");
    let work = view.incoming_work.unwrap();
    assert_eq!((work.count, work.worksteps.len(), work.next_page_token.as_str()), (48, 3, "more"));
    let requests = view.incoming_requests.unwrap();
    assert_eq!((requests.count, requests.requests.len(), requests.next_page_token.as_str()), (2, 2, ""));
}

#[tokio::test]
async fn each_part_is_asked_with_the_callers_own_token_deadline_and_trace() {
    let directory = Behind::answering(directory_answers).await;
    let workflow = Behind::answering(workflow_answers).await;
    let requests = Behind::answering(requests_answers).await;
    let parts = [("directory", &directory), ("workflow", &workflow), ("requests", &requests)];
    let stage = Stage::before(&parts).await;
    let mut asked = stage.ask(GetWorkViewRequest::default());
    asked.set_timeout(std::time::Duration::from_secs(5));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    asked.metadata_mut().insert("traceparent", trace.parse().unwrap());

    views(&stage).get_work_view(asked).await.unwrap();

    for (name, part) in parts {
        let [seen] = part.seen().try_into().unwrap();
        assert_eq!(seen["authorization"], format!("Bearer {}", stage.token), "{name}");
        assert!(seen.contains_key("grpc-timeout"), "{name}");
        let trace = seen["traceparent"].to_str().unwrap();
        assert!(trace.starts_with("00-0af7651916cd43dd8448eb211c80319c-"), "{name}: {trace}");
    }
}

/// Answers only once all three parts are asked.
fn together<F>(
    meet: &Arc<Barrier>,
    answer: impl Fn(Call) -> F + Clone + Send + Sync + 'static,
) -> impl Fn(Call) -> futures::future::BoxFuture<'static, Response<Body>> + Clone + Send + Sync + 'static
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let meet = meet.clone();
    move |call| {
        let (meet, answering) = (meet.clone(), answer(call));
        Box::pin(async move {
            meet.wait().await;
            answering.await
        })
    }
}

#[tokio::test]
async fn the_parts_are_asked_at_the_same_time() {
    let meet = Arc::new(Barrier::new(3));
    let directory = Behind::answering(together(&meet, directory_answers)).await;
    let workflow = Behind::answering(together(&meet, workflow_answers)).await;
    let requests = Behind::answering(together(&meet, requests_answers)).await;
    let stage =
        Stage::before(&[("directory", &directory), ("workflow", &workflow), ("requests", &requests)]).await;
    views(&stage).get_work_view(stage.ask(GetWorkViewRequest { page_size: 1 })).await.unwrap();
}

#[tokio::test]
async fn the_person_summary_shows_the_record_the_cases_and_what_is_open() {
    let directory = Behind::answering(directory_answers).await;
    let workflow = Behind::answering(workflow_answers).await;
    let requests = Behind::answering(requests_answers).await;
    let stage =
        Stage::before(&[("directory", &directory), ("workflow", &workflow), ("requests", &requests)]).await;

    let view = person_view(&stage).await.unwrap();

    assert_eq!(view.child.unwrap().surname, "Smith");
    assert_eq!(view.allocations.len(), 1);
    assert_eq!(view.cases.len(), 1);
    let work: Vec<&str> = view.current_work.iter().map(|it| it.workstep_id.as_str()).collect();
    assert_eq!(work, ["open"]);
    let ratified = view.ratification.unwrap();
    assert_eq!((ratified.child_id.as_str(), ratified.placement.as_str()), ("3549863", "with her aunt"));
    let open: Vec<&str> = view.open_requests.iter().map(|it| it.request_id.as_str()).collect();
    assert_eq!(open, ["open"], "the answered one is left out, the second page is read");
}

#[tokio::test]
async fn a_part_that_does_not_answer_makes_the_whole_unavailable_under_its_name() {
    let directory = Behind::answering(directory_answers).await;
    let workflow = Behind::answering(workflow_answers).await;
    let stage = Stage::before(&[("directory", &directory), ("workflow", &workflow)]).await;

    let status =
        views(&stage).get_work_view(stage.ask(GetWorkViewRequest { page_size: 1 })).await.unwrap_err();

    assert_eq!((status.code(), fault::reason_of(&status)), (Code::Unavailable, Some(Reason::Unavailable)));
    assert_eq!(fault::metadata_of(&status)["service"], "requests");
}

#[tokio::test]
async fn a_part_that_fails_makes_the_whole_unavailable_under_its_name() {
    let directory = Behind::answering(directory_answers).await;
    let workflow = Behind::answering(workflow_answers).await;
    for inside in [Reason::Internal, Reason::Unavailable] {
        let requests =
            Behind::answering(move |_| async move { refusal(Refusal::new(inside, "a defect")) }).await;
        let stage =
            Stage::before(&[("directory", &directory), ("workflow", &workflow), ("requests", &requests)])
                .await;
        let status = person_view(&stage).await.unwrap_err();
        assert_eq!(
            (status.code(), fault::reason_of(&status)),
            (Code::Unavailable, Some(Reason::Unavailable))
        );
        assert_eq!(fault::metadata_of(&status)["service"], "requests");
    }
}

#[tokio::test]
async fn what_a_part_refuses_is_the_callers_to_read() {
    let nobody = |_| async {
        refusal(Refusal::new(Reason::NotFound, "no such child").with("subject", "child/3549863"))
    };
    let directory = Behind::answering(nobody).await;
    let workflow = Behind::answering(workflow_answers).await;
    let requests = Behind::answering(requests_answers).await;
    let stage =
        Stage::before(&[("directory", &directory), ("workflow", &workflow), ("requests", &requests)]).await;

    let status = person_view(&stage).await.unwrap_err();

    assert_eq!((status.code(), fault::reason_of(&status)), (Code::NotFound, Some(Reason::NotFound)));
    assert_eq!(fault::metadata_of(&status)["subject"], "child/3549863");
}
