//! The full names of the calls, as policies, receipts and audit entries say them.

pub(crate) const GET_WORKSTEP: &str = "permanence.workflow.v1.WorkstepService/GetWorkstep";
pub(crate) const LIST_INCOMING_WORK: &str = "permanence.workflow.v1.WorkstepService/ListIncomingWork";
pub(crate) const WATCH_INCOMING_WORK: &str = "permanence.workflow.v1.WorkstepService/WatchIncomingWork";
pub(crate) const START_WORKSTEP: &str = "permanence.workflow.v1.WorkstepService/StartWorkstep";
pub(crate) const SAVE_WORKSTEP: &str = "permanence.workflow.v1.WorkstepService/SaveWorkstep";
pub(crate) const SEND_NEXT_ACTION: &str = "permanence.workflow.v1.WorkstepService/SendNextAction";
pub(crate) const FINISH_WORKSTEP: &str = "permanence.workflow.v1.WorkstepService/FinishWorkstep";
pub(crate) const CANCEL_WORKSTEP: &str = "permanence.workflow.v1.WorkstepService/CancelWorkstep";
pub(crate) const LIST_QUEUE_REVISIONS: &str = "permanence.workflow.v1.WorkstepService/ListQueueRevisions";
pub(crate) const LIST_SECTION_REVISIONS: &str = "permanence.workflow.v1.WorkstepService/ListSectionRevisions";
pub(crate) const START_CASE: &str = "permanence.workflow.v1.CaseService/StartCase";
pub(crate) const GET_CASE: &str = "permanence.workflow.v1.CaseService/GetCase";
pub(crate) const LIST_CASES: &str = "permanence.workflow.v1.CaseService/ListCases";
pub(crate) const RECORD_PLACEMENT_RATIFICATION: &str =
    "permanence.workflow.v1.CaseService/RecordPlacementRatification";
pub(crate) const END_PLACEMENT_RATIFICATION: &str =
    "permanence.workflow.v1.CaseService/EndPlacementRatification";
pub(crate) const GET_PLACEMENT_RATIFICATION: &str =
    "permanence.workflow.v1.CaseService/GetPlacementRatification";
pub(crate) const GET_TIMELINE: &str = "permanence.workflow.v1.CaseService/GetTimeline";
pub(crate) const ADD_CASE_NOTE: &str = "permanence.workflow.v1.CaseService/AddCaseNote";
pub(crate) const LIST_CASE_NOTES: &str = "permanence.workflow.v1.CaseService/ListCaseNotes";
pub(crate) const LIST_PROCESSES: &str = "permanence.workflow.v1.ProcessService/ListProcesses";
pub(crate) const GET_PROCESS: &str = "permanence.workflow.v1.ProcessService/GetProcess";
pub(crate) const RENDER_PROCESS: &str = "permanence.workflow.v1.ProcessService/RenderProcess";
pub(crate) const LOAD_PROCESS: &str = "permanence.workflow.v1.ProcessService/LoadProcess";
/// Out of an inbox.
pub(crate) const CLAIM_WORKSTEP: &str = "permanence.workflow.v1.WorkstepService/ClaimWorkstep";
/// Back into it.
pub(crate) const RELEASE_WORKSTEP: &str = "permanence.workflow.v1.WorkstepService/ReleaseWorkstep";
/// On to others.
pub(crate) const REASSIGN_WORK: &str = "permanence.workflow.v1.WorkstepService/ReassignWork";
/// What a worker would leave.
pub(crate) const LIST_WORK_OF: &str = "permanence.workflow.v1.WorkstepService/ListWorkOf";
/// Everything that the directory told is known here.
pub(crate) const CATCH_UP: &str = "permanence.workflow.v1.CopyService/CatchUp";
