use crate::council::{ADA, Council, child, id, inbox, refused, team, worker};
use contracts::{
    directory::v1::{
        AllocationRole, RegisterChildRequest, SetAllocationRequest, UpdateChildRequest, UpdateInboxRequest,
        UpdateTeamRequest, UpdateWorkerRequest, Worker,
    },
    r#type::v1::Role,
};
use fault::{Reason, metadata_of};
use tonic::Code;

#[tokio::test]
async fn every_command_repeated_gets_the_first_answer_and_has_no_second_effect() {
    let council = Council::new().await;
    let (mut workers, mut children) = (council.workers(ADA), council.children(ADA));
    macro_rules! repeated {
        ($client:ident.$call:ident($request:expr)) => {{
            let request = $request;
            let first = $client.$call(request.clone()).await.unwrap().into_inner();
            let events = council.events().await.len();
            assert_eq!($client.$call(request).await.unwrap().into_inner(), first);
            assert_eq!(council.events().await.len(), events, stringify!($call));
            first
        }};
    }
    let sam = worker("Sam Field", "sam", &[Role::SocialWorker]);
    repeated!(workers.update_worker(UpdateWorkerRequest {
        request_id: id(),
        worker: Some(sam.clone()),
        allow_missing: true
    }));
    repeated!(workers.update_team(UpdateTeamRequest {
        request_id: id(),
        team: Some(team("Fostering North")),
        allow_missing: true
    }));
    repeated!(workers.update_inbox(UpdateInboxRequest {
        request_id: id(),
        inbox: Some(inbox("CS QAAG – Inbox", &[&sam])),
        allow_missing: true
    }));
    let registered = repeated!(children.register_child(RegisterChildRequest {
        request_id: id(),
        child: Some(child("3549863", "Chloe", "Smith"))
    }));
    repeated!(children.update_child(UpdateChildRequest { request_id: id(), child: registered.child }));
    repeated!(children.set_allocation(SetAllocationRequest {
        request_id: id(),
        child_id: "3549863".to_owned(),
        role: AllocationRole::SocialWorker.into(),
        worker_id: sam.worker_id,
    }));
    let entries = council.entries("permanence.directory.v1.ChildService/UpdateChild").await;
    assert_eq!(entries.len(), 1);
}

#[tokio::test]
async fn a_repeat_is_answered_before_the_etag_is_compared() {
    let council = Council::new().await;
    let north = council.update_team(team("Fostering North")).await.unwrap();
    let renamed = contracts::directory::v1::Team { name: "Fostering West".to_owned(), ..north };
    let request = UpdateTeamRequest { request_id: id(), team: Some(renamed.clone()), allow_missing: false };
    let first = council.workers(ADA).update_team(request.clone()).await.unwrap().into_inner();
    let again =
        contracts::directory::v1::Team { name: "Fostering East".to_owned(), ..first.team.clone().unwrap() };
    council.update_team(again).await.unwrap();

    assert_eq!(council.workers(ADA).update_team(request.clone()).await.unwrap().into_inner(), first);
    let another_id = UpdateTeamRequest { request_id: id(), ..request };
    refused(council.workers(ADA).update_team(another_id).await, Code::Aborted, Reason::EtagStale);
}

#[tokio::test]
async fn a_request_id_stands_for_one_body_of_one_caller() {
    let council = Council::new().await;
    council.hire("Eve Moor", "eve", &[Role::Administrator]).await;
    let request_id = id();
    let request = |name: &str| UpdateTeamRequest {
        request_id: request_id.clone(),
        team: Some(team(name)),
        allow_missing: true,
    };
    council.workers(ADA).update_team(request("Fostering North")).await.unwrap();
    let other_body = council.workers(ADA).update_team(request("Fostering South")).await;
    refused(other_body, Code::InvalidArgument, Reason::RequestIdReused);
    council.workers("eve").update_team(request("Fostering South")).await.unwrap();

    let other_call = UpdateInboxRequest {
        request_id: request_id.clone(),
        inbox: Some(inbox("CS QAAG – Inbox", &[])),
        allow_missing: true,
    };
    council.workers(ADA).update_inbox(other_call).await.unwrap();
}

#[tokio::test]
async fn access_is_asked_again_before_an_answer_is_repeated() {
    let council = Council::new().await;
    let eve = council.hire("Eve Moor", "eve", &[Role::Administrator]).await;
    let request =
        UpdateTeamRequest { request_id: id(), team: Some(team("Fostering North")), allow_missing: true };
    council.workers("eve").update_team(request.clone()).await.unwrap();
    council.update_worker(Worker { roles: vec![i32::from(Role::SocialWorker)], ..eve }).await.unwrap();
    let repeat = council.workers("eve").update_team(request).await;
    refused(repeat, Code::PermissionDenied, Reason::NotPermitted);
}

#[tokio::test]
async fn racing_twins_have_one_effect_and_one_answer() {
    let council = Council::of_replicas(2).await;
    let workers = |replica| {
        let client = council.suite.client_of("directory", replica, ADA);
        contracts::directory::v1::worker_service_client::WorkerServiceClient::new(client)
    };
    let (mut here, mut there) = (workers(0), workers(1));
    for round in 0..8 {
        let new = team(&format!("Team {round}"));
        let request = UpdateTeamRequest { request_id: id(), team: Some(new), allow_missing: true };
        let events = council.events().await.len();
        let (one, other) =
            tokio::join!(here.update_team(request.clone()), there.update_team(request.clone()));
        let (one, other) = (one.unwrap().into_inner(), other.unwrap().into_inner());
        assert_eq!(one, other);
        assert_eq!(council.events().await.len(), events + 1);

        let renamed =
            contracts::directory::v1::Team { name: format!("Team {round} again"), ..one.team.unwrap() };
        let request = UpdateTeamRequest { request_id: id(), team: Some(renamed), allow_missing: false };
        let (one, other) = tokio::join!(here.update_team(request.clone()), there.update_team(request));
        assert_eq!(one.unwrap().into_inner(), other.unwrap().into_inner());
        assert_eq!(council.events().await.len(), events + 2);
    }
}

#[tokio::test]
async fn of_two_different_commands_at_once_on_one_state_one_wins_and_the_other_learns_of_it() {
    let council = Council::of_replicas(2).await;
    for round in 0..5 {
        let read = council.hire("Sam Field", &format!("sam {round}"), &[]).await;
        let rename =
            |name: &str| council.update_worker(Worker { display_name: name.to_owned(), ..read.clone() });
        let (one, other) = tokio::join!(rename("Sam A"), rename("Sam B"));
        let (won, lost) = match (one, other) {
            (Ok(won), lost) | (lost, Ok(won)) => (won, lost),
            both => panic!("{both:?}"),
        };
        assert_eq!(won.etag, "2");
        refused(lost, Code::Aborted, Reason::EtagStale);
    }
}

#[tokio::test]
async fn of_two_teams_that_take_one_name_at_once_one_has_it_and_the_other_learns_who() {
    let council = Council::of_replicas(2).await;
    for round in 0..20 {
        let (one, other) = (team(&format!("Team {round}")), team(&format!("team {round}")));
        let (first, second) =
            tokio::join!(council.update_team(one.clone()), council.update_team(other.clone()));
        let (holder, lost) = match (first, second) {
            (Ok(_), Err(lost)) => (one, lost),
            (Err(lost), Ok(_)) => (other, lost),
            both => panic!("{both:?}"),
        };
        let status = refused(Err::<(), _>(lost), Code::AlreadyExists, Reason::NameTaken);
        assert_eq!(metadata_of(&status)["subject"], format!("team/{}", holder.team_id));
    }
}
