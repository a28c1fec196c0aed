//! A9: the "QA meeting" of W2, the "Permanence Panel" of W6 and document B's panel are three. A10: spellings.

use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{ListInboxesRequest, UpdateInboxRequest};
use contracts::r#type::v1::assignee::Holder;
use tests::case::Case;
use tests::council::{Council, QAAG};
use tests::person::new_request_id;

#[tokio::test]
async fn a9_w2_records_a_qa_meeting_and_w6_a_permanence_panel_and_they_are_not_one() {
    let council = Council::with_two_replicas().await;
    let labels = |step: &str| -> Vec<String> {
        let form = council.forms.step(step).form.as_ref().expect("a form");
        form.sections[0].fields.iter().map(|field| field.label.clone()).collect()
    };
    let (w2, w6) = (labels("agency_decision"), labels("panel_and_matching"));
    assert!(w2.contains(&"Content of the QA meeting".to_owned()), "{w2:?}");
    assert!(w6.contains(&"Content of the Permanence Panel".to_owned()), "{w6:?}");
    assert!(!w2.iter().any(|label| label.contains("Permanence Panel")));
    assert!(!w6.iter().any(|label| label.contains("QA meeting")));
}

#[tokio::test]
async fn a10_an_inbox_is_found_by_any_case_spacing_and_dash_and_shown_as_it_is_spelt() {
    let council = Council::with_two_replicas().await;
    let mut workers = WorkerServiceClient::new(council.admin.door());
    let listed = workers.list_inboxes(council.admin.ask(ListInboxesRequest::default())).await;
    let mut inboxes = listed.expect("the inboxes").into_inner().inboxes;
    let place = inboxes.iter().position(|inbox| inbox.name == QAAG).expect("the QAAG inbox");
    let mut inbox = inboxes.remove(place);
    inbox.name = "cs  qaag - INBOX".into();
    let renamed = inbox.name.clone();
    let message =
        UpdateInboxRequest { request_id: new_request_id(), inbox: Some(inbox), allow_missing: false };
    workers.update_inbox(council.admin.ask(message)).await.expect("it is renamed");
    let pool = council.suite.database().pool("workflow");
    council
        .until(async || {
            let known = sqlx::query_scalar("select count(*) from people_inbox where name = $1");
            known.bind(&renamed).fetch_one(&pool).await.unwrap_or(0_i64) == 1
        })
        .await;
    // W1 passes to the QAAG inbox twice: by R2, and by its next action.
    Case::arrived_at(&council, "agency_decision").await;
    let folder = council.qaag.work_view().await.expect("a view").incoming_work.expect("a folder");
    assert_eq!(folder.count, 1);
    let Some(Holder::Inbox(lies_in)) = folder.worksteps[0].assignee.clone().expect("an assignee").holder
    else {
        panic!("it lies in an inbox")
    };
    assert_eq!(lies_in.name, renamed, "shown as it is spelt now");
}
