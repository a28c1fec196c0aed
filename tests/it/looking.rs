//! Looking for work, children, notes and where a case stands: through the gateway, whichever replica answers.

use contracts::directory::v1::child_service_client::ChildServiceClient;
use contracts::directory::v1::worker_service_client::WorkerServiceClient;
use contracts::directory::v1::{
    AllocationRole, Child, GetChildRequest, SearchChildrenRequest, SearchChildrenResponse,
    SetAllocationRequest, Team, UpdateChildRequest, UpdateTeamRequest,
};
use contracts::requests::v1::ListIncomingRequestsRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::r#type::v1::FolderOrder;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::process_service_client::ProcessServiceClient;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{
    AddCaseNoteRequest, CaseNote, ListCaseNotesRequest, ListIncomingWorkRequest, ListIncomingWorkResponse,
    PictureFormat, RenderProcessRequest,
};
use fault::Reason;
use tests::case::{Case, opened_by, sent_by_saving, to};
use tests::council::Council;
use tests::forms::{next, send};
use tests::person::{Person, new_request_id};

use crate::refusals::assert_refused;

async fn folder(who: &Person, asked: ListIncomingWorkRequest) -> ListIncomingWorkResponse {
    let call = async |asked| WorkstepServiceClient::new(who.door()).list_incoming_work(asked).await;
    who.insist(asked, call).await.expect("the folder")
}

/// Whose the rows are, and the folder's count under the same filter.
async fn children_in(who: &Person, asked: ListIncomingWorkRequest) -> (Vec<String>, i32) {
    let found = folder(who, asked).await;
    let children = found.worksteps.into_iter().map(|row| row.child.expect("a child").child_id).collect();
    (children, found.total_size)
}

fn sorted(order: FolderOrder) -> ListIncomingWorkRequest {
    ListIncomingWorkRequest { order: order.into(), ..ListIncomingWorkRequest::default() }
}

/// A child is called so from now on.
async fn renamed(council: &Council, child_id: &str, first_name: &str, surname: &str) {
    let mut children = ChildServiceClient::new(council.admin.door());
    let asked = council.admin.ask(GetChildRequest { child_id: child_id.into() });
    let child = children.get_child(asked).await.expect("the child").into_inner().child.expect("the child");
    let child = Some(Child { first_name: first_name.into(), surname: surname.into(), ..child });
    let message = UpdateChildRequest { request_id: new_request_id(), child };
    children.update_child(council.admin.ask(message)).await.expect("another name");
}

/// Somebody is in a new team of that name. Gives the team.
async fn in_a_team(council: &Council, who: &Person, name: &str) -> String {
    let team = Team { team_id: new_request_id(), name: name.into(), etag: String::new() };
    let team_id = team.team_id.clone();
    let message = UpdateTeamRequest { request_id: new_request_id(), team: Some(team), allow_missing: true };
    let mut workers = WorkerServiceClient::new(council.admin.door());
    workers.update_team(council.admin.ask(message)).await.expect("a new team");
    council.change_worker(who, |worker| worker.team_id = team_id.clone()).await;
    team_id
}

async fn allocated_to(council: &Council, child_id: &str, worker: &Person) {
    let message = SetAllocationRequest {
        request_id: new_request_id(),
        child_id: child_id.into(),
        role: AllocationRole::SocialWorker.into(),
        worker_id: worker.id.clone(),
    };
    let mut children = ChildServiceClient::new(council.admin.door());
    children.set_allocation(council.admin.ask(message)).await.expect("another social worker");
}

#[tokio::test]
async fn incoming_work_is_sorted_and_filtered_by_date_child_step_and_team_with_its_total() {
    let council = Council::with_two_replicas().await;
    in_a_team(&council, &council.sw, "North").await;
    let south = in_a_team(&council, &council.other_sw, "South").await;
    let (zoe, _) = Case::open(&council).await;
    council.at("2026-01-15T12:00:00Z");
    let (amir, _) = Case::open(&council).await;
    council.at("2026-01-16T12:00:00Z");
    let (beth, _) = Case::open(&council).await;
    allocated_to(&council, &beth.child_id, &council.other_sw).await;
    for (case, first_name, surname) in
        [(&zoe, "Zoe", "Adams"), (&amir, "Amir", "Brown"), (&beth, "Beth", "Adams")]
    {
        renamed(&council, &case.child_id, first_name, surname).await;
    }
    council.all_is_heard().await;
    let (zoe, amir, beth) = (zoe.child_id, amir.child_id, beth.child_id);
    let named = |of: &[&String]| of.iter().map(|it| (*it).clone()).collect::<Vec<String>>();

    for (order, expected) in [
        (FolderOrder::Unspecified, [&beth, &amir, &zoe]),
        (FolderOrder::NewestFirst, [&beth, &amir, &zoe]),
        (FolderOrder::OldestFirst, [&zoe, &amir, &beth]),
        (FolderOrder::Child, [&beth, &zoe, &amir]),
        (FolderOrder::Team, [&amir, &zoe, &beth]),
    ] {
        assert_eq!(children_in(&council.iro, sorted(order)).await, (named(&expected), 3), "{order:?}");
    }
    let oldest = || sorted(FolderOrder::OldestFirst);
    for (what, asked, expected) in [
        (
            "from a day on",
            ListIncomingWorkRequest { arrived_from: "2026-01-15".into(), ..oldest() },
            &[&amir, &beth][..],
        ),
        (
            "up to a day",
            ListIncomingWorkRequest { arrived_to: "2026-01-15".into(), ..oldest() },
            &[&zoe, &amir],
        ),
        ("one child's", ListIncomingWorkRequest { child_id: amir.clone(), ..oldest() }, &[&amir]),
        ("a team's", ListIncomingWorkRequest { team_id: south, ..oldest() }, &[&beth]),
        (
            "a step's",
            ListIncomingWorkRequest { r#type: "child_in_care_review".into(), ..oldest() },
            &[&zoe, &amir, &beth],
        ),
        ("another step's", ListIncomingWorkRequest { r#type: "placement".into(), ..oldest() }, &[]),
    ] {
        let total = i32::try_from(expected.len()).expect("a few");
        assert_eq!(children_in(&council.iro, asked).await, (named(expected), total), "{what}");
    }
}

/// The requests in somebody's folder, and how many there are.
async fn requests_in(who: &Person, asked: ListIncomingRequestsRequest) -> (Vec<String>, i32) {
    let call = async |asked| RequestServiceClient::new(who.door()).list_incoming_requests(asked).await;
    let found = who.insist(asked, call).await.expect("the folder");
    (found.requests.into_iter().map(|it| it.request_id).collect(), found.total_size)
}

#[tokio::test]
async fn steps_and_requests_are_sorted_by_title_and_filtered_by_type() {
    let council = Council::with_two_replicas().await;
    let (case, report) = Case::arrived_at(&council, "permanency_planning").await;
    let (other, referral) = Case::arrived_at(&council, "family_finding_request").await;
    let titles = folder(&council.sw, sorted(FolderOrder::Title)).await;
    let ids: Vec<&str> = titles.worksteps.iter().map(|row| &*row.workstep_id).collect();
    assert_eq!((ids, titles.total_size), (vec![&*referral, &*report], 2), "Permanence… before Permanency…");
    let of_type = ListIncomingWorkRequest { r#type: "permanency_planning".into(), ..Default::default() };
    let found = folder(&council.sw, of_type).await;
    assert_eq!((&*found.worksteps[0].workstep_id, found.total_size), (&*report, 1));

    opened_by(&council.sw, &report).await;
    let panel = sent_by_saving(&council.sw, &report, send(to("request_panel_date", &council.tm))).await;
    let action = sent_by_saving(&council.sw, &report, send(to("please_action", &council.tm))).await;
    council.all_is_heard().await;
    let asked = async |asked| requests_in(&council.tm, asked).await;
    let by_title = ListIncomingRequestsRequest { order: FolderOrder::Title.into(), ..Default::default() };
    assert_eq!(asked(by_title).await, (vec![action, panel.clone()], 2));
    let of_type = ListIncomingRequestsRequest { r#type: "request_panel_date".into(), ..Default::default() };
    assert_eq!(asked(of_type).await, (vec![panel], 1));
    let of_child = ListIncomingRequestsRequest { child_id: case.child_id.clone(), ..Default::default() };
    assert_eq!(asked(of_child).await.1, 2, "both are this child's");
    let of_another = ListIncomingRequestsRequest { child_id: other.child_id.clone(), ..Default::default() };
    assert_eq!(asked(of_another).await, (Vec::new(), 0));
    let first = ListIncomingRequestsRequest { page_size: 1, ..Default::default() };
    assert_eq!(
        (asked(first.clone()).await.0.len(), asked(first).await.1),
        (1, 2),
        "a page, and how many there are"
    );
    let later = ListIncomingRequestsRequest { sent_from: "2026-01-15".into(), ..Default::default() };
    assert_eq!(asked(later).await, (Vec::new(), 0), "they were sent the day before");
}

/// One type of request may ask about steps of several types.
#[tokio::test]
async fn requests_are_filtered_and_sorted_by_the_step_that_they_are_about() {
    let council = Council::with_two_replicas().await;
    let (case, finding) = Case::arrived_at(&council, "family_finding").await;
    let again = vec![next("family_finding_again")];
    let of_finding = case.sent_for_authorisation(&council.finder, &finding, again).await;
    let (case, meeting) = Case::arrived_at(&council, "information_sharing").await;
    let of_meeting = case.sent_for_authorisation(&council.sw, &meeting, vec![next("to_panel")]).await;
    council.all_is_heard().await;
    let asked = async |asked| requests_in(&council.ps, asked).await;
    let alike = ListIncomingRequestsRequest { r#type: "authorise".into(), ..Default::default() };
    for (title, expected) in [
        ("SC Permanence Information Sharing Meeting", &[&of_meeting][..]),
        ("sc permanence family finding meeting / review", &[&of_finding]),
        ("SC Permanence Placement", &[]),
    ] {
        let of_step = ListIncomingRequestsRequest { workstep_title: title.into(), ..alike.clone() };
        let expected: Vec<String> = expected.iter().map(|id| (*id).clone()).collect();
        let total = i32::try_from(expected.len()).expect("a few");
        assert_eq!(asked(of_step).await, (expected, total), "{title}");
    }
    let by_step = ListIncomingRequestsRequest { order: FolderOrder::Workstep.into(), ..alike.clone() };
    assert_eq!(asked(by_step).await.0, [of_finding.as_str(), &of_meeting], "by the step's title");
    assert_eq!(asked(alike).await.0, [of_meeting.as_str(), &of_finding], "the newest first");
}

/// What stands there all the time is seen once, in order, whatever comes and goes between the pages.
#[tokio::test]
async fn paging_neither_skips_nor_repeats_while_rows_come_and_go() {
    let council = Council::with_two_replicas().await;
    let mut stood = Vec::new();
    for _ in 0..7 {
        stood.push(Case::open(&council).await.1);
        council.at(&format!("2026-01-14T12:{:02}:00Z", stood.len()));
    }
    // Neither the second, which is seen before it goes, nor the sixth, which goes before it is seen, stands all the time.
    let (seen_before, never_seen) = (stood.remove(1), stood.remove(4));
    let mut page = ListIncomingWorkRequest { page_size: 2, ..sorted(FolderOrder::OldestFirst) };
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        let found = folder(&council.iro, page.clone()).await;
        seen.extend(found.worksteps.into_iter().map(|row| row.workstep_id));
        pages += 1;
        if pages == 1 {
            for gone in [&seen_before, &never_seen] {
                council.ps.cancel(gone, "Opened twice").await.expect("it is cancelled");
            }
            let come = Case::open(&council).await.1;
            stood.push(come);
        }
        if found.next_page_token.is_empty() {
            break;
        }
        page.page_token = found.next_page_token;
    }
    stood.insert(1, seen_before);
    assert_eq!(seen, stood, "in order, none twice, none skipped");
    assert!(pages >= 4, "{pages} pages");

    let elsewhere = ListIncomingWorkRequest { order: FolderOrder::Child.into(), ..page };
    let call = async |asked| WorkstepServiceClient::new(council.iro.door()).list_incoming_work(asked).await;
    let refused = council.iro.insist(elsewhere, call).await;
    assert_refused(refused, Reason::PageTokenInvalid, "the token of another list");
}

#[tokio::test]
async fn children_are_found_by_any_part_of_their_names_and_by_the_beginning_of_their_id() {
    let council = Council::with_two_replicas().await;
    let mut ids = Vec::new();
    for (first_name, surname) in [("Zoë", "Adams"), ("Amir", "Brown"), ("Beth", "Adamson")] {
        let child_id = council.register_child().await;
        renamed(&council, &child_id, first_name, surname).await;
        ids.push(child_id);
    }
    let [zoe, amir, beth] = <[String; 3]>::try_from(ids).expect("three children");
    let searched = async |query: &str, page_size, page_token: String| -> SearchChildrenResponse {
        let asked = SearchChildrenRequest { query: query.into(), page_size, page_token };
        let call = async |asked| ChildServiceClient::new(council.finder.door()).search_children(asked).await;
        council.finder.insist(asked, call).await.expect("a search")
    };
    let found = async |query: &str| {
        let children = searched(query, 0, String::new()).await.children;
        let mut ids: Vec<String> = children.into_iter().map(|child| child.child_id).collect();
        ids.sort();
        ids
    };
    assert_eq!(found("zoe").await, [zoe.as_str()], "accents and case are ignored");
    assert_eq!(found("adams").await, [zoe.as_str(), &beth]);
    assert_eq!(found("adams be").await, [beth.as_str()], "each word occurs");
    assert_eq!(found(&amir).await, [amir.as_str()]);
    assert_eq!(found(&amir[..4]).await, [zoe.as_str(), &amir, &beth], "the beginning of an id");
    assert!(found("nobody of that name").await.is_empty());

    let (mut all, mut token) = (Vec::new(), String::new());
    loop {
        let page = searched("", 1, token).await;
        all.extend(page.children.into_iter().map(|child| child.child_id));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    all.sort();
    assert_eq!(all, [zoe, amir, beth], "one a page, none skipped or repeated");
}

#[tokio::test]
async fn case_notes_are_read_newest_first_and_by_case_step_and_type() {
    let council = Council::with_two_replicas().await;
    let (case, _) = Case::arrived_at(&council, "permanency_planning").await;
    let review = case.steps().await[0].workstep_id.clone();
    let written = async |r#type: &str, workstep_id: &str, title: &str| {
        let message = AddCaseNoteRequest {
            request_id: new_request_id(),
            child_id: case.child_id.clone(),
            workstep_id: workstep_id.into(),
            r#type: r#type.into(),
            title: title.into(),
            text: "It was held a day later.".into(),
            ..AddCaseNoteRequest::default()
        };
        let call = async |asked| CaseServiceClient::new(council.sw.door()).add_case_note(asked).await;
        council.sw.insist(message, call).await.expect("a note").note.expect("the note").note_id
    };
    let visit = written("Visit", "", "A visit").await;
    let correction = written("Correction", &review, "The date of the review").await;
    let listed = async |asked: ListCaseNotesRequest| -> Vec<CaseNote> {
        let asked = ListCaseNotesRequest { child_id: case.child_id.clone(), ..asked };
        let call = async |asked| CaseServiceClient::new(council.iro.door()).list_case_notes(asked).await;
        council.iro.insist(asked, call).await.expect("the notes").notes
    };
    let ids = |notes: &[CaseNote]| notes.iter().map(|note| note.note_id.clone()).collect::<Vec<_>>();
    let all = listed(ListCaseNotesRequest::default()).await;
    assert_eq!(ids(&all), [correction.clone(), visit.clone()]);
    assert_eq!(all[0].workstep_title, "Child in Care Review", "linked to the finished step that it corrects");
    assert_eq!(all[0].case_id, case.case_id);
    let of_case = ListCaseNotesRequest { case_id: case.case_id.clone(), ..Default::default() };
    assert_eq!(ids(&listed(of_case).await), std::slice::from_ref(&correction));
    let of_step = ListCaseNotesRequest { workstep_id: review, ..Default::default() };
    assert_eq!(ids(&listed(of_step).await), [correction]);
    let of_type = ListCaseNotesRequest { r#type: "Visit".into(), ..Default::default() };
    assert_eq!(ids(&listed(of_type).await), [visit]);
}

#[tokio::test]
async fn a_case_is_drawn_with_its_way_and_position_alike_by_every_replica() {
    let council = Council::with_two_replicas().await;
    let (case, _) = Case::arrived_at(&council, "agency_decision").await;
    let drawn = async |format: PictureFormat| {
        let case_id = case.case_id.clone();
        let asked =
            RenderProcessRequest { case_id, format: format.into(), ..RenderProcessRequest::default() };
        let call = async |asked| ProcessServiceClient::new(council.iro.door()).render_process(asked).await;
        council.iro.insist(asked, call).await.expect("a picture")
    };
    let first = drawn(PictureFormat::Svg).await;
    assert_eq!((&*first.media_type, &*first.process_id), ("image/svg+xml", "long-term-fostering"));
    assert!(first.picture.starts_with("<svg"), "{}", first.picture);
    let taken = first.picture.matches(": taken</title>").count();
    assert_eq!(taken, 3, "the beginning, W0 to W1, W1 to W2: {}", first.picture);
    for other in 0..4 {
        assert_eq!(drawn(PictureFormat::Svg).await.picture, first.picture, "drawn again: {other}");
    }
    let mermaid = drawn(PictureFormat::Mermaid).await.picture;
    assert_eq!(mermaid.matches("✓ 1 finished").count(), 2, "W0 and W1: {mermaid}");
    assert_eq!(mermaid.matches("● 1 incoming").count(), 1, "W2 is where it stands: {mermaid}");
    assert!(!first.picture.contains("Chloe") && !mermaid.contains("Chloe"), "nobody's name is in it");
}
