use crate::{
    council::Council,
    people::{CHLOE, QAAG, id_of, name_of},
    refused::refused,
    sending::Sending,
};
use contracts::{
    requests::v1::{GetRequestRequest, RequestState},
    r#type::v1::{Role, assignee::Holder},
};
use fault::{Reason, field_violations_of};

#[tokio::test]
async fn a_request_is_shown_with_everybody_in_it_and_the_look_leaves_an_entry() {
    let council = Council::new().await;
    let earlier = council.send(Sending::report(council.clock())).await;
    let mut again = Sending::report(council.clock());
    again.told.replaces_id = earlier.id.to_string();
    let again = council.send(again).await;

    let shown = council.see("sam", again.id).await;
    assert_eq!(shown.r#type, "authorise_report");
    assert_eq!(
        shown.title,
        "CS Manager: Please review and authorise prior to QAAG:SC Permanency Planning Process"
    );
    let child = shown.child.expect("a child");
    assert_eq!((child.child_id.as_str(), child.display_name.as_str()), (CHLOE, "Chloe Smith"));
    assert_eq!(shown.workstep_id, again.workstep_id.to_string());
    assert_eq!(shown.case_id, again.case_id.to_string());
    assert_eq!(shown.state, i32::from(RequestState::Sent));
    let sender = shown.sent.and_then(|sent| sent.by).expect("a sender");
    assert_eq!(sender.display_name, name_of("sam"));
    let Some(Holder::Worker(assignee)) = shown.assignee.and_then(|it| it.holder) else { panic!("a person") };
    assert_eq!(
        (assignee.worker_id, assignee.display_name.as_str()),
        (id_of("priya").to_string(), "Priya Nair")
    );
    assert_eq!(shown.answered, None);
    assert_eq!((shown.covered_version, shown.completed_version), (7, 0));
    assert_eq!(shown.answered_by, [i32::from(Role::PracticeSupervisor), i32::from(Role::TeamManager)]);
    assert_eq!(shown.replaces_id, earlier.id.to_string());
    assert!(!shown.notification);

    let entries: Vec<(String, String, Vec<String>)> = sqlx::query_as(
        "select worker_id, child_id, subjects from requests.audit_entry
          where rpc = 'permanence.requests.v1.RequestService/GetRequest'",
    )
    .fetch_all(&council.admin())
    .await
    .unwrap();
    assert_eq!(
        entries,
        [(id_of("sam").to_string(), CHLOE.to_owned(), vec![format!("request/{}", again.id)])],
        "who looked at what, of whom"
    );
}

#[tokio::test]
async fn what_stands_in_an_inbox_is_shown_there_and_a_notification_as_one() {
    let council = Council::new().await;
    let mut sending = Sending::quality(council.clock());
    (sending.told.must_be_sent, sending.told.blocks_finish) = (true, false);
    let sending = council.send(sending).await;

    let shown = council.see("theo", sending.id).await;
    let Some(Holder::Inbox(inbox)) = shown.assignee.and_then(|it| it.holder) else { panic!("an inbox") };
    assert_eq!((inbox.inbox_id, inbox.name.as_str()), (QAAG.id().to_string(), QAAG.name()));
    assert!(shown.notification);
}

#[tokio::test]
async fn what_nobody_sent_is_not_found_and_what_is_no_id_is_refused() {
    let council = Council::new().await;
    let mut sam = council.requests("sam");
    let unknown = GetRequestRequest { id: council.id() };
    refused(sam.get_request(unknown).await, Reason::NotFound);
    let wrong = refused(sam.get_request(GetRequestRequest { id: "7".into() }).await, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&wrong)[0].field, "id");
    assert_eq!(council.count("select count(*) from requests.audit_entry").await, 0, "nothing was shown");
}
