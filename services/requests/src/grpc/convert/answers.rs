use super::people::{act, assignee};
use crate::{
    domain::{
        claim::WantedClaim,
        complete::{Answer, WantedCompletion},
        returned::WantedReturn,
        shown::{Moved, Shown},
        withdrawn::WantedWithdrawal,
    },
    ops::Command,
};
use contracts::requests::v1::{
    ClaimRequestRequest, CompleteRequestRequest, RequestClaimed, RequestCompleted, RequestReturned,
    RequestWithdrawn, ReturnRequestRequest, ReturnRequestResponse, WithdrawRequestRequest,
    WithdrawRequestResponse,
};
use fault::{Fault, Fields};

const LONGEST_COMMENT: usize = 2_000;
const LONGEST_ETAG: usize = 40;

impl TryFrom<ClaimRequestRequest> for Command<WantedClaim> {
    type Error = Fault;

    fn try_from(request: ClaimRequestRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ClaimRequestRequest { request_id, id, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("id", &id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedClaim { id, etag } })
    }
}

impl TryFrom<CompleteRequestRequest> for Command<WantedCompletion> {
    type Error = Fault;

    fn try_from(request: CompleteRequestRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let CompleteRequestRequest { request_id, id, covered_version, comment } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("id", &id);
        wrong.require("covered_version", covered_version >= 0, "is negative");
        wrong.text("comment", &comment, 0, LONGEST_COMMENT);
        wrong.finish()?;
        Ok(Self {
            request_id,
            body_hash,
            wanted: WantedCompletion { id, answer: Answer { covered_version, comment } },
        })
    }
}

impl TryFrom<ReturnRequestRequest> for Command<WantedReturn> {
    type Error = Fault;

    fn try_from(request: ReturnRequestRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let ReturnRequestRequest { request_id, id, comment } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("id", &id);
        wrong.text("comment", &comment, 1, LONGEST_COMMENT);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedReturn { id, comment } })
    }
}

impl TryFrom<WithdrawRequestRequest> for Command<WantedWithdrawal> {
    type Error = Fault;

    fn try_from(request: WithdrawRequestRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let WithdrawRequestRequest { request_id, id } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("id", &id);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedWithdrawal { id } })
    }
}

/// A request as it stands after somebody took it out of an inbox.
impl From<&Moved> for RequestClaimed {
    fn from(moved: &Moved) -> Self {
        let Shown { request, names } = &moved.now;
        Self {
            request_id: request.id.to_string(),
            workstep_id: request.workstep_id.to_string(),
            assignee: Some(assignee(request.assignee, &names.assignee)),
            claimed: Some(act(&moved.act, &names.actor, &names.covered_actor)),
        }
    }
}

/// A request as it stands after somebody completed it.
impl From<&Shown> for RequestCompleted {
    fn from(shown: &Shown) -> Self {
        let Shown { request, names } = shown;
        let completion = request.completion();
        let completed = completion.map(|it| act(&it.act, &names.answerer, &names.covered_answerer));
        Self {
            request_id: request.id.to_string(),
            workstep_id: request.workstep_id.to_string(),
            covered_version: completion.map_or(0, |it| it.covered_version),
            completed,
            comment: completion.map(|it| it.comment.clone()).unwrap_or_default(),
        }
    }
}

/// A request as it stands after somebody sent it back.
impl From<&Shown> for RequestReturned {
    fn from(shown: &Shown) -> Self {
        let Shown { request, names } = shown;
        let answered = request.answered();
        Self {
            request_id: request.id.to_string(),
            workstep_id: request.workstep_id.to_string(),
            returned: answered.map(|(answer, _)| act(answer, &names.answerer, &names.covered_answerer)),
            comment: answered.map(|(_, comment)| comment.to_owned()).unwrap_or_default(),
            sent: Some(act(&request.sent, &names.sender, &names.covered_sender)),
            title: request.title(),
        }
    }
}

/// A request as it stands after its sender took it back.
impl From<&Shown> for RequestWithdrawn {
    fn from(shown: &Shown) -> Self {
        let Shown { request, names } = shown;
        let answered = request.answered();
        Self {
            request_id: request.id.to_string(),
            workstep_id: request.workstep_id.to_string(),
            withdrawn: answered.map(|(answer, _)| act(answer, &names.answerer, &names.covered_answerer)),
            stood_with: Some(assignee(request.assignee, &names.assignee)),
            title: request.title(),
        }
    }
}

impl From<&Shown> for ReturnRequestResponse {
    fn from(shown: &Shown) -> Self {
        Self { request: Some(shown.into()) }
    }
}

impl From<&Shown> for WithdrawRequestResponse {
    fn from(shown: &Shown) -> Self {
        Self { request: Some(shown.into()) }
    }
}
