use crate::council::Council;
use crate::matters::{Sending, Step};
use crate::people::{CHLOE, DAN, id_of};
use crate::refused::refused;
use contracts::notifications::v1::{ListNotificationsRequest, ListNotificationsResponse, NotificationState};
use fault::{Reason, field_violations_of};

fn steps(told: &ListNotificationsResponse) -> Vec<&str> {
    told.notifications.iter().map(|told| told.workstep_id.as_str()).collect()
}

#[tokio::test]
async fn the_list_is_narrowed_by_child_kind_and_what_is_unread_and_leaves_one_entry() {
    let council = Council::new().await;
    let clock = council.clock();
    let (chloes, dans) = (Step::planning(clock), Step::planning(clock).of(DAN));
    let authorise = Sending::authorise(&chloes, clock);
    council
        .workflow(vec![chloes.arrives("theo", clock), dans.arrives("theo", clock), authorise.sent(clock)])
        .await;
    council.requests(vec![authorise.completed("priya", 1, clock)]).await;
    let all = council.list("sam").await;
    assert_eq!((all.notifications.len(), all.total_size, all.unread_count), (3, 3, 3));
    council.read("sam", &[&all.notifications[0]]).await.expect("his own");

    let of = |asked: ListNotificationsRequest| council.list_of("sam", asked);
    let dans_only = of(ListNotificationsRequest { child_id: DAN.into(), ..Default::default() }).await;
    assert_eq!(steps(&dans_only), [dans.id.to_string()]);
    assert_eq!((dans_only.total_size, dans_only.unread_count), (1, 2));
    let unread = of(ListNotificationsRequest { unread_only: true, ..Default::default() }).await;
    assert_eq!(steps(&unread), [dans.id.to_string(), chloes.id.to_string()]);
    let of_a_kind = ListNotificationsRequest {
        kind: "work_arrived".into(),
        child_id: CHLOE.into(),
        unread_only: true,
        ..Default::default()
    };
    assert_eq!(steps(&of(of_a_kind).await), [chloes.id.to_string()]);

    let (subjects, detail): (Vec<String>, String) = sqlx::query_as(
        "select subjects, detail from notifications.audit_entry where worker_id = $1 order by entry desc limit 1",
    )
    .bind(id_of("sam").to_string())
    .fetch_one(&council.admin())
    .await
    .unwrap();
    assert_eq!(subjects, [format!("child/{CHLOE}")], "a list is one entry, with each row's child");
    assert_eq!(detail, format!("unread kind=work_arrived child/{CHLOE}"));
}

#[tokio::test]
async fn the_list_is_narrowed_by_state_case_and_ids() {
    let council = Council::new().await;
    let clock = council.clock();
    let [unread, read, settled] = [0; 3].map(|_| Step::planning(clock));
    council.workflow([&unread, &read, &settled].map(|step| step.arrives("theo", clock)).to_vec()).await;
    council.workflow(vec![settled.starts("sam", clock)]).await;
    let all = council.list("sam").await.notifications;
    let [of_settled, of_read, of_unread] = &all[..] else { panic!("three: {all:?}") };
    council.read("sam", &[of_read]).await.expect("his own");

    let of = |asked: ListNotificationsRequest| council.list_of("sam", asked);
    for (state, step) in [
        (NotificationState::Unread, &unread),
        (NotificationState::Read, &read),
        (NotificationState::Settled, &settled),
    ] {
        let found = of(ListNotificationsRequest { state: state.into(), ..Default::default() }).await;
        assert_eq!((steps(&found), found.total_size), (vec![step.id.to_string().as_str()], 1), "{state:?}");
    }
    let of_a_case =
        of(ListNotificationsRequest { case_id: read.case_id.to_string(), ..Default::default() }).await;
    assert_eq!(steps(&of_a_case), [read.id.to_string()]);
    let ids = vec![of_unread.notification_id.clone(), council.id(), of_settled.notification_id.clone()];
    let these = of(ListNotificationsRequest { notification_ids: ids.clone(), ..Default::default() }).await;
    assert_eq!(steps(&these), [settled.id.to_string(), unread.id.to_string()]);
    let both = ListNotificationsRequest {
        notification_ids: ids,
        state: NotificationState::Unread.into(),
        ..Default::default()
    };
    assert_eq!(steps(&of(both).await), [unread.id.to_string()]);

    let wrong = ListNotificationsRequest {
        state: 9,
        notification_ids: vec!["no id".into()],
        case_id: "no id".into(),
        ..Default::default()
    };
    let status = refused(council.notifications("sam").list_notifications(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["state", "notification_ids[0]", "case_id"]);
}

#[tokio::test]
async fn paging_neither_skips_nor_repeats_while_more_comes() {
    let council = Council::new().await;
    let clock = council.clock();
    let arrived: Vec<Step> = (0..7).map(|_| Step::planning(clock)).collect();
    council.workflow(arrived.iter().map(|step| step.arrives("theo", clock)).collect()).await;
    let newest_first: Vec<String> = arrived.iter().rev().map(|step| step.id.to_string()).collect();

    let page = |page_token| ListNotificationsRequest { page_size: 3, page_token, ..Default::default() };
    let first = council.list_of("sam", page(String::new())).await;
    assert_eq!(
        (steps(&first), first.total_size),
        (newest_first[..3].iter().map(String::as_str).collect(), 7)
    );
    council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
    let second = council.list_of("sam", page(first.next_page_token)).await;
    assert_eq!(steps(&second), newest_first[3..6]);
    let third = council.list_of("sam", page(second.next_page_token)).await;
    assert_eq!((steps(&third), third.next_page_token.as_str()), (vec![newest_first[6].as_str()], ""));
}

#[tokio::test]
async fn a_token_of_another_list_and_wrong_fields_are_refused() {
    let council = Council::new().await;
    let clock = council.clock();
    council.workflow((0..2).map(|_| Step::planning(clock).arrives("theo", clock)).collect()).await;
    let first = ListNotificationsRequest { page_size: 1, ..Default::default() };
    let token = council.list_of("sam", first).await.next_page_token;
    assert_ne!(token, "");
    let mut sam = council.notifications("sam");
    let other = ListNotificationsRequest { page_token: token, child_id: DAN.into(), ..Default::default() };
    refused(sam.list_notifications(other).await, Reason::PageTokenInvalid);

    let wrong = ListNotificationsRequest {
        kind: "Chloe Smith".into(),
        child_id: "no child".into(),
        page_size: 201,
        ..Default::default()
    };
    let status = refused(sam.list_notifications(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["kind", "child_id", "page_size"]);
}
