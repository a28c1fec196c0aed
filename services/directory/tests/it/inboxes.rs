use crate::council::{ADA, Council, id, inbox, member, refused};
use contracts::{
    directory::v1::{GetMeRequest, Inbox, InboxChanged, ListInboxesRequest, UpdateInboxRequest},
    r#type::v1::{Role, WorkerRef},
};
use fault::{Reason, field_violations_of, metadata_of};
use tonic::Code;

const QAAG: &str = "CS QAAG – Inbox";

#[tokio::test]
async fn an_inbox_is_recorded_exactly_and_told_with_its_members_by_name() {
    let council = Council::new().await;
    let quinn = council.hire("Quinn Adeyemi", "quinn", &[Role::QaagWorker]).await;
    let elin = council.hire("Élin Bates", "elin", &[Role::QaagWorker]).await;
    let made = council.update_inbox(inbox(QAAG, &[&quinn, &elin, &quinn])).await.unwrap();

    let names: Vec<&str> = made.members.iter().map(|member| member.display_name.as_str()).collect();
    assert_eq!(
        (made.name.as_str(), names, made.etag.as_str()),
        (QAAG, vec!["Élin Bates", "Quinn Adeyemi"], "1")
    );
    let (event, told) = council.last_event::<InboxChanged>().await;
    assert_eq!((told.inbox.as_ref(), event.subject), (Some(&made), format!("inbox/{}", made.inbox_id)));

    let finders = council.update_inbox(inbox("CS Permanence Family Finders – Inbox", &[])).await.unwrap();
    let listed = council
        .workers("quinn")
        .list_inboxes(ListInboxesRequest::default())
        .await
        .unwrap()
        .into_inner()
        .inboxes;
    assert_eq!(listed, [finders.clone(), made.clone()]);
    let entry = council.entries("permanence.directory.v1.WorkerService/ListInboxes").await.remove(0);
    assert_eq!(entry.subjects, [&finders, &made].map(|inbox| format!("inbox/{}", inbox.inbox_id)));
    assert_eq!(council.entries("permanence.directory.v1.WorkerService/UpdateInbox").await.len(), 2);
}

#[tokio::test]
async fn inboxes_are_listed_page_by_page_with_their_members() {
    let council = Council::new().await;
    let quinn = council.hire("Quinn Adeyemi", "quinn", &[Role::QaagWorker]).await;
    let mut recorded = Vec::new();
    for name in ["B – Inbox", "d - Inbox", "F – Inbox"] {
        recorded.push(council.update_inbox(inbox(name, &[&quinn])).await.unwrap());
    }
    let mut listed = Vec::new();
    let mut request = ListInboxesRequest { page_size: 1, page_token: String::new() };
    loop {
        let page = council.workers("quinn").list_inboxes(request.clone()).await.unwrap().into_inner();
        assert_eq!(page.inboxes.len(), 1);
        listed.extend(page.inboxes);
        if page.next_page_token.is_empty() {
            break;
        }
        // Whatever comes before what was shown is not looked for again.
        council.update_inbox(inbox(&format!("A{} – Inbox", listed.len()), &[])).await.unwrap();
        request.page_token = page.next_page_token;
    }
    assert_eq!(listed, recorded);
    let nonsense = ListInboxesRequest { page_token: "nonsense".into(), ..Default::default() };
    let answer = council.workers("quinn").list_inboxes(nonsense).await;
    refused(answer, Code::InvalidArgument, Reason::PageTokenInvalid);
}

#[tokio::test]
async fn members_come_and_go_and_it_is_known_who_was_one() {
    let council = Council::new().await;
    let quinn = council.hire("Quinn Adeyemi", "quinn", &[Role::QaagWorker]).await;
    let elin = council.hire("Elin Bates", "elin", &[Role::QaagWorker]).await;
    let with_quinn = council.update_inbox(inbox(QAAG, &[&quinn])).await.unwrap();
    let with_elin =
        council.update_inbox(Inbox { members: vec![member(&elin.worker_id)], ..with_quinn }).await.unwrap();
    assert_eq!(with_elin.etag, "2");
    assert_eq!(council.last_event::<InboxChanged>().await.1.inbox, Some(with_elin.clone()));
    let both = vec![member(&elin.worker_id), member(&quinn.worker_id)];
    council.update_inbox(Inbox { members: both, ..with_elin }).await.unwrap();

    for (subject, inboxes) in [("quinn", 1), ("elin", 1), (ADA, 0)] {
        let me = council.workers(subject).get_me(GetMeRequest {}).await.unwrap().into_inner();
        assert_eq!(me.inboxes.len(), inboxes, "{subject}");
    }
    let memberships: Vec<(String, bool)> = sqlx::query_as(
        "select subject, ended_at is not null from directory.inbox_member join directory.worker using (worker_id)
          order by inbox_member_id",
    )
    .fetch_all(&council.pool())
    .await
    .unwrap();
    assert_eq!(memberships, [("quinn".into(), true), ("elin".into(), false), ("quinn".into(), false)]);
}

#[tokio::test]
async fn a_name_is_one_inboxs_whatever_its_case_spacing_and_dashes() {
    let council = Council::new().await;
    let qaag = council.update_inbox(inbox(QAAG, &[])).await.unwrap();
    for twin in ["cs qaag - inbox", "CS  QAAG—Inbox", "CSQAAG–INBOX"] {
        let status =
            refused(council.update_inbox(inbox(twin, &[])).await, Code::AlreadyExists, Reason::NameTaken);
        assert_eq!(metadata_of(&status)["subject"], format!("inbox/{}", qaag.inbox_id));
    }
    let respelt = council.update_inbox(Inbox { name: "CS QAAG - Inbox".to_owned(), ..qaag }).await.unwrap();
    assert_eq!(respelt.name, "CS QAAG - Inbox");
}

#[tokio::test]
async fn each_member_who_is_no_worker_is_named() {
    let council = Council::new().await;
    let quinn = council.hire("Quinn Adeyemi", "quinn", &[]).await;
    let members = vec![member(&quinn.worker_id), member(&id()), member(&id())];
    let wanted = Inbox { members, ..inbox(QAAG, &[]) };
    let status = refused(council.update_inbox(wanted).await, Code::InvalidArgument, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["inbox.members[1].worker_id", "inbox.members[2].worker_id"]);

    let wanted = Inbox { members: vec![member("quinn"), WorkerRef::default()], ..inbox(QAAG, &[]) };
    refused(council.update_inbox(wanted).await, Code::InvalidArgument, Reason::FieldInvalid);
    let stored: i64 =
        sqlx::query_scalar("select count(*) from directory.inbox").fetch_one(&council.pool()).await.unwrap();
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn a_stale_or_missing_inbox_is_not_changed() {
    let council = Council::new().await;
    let quinn = council.hire("Quinn Adeyemi", "quinn", &[]).await;
    let empty = council.update_inbox(inbox(QAAG, &[])).await.unwrap();
    let filled = Inbox { members: vec![member(&quinn.worker_id)], ..empty.clone() };
    council.update_inbox(filled).await.unwrap();
    let late = council.update_inbox(Inbox { name: "Another".to_owned(), ..empty }).await;
    assert_eq!(metadata_of(&refused(late, Code::Aborted, Reason::EtagStale))["etag"], "2");

    let nowhere =
        UpdateInboxRequest { request_id: id(), inbox: Some(inbox("Nowhere", &[])), allow_missing: false };
    refused(council.workers(ADA).update_inbox(nowhere).await, Code::NotFound, Reason::NotFound);
}
