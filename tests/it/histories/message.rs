//! Commands as they go over the wire, so that the very same can be sent again.

use contracts::requests::v1 as requests;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use std::mem::discriminant;
use tests::insisting::{insisting, is_away};
use tests::person::Person;
use tonic::{Response, Status};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Message {
    StartCase(workflow::StartCaseRequest),
    Ratify(workflow::RecordPlacementRatificationRequest),
    EndRatification(workflow::EndPlacementRatificationRequest),
    Start(workflow::StartWorkstepRequest),
    Save(workflow::SaveWorkstepRequest),
    SendNow(workflow::SendNextActionRequest),
    Finish(workflow::FinishWorkstepRequest),
    Complete(requests::CompleteRequestRequest),
    Return(requests::ReturnRequestRequest),
    Withdraw(requests::WithdrawRequestRequest),
    Cancel(workflow::CancelWorkstepRequest),
    ClaimStep(workflow::ClaimWorkstepRequest),
    ReleaseStep(workflow::ReleaseWorkstepRequest),
    ReassignStep(workflow::ReassignWorkRequest),
    ClaimRequest(requests::ClaimRequestRequest),
    ReleaseRequest(requests::ReleaseRequestRequest),
    ReassignRequest(requests::ReassignRequestsRequest),
    Note(workflow::AddCaseNoteRequest),
}

#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one of them lives for a moment")]
pub(super) enum Reply {
    Opened(workflow::StartCaseResponse),
    Ratified(workflow::RecordPlacementRatificationResponse),
    RatificationEnded(workflow::EndPlacementRatificationResponse),
    Started(workflow::StartWorkstepResponse),
    Saved(workflow::SaveWorkstepResponse),
    Sent(workflow::SendNextActionResponse),
    Finished(workflow::FinishWorkstepResponse),
    Completed(requests::CompleteRequestResponse),
    Returned(requests::ReturnRequestResponse),
    Withdrawn(requests::WithdrawRequestResponse),
    Cancelled(workflow::CancelWorkstepResponse),
    StepClaimed(workflow::ClaimWorkstepResponse),
    StepReleased(workflow::ReleaseWorkstepResponse),
    StepReassigned(workflow::ReassignWorkResponse),
    RequestClaimed(requests::ClaimRequestResponse),
    RequestReleased(requests::ReleaseRequestResponse),
    RequestReassigned(requests::ReassignRequestsResponse),
    Noted(workflow::AddCaseNoteResponse),
}

/// What came of sending something.
pub(super) struct Answered {
    pub(super) answer: Result<Reply, Status>,
    /// Whether it was sent more than once: nobody knows what came of it the first time.
    pub(super) again: bool,
}

impl Message {
    /// Sends it, and again with the same id while a part of the suite is away, as every client should.
    pub(super) async fn send(&self, by: &Person) -> Answered {
        match self.send_once(by).await {
            Err(status) if is_away(&status) => {
                Answered { answer: insisting(async || self.send_once(by).await).await, again: true }
            }
            answer => Answered { answer, again: false },
        }
    }

    async fn send_once(&self, by: &Person) -> Result<Reply, Status> {
        let cases = || CaseServiceClient::new(by.door());
        let worksteps = || WorkstepServiceClient::new(by.door());
        let requests = || RequestServiceClient::new(by.door());
        match self.clone() {
            Self::StartCase(it) => given(cases().start_case(by.ask(it)).await, Reply::Opened),
            Self::Ratify(it) => {
                given(cases().record_placement_ratification(by.ask(it)).await, Reply::Ratified)
            }
            Self::EndRatification(it) => {
                given(cases().end_placement_ratification(by.ask(it)).await, Reply::RatificationEnded)
            }
            Self::Start(it) => given(worksteps().start_workstep(by.ask(it)).await, Reply::Started),
            Self::Save(it) => given(worksteps().save_workstep(by.ask(it)).await, Reply::Saved),
            Self::SendNow(it) => given(worksteps().send_next_action(by.ask(it)).await, Reply::Sent),
            Self::Finish(it) => given(worksteps().finish_workstep(by.ask(it)).await, Reply::Finished),
            Self::Complete(it) => given(requests().complete_request(by.ask(it)).await, Reply::Completed),
            Self::Return(it) => given(requests().return_request(by.ask(it)).await, Reply::Returned),
            Self::Withdraw(it) => given(requests().withdraw_request(by.ask(it)).await, Reply::Withdrawn),
            Self::Note(it) => given(cases().add_case_note(by.ask(it)).await, Reply::Noted),
            Self::Cancel(it) => given(worksteps().cancel_workstep(by.ask(it)).await, Reply::Cancelled),
            Self::ClaimStep(it) => given(worksteps().claim_workstep(by.ask(it)).await, Reply::StepClaimed),
            Self::ReleaseStep(it) => {
                given(worksteps().release_workstep(by.ask(it)).await, Reply::StepReleased)
            }
            Self::ReassignStep(it) => {
                given(worksteps().reassign_work(by.ask(it)).await, Reply::StepReassigned)
            }
            Self::ClaimRequest(it) => {
                given(requests().claim_request(by.ask(it)).await, Reply::RequestClaimed)
            }
            Self::ReleaseRequest(it) => {
                given(requests().release_request(by.ask(it)).await, Reply::RequestReleased)
            }
            Self::ReassignRequest(it) => {
                given(requests().reassign_requests(by.ask(it)).await, Reply::RequestReassigned)
            }
        }
    }
}

impl Message {
    /// Whether both call the same.
    pub(super) fn is_of_the_kind_of(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }

    /// The same as if it were the other's repeat.
    pub(super) fn under_the_id_of(&self, other: &Self) -> Self {
        let (mut reused, mut other) = (self.clone(), other.clone());
        reused.request_id().clone_from(other.request_id());
        reused
    }

    fn request_id(&mut self) -> &mut String {
        match self {
            Self::StartCase(it) => &mut it.request_id,
            Self::Ratify(it) => &mut it.request_id,
            Self::EndRatification(it) => &mut it.request_id,
            Self::Start(it) => &mut it.request_id,
            Self::Save(it) => &mut it.request_id,
            Self::SendNow(it) => &mut it.request_id,
            Self::Finish(it) => &mut it.request_id,
            Self::Complete(it) => &mut it.request_id,
            Self::Return(it) => &mut it.request_id,
            Self::Withdraw(it) => &mut it.request_id,
            Self::Cancel(it) => &mut it.request_id,
            Self::ClaimStep(it) => &mut it.request_id,
            Self::ReleaseStep(it) => &mut it.request_id,
            Self::ReassignStep(it) => &mut it.request_id,
            Self::ClaimRequest(it) => &mut it.request_id,
            Self::ReleaseRequest(it) => &mut it.request_id,
            Self::ReassignRequest(it) => &mut it.request_id,
            Self::Note(it) => &mut it.request_id,
        }
    }
}

fn given<T>(answer: Result<Response<T>, Status>, reply: impl FnOnce(T) -> Reply) -> Result<Reply, Status> {
    answer.map(|it| reply(it.into_inner()))
}

impl Reply {
    /// The ids that this reply gave to what is new, in its order: cases, steps and requests.
    pub(super) fn new_ids(&self) -> Vec<String> {
        match self {
            Self::Opened(it) => {
                let case = it.case.as_ref().map(|case| case.case_id.clone());
                case.into_iter().chain(it.workstep.as_ref().map(|step| step.workstep_id.clone())).collect()
            }
            Self::Ratified(it) => it.ratification.iter().map(|it| it.ratification_id.clone()).collect(),
            Self::Saved(it) => it.sent_requests.iter().map(|sent| sent.request_id.clone()).collect(),
            Self::Sent(it) => it.created.iter().map(|step| step.workstep_id.clone()).collect(),
            Self::Noted(it) => it.note.iter().map(|note| note.note_id.clone()).collect(),
            Self::Finished(it) => it.created.iter().map(|step| step.workstep_id.clone()).collect(),
            _ => Vec::new(),
        }
    }
}
