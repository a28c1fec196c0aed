//! Who may finish a step.

use crate::domain::{
    people::{Actor, Right},
    process::{Holder, list},
    rules::Choosing,
};
use fault::{Reason, Refusal};

/// Whoever the process lets finish may, not only who completed the request; some next actions let others too (A2).
pub(super) fn right(choosing: &Choosing, actor: &Actor) -> Result<Right, Refusal> {
    let chosen = choosing.step_type.next_actions.iter().filter(|action| choosing.is_chosen(&action.key));
    let besides = chosen.flat_map(|action| &action.also_finished_by);
    let finishers: Vec<Holder> = choosing.step_type.finished_by.iter().chain(besides).cloned().collect();
    Holder::right(&finishers, actor, choosing.step).ok_or_else(|| {
        let roles = list(&finishers);
        Refusal::new(Reason::NotAFinisher, format!("the step is finished by others: {roles}"))
            .with("roles", roles)
    })
}
