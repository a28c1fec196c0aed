//! Nothing typed is ever lost: every text of a section can be read, those too that were refused.

use crate::{
    council::Council,
    edits::{sections, text},
    people::{CHLOE, id_of},
    refusals::refused,
};
use contracts::workflow::v1::{
    FinishWorkstepRequest, ListSectionRevisionsRequest, ListSectionRevisionsResponse, SaveWorkstepRequest,
    SectionEdit, SectionRevision, Value, Workstep, value::Kind,
};
use fault::Reason;
use tonic::{Response, Status};

impl Council {
    async fn revisions(
        &self,
        subject: &str,
        asked: ListSectionRevisionsRequest,
    ) -> Result<Response<ListSectionRevisionsResponse>, Status> {
        self.worksteps(subject).list_section_revisions(asked).await
    }

    async fn notes(&self, step: &Workstep) -> Vec<SectionRevision> {
        let listed = self.revisions("priya", of_notes(step)).await.expect("they are listed");
        listed.into_inner().revisions
    }
}

fn of_notes(step: &Workstep) -> ListSectionRevisionsRequest {
    ListSectionRevisionsRequest {
        workstep_id: step.workstep_id.clone(),
        number: 2,
        ..ListSectionRevisionsRequest::default()
    }
}

fn saving(council: &Council, step: &Workstep, edits: Vec<SectionEdit>) -> SaveWorkstepRequest {
    SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(sections(edits)),
    }
}

fn said(revision: &SectionRevision, field: &str) -> String {
    match revision.answers.get(field).and_then(|value| value.kind.clone()) {
        Some(Kind::Text(text)) => text,
        _ => String::new(),
    }
}

#[tokio::test]
async fn both_texts_of_two_who_wrote_at_once_are_read_afterwards() {
    let council = Council::with_replicas(2).await;
    let step = council.visit().await;
    let sams = saving(&council, &step, vec![text(&step, 2, "notes", "Sam's", None)]);
    let priyas = saving(&council, &step, vec![text(&step, 2, "notes", "Priya's", Some(true))]);
    council.worksteps_of(0, "sam").save_workstep(sams).await.expect("the first is saved");
    for replica in [1, 0, 1] {
        let again = council.worksteps_of(replica, "priya").save_workstep(priyas.clone()).await;
        refused(again, Reason::EtagStale);
    }

    let texts = council.notes(&step).await;
    assert_eq!(texts.len(), 3, "what it began with, the one saved, the one refused, once: {texts:?}");
    let lost = texts.iter().find(|text| text.refused).expect("the refused one");
    let saved = texts.iter().find(|text| !text.refused && text.edit.is_some()).expect("the saved one");
    assert_eq!((said(saved, "notes").as_str(), said(lost, "notes").as_str()), ("Sam's", "Priya's"));
    assert_eq!(said(lost, "name"), "Chloe Smith", "whole: with what had been read");
    assert_eq!(lost.edit.clone().unwrap().by.unwrap().display_name, "Priya Nair");
    assert!(lost.edit.clone().unwrap().time.is_some() && lost.complete);
    assert_eq!((&lost.etag, &lost.standing_etag), (&step.sections[1].etag, &saved.etag));
    let first = texts.iter().find(|text| text.edit.is_none()).expect("the prefilled one");
    assert_eq!(said(first, "name"), "Chloe Smith");

    let (entries, worker): (i64, String) = sqlx::query_as(
        "select count(*), max(worker_id) from workflow.audit_entry where detail = 'kept, refused section/2'",
    )
    .fetch_one(&council.admin())
    .await
    .unwrap();
    assert_eq!((entries, worker), (1, id_of("priya").to_string()));
    let reads = "select count(*) from workflow.audit_entry where rpc like '%/ListSectionRevisions'
        and detail = 'section/2' and child_id = '3549863'";
    assert_eq!((council.count(reads).await, CHLOE), (1, "3549863"));
}

#[tokio::test]
async fn a_save_is_kept_whole_and_so_is_a_finishs_but_no_question_and_no_tick() {
    let council = Council::new().await;
    let step = council.visit().await;
    let first = saving(&council, &step, vec![text(&step, 2, "notes", "First", None)]);
    council.worksteps("sam").save_workstep(first).await.expect("it is saved");
    let stale = vec![text(&step, 1, "seen", "Beside it", None), text(&step, 2, "notes", "Second", None)];
    let finish = FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(sections(stale)),
        validate_only: true,
    };
    refused(council.worksteps("sam").finish_workstep(finish.clone()).await, Reason::EtagStale);
    assert_eq!(council.count("select count(*) from workflow.section_refused").await, 0, "it was only asked");
    let finish = FinishWorkstepRequest { validate_only: false, ..finish };
    refused(council.worksteps("sam").finish_workstep(finish).await, Reason::EtagStale);
    assert_eq!(
        council.count("select count(*) from workflow.section_refused").await,
        2,
        "all of it was refused"
    );

    let tick = SectionEdit {
        complete: Some(true),
        clear: vec![],
        answers: [].into(),
        ..text(&step, 2, "notes", "", None)
    };
    refused(
        council.worksteps("sam").save_workstep(saving(&council, &step, vec![tick])).await,
        Reason::EtagStale,
    );
    let emptied =
        SectionEdit { clear: vec!["name".into()], answers: [].into(), ..text(&step, 2, "notes", "", None) };
    refused(
        council.worksteps("sam").save_workstep(saving(&council, &step, vec![emptied])).await,
        Reason::EtagStale,
    );
    let texts = council.notes(&step).await;
    let refused: Vec<&SectionRevision> = texts.iter().filter(|text| text.refused).collect();
    assert_eq!(refused.len(), 2, "a tick alone is nothing typed");
    assert!(refused.iter().any(|text| !text.answers.contains_key("name")), "what was emptied is empty");
}

#[tokio::test]
async fn whoever_may_not_write_keeps_nothing_and_what_is_wrong_is_told_first() {
    let council = Council::new().await;
    let step = council.visit().await;
    let first = saving(&council, &step, vec![text(&step, 1, "seen", "First", None)]);
    council.worksteps("sam").save_workstep(first).await.expect("it is saved");
    let stale = || vec![text(&step, 1, "seen", "Second", None)];
    refused(
        council.worksteps("priya").save_workstep(saving(&council, &step, stale())).await,
        Reason::NotAWriter,
    );
    let number = Value { kind: Some(Kind::Number(1)) };
    let wrong = SectionEdit { answers: [("seen".to_owned(), number)].into(), ..stale().remove(0) };
    refused(
        council.worksteps("sam").save_workstep(saving(&council, &step, vec![wrong])).await,
        Reason::FieldInvalid,
    );
    assert_eq!(council.count("select count(*) from workflow.section_refused").await, 0);
}

#[tokio::test]
async fn they_are_paged_newest_first_without_a_skip() {
    let council = Council::new().await;
    let mut step = council.visit().await;
    for round in 0..5 {
        council.suite.clock().advance(chrono::TimeDelta::minutes(1));
        let edit = vec![text(&step, 2, "notes", &format!("Text {round}"), None)];
        council.worksteps("sam").save_workstep(saving(&council, &step, edit)).await.expect("it is saved");
        step = council.see("sam", &step.workstep_id).await;
    }
    let (mut notes, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = ListSectionRevisionsRequest { page_size: 2, page_token, ..of_notes(&step) };
        let page = council.revisions("sam", asked).await.expect("a page").into_inner();
        notes.extend(page.revisions.iter().map(|revision| said(revision, "notes")));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(notes, ["Text 4", "Text 3", "Text 2", "Text 1", "Text 0", ""]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_administrators_read_nothing() {
    let council = Council::new().await;
    let step = council.visit().await;
    let nowhere = ListSectionRevisionsRequest { workstep_id: council.id(), ..of_notes(&step) };
    refused(council.revisions("sam", nowhere).await, Reason::NotFound);
    let beyond = ListSectionRevisionsRequest { number: 3, ..of_notes(&step) };
    refused(council.revisions("sam", beyond).await, Reason::NotFound);
    let unknown = ListSectionRevisionsRequest { form: "no_such".into(), ..of_notes(&step) };
    refused(council.revisions("sam", unknown).await, Reason::NotFound);
    let wrong = ListSectionRevisionsRequest { number: 0, ..of_notes(&step) };
    refused(council.revisions("sam", wrong).await, Reason::FieldInvalid);
    refused(council.revisions("ada", of_notes(&step)).await, Reason::NotPermitted);
}

#[tokio::test]
async fn a_letter_beside_the_form_is_saved_read_and_numbered_on_its_own() {
    let council = Council::new().await;
    let step = council.visit().await;
    let [form] = step.optional_forms.as_slice() else { panic!("one letter") };
    assert_eq!(
        (form.title.as_str(), form.kind()),
        ("Thank-you letter", contracts::workflow::v1::FormKind::Letter)
    );
    let blank = &form.sections[0];
    assert!(blank.writable && !blank.complete && blank.answers.is_empty());
    let value = Value { kind: Some(Kind::Text("Thank you".into())) };
    let letter = SectionEdit {
        form: "thanks".into(),
        number: 1,
        etag: blank.etag.clone(),
        answers: [("letter".to_owned(), value)].into(),
        complete: Some(true),
        ..SectionEdit::default()
    };
    let saved = council.worksteps("sam").save_workstep(saving(&council, &step, vec![letter.clone()])).await;
    let saved = saved.expect("it is saved").into_inner();
    assert_eq!((saved.sections[0].form.as_str(), saved.sections[0].complete), ("thanks", true));
    let after = council.see("priya", &step.workstep_id).await;
    assert_eq!(
        after.sections,
        step.sections
            .iter()
            .map(|one| contracts::workflow::v1::Section { writable: one.number == 2, ..one.clone() })
            .collect::<Vec<_>>()
    );
    let written = &after.optional_forms[0].sections[0];
    assert_eq!(
        (written.complete, written.form.as_str(), &written.etag),
        (true, "thanks", &saved.sections[0].etag)
    );
    refused(
        council.worksteps("sam").save_workstep(saving(&council, &step, vec![letter.clone()])).await,
        Reason::EtagStale,
    );
    let asked = ListSectionRevisionsRequest { form: "thanks".into(), number: 1, ..of_notes(&step) };
    let texts = council.revisions("sam", asked).await.expect("they are listed").into_inner().revisions;
    assert_eq!(texts.iter().filter(|text| text.refused).count(), 1);
    assert_eq!(texts.len(), 2);

    let ten = Value { kind: Some(Kind::Number(10)) };
    let etag = written.etag.clone();
    let too_many = SectionEdit { answers: [("copies".to_owned(), ten)].into(), etag, ..letter };
    let status = refused(
        council.worksteps("sam").save_workstep(saving(&council, &step, vec![too_many])).await,
        Reason::FieldInvalid,
    );
    assert_eq!(fault::field_violations_of(&status)[0].field, "edit.sections[0].answers.copies");
}
