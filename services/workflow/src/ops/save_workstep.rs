use super::{Command, Desk, on_step::on_step};
use crate::{
    domain::{
        decide::save::save,
        edit::{ActionToQueue, Edit},
        people::Assignee,
    },
    rpc,
    store::step::Wanted,
};
use contracts::workflow::v1::SaveWorkstepResponse;
use fault::Fault;
use identity::Caller;
use uuid::Uuid;

/// What shall be written in which step.
#[derive(Clone, Debug)]
pub(crate) struct SaveWorkstep {
    /// The step.
    pub workstep_id: Uuid,
    /// What is written.
    pub edit: Edit,
}

/// Writes answers, ticks and the queue, and sends requests: all of it or nothing.
pub(crate) async fn save_workstep(
    desk: &Desk,
    caller: &Caller,
    command: Command<SaveWorkstep>,
) -> Result<SaveWorkstepResponse, Fault> {
    let asked = command.asked(caller, rpc::SAVE_WORKSTEP);
    let SaveWorkstep { workstep_id, edit } = &command.wanted;
    let wanted = Wanted { workers: named_in(Some(edit)), ..desk.step(*workstep_id) };
    on_step(desk, caller, &asked, &wanted, |found, moment| save(found, edit.clone(), moment)).await
}

/// The workers to whom an edit passes something.
pub(super) fn named_in(edit: Option<&Edit>) -> Vec<Uuid> {
    let Some(edit) = edit else { return Vec::new() };
    let queued =
        edit.queue.iter().flat_map(|queue| &queue.actions).filter_map(|action| action.assignee.as_ref());
    let asked = edit.send_requests.iter().filter_map(|request| request.recipient.as_ref());
    queued.chain(asked).filter_map(worker).collect()
}

/// The worker to whom a next action passes.
pub(super) fn named_by(action: &ActionToQueue) -> Vec<Uuid> {
    action.assignee.as_ref().and_then(worker).into_iter().collect()
}

fn worker(assignee: &Assignee) -> Option<Uuid> {
    match assignee {
        Assignee::Worker(id) => Some(*id),
        Assignee::Inbox(_) => None,
    }
}
