use super::{Command, Desk, on_ratification::on_ratification};
use crate::{
    domain::decide::record_ratification::{RatificationToRecord, record_ratification as decide},
    rpc,
};
use contracts::workflow::v1::RecordPlacementRatificationResponse;
use fault::Fault;
use identity::Caller;

/// What is ratified for which child.
#[derive(Clone, Debug)]
pub(crate) struct RecordRatification {
    /// The child.
    pub child_id: String,
    /// What the IRO says.
    pub ratification: RatificationToRecord,
}

/// Records that the child's IRO ratified the present placement; the one before ends. Refused with `NOT_FOUND`.
pub(crate) async fn record_ratification(
    desk: &Desk,
    caller: &Caller,
    command: Command<RecordRatification>,
) -> Result<RecordPlacementRatificationResponse, Fault> {
    let asked = command.asked(caller, rpc::RECORD_PLACEMENT_RATIFICATION);
    let RecordRatification { child_id, ratification } = &command.wanted;
    on_ratification(desk, caller, &asked, child_id, |found, moment| {
        decide(found, ratification.clone(), moment)
    })
    .await
}
