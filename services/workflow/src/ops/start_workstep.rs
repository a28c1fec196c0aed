use super::{Command, Desk, on_step::on_step};
use crate::{domain::decide::start::start, rpc, store::step::Wanted};
use contracts::workflow::v1::StartWorkstepResponse;
use fault::Fault;
use identity::Caller;
use uuid::Uuid;

/// Which step shall be started.
#[derive(Clone, Debug)]
pub(crate) struct StartWorkstep {
    /// The step.
    pub workstep_id: Uuid,
}

/// Starts an incoming step with its prefilled form; from an inbox it becomes the caller's.
pub(crate) async fn start_workstep(
    desk: &Desk,
    caller: &Caller,
    command: Command<StartWorkstep>,
) -> Result<StartWorkstepResponse, Fault> {
    let asked = command.asked(caller, rpc::START_WORKSTEP);
    let wanted = Wanted { sources: true, ..desk.step(command.wanted.workstep_id) };
    on_step(desk, caller, &asked, &wanted, start).await
}
