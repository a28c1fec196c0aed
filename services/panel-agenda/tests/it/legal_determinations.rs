//! What Legal Gateway Meetings determined is remembered.

use crate::{
    council::{Council, ok, small},
    refused::refused,
};
use contracts::panels::v1::{
    EndLegalDeterminationRequest, ExplainChildRequest, LegalDetermination, ListLegalDeterminationsRequest,
    RecordLegalDeterminationRequest,
};
use fault::{Reason, field_violations_of, metadata_of};

fn record(council: &Council, child_id: &str, review_on: &str) -> RecordLegalDeterminationRequest {
    RecordLegalDeterminationRequest {
        request_id: council.id(),
        child_id: child_id.into(),
        determined_on: "2026-11-01".into(),
        review_on: review_on.into(),
    }
}

fn end(council: &Council, recorded: &LegalDetermination, ended_on: &str) -> EndLegalDeterminationRequest {
    EndLegalDeterminationRequest {
        request_id: council.id(),
        legal_determination_id: recorded.legal_determination_id.clone(),
        ended_on: ended_on.into(),
        etag: recorded.etag.clone(),
    }
}

async fn of_child(council: &Council, child_id: &str) -> Vec<LegalDetermination> {
    let request = ListLegalDeterminationsRequest { child_id: child_id.into() };
    ok(council.care_data("sam").list_legal_determinations(request).await).legal_determinations
}

#[tokio::test]
async fn a_determination_excludes_until_the_day_before_its_review_and_until_its_end() {
    let council = Council::new().await;
    council.read(&small()).await;
    assert_eq!(council.draw("section_20").await.listed_count, 2);
    let request = record(&council, "2", "2026-11-24");
    let recorded = ok(council.care_data("leo").record_legal_determination(request.clone()).await);
    assert_eq!(ok(council.care_data("leo").record_legal_determination(request).await), recorded, "a repeat");
    let lapsed = record(&council, "1", "2026-11-23");
    ok(council.care_data("leo").record_legal_determination(lapsed).await);
    let agenda = council.draw("section_20").await;
    let listed: Vec<String> = council.listed(&agenda).await.into_iter().map(|item| item.child_id).collect();
    assert_eq!(listed, ["1"], "whose review is on the day of the extract");

    let recorded = recorded.legal_determination.unwrap();
    let ended =
        ok(council.care_data("bea").end_legal_determination(end(&council, &recorded, "2026-11-23")).await);
    let ended = ended.legal_determination.unwrap();
    assert_eq!((&*ended.ended_on, &*ended.etag), ("2026-11-23", "2"));
    assert_eq!(council.draw("section_20").await.listed_count, 2);
    assert_eq!(of_child(&council, "2").await, std::slice::from_ref(&ended));
    let again = council.care_data("bea").end_legal_determination(end(&council, &ended, "2026-11-23")).await;
    assert_eq!(metadata_of(&refused(again, Reason::DeterminationEnded))["ended_on"], "2026-11-23");
}

#[tokio::test]
async fn agendas_drawn_from_an_earlier_state_stay_what_they_were() {
    let council = Council::new().await;
    council.read(&small()).await;
    let before = council.draw("section_20").await;
    ok(council.care_data("leo").record_legal_determination(record(&council, "2", "")).await);
    let after = council.draw("section_20").await;
    assert_ne!((&before.agenda_id, &before.sha256), (&after.agenda_id, &after.sha256));
    assert_eq!(council.listed(&before).await.len(), 2);
    assert_eq!(council.draw("section_20").await, after);
    let explained = ExplainChildRequest { child_id: "2".into(), ..Default::default() };
    let explained = ok(council.panels("sam").explain_child(explained).await);
    let said = &explained.cohorts[0].sentences[0];
    assert!(said.contains("has a Legal Gateway Meeting's determination that s20 is right"), "{said}");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_so_is_who_may_not() {
    let council = Council::new().await;
    let mut leo = council.care_data("leo");
    let early = leo.record_legal_determination(record(&council, "2", "2026-11-01")).await;
    assert_eq!(field_violations_of(&refused(early, Reason::FieldInvalid))[0].field, "review_on");
    let future =
        RecordLegalDeterminationRequest { determined_on: "2026-11-24".into(), ..record(&council, "2", "") };
    refused(leo.record_legal_determination(future).await, Reason::FieldInvalid);
    let recorded = ok(leo.record_legal_determination(record(&council, "2", "")).await);
    let recorded = recorded.legal_determination.unwrap();
    for day in ["2026-10-31", "2026-11-24"] {
        refused(leo.end_legal_determination(end(&council, &recorded, day)).await, Reason::FieldInvalid);
    }
    let stale = EndLegalDeterminationRequest { etag: "7".into(), ..end(&council, &recorded, "2026-11-23") };
    refused(leo.end_legal_determination(stale).await, Reason::EtagStale);
    let unknown = LegalDetermination { legal_determination_id: council.id(), ..recorded.clone() };
    refused(leo.end_legal_determination(end(&council, &unknown, "2026-11-23")).await, Reason::NotFound);

    for subject in ["sandra", "sam", "sys", "ada"] {
        let mut care_data = council.care_data(subject);
        let outcome = care_data.record_legal_determination(record(&council, "2", "")).await;
        refused(outcome, Reason::NotPermitted);
        let outcome = care_data.end_legal_determination(end(&council, &recorded, "2026-11-23")).await;
        refused(outcome, Reason::NotPermitted);
    }
    let request = ListLegalDeterminationsRequest { child_id: "2".into() };
    refused(council.care_data("ada").list_legal_determinations(request).await, Reason::NotPermitted);
    assert_eq!(of_child(&council, "2").await, [recorded]);
}
