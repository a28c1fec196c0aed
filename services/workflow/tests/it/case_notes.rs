//! Notes beside the forms: written once, whoever sends them again.

use crate::{
    council::Council,
    people::{CHLOE, DAN, id_of},
    refusals::refused,
};
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::{
    AddCaseNoteRequest, CaseNote, CaseNoteAdded, GetTimelineRequest, ListCaseNotesRequest, StartCaseRequest,
    TimelineKind,
};
use fault::{Reason, field_violations_of};

fn note(council: &Council) -> AddCaseNoteRequest {
    AddCaseNoteRequest {
        request_id: council.id(),
        child_id: CHLOE.into(),
        r#type: "Management Oversight & Decision".into(),
        title: "Permanence Panel Actions (15/01/2026)".into(),
        text: "Sam to visit the carers.\n\tBy 31/01/2026.".into(),
        ..AddCaseNoteRequest::default()
    }
}

async fn added(council: &Council, subject: &str, note: AddCaseNoteRequest) -> CaseNote {
    let answer = council.cases(subject).add_case_note(note).await.expect("to write a note");
    answer.into_inner().note.expect("the note")
}

async fn listed(council: &Council, asked: ListCaseNotesRequest) -> Vec<String> {
    let answer = council.cases("priya").list_case_notes(asked).await.expect("the notes");
    answer.into_inner().notes.into_iter().map(|note| note.note_id).collect()
}

#[tokio::test]
async fn a_note_stands_as_it_was_written_with_its_author_and_time() {
    let council = Council::new().await;
    let written = added(&council, "priya", note(&council)).await;
    assert_eq!(written.child.clone().unwrap().display_name, "Chloe Smith");
    let act = written.written.clone().unwrap();
    assert_eq!(act.by.unwrap().display_name, "Priya Nair");
    assert_eq!(act.time.unwrap().seconds, council.suite.clock().now().timestamp());
    assert_eq!((written.case_id.as_str(), written.workstep_id.as_str()), ("", ""));

    let asked = ListCaseNotesRequest { child_id: CHLOE.into(), ..Default::default() };
    let page = council.cases("sam").list_case_notes(asked).await.unwrap().into_inner();
    assert_eq!((page.notes, page.next_page_token.as_str()), (vec![written.clone()], ""));
    assert_eq!(written.text, note(&council).text, "line feeds and tabs included");
}

#[tokio::test]
async fn a_finished_step_is_corrected_by_a_note_that_names_it() {
    let council = Council::new().await;
    let visit = council.finished_visit(&["to_letter"]).await;
    let correction = AddCaseNoteRequest { workstep_id: visit.workstep_id.clone(), ..note(&council) };
    let written = added(&council, "sam", correction).await;
    assert_eq!(
        (written.case_id.as_str(), written.workstep_id.as_str(), written.workstep_title.as_str()),
        (visit.case_id.as_str(), visit.workstep_id.as_str(), "Home visit")
    );
    let unchanged = council.see("sam", &visit.workstep_id).await;
    assert_eq!(unchanged.etag, visit.etag, "the step stays as it is");

    let timeline = GetTimelineRequest { case_id: visit.case_id, ..GetTimelineRequest::default() };
    let entries = council.cases("sam").get_timeline(timeline).await.unwrap().into_inner().entries;
    let last = entries.last().unwrap();
    assert_eq!(
        (last.kind(), last.title.as_str(), last.workstep_title.as_str()),
        (TimelineKind::CaseNoteAdded, written.title.as_str(), "Home visit")
    );
    let [told] = council.told::<CaseNoteAdded>(1).await.try_into().unwrap();
    assert_eq!((told.note_id, told.workstep_id), (written.note_id, written.workstep_id));
}

#[tokio::test]
async fn an_open_step_is_corrected_in_its_form_and_not_by_a_note() {
    let council = Council::new().await;
    let visit = council.visit().await;
    let early = AddCaseNoteRequest { workstep_id: visit.workstep_id, ..note(&council) };
    let status = refused(council.cases("sam").add_case_note(early).await, Reason::WorkstepOpen);
    assert_eq!(fault::metadata_of(&status)["state"], "STARTED");
    assert_eq!(council.count("select count(*) from workflow.case_note").await, 0);
}

#[tokio::test]
async fn the_same_note_of_another_system_exists_once_however_often_it_tells() {
    let council = Council::with_replicas(2).await;
    let key = "panels/discussion/0192f0c1";
    let told = || AddCaseNoteRequest { source_key: key.into(), ..note(&council) };
    let (mut here, mut there) = (council.cases("priya"), council.cases_of(1, "priya"));
    let (one, other) = tokio::join!(here.add_case_note(told()), there.add_case_note(told()));
    let (one, other) = (one.unwrap().into_inner().note, other.unwrap().into_inner().note);
    assert_eq!(one, other, "under request ids of their own");
    council.suite.clock().advance(chrono::Duration::days(400));
    assert_eq!(Some(added(&council, "sam", told()).await), one, "long after, and by somebody else");
    assert_eq!(council.count("select count(*) from workflow.case_note").await, 1);
    let [told_once] = council.told::<CaseNoteAdded>(1).await.try_into().unwrap();
    assert_eq!(told_once.source_key, key);

    let another_text = AddCaseNoteRequest { text: "Sam need not visit.".into(), ..told() };
    let status = refused(council.cases("priya").add_case_note(another_text).await, Reason::AlreadyExists);
    assert_eq!(fault::metadata_of(&status)["subject"], format!("case_note/{}", one.unwrap().note_id));
    let another_child = AddCaseNoteRequest { child_id: DAN.into(), ..told() };
    added(&council, "omar", another_child).await;
    assert_eq!(council.count("select count(*) from workflow.case_note").await, 2);
}

#[tokio::test]
async fn notes_are_listed_newest_first_by_case_step_and_type_without_a_skip_or_a_repeat() {
    let council = Council::new().await;
    let visit = council.finished_visit(&["to_letter"]).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        council.suite.clock().advance(chrono::Duration::minutes(1));
        let linked = AddCaseNoteRequest { title: format!("Note {n}"), ..note(&council) };
        let linked = match n {
            0 => AddCaseNoteRequest { workstep_id: visit.workstep_id.clone(), ..linked },
            1 => AddCaseNoteRequest { case_id: visit.case_id.clone(), ..linked },
            2 => AddCaseNoteRequest { r#type: "Supervision".into(), ..linked },
            _ => linked,
        };
        ids.insert(0, added(&council, "sam", linked).await.note_id);
    }
    let all = ListCaseNotesRequest { child_id: CHLOE.into(), ..Default::default() };
    assert_eq!(listed(&council, all.clone()).await, ids);
    let of_case = ListCaseNotesRequest { case_id: visit.case_id, ..all.clone() };
    assert_eq!(listed(&council, of_case).await, ids[3..]);
    let of_step = ListCaseNotesRequest { workstep_id: visit.workstep_id, ..all.clone() };
    assert_eq!(listed(&council, of_step).await, ids[4..]);
    let of_type = ListCaseNotesRequest { r#type: "Supervision".into(), ..all.clone() };
    assert_eq!(listed(&council, of_type).await, ids[2..3]);

    let first = ListCaseNotesRequest { page_size: 2, ..all };
    let page = council.cases("sam").list_case_notes(first.clone()).await.unwrap().into_inner();
    council.suite.clock().advance(chrono::Duration::minutes(1));
    added(&council, "sam", note(&council)).await;
    let rest = ListCaseNotesRequest { page_token: page.next_page_token, page_size: 2, ..first };
    assert_eq!(listed(&council, rest).await, ids[2..4], "what came meanwhile moves nothing");
}

#[tokio::test]
async fn what_is_another_childs_is_not_there_and_every_wrong_field_is_named() {
    let council = Council::new().await;
    let visit = council.finished_visit(&["to_letter"]).await;
    let open =
        StartCaseRequest { request_id: council.id(), child_id: DAN.into(), process_id: "home-visit".into() };
    let dans = council.cases("omar").start_case(open).await.unwrap().into_inner().case.unwrap();

    let unknown_child = AddCaseNoteRequest { child_id: "9999999".into(), ..note(&council) };
    let anothers_case = AddCaseNoteRequest { case_id: dans.case_id.clone(), ..note(&council) };
    let anothers_step =
        AddCaseNoteRequest { workstep_id: dans.worksteps[0].workstep_id.clone(), ..note(&council) };
    for missing in [unknown_child, anothers_case, anothers_step] {
        refused(council.cases("sam").add_case_note(missing).await, Reason::NotFound);
    }
    let nothing = AddCaseNoteRequest {
        request_id: "1".into(),
        child_id: String::new(),
        case_id: "1".into(),
        workstep_id: visit.case_id.clone() + "0",
        source_key: "Chloe Smith".into(),
        ..AddCaseNoteRequest::default()
    };
    let status = refused(council.cases("sam").add_case_note(nothing).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(
        fields,
        ["request_id", "child_id", "type", "title", "text", "source_key", "case_id", "workstep_id"]
    );
    refused(council.cases("ada").add_case_note(note(&council)).await, Reason::NotPermitted);
    let notes = |child_id: &str| ListCaseNotesRequest { child_id: child_id.into(), ..Default::default() };
    refused(council.cases("ada").list_case_notes(notes(CHLOE)).await, Reason::NotPermitted);
    refused(council.cases("sam").list_case_notes(notes("9999999")).await, Reason::NotFound);
    assert_eq!(council.count("select count(*) from workflow.case_note").await, 0);
}

#[tokio::test]
async fn nothing_that_leaves_the_service_holds_what_was_written() {
    let council = Council::with_replicas(2).await;
    let secret = AddCaseNoteRequest {
        title: "about Chloe Smith".into(),
        text: "a secret".into(),
        r#type: "Chloe Smith's".into(),
        ..note(&council)
    };
    let written = added(&council, "sam", secret.clone()).await;
    let repeated = council.cases_of(1, "sam").add_case_note(secret).await.unwrap().into_inner();
    assert_eq!(repeated.note, Some(written), "the same request id gets the first answer");
    council.told::<CaseNoteAdded>(1).await;
    for (what, statement) in [
        ("events", "select count(*) from workflow.events where encode(data, 'escape') ~* '(smith|secret)'"),
        (
            "audit",
            "select count(*) from workflow.audit_entry where detail || subjects::text ~* '(smith|secret)'",
        ),
    ] {
        assert_eq!(council.count(statement).await, 0, "{what}");
    }
}

#[tokio::test]
async fn panels_writes_a_note_for_whoever_recorded_it_and_nobody_else_writes_for_others() {
    let council = Council::new().await;
    let by = |subject: &str| id_of(subject).to_string();
    let of_priya = AddCaseNoteRequest { written_by_worker_id: by("priya"), ..note(&council) };
    let service = |name| CaseServiceClient::new(council.suite.service_client("workflow", name));
    let written = service("panels").add_case_note(of_priya.clone()).await.expect("a note").into_inner();
    let act = written.note.expect("the note").written.expect("an act");
    assert_eq!(act.by.expect("somebody").display_name, "Priya Nair");

    refused(service("requests").add_case_note(of_priya.clone()).await, Reason::NotPermitted);
    let status = refused(council.cases("sam").add_case_note(of_priya).await, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status)[0].field, "written_by_worker_id");
    let nobody = AddCaseNoteRequest { written_by_worker_id: council.id(), ..note(&council) };
    refused(service("panels").add_case_note(nobody).await, Reason::WorkerUnknown);
    let nameless = service("panels").add_case_note(note(&council)).await;
    refused(nameless, Reason::FieldInvalid);
    // Lee has left since, and Ada has a role by which she could not write one today: they recorded it all the same.
    for (subject, refusal) in [("lee", Reason::WorkerInactive), ("ada", Reason::NotPermitted)] {
        refused(council.cases(subject).add_case_note(note(&council)).await, refusal);
        let recorded = AddCaseNoteRequest { written_by_worker_id: by(subject), ..note(&council) };
        let written = service("panels").add_case_note(recorded).await.expect("a note").into_inner();
        let act = written.note.expect("the note").written.expect("an act");
        assert_eq!(act.by.expect("somebody").worker_id, by(subject));
    }
    assert_eq!(council.count("select count(*) from workflow.case_note").await, 3);
}
