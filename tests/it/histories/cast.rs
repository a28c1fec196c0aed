//! The council of the histories, with the people that it has beside those of every council.

use contracts::directory::v1::DeactivateWorkerRequest;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::r#type::v1::Role;
use std::ops::Deref;
use std::sync::Arc;
use tests::council::{Council, QAAG};
use tests::person::{Person, new_request_id};

/// Who keeps what cases are made of.
pub(super) const KEPT: [&str; 3] = ["directory", "workflow", "requests"];

/// Whoever plays in the histories of one batch.
pub(super) struct Cast {
    council: Arc<Council>,
    /// Another agency decision maker.
    pub(super) other_adm: Person,
    /// A team manager, who leaves.
    pub(super) leaver: Person,
}

/// The council of the cast is whatever else is there.
impl Deref for Cast {
    type Target = Council;

    fn deref(&self) -> &Council {
        &self.council
    }
}

/// A council in which a family finder is a team manager too, and a social worker works from the QAAG inbox; with its second
/// agency decision maker.
pub(super) async fn council() -> (Arc<Council>, Person) {
    let council = Council::of_cases().await;
    let other_adm = staffed(&council).await;
    (Arc::new(council), other_adm)
}

/// Makes a council the one of the histories; gives its second agency decision maker.
pub(super) async fn staffed(council: &Council) -> Person {
    council.gives_roles(&council.second_finder, &[Role::FamilyFinder, Role::TeamManager]).await;
    council.gives_roles(&council.other_sw, &[Role::SocialWorker, Role::QaagWorker]).await;
    council.works_from(QAAG, &[&council.qaag, &council.other_sw]).await;
    council.hires("Rose Tanner", Role::AgencyDecisionMaker, &council.ps).await
}

impl Cast {
    /// The people of the batch that begins with that seed: who leaves is hired for each.
    pub(super) async fn of(council: &Arc<Council>, other_adm: &Person, seed: u64) -> Self {
        let name = format!("Gail Moss {seed}");
        let leaver = council.hires(&name, Role::TeamManager, &council.ps).await;
        Self { council: council.clone(), other_adm: other_adm.clone(), leaver }
    }

    /// Who leaves does so: from the answer on no service knows them any more.
    pub(super) async fn somebody_leaves(&self) {
        let etag = self.admin.worker(&self.leaver.id).await.etag;
        let (request_id, worker_id) = (new_request_id(), self.leaver.id.clone());
        let message = DeactivateWorkerRequest { request_id, worker_id, etag };
        let call = async |it| WorkerServiceClient::new(self.admin.door()).deactivate_worker(it).await;
        loop {
            let told = self.admin.insist(message.clone(), &call).await.expect("they leave");
            // A replica may be away for a moment; those that only listen are not here at all.
            if !told.not_applied_by.iter().any(|service| KEPT.contains(&service.as_str())) {
                return;
            }
        }
    }
}
