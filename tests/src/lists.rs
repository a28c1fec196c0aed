//! What people find in their folders, and about a child.

use contracts::requests::v1 as requests;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use tonic::Status;

use crate::person::Person;

impl Person {
    /// The ids of the requests about a child in the folder Incoming requests.
    pub async fn incoming_requests_on(&self, child_id: &str) -> Result<Vec<String>, Status> {
        let message = requests::ListIncomingRequestsRequest {
            child_id: child_id.into(),
            page_size: 200,
            ..requests::ListIncomingRequestsRequest::default()
        };
        let rows = self
            .insist(message, async |it| {
                RequestServiceClient::new(self.door()).list_incoming_requests(it).await
            })
            .await?
            .requests;
        Ok(rows.into_iter().map(|row| row.request_id).collect())
    }

    /// All the child's cases.
    pub async fn cases_of(&self, child_id: &str) -> Result<Vec<workflow::Case>, Status> {
        let mut asked =
            workflow::ListCasesRequest { child_id: child_id.into(), page_size: 50, ..Default::default() };
        let mut cases = Vec::new();
        loop {
            let page = self
                .insist(asked.clone(), async |it| CaseServiceClient::new(self.door()).list_cases(it).await)
                .await?;
            cases.extend(page.cases);
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return Ok(cases);
            }
        }
    }

    /// All the requests about a child.
    pub async fn requests_about(&self, child_id: &str) -> Result<Vec<requests::Request>, Status> {
        let of = Some(requests::list_requests_request::Of::ChildId(child_id.into()));
        let mut asked = requests::ListRequestsRequest { of, page_size: 200, ..Default::default() };
        let mut all = Vec::new();
        loop {
            let page = self
                .insist(asked.clone(), async |it| {
                    RequestServiceClient::new(self.door()).list_requests(it).await
                })
                .await?;
            all.extend(page.requests);
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return Ok(all);
            }
        }
    }

    /// All the notes about a child.
    pub async fn notes_about(&self, child_id: &str) -> Result<Vec<workflow::CaseNote>, Status> {
        let mut asked = workflow::ListCaseNotesRequest {
            child_id: child_id.into(),
            page_size: 100,
            ..Default::default()
        };
        let mut all = Vec::new();
        loop {
            let page = self
                .insist(asked.clone(), async |it| {
                    CaseServiceClient::new(self.door()).list_case_notes(it).await
                })
                .await?;
            all.extend(page.notes);
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return Ok(all);
            }
        }
    }
}
