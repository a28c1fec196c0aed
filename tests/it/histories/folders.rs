//! What stands in everybody's folders: of all children at once, as people see it.

use super::people::{EVERYBODY, Who};
use contracts::requests::v1::ListIncomingRequestsRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::ListIncomingWorkRequest;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use std::collections::{BTreeMap, BTreeSet};
use tests::council::Council;
use tests::person::Person;
use tonic::Status;

/// As many as a page holds.
const PAGE: i32 = 200;

/// The ids of the worksteps and of the requests in each person's folders, by child.
pub(super) struct Folders(BTreeMap<(Who, String), BTreeSet<String>>);

impl Folders {
    pub(super) async fn of_everybody(council: &Council) -> Result<Self, Status> {
        let mut folders = Self(BTreeMap::new());
        for who in EVERYBODY {
            folders.look_at_work(who, who.person(council)).await?;
            folders.look_at_requests(who, who.person(council)).await?;
        }
        Ok(folders)
    }

    pub(super) fn of(&self, who: Who, child_id: &str) -> BTreeSet<String> {
        self.0.get(&(who, child_id.to_owned())).cloned().unwrap_or_default()
    }

    async fn look_at_work(&mut self, who: Who, person: &Person) -> Result<(), Status> {
        let mut asked = ListIncomingWorkRequest { page_size: PAGE, ..Default::default() };
        loop {
            let page = person
                .insist(asked.clone(), async |it| {
                    WorkstepServiceClient::new(person.door()).list_incoming_work(it).await
                })
                .await?;
            for row in page.worksteps {
                self.add(who, row.child.unwrap_or_default().child_id, row.workstep_id);
            }
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return Ok(());
            }
        }
    }

    async fn look_at_requests(&mut self, who: Who, person: &Person) -> Result<(), Status> {
        let mut asked = ListIncomingRequestsRequest { page_size: PAGE, ..Default::default() };
        loop {
            let page = person
                .insist(asked.clone(), async |it| {
                    RequestServiceClient::new(person.door()).list_incoming_requests(it).await
                })
                .await?;
            for row in page.requests {
                self.add(who, row.child.unwrap_or_default().child_id, row.request_id);
            }
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return Ok(());
            }
        }
    }

    fn add(&mut self, who: Who, child_id: String, id: String) {
        let is_new = self.0.entry((who, child_id)).or_default().insert(id);
        assert!(is_new, "a folder shows each thing once");
    }
}
