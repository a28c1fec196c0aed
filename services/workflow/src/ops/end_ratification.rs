use super::{Command, Desk, on_ratification::on_ratification};
use crate::{
    domain::decide::end_ratification::{EndToRecord, end_ratification as decide},
    rpc,
};
use contracts::workflow::v1::EndPlacementRatificationResponse;
use fault::Fault;
use identity::Caller;

/// Which child's placement changed, and when.
#[derive(Clone, Debug)]
pub(crate) struct EndRatification {
    /// The child.
    pub child_id: String,
    /// What is said of the placement.
    pub end: EndToRecord,
}

/// Records that the ratified placement has changed. Refused with `RATIFICATION_NOT_STANDING` and `NOT_FOUND`.
pub(crate) async fn end_ratification(
    desk: &Desk,
    caller: &Caller,
    command: Command<EndRatification>,
) -> Result<EndPlacementRatificationResponse, Fault> {
    let asked = command.asked(caller, rpc::END_PLACEMENT_RATIFICATION);
    let EndRatification { child_id, end } = &command.wanted;
    on_ratification(desk, caller, &asked, child_id, |found, moment| decide(found, end.clone(), moment)).await
}
