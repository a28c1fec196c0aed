//! Requests as their step shows them.

use super::people::{act, assignee, id_text};
use crate::{
    domain::{
        people::Act,
        request::{Answer, Completion, SentRequest},
        step::Step,
    },
    ops::Scene,
};
use contracts::workflow::v1::{self as wire, RequestState};

/// A request of a step.
pub(super) fn sent_request(request: &SentRequest, step: &Step, scene: &Scene) -> wire::SentRequest {
    let kind = scene.step_type(&step.kind).and_then(|kind| kind.request(&request.kind));
    let told = Told::of(&request.answer);
    wire::SentRequest {
        request_id: request.id.to_string(),
        r#type: request.kind.clone(),
        title: kind.map(|kind| kind.title.to_string()).unwrap_or_default(),
        state: told.state.into(),
        sent: Some(act(&request.sent, &scene.names)),
        assignee: request.waits().then(|| assignee(&request.assignee, &scene.names)),
        answered: told.answered.map(|answered| act(answered, &scene.names)),
        comment: told.comment.to_owned(),
        covered_version: scene.covered_version(step, &request.kind),
        completed_version: told.completed_version,
        replaces_id: id_text(request.replaces),
        must_be_sent: kind.is_some_and(|kind| kind.must_be_sent),
        blocks_finish: kind.is_some_and(|kind| kind.blocks_finish),
    }
}

/// What a reader is told of an answer.
struct Told<'a> {
    state: RequestState,
    answered: Option<&'a Act>,
    comment: &'a str,
    completed_version: i64,
}

impl<'a> Told<'a> {
    fn of(answer: &'a Answer) -> Self {
        match answer {
            Answer::Waiting => Self::unanswered(RequestState::Sent),
            Answer::Completed(completion) => Self::completed(RequestState::Completed, completion),
            Answer::Returned { act, comment } => {
                Self { answered: Some(act), comment, ..Self::unanswered(RequestState::Returned) }
            }
            Answer::Withdrawn { act } => {
                Self { answered: Some(act), ..Self::unanswered(RequestState::Withdrawn) }
            }
            Answer::Lapsed { .. } => Self::unanswered(RequestState::Withdrawn),
            Answer::Voided { was: Some(completion), .. } => Self::completed(RequestState::Voided, completion),
            Answer::Voided { was: None, .. } => Self::unanswered(RequestState::Voided),
        }
    }

    fn unanswered(state: RequestState) -> Self {
        Self { state, answered: None, comment: "", completed_version: 0 }
    }

    fn completed(state: RequestState, completion: &'a Completion) -> Self {
        Self {
            state,
            answered: Some(&completion.act),
            comment: &completion.comment,
            completed_version: completion.covered_version,
        }
    }
}
