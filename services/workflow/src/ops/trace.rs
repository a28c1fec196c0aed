//! The audit entry that a command leaves: who, what, about which records; never an answer, never a name.

use super::fact::Cause;
use crate::domain::{
    change::{CaseWrite, Change},
    refused::Typed,
    step::Step,
};
use eventlog::Audit;

/// The entry of a change on a step.
pub(super) fn of_change(rpc: &'static str, cause: &Cause<'_>, step: &Step, change: &Change) -> Audit {
    let created = change.created.iter().map(|created| format!("workstep/{}", created.id));
    let sent = change.sent.iter().map(|request| format!("request/{}", request.id));
    of(rpc, cause)
        .subject(format!("workstep/{}", step.id))
        .subjects(created.chain(sent))
        .detail(detail(change))
}

/// The entry of a save that was refused because somebody else wrote first; what was typed is kept.
pub(super) fn of_refused(rpc: &'static str, cause: &Cause<'_>, step: &Step, typed: &[Typed]) -> Audit {
    let kept = typed.iter().map(|typed| format!("kept, refused {typed}"));
    of(rpc, cause).subject(format!("workstep/{}", step.id)).detail(kept.collect::<Vec<_>>().join(", "))
}

/// An entry about a child.
pub(super) fn of(rpc: &'static str, cause: &Cause<'_>) -> Audit {
    let entry = Audit::new(cause.act.by, rpc, cause.act.at).child(cause.child_id);
    let entry = match cause.act.on_behalf_of {
        Some(covered) => entry.on_behalf_of(covered),
        None => entry,
    };
    match cause.case_id {
        Some(case_id) => entry.subject(format!("case/{case_id}")),
        None => entry,
    }
}

fn detail(change: &Change) -> String {
    let sections = change.sections.iter().map(|section| match &section.form {
        None => format!("section {}", section.number),
        Some(form) => format!("{form} section {}", section.number),
    });
    let queue = change.queue.iter().map(|_| "next actions".to_owned());
    let sent = change.sent.iter().map(|request| format!("sent {}", request.kind));
    let closes = matches!(&change.case, CaseWrite::Locked { closes: Some(_), .. });
    let closed = closes.then(|| "closed the case".to_owned());
    sections.chain(queue).chain(sent).chain(closed).collect::<Vec<_>>().join(", ")
}
