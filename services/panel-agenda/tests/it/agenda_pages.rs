//! An agenda, page by page.

use crate::{
    council::{Council, csv, ok, row},
    refused::refused,
};
use contracts::panels::v1::{AgendaPart, GetAgendaRequest, GetAgendaResponse, ListAgendasRequest};
use fault::{Reason, field_violations_of};

async fn council_with_an_agenda() -> (Council, String) {
    let council = Council::new().await;
    let rows: Vec<String> = (10..40)
        .map(|id| {
            let status = if id % 3 == 0 { "C2" } else { "V2" };
            let manager = if id % 2 == 0 { "Maya Lind" } else { "Sandra Poole" };
            row(&id.to_string(), status, "01/01/2026", "U6", "", manager)
        })
        .collect();
    council.read(&csv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let agenda_id = council.draw("section_20").await.agenda_id;
    (council, agenda_id)
}

async fn pages(council: &Council, request: GetAgendaRequest) -> Vec<String> {
    let (mut children, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = GetAgendaRequest { page_size: 7, page_token, ..request.clone() };
        let GetAgendaResponse { items, not_listed, next_page_token, .. } =
            ok(council.panels("bea").get_agenda(request).await);
        children.extend(items.into_iter().map(|item| item.child_id));
        children.extend(not_listed.into_iter().map(|child| child.child_id));
        page_token = next_page_token;
        if page_token.is_empty() {
            return children;
        }
    }
}

#[tokio::test]
async fn every_child_is_on_one_page_of_one_part() {
    let (council, agenda_id) = council_with_an_agenda().await;
    let of_it = GetAgendaRequest { agenda_id, ..Default::default() };
    let listed = pages(&council, of_it.clone()).await;
    assert_eq!(listed.len(), 20);
    let (maya, sandra) = listed.split_at(10);
    assert!(maya.iter().all(|id| id.parse::<u32>().unwrap() % 2 == 0), "by service manager first");
    assert!(maya.is_sorted() && sandra.is_sorted());
    let hers = GetAgendaRequest { service_manager: "Sandra Poole".into(), ..of_it.clone() };
    assert_eq!(pages(&council, hers).await, sandra);

    let off = GetAgendaRequest { part: AgendaPart::NotListed.into(), ..of_it.clone() };
    let not_listed = pages(&council, off.clone()).await;
    assert_eq!(not_listed.len(), 10);
    assert!(not_listed.iter().all(|id| id.parse::<u32>().unwrap() % 3 == 0));
    let by = |filter: &str| GetAgendaRequest { filter: filter.into(), ..off.clone() };
    assert_eq!(pages(&council, by("is_section_20")).await, not_listed);
    assert_eq!(pages(&council, by("twelve_weeks")).await, Vec::<String>::new());
}

#[tokio::test]
async fn each_child_that_was_shown_stands_in_the_audit() {
    let (council, agenda_id) = council_with_an_agenda().await;
    let first = GetAgendaRequest { agenda_id: agenda_id.clone(), page_size: 3, ..Default::default() };
    let items = ok(council.panels("bea").get_agenda(first).await).items;
    let subjects: Vec<String> = sqlx::query_scalar(
        "select subjects from panels.audit_entry where rpc = 'permanence.panels.v1.PanelService/GetAgenda'",
    )
    .fetch_one(&council.admin())
    .await
    .unwrap();
    let shown = items.iter().map(|item| format!("child/{}", item.child_id));
    let expected: Vec<String> = std::iter::once(format!("agenda/{agenda_id}")).chain(shown).collect();
    assert_eq!(subjects, expected);
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused() {
    let (council, agenda_id) = council_with_an_agenda().await;
    let mut bea = council.panels("bea");
    let of_it = GetAgendaRequest { agenda_id, page_size: 3, ..Default::default() };
    let token = ok(bea.get_agenda(of_it.clone()).await).next_page_token;
    let other = GetAgendaRequest { part: AgendaPart::NotListed.into(), page_token: token, ..of_it.clone() };
    refused(bea.get_agenda(other).await, Reason::PageTokenInvalid);
    let unfit = GetAgendaRequest { filter: "adult".into(), part: 9, page_size: 501, ..of_it.clone() };
    let status = refused(bea.get_agenda(unfit).await, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status).len(), 2);
    let missing = GetAgendaRequest { agenda_id: council.id(), ..of_it };
    refused(bea.get_agenda(missing).await, Reason::NotFound);
    let none = ListAgendasRequest { cohort: "reunification".into(), ..Default::default() };
    assert!(ok(bea.list_agendas(none).await).agendas.is_empty());
}

#[tokio::test]
async fn inputs_that_cannot_be_read_are_a_defect_and_not_an_agenda_without_any() {
    let (council, agenda_id) = council_with_an_agenda().await;
    sqlx::query("update panels.agenda set inputs = '{}'")
        .execute(&council.admin())
        .await
        .expect("to spoil it");
    let request = GetAgendaRequest { agenda_id, ..Default::default() };
    let status = refused(council.panels("bea").get_agenda(request).await, Reason::Internal);
    assert!(!status.message().contains("missing field"), "what is wrong stands in the log: {status:?}");
    refused(council.panels("sandra").list_agendas(ListAgendasRequest::default()).await, Reason::Internal);
}
