use super::{Command, Desk, on_step::on_step};
use crate::{domain::decide::cancel::cancel, rpc};
use contracts::workflow::v1::CancelWorkstepResponse;
use fault::Fault;
use identity::Caller;
use uuid::Uuid;

/// Which step shall be cancelled.
#[derive(Clone, Debug)]
pub(crate) struct CancelWorkstep {
    /// The step.
    pub workstep_id: Uuid,
    /// Why; never empty.
    pub reason: String,
}

/// Ends an open step that nothing shall follow; a case closes with its last open step.
pub(crate) async fn cancel_workstep(
    desk: &Desk,
    caller: &Caller,
    command: Command<CancelWorkstep>,
) -> Result<CancelWorkstepResponse, Fault> {
    let asked = command.asked(caller, rpc::CANCEL_WORKSTEP);
    let CancelWorkstep { workstep_id, reason } = &command.wanted;
    let wanted = desk.step(*workstep_id);
    on_step(desk, caller, &asked, &wanted, |found, moment| cancel(found, reason.clone(), moment)).await
}
