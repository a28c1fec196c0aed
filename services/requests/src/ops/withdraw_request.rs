use super::{Command, Desk, actor::answerer, fact::request_withdrawn, on_request::on_request};
use crate::{domain::withdrawn::WantedWithdrawal, rpc};
use contracts::requests::v1::WithdrawRequestResponse;
use fault::Fault;
use identity::Caller;

/// Takes a request back. Refused with `NOT_THE_SENDER`, `REQUEST_ENDED`, `NOTIFICATION_STANDS` and `NOT_FOUND`.
pub async fn withdraw_request(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedWithdrawal>,
) -> Result<WithdrawRequestResponse, Fault> {
    let asked = command.asked(caller, rpc::WITHDRAW_REQUEST);
    on_request(desk, caller, &asked, command.wanted.id, request_withdrawn, |request, actor, at| {
        request.withdrawn(&answerer(actor), at).map_err(|refusal| vec![refusal])
    })
    .await
}
