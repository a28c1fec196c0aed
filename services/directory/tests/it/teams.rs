use crate::council::{ADA, Council, id, refused, team, wrong_fields};
use contracts::directory::v1::{ListInboxesRequest, ListTeamsRequest, Team, TeamChanged, UpdateTeamRequest};
use fault::{Reason, metadata_of};
use tonic::Code;

#[tokio::test]
async fn a_team_is_recorded_renamed_listed_and_told() {
    let council = Council::new().await;
    let north = council.update_team(team("Fostering North")).await.unwrap();
    let court = council.update_team(team("court Team")).await.unwrap();
    let renamed =
        council.update_team(Team { name: "Fostering West".to_owned(), ..north.clone() }).await.unwrap();
    assert_eq!(renamed, Team { name: "Fostering West".to_owned(), etag: "2".to_owned(), ..north });

    let (event, told) = council.last_event::<TeamChanged>().await;
    assert_eq!((told.team.as_ref(), event.subject_version), (Some(&renamed), 2));
    assert_eq!(event.subject, format!("team/{}", renamed.team_id));

    let listed =
        council.workers(ADA).list_teams(ListTeamsRequest::default()).await.unwrap().into_inner().teams;
    assert_eq!(listed, [court.clone(), renamed.clone()]);
    let entry = council.entries("permanence.directory.v1.WorkerService/ListTeams").await.remove(0);
    assert_eq!(entry.subjects, [&court, &renamed].map(|team| format!("team/{}", team.team_id)));
    assert_eq!(council.entries("permanence.directory.v1.WorkerService/UpdateTeam").await.len(), 3);
}

#[tokio::test]
async fn pages_of_teams_neither_skip_nor_repeat_while_teams_come_and_are_renamed() {
    let council = Council::new().await;
    let mut recorded = Vec::new();
    for name in ["B team", "d Team", "F team", "h Team", "J team"] {
        recorded.push(council.update_team(team(name)).await.unwrap());
    }
    let page = |token: &str| ListTeamsRequest { page_size: 2, page_token: token.to_owned() };
    let first = council.workers(ADA).list_teams(page("")).await.unwrap().into_inner();
    assert_eq!(first.teams, recorded[..2]);

    // The last one that was shown gets another name; others come before and after it.
    council.update_team(Team { name: "A team".to_owned(), ..recorded[1].clone() }).await.unwrap();
    council.update_team(team("C team")).await.unwrap();
    council.update_team(team("E team")).await.unwrap();
    let mut rest = Vec::new();
    let mut token = first.next_page_token.clone();
    while !token.is_empty() {
        let next = council.workers(ADA).list_teams(page(&token)).await.unwrap().into_inner();
        assert!(next.teams.len() <= 2);
        rest.extend(next.teams.into_iter().map(|team| team.name));
        token = next.next_page_token;
    }
    assert_eq!(rest, ["E team", "F team", "h Team", "J team"]);
}

#[tokio::test]
async fn a_page_token_of_the_teams_is_good_for_them_alone() {
    let council = Council::new().await;
    for name in ["Fostering North", "Fostering South"] {
        council.update_team(team(name)).await.unwrap();
    }
    let first = ListTeamsRequest { page_size: 1, ..Default::default() };
    let token = council.workers(ADA).list_teams(first).await.unwrap().into_inner().next_page_token;
    let elsewhere = ListInboxesRequest { page_token: token, ..Default::default() };
    let answer = council.workers(ADA).list_inboxes(elsewhere).await;
    refused(answer, Code::InvalidArgument, Reason::PageTokenInvalid);
    let too_many = ListTeamsRequest { page_size: 201, ..Default::default() };
    assert_eq!(wrong_fields(council.workers(ADA).list_teams(too_many).await), ["page_size"]);
}

#[tokio::test]
async fn a_name_is_one_teams_whatever_its_case() {
    let council = Council::new().await;
    let north = council.update_team(team("Fostering North")).await.unwrap();
    let south = council.update_team(team("Fostering South")).await.unwrap();
    for twin in [team("FOSTERING north"), Team { name: "fostering  North".to_owned(), ..south }] {
        let status = refused(council.update_team(twin).await, Code::AlreadyExists, Reason::NameTaken);
        assert_eq!(metadata_of(&status)["subject"], format!("team/{}", north.team_id));
    }
    let same_team = Team { name: "FOSTERING NORTH".to_owned(), ..north };
    assert_eq!(council.update_team(same_team).await.unwrap().name, "FOSTERING NORTH");
}

#[tokio::test]
async fn a_stale_or_missing_team_is_not_renamed() {
    let council = Council::new().await;
    let north = council.update_team(team("Fostering North")).await.unwrap();
    council.update_team(Team { name: "Fostering West".to_owned(), ..north.clone() }).await.unwrap();
    let late = council.update_team(Team { name: "Fostering East".to_owned(), ..north }).await;
    assert_eq!(metadata_of(&refused(late, Code::Aborted, Reason::EtagStale))["etag"], "2");

    let nowhere = UpdateTeamRequest { request_id: id(), team: Some(team("Nowhere")), allow_missing: false };
    refused(council.workers(ADA).update_team(nowhere).await, Code::NotFound, Reason::NotFound);
    let names: Vec<String> =
        sqlx::query_scalar("select name from directory.team").fetch_all(&council.pool()).await.unwrap();
    assert_eq!(names, ["Fostering West"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_team_is_said_all_at_once() {
    let council = Council::new().await;
    let team = Team { team_id: "7".to_owned(), name: "  ".to_owned(), etag: String::new() };
    let request = UpdateTeamRequest { request_id: String::new(), team: Some(team), allow_missing: true };
    let wrong = wrong_fields(council.workers(ADA).update_team(request).await);
    assert_eq!(wrong, ["request_id", "team.team_id", "team.name"]);
    let request = UpdateTeamRequest { request_id: id(), team: None, allow_missing: true };
    assert_eq!(wrong_fields(council.workers(ADA).update_team(request).await)[0], "team");
}
