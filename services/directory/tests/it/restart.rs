use crate::council::{ADA, Council, id, team};
use contracts::directory::v1::{ListTeamsRequest, UpdateTeamRequest};

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart_and_a_repeat_is_still_one() {
    let council = Council::new().await;
    let request =
        UpdateTeamRequest { request_id: id(), team: Some(team("Fostering North")), allow_missing: true };
    let first = council.workers(ADA).update_team(request.clone()).await.unwrap().into_inner();

    council.suite.stop("directory", 0).await;
    council.suite.restart("directory", 0).await;
    let teams =
        council.workers(ADA).list_teams(ListTeamsRequest::default()).await.unwrap().into_inner().teams;
    assert_eq!(Some(&teams[0]), first.team.as_ref());
    assert_eq!(council.workers(ADA).update_team(request).await.unwrap().into_inner(), first);
    assert_eq!(council.events().await.len(), 2);
}
