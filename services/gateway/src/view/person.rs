//! A child's Person summary.

use super::WorkView;
use super::onward::{Onward, part};
use contracts::directory::v1::GetChildRequest;
use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::gateway::v1::GetPersonViewResponse;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::requests::v1::{
    self as requests, ListRequestsRequest, RequestState, list_requests_request::Of,
};
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::{
    Case, CaseWorkstep, GetPlacementRatificationRequest, ListCasesRequest, WorkstepState,
};
use tonic::Status;

/// How many cases a summary shows.
const CASES: i32 = 10;
/// How many requests one call brings: the most that a page may hold.
const REQUESTS: i32 = 200;

impl WorkView {
    /// The record, who is allocated, the cases, the Current work box and what is ratified, asked for at the same time.
    pub(crate) async fn person(
        &self,
        onward: &Onward,
        child_id: &str,
    ) -> Result<GetPersonViewResponse, Status> {
        let mut directory = ChildServiceClient::new(self.directory.clone());
        let mut workflow = CaseServiceClient::new(self.workflow.clone());
        let mut ratified = workflow.clone();
        let record = GetChildRequest { child_id: child_id.into() };
        let cases =
            ListCasesRequest { child_id: child_id.into(), page_size: CASES, page_token: String::new() };
        let standing = GetPlacementRatificationRequest { child_id: child_id.into() };
        let (record, cases, standing, open_requests) = tokio::try_join!(
            part("directory", directory.get_child(onward.ask(record))),
            part("workflow", workflow.list_cases(onward.ask(cases))),
            part("workflow", ratified.get_placement_ratification(onward.ask(standing))),
            self.open_requests(onward, child_id),
        )?;
        Ok(GetPersonViewResponse {
            child: record.child,
            allocations: record.allocations,
            current_work: current_work(&cases.cases),
            cases: cases.cases,
            open_requests,
            ratification: standing.ratification,
        })
    }

    async fn open_requests(&self, onward: &Onward, child_id: &str) -> Result<Vec<requests::Request>, Status> {
        let mut door = RequestServiceClient::new(self.requests.clone());
        let mut open = Vec::new();
        let mut page_token = String::new();
        loop {
            let of = Some(Of::ChildId(child_id.into()));
            let message = ListRequestsRequest { of, page_size: REQUESTS, page_token };
            let page = part("requests", door.list_requests(onward.ask(message))).await?;
            open.extend(page.requests.into_iter().filter(|it| it.state() == RequestState::Sent));
            if page.next_page_token.is_empty() {
                return Ok(open);
            }
            page_token = page.next_page_token;
        }
    }
}

/// The open steps of all cases, newest first.
fn current_work(cases: &[Case]) -> Vec<CaseWorkstep> {
    let open =
        |step: &&CaseWorkstep| matches!(step.state(), WorkstepState::Incoming | WorkstepState::Started);
    let mut steps: Vec<_> = cases.iter().flat_map(|it| &it.worksteps).filter(open).cloned().collect();
    let arrived = |step: &CaseWorkstep| step.arrive_time.map(|time| (time.seconds, time.nanos));
    steps.sort_by(|one, other| (arrived(other), &other.workstep_id).cmp(&(arrived(one), &one.workstep_id)));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost_types::Timestamp;

    fn step(id: &str, state: WorkstepState, arrived: i64) -> CaseWorkstep {
        let arrive_time = Some(Timestamp { seconds: arrived, nanos: 0 });
        CaseWorkstep { workstep_id: id.into(), state: state.into(), arrive_time, ..Default::default() }
    }

    #[test]
    fn the_current_work_box_holds_the_open_steps_newest_first() {
        let newer = Case {
            worksteps: vec![
                step("finished", WorkstepState::Finished, 9),
                step("started", WorkstepState::Started, 10),
                step("incoming", WorkstepState::Incoming, 12),
            ],
            ..Default::default()
        };
        let older =
            Case { worksteps: vec![step("cancelled", WorkstepState::Cancelled, 1)], ..Default::default() };
        let shown = current_work(&[newer, older]);
        let shown: Vec<&str> = shown.iter().map(|it| it.workstep_id.as_str()).collect();
        assert_eq!(shown, ["incoming", "started"]);
    }
}
