use crate::council::{Council, refused};
use contracts::{directory::v1::Worker, r#type::v1::Role};
use fault::{Reason, metadata_of};
use tonic::{Code, Status};

async fn managed_by(council: &Council, worker: &Worker, manager: &Worker) -> Result<Worker, Status> {
    council.update_worker(Worker { line_manager_id: manager.worker_id.clone(), ..worker.clone() }).await
}

#[tokio::test]
async fn nobody_manages_themselves_directly_or_through_others() {
    let council = Council::new().await;
    let priya = council.hire("Priya Nair", "priya", &[Role::TeamManager]).await;
    let owen = council.hire("Owen Rees", "owen", &[Role::PracticeSupervisor]).await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let owen = managed_by(&council, &owen, &priya).await.unwrap();
    let sam = managed_by(&council, &sam, &owen).await.unwrap();

    for (worker, manager) in [(&priya, &priya), (&priya, &owen), (&priya, &sam), (&owen, &sam)] {
        let refusal = managed_by(&council, worker, manager).await;
        refused(refusal, Code::FailedPrecondition, Reason::LineManagerLoop);
    }
    managed_by(&council, &sam, &priya).await.unwrap();
}

/// Sam has been a social worker: what they leave is seen by the first above them who is here, if that one does case work.
#[tokio::test]
async fn what_a_case_worker_leaves_stands_with_somebody_who_sees_it_and_stays_so() {
    let council = Council::new().await;
    let manages = [Role::TeamManager];
    let priya = council.hire("Priya Nair", "priya", &manages).await;
    let clerk = council.hire_under(&priya, "Eve Moor", "eve", &[Role::Administrator]).await;
    let owen = council.hire_under(&priya, "Owen Rees", "owen", &manages).await;
    let sam = council.hire_under(&clerk, "Sam Field", "sam", &[Role::SocialWorker]).await;
    let nowhere = |answer| refused(answer, Code::FailedPrecondition, Reason::LineManagerRequired);

    nowhere(council.deactivate(&sam).await);
    let idle = council.update_worker(Worker { roles: Vec::new(), ..sam }).await.unwrap();
    nowhere(council.deactivate(&idle).await);
    let sam = managed_by(&council, &idle, &owen).await.unwrap();
    let sam = council.leaves(&sam).await;

    let without_roles = Worker { roles: Vec::new(), ..owen.clone() };
    let status = nowhere(council.update_worker(without_roles).await);
    assert_eq!(metadata_of(&status)["worker_id"], sam.worker_id);
    let administers = vec![i32::from(Role::Administrator)];
    nowhere(council.update_worker(Worker { roles: administers.clone(), ..owen.clone() }).await);
    nowhere(council.update_worker(Worker { line_manager_id: String::new(), ..sam.clone() }).await);
    nowhere(managed_by(&council, &sam, &clerk).await);
    let owen = council.update_worker(Worker { phone: "+447700900123".to_owned(), ..owen }).await.unwrap();

    let owen = council.leaves(&owen).await;
    nowhere(council.update_worker(Worker { roles: administers.clone(), ..priya.clone() }).await);
    nowhere(managed_by(&council, &owen, &clerk).await);
    managed_by(&council, &sam, &priya).await.unwrap();
    let back = Worker { active: true, roles: owen.roles.clone(), ..owen };
    council.update_worker(Worker { roles: administers, ..back }).await.expect("nothing stands with them");
}

#[tokio::test]
async fn two_changes_at_once_close_no_circle() {
    let council = Council::of_replicas(2).await;
    for round in 0..5 {
        let priya = council.hire("Priya Nair", &format!("priya {round}"), &[]).await;
        let owen = council.hire("Owen Rees", &format!("owen {round}"), &[]).await;
        let (one, other) =
            tokio::join!(managed_by(&council, &priya, &owen), managed_by(&council, &owen, &priya));
        let lost = match (one, other) {
            (Ok(_), lost) | (lost, Ok(_)) => lost,
            both => panic!("{both:?}"),
        };
        refused(lost, Code::FailedPrecondition, Reason::LineManagerLoop);
    }
}
