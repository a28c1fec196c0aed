use super::{Command, Desk, actor::answerer, fact::request_returned, on_request::on_request};
use crate::{domain::returned::WantedReturn, rpc};
use contracts::requests::v1::ReturnRequestResponse;
use fault::Fault;
use identity::Caller;

/// Sends a request back with a comment. Refused with `NOT_THE_ASSIGNEE`, `ROLE_REQUIRED`, `REQUEST_ENDED`,
/// `NOTIFICATION_STANDS` and `NOT_FOUND`.
pub async fn return_request(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedReturn>,
) -> Result<ReturnRequestResponse, Fault> {
    let asked = command.asked(caller, rpc::RETURN_REQUEST);
    let WantedReturn { id, comment } = &command.wanted;
    on_request(desk, caller, &asked, *id, request_returned, |request, actor, at| {
        request.returned(comment.clone(), &answerer(actor), at)
    })
    .await
}
