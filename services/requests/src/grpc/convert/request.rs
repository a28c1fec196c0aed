use super::people::{act, assignee};
use crate::domain::request::State;
use crate::domain::shown::Shown;
use contracts::requests::v1::{Request, RequestState};
use contracts::r#type::v1::ChildRef;
use fault::name_of;

impl From<&Shown> for Request {
    fn from(shown: &Shown) -> Self {
        let Shown { request, names } = shown;
        let answered = request.answered();
        let comment = answered.map(|(_, comment)| comment.to_owned()).unwrap_or_default();
        let answered = answered.map(|(answer, _)| act(answer, &names.answerer, &names.covered_answerer));
        let (state, waits, completed_version) = match &request.state {
            State::Sent => (RequestState::Sent, true, 0),
            State::Completed(completion) => (RequestState::Completed, false, completion.covered_version),
            State::Returned { .. } => (RequestState::Returned, false, 0),
            State::Withdrawn { .. } | State::Lapsed { .. } => (RequestState::Withdrawn, false, 0),
            State::Voided { .. } => (RequestState::Voided, false, 0),
        };
        Request {
            request_id: request.id.to_string(),
            title: request.title(),
            workstep_id: request.workstep_id.to_string(),
            case_id: request.case_id.to_string(),
            state: state.into(),
            sent: Some(act(&request.sent, &names.sender, &names.covered_sender)),
            assignee: waits.then(|| assignee(request.assignee, &names.assignee)),
            answered,
            comment,
            notification: request.is_notification(),
            covered_version: request.brief.covered_version,
            completed_version,
            answered_by: request.answered_by.iter().map(|role| i32::from(*role)).collect(),
            refusals: request.brief.refusals.iter().map(|reason| name_of(*reason).to_owned()).collect(),
            replaces_id: request.replaces.map(|id| id.to_string()).unwrap_or_default(),
            etag: request.stamp.etag(),
            place: None,
            taken_from_id: request.from_inbox.map(|id| id.to_string()).unwrap_or_default(),
            child: Some(ChildRef { child_id: request.child_id.clone(), display_name: names.child.clone() }),
            r#type: request.kind.clone(),
        }
    }
}
