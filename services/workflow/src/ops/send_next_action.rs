use super::{Command, Desk, on_step::on_step, save_workstep::named_by};
use crate::{
    domain::{decide::send_next_action::send_next_action as decide, edit::ActionToQueue},
    rpc,
    store::step::Wanted,
};
use contracts::workflow::v1::SendNextActionResponse;
use fault::Fault;
use identity::Caller;
use uuid::Uuid;

/// What shall be sent from which step.
#[derive(Clone, Debug)]
pub(crate) struct SendNextAction {
    /// The started step.
    pub workstep_id: Uuid,
    /// What is sent.
    pub action: ActionToQueue,
}

/// Sends one next action before the finish, where the process allows it.
pub(crate) async fn send_next_action(
    desk: &Desk,
    caller: &Caller,
    command: Command<SendNextAction>,
) -> Result<SendNextActionResponse, Fault> {
    let asked = command.asked(caller, rpc::SEND_NEXT_ACTION);
    let SendNextAction { workstep_id, action } = &command.wanted;
    let wanted = Wanted { workers: named_by(action), ..desk.step(*workstep_id) };
    on_step(desk, caller, &asked, &wanted, |found, moment| decide(found, action.clone(), moment)).await
}
