//! The full names of the calls, as policies, audit entries and receipts know them.

/// Who the caller is.
pub(crate) const GET_ME: &str = "permanence.directory.v1.WorkerService/GetMe";
/// One worker.
pub(crate) const GET_WORKER: &str = "permanence.directory.v1.WorkerService/GetWorker";
/// The Find button.
pub(crate) const SEARCH_WORKERS: &str = "permanence.directory.v1.WorkerService/SearchWorkers";
/// A worker's record as it shall be.
pub(crate) const UPDATE_WORKER: &str = "permanence.directory.v1.WorkerService/UpdateWorker";
/// A worker leaves.
pub(crate) const DEACTIVATE_WORKER: &str = "permanence.directory.v1.WorkerService/DeactivateWorker";
/// All teams.
pub(crate) const LIST_TEAMS: &str = "permanence.directory.v1.WorkerService/ListTeams";
/// A team as it shall be.
pub(crate) const UPDATE_TEAM: &str = "permanence.directory.v1.WorkerService/UpdateTeam";
/// All inboxes.
pub(crate) const LIST_INBOXES: &str = "permanence.directory.v1.WorkerService/ListInboxes";
/// An inbox as it shall be.
pub(crate) const UPDATE_INBOX: &str = "permanence.directory.v1.WorkerService/UpdateInbox";
/// Who acts for an absent worker.
pub(crate) const SET_COVER: &str = "permanence.directory.v1.WorkerService/SetCover";
/// The end of that.
pub(crate) const END_COVER: &str = "permanence.directory.v1.WorkerService/EndCover";
/// A worker's covers.
pub(crate) const LIST_COVERS: &str = "permanence.directory.v1.WorkerService/ListCovers";
/// A new child.
pub(crate) const REGISTER_CHILD: &str = "permanence.directory.v1.ChildService/RegisterChild";
/// A child's record as it shall be.
pub(crate) const UPDATE_CHILD: &str = "permanence.directory.v1.ChildService/UpdateChild";
/// One child.
pub(crate) const GET_CHILD: &str = "permanence.directory.v1.ChildService/GetChild";
/// Children by name or id.
pub(crate) const SEARCH_CHILDREN: &str = "permanence.directory.v1.ChildService/SearchChildren";
/// Who is what to a child.
pub(crate) const SET_ALLOCATION: &str = "permanence.directory.v1.ChildService/SetAllocation";
/// A worker's children.
pub(crate) const LIST_ALLOCATIONS: &str = "permanence.directory.v1.ChildService/ListAllocations";
