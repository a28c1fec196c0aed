use crate::council::{Council, refused, team};
use contracts::directory::v1::Team;
use fault::Reason;
use tonic::Code;

/// Stands for somebody who is always faster.
const OVERTAKE: &str = "
    create sequence directory.attempts;
    grant usage on sequence directory.attempts to permanence_directory;
    create function directory.overtake() returns trigger language plpgsql as $$
    begin
      perform nextval('directory.attempts');
      raise exception using errcode = 'PM409', message = 'team';
    end $$;
    create trigger overtaken before update on directory.team for each row execute function directory.overtake()";

#[tokio::test]
async fn whoever_is_overtaken_again_and_again_is_told_so_in_the_end() {
    let council = Council::new().await;
    let north = council.update_team(team("Fostering North")).await.unwrap();
    let admin = council.suite.database().admin();
    sqlx::raw_sql(OVERTAKE).execute(&admin).await.unwrap();

    let answer = council.update_team(Team { name: "Fostering West".to_owned(), ..north }).await;
    refused(answer, Code::Aborted, Reason::Contended);
    let attempts: i64 =
        sqlx::query_scalar("select last_value from directory.attempts").fetch_one(&admin).await.unwrap();
    assert_eq!(attempts, 5);
}
