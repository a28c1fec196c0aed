//! Every request that must be sent is sent, every one that blocks is completed on the current text.

use crate::domain::{process::RequestType, request::SentRequest, rules::Choosing, standing::Standing};
use fault::{Reason, Refusal};

pub(super) fn refusals(choosing: &Choosing) -> Vec<Refusal> {
    let needed =
        choosing.step_type.requests.iter().filter(|kind| !choosing.step_type.is_waived(&kind.key, choosing));
    needed.filter_map(|kind| refusal(kind, choosing.step.standing(&kind.key))).collect()
}

fn refusal(kind: &RequestType, standing: Standing) -> Option<Refusal> {
    match standing {
        Standing::NotSent if kind.must_be_sent => Some(not_sent(kind)),
        Standing::Waits(request) if kind.blocks_finish => Some(not_completed(kind, request)),
        Standing::Voided(request) if kind.blocks_finish => Some(voided(kind, request)),
        Standing::NotSent | Standing::Waits(_) | Standing::Voided(_) | Standing::Completed(_) => None,
    }
}

fn not_sent(kind: &RequestType) -> Refusal {
    let message = format!("send “{}” first", kind.title);
    Refusal::new(Reason::RequestNotSent, message).with("request_type", &kind.key)
}

fn not_completed(kind: &RequestType, request: &SentRequest) -> Refusal {
    let message = format!("“{}” waits for its answer: it is completed first", kind.title);
    let refusal = Refusal::new(Reason::RequestNotCompleted, message);
    refusal.with("request_type", &kind.key).with("request_id", request.id)
}

fn voided(kind: &RequestType, request: &SentRequest) -> Refusal {
    let message = format!("what “{}” was about has been edited since: send it again", kind.title);
    let refusal = Refusal::new(Reason::RequestVoided, message);
    refusal.with("request_type", &kind.key).with("request_id", request.id)
}
