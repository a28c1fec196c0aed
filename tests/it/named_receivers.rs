//! Who is named with a next action: each passes to whom its row says, and to nobody else.

use contracts::r#type::v1::Assignee;
use contracts::workflow::v1::{NextAction, SaveWorkstepResponse};
use fault::Reason;
use tests::case::{Case, only_created, opened_by};
use tests::council::{Council, FAMILY_FINDERS, QAAG};
use tests::forms::{next, queue};
use tests::person::{to_inbox, to_worker};
use tonic::Status;

use crate::refusals::assert_refused;

#[tokio::test]
async fn who_is_named_has_to_be_whom_the_row_passes_it_to() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;
    let started = council.iro.start(&review).await.expect("it starts");
    let inbox = async |name| to_inbox(&council.inbox(name).await.expect("an inbox").inbox_id);
    let naming = |key: &str, to: Assignee| vec![NextAction { assignee: Some(to), ..next(key) }];
    for (key, to) in [
        ("start_permanency_planning", to_worker(&council.other_sw.id)),
        ("start_permanency_planning", inbox(QAAG).await),
        ("no_plan_agreed", to_worker(&council.sw.id)),
    ] {
        let refused = council.iro.save(&review, queue(&started, naming(key, to))).await;
        is_the_wrong_assignee(refused);
    }
    assert!(council.iro.open(&review).await.expect("it").queue.expect("a queue").next_actions.is_empty());

    let planning = only_created(&case.review(&review).await);
    let started = opened_by(&council.sw, &planning).await;
    let named = |to| queue(&started, naming("to_agency_decision", to));
    is_the_wrong_assignee(council.ps.save(&planning, named(inbox(FAMILY_FINDERS).await)).await);
    let named = named(inbox(QAAG).await);
    council.ps.save(&planning, named).await.expect("the inbox of the row");
}

fn is_the_wrong_assignee(refused: Result<SaveWorkstepResponse, Status>) {
    let refused = assert_refused(refused, Reason::FieldInvalid, "another than the row's");
    assert_eq!(fault::field_violations_of(&refused)[0].field, "edit.queue.next_actions[0].assignee");
}
