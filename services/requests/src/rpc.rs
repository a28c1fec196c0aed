//! The full names of the calls, as policies, audit entries and receipts know them.

/// One request.
pub const GET_REQUEST: &str = "permanence.requests.v1.RequestService/GetRequest";
/// The folder.
pub const LIST_INCOMING_REQUESTS: &str = "permanence.requests.v1.RequestService/ListIncomingRequests";
/// The folder as it changes.
pub const WATCH_INCOMING_REQUESTS: &str = "permanence.requests.v1.RequestService/WatchIncomingRequests";
/// The requests of a step, a case or a child.
pub const LIST_REQUESTS: &str = "permanence.requests.v1.RequestService/ListRequests";
/// Out of an inbox.
pub const CLAIM_REQUEST: &str = "permanence.requests.v1.RequestService/ClaimRequest";
/// Completed.
pub const COMPLETE_REQUEST: &str = "permanence.requests.v1.RequestService/CompleteRequest";
/// Sent back.
pub const RETURN_REQUEST: &str = "permanence.requests.v1.RequestService/ReturnRequest";
/// Taken back.
pub const WITHDRAW_REQUEST: &str = "permanence.requests.v1.RequestService/WithdrawRequest";
/// Back into its inbox.
pub const RELEASE_REQUEST: &str = "permanence.requests.v1.RequestService/ReleaseRequest";
/// On to others.
pub const REASSIGN_REQUESTS: &str = "permanence.requests.v1.RequestService/ReassignRequests";
/// What a worker would leave.
pub const LIST_REQUESTS_OF: &str = "permanence.requests.v1.RequestService/ListRequestsOf";
/// Everything that the directory told is known here.
pub const CATCH_UP: &str = "permanence.requests.v1.CopyService/CatchUp";
