use crate::{
    council::{Council, ids},
    people::{CHLOE, DAN, FINDERS, QAAG, id_of, to},
    refused::refused,
    sending::{Sending, voiding},
};
use chrono::TimeDelta;
use contracts::requests::v1::{ListIncomingRequestsRequest, ListIncomingRequestsResponse};
use contracts::r#type::v1::FolderOrder;
use fault::{Reason, field_violations_of};

async fn list(
    council: &Council,
    subject: &str,
    asked: ListIncomingRequestsRequest,
) -> ListIncomingRequestsResponse {
    council.requests(subject).list_incoming_requests(asked).await.expect("a folder").into_inner()
}

#[tokio::test]
async fn the_folder_holds_what_waits_for_the_person_and_their_inboxes_newest_first() {
    let council = Council::new().await;
    let noon = council.clock().now();
    let new = |minutes| Sending::report(council.clock()).at(noon + TimeDelta::minutes(minutes));
    let to_quinn = council.send(new(3).to(to("quinn"))).await;
    let to_qaag = council.send(new(1).to(QAAG.assignee())).await;
    let to_finders = council.send(new(2).to(FINDERS.assignee())).await;
    let to_priya = council.send(new(4)).await;

    let all = [to_quinn.id, to_finders.id, to_qaag.id].map(|id| id.to_string());
    assert_eq!(council.in_folder("quinn").await, all);
    assert_eq!(council.in_folder("quentin").await, [to_qaag.id.to_string()]);
    assert_eq!(council.in_folder("priya").await, [to_priya.id.to_string()]);
    assert!(council.in_folder("sam").await.is_empty(), "who sent it does not answer it");

    let folder = council.folder("quinn").await;
    assert_eq!(folder.total_size, 3);
    assert_eq!(folder.next_page_token, "");
    assert_eq!(folder.requests[0].child.as_ref().unwrap().display_name, "Chloe Smith");
}

#[tokio::test]
async fn the_folder_is_narrowed_by_inbox_child_and_type_and_so_is_its_count() {
    let council = Council::new().await;
    let report = || Sending::report(council.clock());
    let dans = council.send(report().of(DAN).to(to("quinn"))).await;
    let quality = council.send(Sending::quality(council.clock())).await;
    council.send(report().to(FINDERS.assignee())).await;

    let by_inbox = ListIncomingRequestsRequest { inbox_id: QAAG.id().to_string(), ..Default::default() };
    let by_child = ListIncomingRequestsRequest { child_id: DAN.into(), ..Default::default() };
    let by_type = ListIncomingRequestsRequest { r#type: "confirm_quality".into(), ..Default::default() };
    for (asked, kept) in [(by_inbox.clone(), &quality), (by_child, &dans), (by_type, &quality)] {
        let folder = list(&council, "quinn", asked).await;
        assert_eq!((ids(&folder.requests), folder.total_size), (vec![kept.id.to_string()], 1));
    }
    let not_their_inbox = list(&council, "priya", by_inbox).await;
    assert_eq!((not_their_inbox.requests.len(), not_their_inbox.total_size), (0, 0));

    let (subjects, detail): (Vec<String>, String) = sqlx::query_as(
        "select subjects, detail from requests.audit_entry where worker_id = $1 order by entry limit 1",
    )
    .bind(id_of("quinn").to_string())
    .fetch_one(&council.admin())
    .await
    .unwrap();
    assert_eq!(subjects, [format!("child/{CHLOE}")], "a list is one entry, with each row's child");
    assert_eq!(detail, format!("inbox/{}", QAAG.id()));
}

#[tokio::test]
async fn a_request_leaves_every_list_once_it_is_answered_voided_or_lapsed() {
    let council = Council::new().await;
    let quality = || Sending::quality(council.clock());
    let answered = council.send(quality()).await;
    let voided = council.send(quality()).await;
    let lapsed = council.send(quality()).await;
    assert_eq!(council.folder("quinn").await.total_size, 3);

    council.complete("quinn", answered.id, 7).await.expect("a member answers");
    council.tell_of(&voided, 2, voided.briefed(council.clock(), 2, voiding(8))).await;
    council.tell_of(&lapsed, 2, lapsed.lapsed(council.clock(), 2)).await;
    for member in ["quinn", "quentin", "otto"] {
        assert!(council.in_folder(member).await.is_empty());
    }
}

#[tokio::test]
async fn a_claimed_request_stands_in_one_list_only() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock())).await;
    for member in ["quinn", "quentin"] {
        assert_eq!(council.in_folder(member).await, [quality.id.to_string()]);
    }
    council.claim("quentin", quality.id, "1").await.expect("a member claims");
    assert_eq!(council.in_folder("quentin").await, [quality.id.to_string()]);
    assert!(council.in_folder("quinn").await.is_empty());
}

#[tokio::test]
async fn paging_neither_skips_nor_repeats_while_requests_come_and_go() {
    let council = Council::new().await;
    let noon = council.clock().now();
    let mut sent = Vec::new();
    for minute in 0..9 {
        // Three of each instant: the id tells them apart.
        let at = noon + TimeDelta::minutes(minute / 3);
        let recipient = if minute % 2 == 0 { QAAG.assignee() } else { to("quinn") };
        sent.push(council.send(Sending::report(council.clock()).to(recipient).at(at)).await);
    }
    let mut expected = sent.clone();
    expected.sort_by_key(|sending| std::cmp::Reverse((sending.at, sending.id)));
    let expected: Vec<String> = expected.iter().map(|sending| sending.id.to_string()).collect();

    let page = |page_token| ListIncomingRequestsRequest { page_size: 4, page_token, ..Default::default() };
    let first = list(&council, "quinn", page(String::new())).await;
    assert_eq!((ids(&first.requests), first.total_size), (expected[..4].to_vec(), 9));

    // A newer one comes, and the last one shown goes.
    council.send(Sending::report(council.clock()).to(to("quinn")).at(noon + TimeDelta::hours(1))).await;
    let last_shown = sent.iter().find(|sending| sending.id.to_string() == expected[3]).unwrap();
    council.tell_of(last_shown, 2, last_shown.lapsed(council.clock(), 2)).await;

    let second = list(&council, "quinn", page(first.next_page_token)).await;
    assert_eq!(ids(&second.requests), expected[4..8]);
    let third = list(&council, "quinn", page(second.next_page_token)).await;
    assert_eq!(ids(&third.requests), expected[8..]);
    assert_eq!(third.next_page_token, "");
}

#[tokio::test]
async fn a_token_of_another_list_and_wrong_fields_are_refused() {
    let council = Council::new().await;
    for _ in 0..2 {
        council.send(Sending::report(council.clock())).await;
    }
    let first = ListIncomingRequestsRequest { page_size: 1, ..Default::default() };
    let token = list(&council, "priya", first).await.next_page_token;
    assert_ne!(token, "");
    let mut priya = council.requests("priya");
    let other = ListIncomingRequestsRequest { page_token: token, child_id: DAN.into(), ..Default::default() };
    refused(priya.list_incoming_requests(other).await, Reason::PageTokenInvalid);

    let wrong = ListIncomingRequestsRequest {
        inbox_id: "x".into(),
        child_id: "no child".into(),
        r#type: "Chloe Smith".into(),
        page_size: 201,
        ..Default::default()
    };
    let status = refused(priya.list_incoming_requests(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["inbox_id", "child_id", "type", "page_size"]);
}

/// Eight requests to somebody about two children, of two types, two and two at one instant; Dan's social worker is in a team.
async fn eight(council: &Council, recipient: &str) -> Vec<Sending> {
    for statement in [
        "insert into requests.people_team values ('01920000-0000-7000-8000-000000000201', 'North team', 1)
         on conflict do nothing",
        "update requests.people_worker set team_id = '01920000-0000-7000-8000-000000000201' where subject = 'otto'",
        "insert into requests.people_allocation
         select '3550001', 1, worker_id from requests.people_worker where subject = 'otto'
         on conflict on constraint people_allocation_pkey do update set worker_id = excluded.worker_id",
    ] {
        sqlx::query(statement).execute(&council.admin()).await.expect("a team");
    }
    let noon = council.clock().now();
    let mut sent = Vec::new();
    for n in 0..8 {
        let of = if n % 2 == 0 { CHLOE } else { DAN };
        let at = noon + TimeDelta::days(n / 2);
        let mut sending = Sending::report(council.clock()).of(of).to(to(recipient)).at(at);
        if n % 3 == 0 {
            sending.told.title = "CS Please action".into();
        }
        if n % 4 == 0 {
            sending.told.workstep_title = "SC Information Sharing".into();
        }
        sent.push(council.send(sending).await);
    }
    sent
}

/// Each order, tried on the folder of somebody else.
const ORDERS: [(FolderOrder, &str); 6] = [
    (FolderOrder::NewestFirst, "priya"),
    (FolderOrder::OldestFirst, "theo"),
    (FolderOrder::Child, "quentin"),
    (FolderOrder::Title, "mei"),
    (FolderOrder::Team, "sam"),
    (FolderOrder::Workstep, "otto"),
];

#[tokio::test]
async fn each_order_is_kept_from_page_to_page_while_requests_come_and_go() {
    let council = Council::new().await;
    for (order, subject) in ORDERS {
        let mut sent = eight(&council, subject).await;
        sent.sort_by(|one, other| {
            let key = |it: &Sending| match order {
                FolderOrder::Child => if it.child_id == DAN { "jones" } else { "smith" }.to_owned(),
                FolderOrder::Title => format!("{}:{}", it.told.title, it.told.workstep_title).to_lowercase(),
                FolderOrder::Workstep => it.told.workstep_title.to_lowercase(),
                FolderOrder::Team => if it.child_id == DAN { "north team" } else { "" }.to_owned(),
                _ => String::new(),
            };
            let newest_first = (other.at, other.id).cmp(&(one.at, one.id));
            let by_date =
                if order == FolderOrder::OldestFirst { newest_first.reverse() } else { newest_first };
            key(one).cmp(&key(other)).then(by_date)
        });
        let expected: Vec<String> = sent.iter().map(|it| it.id.to_string()).collect();
        let page = |page_token| ListIncomingRequestsRequest {
            page_size: 3,
            page_token,
            order: order.into(),
            ..Default::default()
        };
        let first = list(&council, subject, page(String::new())).await;
        assert_eq!((ids(&first.requests), first.total_size), (expected[..3].to_vec(), 8), "{order:?}");
        council.tell_of(&sent[2], 2, sent[2].lapsed(council.clock(), 2)).await;
        council.tell_of(&sent[5], 2, sent[5].lapsed(council.clock(), 2)).await;
        let second = list(&council, subject, page(first.next_page_token)).await;
        let third = list(&council, subject, page(second.next_page_token)).await;
        let rest = [ids(&second.requests), ids(&third.requests)].concat();
        let stayed = [&expected[3..5], &expected[6..]].concat();
        assert_eq!((rest, third.next_page_token.as_str()), (stayed, ""), "{order:?}");
    }
}

#[tokio::test]
async fn the_folder_is_narrowed_by_day_by_team_and_by_step_and_so_is_its_count() {
    let council = Council::new().await;
    let sent = eight(&council, "priya").await;
    let second_day = (sent[2].at).date_naive().to_string();
    let days = |from: &str, to: &str| ListIncomingRequestsRequest {
        sent_from: from.into(),
        sent_to: to.into(),
        ..Default::default()
    };
    let north = ListIncomingRequestsRequest {
        team_id: "01920000-0000-7000-8000-000000000201".into(),
        ..Default::default()
    };
    let both =
        ListIncomingRequestsRequest { team_id: north.team_id.clone(), ..days(&second_day, &second_day) };
    let of_step = |title: &str| ListIncomingRequestsRequest {
        workstep_title: title.into(),
        ..ListIncomingRequestsRequest::default()
    };
    for (asked, kept) in [
        (of_step("SC information sharing"), 2),
        (of_step("SC Permanency Planning Process"), 6),
        (of_step("SC Information"), 0),
        (days(&second_day, &second_day), 2),
        (days(&second_day, ""), 6),
        (days("", &second_day), 4),
        (north, 4),
        (both, 1),
    ] {
        let folder = list(&council, "priya", asked.clone()).await;
        assert_eq!((folder.requests.len(), folder.total_size), (kept, kept as i32), "{asked:?}");
    }
    let wrong = ListIncomingRequestsRequest {
        sent_from: "x".into(),
        sent_to: "y".into(),
        team_id: "z".into(),
        order: -1,
        workstep_title: "a".repeat(201),
        ..Default::default()
    };
    let status = refused(council.requests("priya").list_incoming_requests(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["sent_from", "sent_to", "team_id", "workstep_title", "order"]);
}
