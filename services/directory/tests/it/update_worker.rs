use crate::council::{ADA, Council, id, refused, team, worker};
use contracts::{
    directory::v1::{GetMeRequest, UpdateWorkerRequest, Worker, WorkerChanged},
    r#type::v1::Role,
};
use fault::{Reason, field_violations_of, metadata_of};
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn a_new_worker_is_recorded_told_and_on_record() {
    let council = Council::new().await;
    let fostering = council.update_team(team("Fostering North")).await.unwrap();
    let maria = council.hire("Maria Santos", "maria", &[Role::ServiceManager]).await;
    let wanted = Worker {
        team_id: fostering.team_id,
        line_manager_id: maria.worker_id,
        ..worker("Priya Nair", "priya", &[Role::TeamManager, Role::PracticeSupervisor, Role::TeamManager])
    };
    let priya = council.update_worker(wanted.clone()).await.unwrap();

    let roles = [Role::PracticeSupervisor, Role::TeamManager].map(i32::from).to_vec();
    assert_eq!(priya, Worker { roles, etag: "1".to_owned(), ..wanted });
    let me = council.workers("priya").get_me(GetMeRequest {}).await.unwrap().into_inner();
    assert_eq!(me.worker.as_ref(), Some(&priya));

    let (event, told) = council.last_event::<WorkerChanged>().await;
    assert_eq!(told.worker.as_ref(), Some(&priya));
    assert_eq!((event.subject, event.subject_version), (format!("worker/{}", priya.worker_id), 1));
    assert_eq!(event.source, "permanence.directory");
    let ada = council.workers(ADA).get_me(GetMeRequest {}).await.unwrap().into_inner().worker.unwrap();
    assert_eq!((&event.actor_id, event.child_id.as_str()), (&ada.worker_id, ""));

    let entry = council.entries("permanence.directory.v1.WorkerService/UpdateWorker").await.remove(0);
    assert_eq!(
        (entry.worker_id, entry.subjects),
        (ada.worker_id, vec![format!("worker/{}", priya.worker_id)])
    );
}

#[tokio::test]
async fn a_change_replaces_the_record_and_keeps_what_ended() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker, Role::FamilyFinder]).await;
    let wanted = Worker {
        display_name: "Samira Field".to_owned(),
        roles: [Role::FamilyFinder, Role::TeamManager].map(i32::from).to_vec(),
        ..sam.clone()
    };
    let changed = council.update_worker(wanted.clone()).await.unwrap();
    let roles = [Role::TeamManager, Role::FamilyFinder].map(i32::from).to_vec();
    assert_eq!(changed, Worker { etag: "2".to_owned(), roles, ..wanted });

    let held: Vec<(i32, bool)> = sqlx::query_as(
        "select role, ended_at is not null from directory.worker_role where worker_id = $1 order by worker_role_id",
    )
    .bind(Uuid::try_parse(&sam.worker_id).unwrap())
    .fetch_all(&council.pool())
    .await
    .unwrap();
    let [social_worker, team_manager, family_finder] =
        [Role::SocialWorker, Role::TeamManager, Role::FamilyFinder].map(i32::from);
    assert_eq!(held, [(social_worker, true), (family_finder, false), (team_manager, false)]);
}

#[tokio::test]
async fn a_stale_change_learns_who_was_faster_and_when() {
    let council = Council::new().await;
    let eve = council.hire("Eve Moor", "eve", &[Role::Administrator]).await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let by_eve = UpdateWorkerRequest {
        request_id: id(),
        worker: Some(Worker { display_name: "Sam F. Field".to_owned(), ..sam.clone() }),
        allow_missing: false,
    };
    council.workers("eve").update_worker(by_eve).await.unwrap();
    let events = council.events().await.len();

    let late = council.update_worker(Worker { display_name: "Samuel Field".to_owned(), ..sam.clone() }).await;
    let metadata = metadata_of(&refused(late, Code::Aborted, Reason::EtagStale));
    assert_eq!(metadata["subject"], format!("worker/{}", sam.worker_id));
    assert_eq!((&metadata["changed_by"], metadata["etag"].as_str()), (&eve.worker_id, "2"));
    assert!(metadata["changed_at"].starts_with("2026-01-14T12:0"), "{}", metadata["changed_at"]);

    let again = council.update_worker(Worker { etag: String::new(), ..sam.clone() }).await;
    refused(again, Code::Aborted, Reason::EtagStale);
    let name: String = sqlx::query_scalar("select display_name from directory.worker where subject = 'sam'")
        .fetch_one(&council.pool())
        .await
        .unwrap();
    assert_eq!((name.as_str(), council.events().await.len()), ("Sam F. Field", events));
}

#[tokio::test]
async fn a_worker_who_is_not_recorded_is_made_only_when_that_was_asked_for() {
    let council = Council::new().await;
    let sam = worker("Sam Field", "sam", &[]);
    let request = UpdateWorkerRequest { request_id: id(), worker: Some(sam.clone()), allow_missing: false };
    let status = refused(council.workers(ADA).update_worker(request).await, Code::NotFound, Reason::NotFound);
    assert_eq!(metadata_of(&status)["subject"], format!("worker/{}", sam.worker_id));

    let read_somewhere = Worker { etag: "3".to_owned(), ..sam };
    let request = UpdateWorkerRequest { request_id: id(), worker: Some(read_somewhere), allow_missing: true };
    refused(council.workers(ADA).update_worker(request).await, Code::NotFound, Reason::NotFound);
}

#[tokio::test]
async fn a_subject_signs_in_one_worker_whoever_has_left() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[]).await;
    let gone = council.leaves(&sam).await;
    let owen = council.hire("Owen Rees", "owen", &[]).await;

    for twin in [worker("Another Sam", "sam", &[]), Worker { subject: "sam".to_owned(), ..owen }] {
        let status = refused(council.update_worker(twin).await, Code::AlreadyExists, Reason::SubjectTaken);
        assert_eq!(metadata_of(&status)["worker_id"], gone.worker_id);
    }
    let subjects: Vec<String> = sqlx::query_scalar("select subject from directory.worker order by 1")
        .fetch_all(&council.pool())
        .await
        .unwrap();
    assert_eq!(subjects, ["ada", "owen", "sam"]);
}

#[tokio::test]
async fn nobody_leaves_by_an_update_of_their_record_and_who_has_left_comes_back_by_one() {
    let council = Council::new().await;
    let owen = council.hire("Owen Rees", "owen", &[Role::TeamManager]).await;
    let sam = council.hire_under(&owen, "Sam Field", "sam", &[Role::SocialWorker]).await;
    let without = Worker { active: false, ..sam.clone() };
    let new = Worker { active: false, ..worker("Lee Hart", "lee", &[]) };
    for gone in [without, new] {
        let status = refused(council.update_worker(gone).await, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(field_violations_of(&status)[0].field, "worker.active");
    }
    let here: Vec<String> =
        sqlx::query_scalar("select subject from directory.worker where active order by 1")
            .fetch_all(&council.pool())
            .await
            .unwrap();
    assert_eq!(here, ["ada", "owen", "sam"], "nothing is written");
    let gone = council.leaves(&sam).await;
    let back = Worker { active: true, roles: sam.roles.clone(), ..gone };
    assert!(council.update_worker(back).await.unwrap().active);
}

#[tokio::test]
async fn a_team_and_a_line_manager_must_be_recorded_first() {
    let council = Council::new().await;
    let wanted = Worker { team_id: id(), line_manager_id: id(), ..worker("Sam Field", "sam", &[]) };
    let status = refused(council.update_worker(wanted).await, Code::InvalidArgument, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["worker.team_id", "worker.line_manager_id"]);
}

#[tokio::test]
async fn how_a_worker_is_reached_is_recorded_told_and_taken_back() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    assert_eq!((sam.email.as_str(), sam.phone.as_str()), ("", ""));
    let wanted = Worker {
        email: "sam.field@council.gov.uk".to_owned(),
        phone: "+44 7700 900123".to_owned(),
        ..sam.clone()
    };
    let reached = council.update_worker(wanted.clone()).await.unwrap();
    let (etag, phone) = ("2".to_owned(), "+447700900123".to_owned());
    assert_eq!(reached, Worker { etag, phone, ..wanted });
    let (_, told) = council.last_event::<WorkerChanged>().await;
    assert_eq!(told.worker.as_ref(), Some(&reached));

    let nowhere = Worker { email: String::new(), phone: String::new(), ..reached.clone() };
    let nowhere = council.update_worker(nowhere).await.unwrap();
    assert_eq!((nowhere.email.as_str(), nowhere.phone.as_str()), ("", ""));

    let wrong = Worker { email: "sam at home".to_owned(), phone: "0".to_owned(), ..nowhere };
    let refusal = refused(council.update_worker(wrong).await, Code::InvalidArgument, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&refusal).into_iter().map(|it| it.field).collect();
    assert_eq!(fields, ["worker.email", "worker.phone"]);
}
