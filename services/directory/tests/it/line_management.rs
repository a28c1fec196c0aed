use crate::council::{Council, refused};
use contracts::{directory::v1::Worker, r#type::v1::Role};
use fault::Reason;
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
