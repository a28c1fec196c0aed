//! What people look at: the folder, cases, what happened.

use crate::{
    council::Council,
    edits::action,
    people::{CHLOE, DAN, qaag_id},
    refusals::refused,
};
use contracts::workflow::v1::{
    GetCaseRequest, GetTimelineRequest, GetWorkstepRequest, ListCasesRequest, ListIncomingWorkRequest,
    SendNextActionRequest, StartCaseRequest, TimelineKind,
};
use fault::Reason;

#[tokio::test]
async fn the_folder_shows_what_lies_in_ones_hands_and_inboxes_with_its_count() {
    let council = Council::new().await;
    let visit = council.finished_visit(&["to_review", "to_letter"]).await;
    let folder = council.worksteps("sam").list_incoming_work(ListIncomingWorkRequest::default()).await;
    let folder = folder.unwrap().into_inner();
    assert_eq!(folder.total_size, 1);
    let row = &folder.worksteps[0];
    assert_eq!(
        (row.workstep_id.as_str(), row.title.as_str()),
        (visit.children_ids[1].as_str(), "Letter after the visit")
    );
    assert_eq!(row.child.clone().unwrap().display_name, "Chloe Smith");

    for member in ["quinn", "quentin"] {
        let inbox = ListIncomingWorkRequest { inbox_id: qaag_id().to_string(), ..Default::default() };
        let folder = council.worksteps(member).list_incoming_work(inbox).await.unwrap().into_inner();
        assert_eq!((folder.total_size, folder.worksteps[0].title.as_str()), (1, "Review of the visit"));
    }
    council.start("quinn", &visit.children_ids[0]).await;
    for (subject, rows) in [("quinn", 1), ("quentin", 0), ("priya", 0)] {
        let folder = council.worksteps(subject).list_incoming_work(ListIncomingWorkRequest::default()).await;
        assert_eq!(folder.unwrap().into_inner().total_size, rows, "{subject}");
    }
    let by_type =
        ListIncomingWorkRequest { r#type: "review".into(), child_id: CHLOE.into(), ..Default::default() };
    assert_eq!(
        council.worksteps("quinn").list_incoming_work(by_type).await.unwrap().into_inner().total_size,
        1
    );
    let another_child = ListIncomingWorkRequest { child_id: DAN.into(), ..Default::default() };
    assert_eq!(
        council.worksteps("quinn").list_incoming_work(another_child).await.unwrap().into_inner().total_size,
        0
    );
    refused(
        council.worksteps("ada").list_incoming_work(ListIncomingWorkRequest::default()).await,
        Reason::NotPermitted,
    );
}

#[tokio::test]
async fn paging_the_folder_neither_skips_nor_repeats_while_rows_come_and_go() {
    let council = Council::new().await;
    council.fill_sams_folder(25).await;
    let page = |token: &str| ListIncomingWorkRequest {
        page_size: 10,
        page_token: token.to_owned(),
        ..ListIncomingWorkRequest::default()
    };
    let first = council.worksteps("sam").list_incoming_work(page("")).await.unwrap().into_inner();
    assert_eq!((first.worksteps.len(), first.total_size), (10, 25));

    // One that was shown goes, one that was not shown goes, and a newer one comes.
    let waiting = "with open as (select id, row_number() over (order by arrived_at desc, id desc) as place
                                 from workflow.workstep where ended_at is null)
                   select id::text from open where place in (3, 14) order by place";
    let gone: Vec<String> = sqlx::query_scalar(waiting).fetch_all(&council.admin()).await.unwrap();
    sqlx::query("update workflow.workstep set worker_id = gen_random_uuid() where id::text = any ($1)")
        .bind(&gone)
        .execute(&council.admin())
        .await
        .unwrap();
    council.open_case().await;

    let second =
        council.worksteps("sam").list_incoming_work(page(&first.next_page_token)).await.unwrap().into_inner();
    let third = council
        .worksteps("sam")
        .list_incoming_work(page(&second.next_page_token))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((second.worksteps.len(), third.worksteps.len(), third.next_page_token.as_str()), (10, 4, ""));
    let mut seen: Vec<_> = [&first, &second, &third]
        .iter()
        .flat_map(|page| page.worksteps.iter().map(|row| row.workstep_id.clone()))
        .collect();
    let shown = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((shown, seen.len()), (24, 24));
    assert!(seen.contains(&gone[0]) && !seen.contains(&gone[1]));
}

#[tokio::test]
async fn a_page_token_fits_only_its_own_list() {
    let council = Council::new().await;
    council.fill_sams_folder(3).await;
    let page = ListIncomingWorkRequest { page_size: 1, ..ListIncomingWorkRequest::default() };
    let token =
        council.worksteps("sam").list_incoming_work(page.clone()).await.unwrap().into_inner().next_page_token;
    for wrong in [
        ListIncomingWorkRequest { page_token: "nonsense".into(), ..page.clone() },
        ListIncomingWorkRequest { page_token: token.clone(), child_id: CHLOE.into(), ..page.clone() },
    ] {
        refused(council.worksteps("sam").list_incoming_work(wrong).await, Reason::PageTokenInvalid);
    }
    let cases = ListCasesRequest { child_id: CHLOE.into(), page_token: token, ..Default::default() };
    refused(council.cases("sam").list_cases(cases).await, Reason::PageTokenInvalid);
    let too_many = ListIncomingWorkRequest { page_size: 201, ..ListIncomingWorkRequest::default() };
    refused(council.worksteps("sam").list_incoming_work(too_many).await, Reason::FieldInvalid);
}

#[tokio::test]
async fn a_childs_cases_are_listed_newest_first_with_all_their_steps() {
    let council = Council::new().await;
    let first = council.finished_visit(&["nothing_to_do"]).await;
    council.suite.clock().advance(chrono::Duration::days(1));
    let second = council.open_case().await.case.unwrap();

    let one = ListCasesRequest { child_id: CHLOE.into(), page_size: 1, ..ListCasesRequest::default() };
    let page = council.cases("priya").list_cases(one.clone()).await.unwrap().into_inner();
    assert_eq!((page.cases.len(), page.cases[0].case_id.as_str()), (1, second.case_id.as_str()));
    let rest = ListCasesRequest { page_token: page.next_page_token, ..one };
    let rest = council.cases("priya").list_cases(rest).await.unwrap().into_inner();
    assert_eq!((rest.cases[0].case_id.as_str(), rest.next_page_token.as_str()), (first.case_id.as_str(), ""));
    assert_eq!((rest.cases[0].outcome.as_str(), rest.cases[0].worksteps.len()), ("NOTHING_TO_DO", 1));

    let unknown = ListCasesRequest { child_id: "9999999".into(), ..ListCasesRequest::default() };
    refused(council.cases("priya").list_cases(unknown).await, Reason::NotFound);
    let none = ListCasesRequest { child_id: DAN.into(), ..ListCasesRequest::default() };
    assert!(council.cases("priya").list_cases(none).await.unwrap().into_inner().cases.is_empty());
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_case_content_is_not_for_administrators() {
    let council = Council::new().await;
    let (workstep, case) = (council.id(), council.id());
    let get_step = GetWorkstepRequest { workstep_id: workstep.clone() };
    let get_case = GetCaseRequest { case_id: case.clone() };
    let timeline = GetTimelineRequest { case_id: case, ..GetTimelineRequest::default() };
    refused(council.worksteps("sam").get_workstep(get_step.clone()).await, Reason::NotFound);
    refused(council.cases("sam").get_case(get_case.clone()).await, Reason::NotFound);
    refused(council.cases("sam").get_timeline(timeline.clone()).await, Reason::NotFound);
    refused(council.worksteps("ada").get_workstep(get_step).await, Reason::NotPermitted);
    refused(council.cases("ada").get_case(get_case).await, Reason::NotPermitted);
    refused(council.cases("ada").get_timeline(timeline).await, Reason::NotPermitted);
}

#[tokio::test]
async fn the_timeline_says_what_happened_oldest_first() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let send = SendNextActionRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        next_action: Some(action("to_letter")),
    };
    council.worksteps("sam").send_next_action(send).await.unwrap();
    let mut timeline =
        GetTimelineRequest { case_id: step.case_id.clone(), page_size: 2, ..Default::default() };
    let mut entries = Vec::new();
    loop {
        let page = council.cases("ira").get_timeline(timeline.clone()).await.unwrap().into_inner();
        entries.extend(page.entries);
        timeline.page_token = page.next_page_token;
        if timeline.page_token.is_empty() {
            break;
        }
    }
    let kinds: Vec<_> = entries.iter().map(|entry| entry.kind()).collect();
    assert_eq!(
        kinds,
        [
            TimelineKind::CaseOpened,
            TimelineKind::WorkstepArrived,
            TimelineKind::WorkstepStarted,
            TimelineKind::RequestSent,
            TimelineKind::RequestCompleted,
            TimelineKind::WorkstepArrived,
        ]
    );
    let completed = &entries[4];
    assert_eq!(
        (completed.title.as_str(), completed.comment.as_str()),
        ("Please approve the visit", "seen and agreed")
    );
    assert_eq!(completed.act.clone().unwrap().by.unwrap().display_name, "Priya Nair");
    assert_eq!(completed.workstep_title, "Home visit");
    assert!(entries[3].to.is_some());
}

#[tokio::test]
async fn a_closed_case_leaves_the_folder_and_its_steps_stay_to_be_seen() {
    let council = Council::new().await;
    let visit = council.finished_visit(&["nothing_to_do"]).await;
    let folder = council
        .worksteps("sam")
        .list_incoming_work(ListIncomingWorkRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(folder.total_size, 0);
    assert_eq!(council.see("priya", &visit.workstep_id).await.sections.len(), 2);
    let open =
        StartCaseRequest { request_id: council.id(), child_id: DAN.into(), process_id: "home-visit".into() };
    council.cases("omar").start_case(open).await.unwrap();
}
