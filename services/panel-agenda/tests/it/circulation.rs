//! An agenda is issued, and people say who need not be discussed.

use crate::{
    council::{Council, THURSDAY, csv, ok, row, small},
    people::{CHLOE, id_of},
    refused::refused,
};
use contracts::panels::v1::{
    Agenda, AgendaCirculated, AgendaItem, AgendaItemChanged, CirculateAgendaRequest, DrawAgendaRequest,
    GetAgendaRequest, GetPanelRequest, LegalDeterminationRecorded, RemovalReason, RemoveAgendaItemRequest,
    RestoreAgendaItemRequest, SchedulePanelsRequest, WhenItFallsOut,
};
use fault::{Reason, field_violations_of, metadata_of};

async fn council() -> Council {
    let council = Council::new().await;
    let request = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: THURSDAY.into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(request).await);
    council
}

fn circulate(council: &Council, agenda: &Agenda) -> CirculateAgendaRequest {
    CirculateAgendaRequest { request_id: council.id(), agenda_id: agenda.agenda_id.clone() }
}

async fn circulated(council: &Council, agenda: &Agenda) -> Agenda {
    ok(council.panels("bea").circulate_agenda(circulate(council, agenda)).await).agenda.expect("the agenda")
}

fn remove(council: &Council, agenda: &Agenda, child_id: &str, etag: &str) -> RemoveAgendaItemRequest {
    RemoveAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: child_id.into(),
        reason: RemovalReason::Other.into(),
        note: "Moved to another council.".into(),
        etag: etag.into(),
        ..Default::default()
    }
}

fn restore(council: &Council, agenda: &Agenda, child_id: &str, etag: &str) -> RestoreAgendaItemRequest {
    RestoreAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: child_id.into(),
        note: "They did not move.".into(),
        etag: etag.into(),
    }
}

async fn item(council: &Council, agenda: &Agenda, child_id: &str) -> AgendaItem {
    let listed = council.listed(agenda).await;
    listed.into_iter().find(|item| item.child_id == child_id).expect("the child is listed")
}

#[tokio::test]
async fn an_agenda_is_issued_once_and_then_in_versions() {
    let council = council().await;
    council.read(&small()).await;
    let agenda = council.draw("section_20").await;
    let first = circulated(&council, &agenda).await;
    assert_eq!((first.issue_number, first.issued.unwrap().by.unwrap().display_name), (1, "Bea Lang".into()));
    let again =
        ok(council.panels("sys").circulate_agenda(circulate(&council, &agenda)).await).agenda.unwrap();
    assert_eq!(again.issue_number, 1, "a scheduler that runs twice changes nothing");

    let metadata =
        contracts::panels::v1::ExtractMetadata { as_of: "2026-11-22".into(), ..council.metadata() };
    let import = council.import_as("bea", metadata, &small()).await.expect("another extract");
    council.ended(&import.extract_import_id).await;
    let request = DrawAgendaRequest {
        extract_import_id: import.extract_import_id,
        ..council.draw_request("section_20")
    };
    let other = ok(council.panels("bea").draw_agenda(request).await).agenda.unwrap();
    assert_eq!(circulated(&council, &other).await.issue_number, 2);
    let panel = GetPanelRequest { panel_date: THURSDAY.into() };
    let panel = ok(council.panels("sandra").get_panel(panel).await).panel.unwrap();
    assert_eq!((panel.agenda_id, panel.issue_number), (other.agenda_id, 2));
    let told: Vec<i32> =
        council.told::<AgendaCirculated>(2).await.into_iter().map(|told| told.issue_number).collect();
    assert_eq!(told, [1, 2]);

    let told = council.told::<AgendaCirculated>(2).await.remove(1);
    let next =
        told.planned_panels.iter().find(|next| next.cohort == "section_20").expect("the cohort's next");
    let planned = GetPanelRequest { panel_date: next.panel_date.clone() };
    let planned = ok(council.panels("sandra").get_panel(planned).await).panel.unwrap();
    assert_eq!((&*planned.cohort, planned.issue_number), ("section_20", 0));
    assert!(*next.panel_date > *THURSDAY, "after the one whose agenda is issued: {}", next.panel_date);
}

#[tokio::test]
async fn only_the_panels_own_cohort_is_issued_and_not_once_it_has_begun() {
    let council = council().await;
    council.read(&small()).await;
    let other = council.draw("reunification").await;
    let status = refused(
        council.panels("bea").circulate_agenda(circulate(&council, &other)).await,
        Reason::CohortNotDue,
    );
    assert_eq!(metadata_of(&status)["cohort"], "section_20");
    let missing = CirculateAgendaRequest { request_id: council.id(), agenda_id: council.id() };
    refused(council.panels("bea").circulate_agenda(missing).await, Reason::NotFound);
    let agenda = council.draw("section_20").await;
    for subject in ["sandra", "sam", "ada"] {
        let outcome = council.panels(subject).circulate_agenda(circulate(&council, &agenda)).await;
        refused(outcome, Reason::NotPermitted);
    }
    council.suite.clock().set("2026-11-26T10:00:00Z".parse().unwrap());
    let late = council.panels("bea").circulate_agenda(circulate(&council, &agenda)).await;
    refused(late, Reason::PanelBegun);
    assert_eq!(council.count("select count(*) from panels.issue").await, 0);
}

#[tokio::test]
async fn a_removed_child_stays_on_the_record_and_comes_back_when_restored() {
    let council = council().await;
    council.read(&small()).await;
    let agenda = council.draw("section_20").await;
    let mut bea = council.panels("bea");
    let unissued = bea.remove_agenda_item(remove(&council, &agenda, "2", "0")).await;
    refused(unissued, Reason::AgendaNotIssued);
    circulated(&council, &agenda).await;

    let request = remove(&council, &agenda, "2", "0");
    let removed = ok(bea.remove_agenda_item(request.clone()).await).item.unwrap();
    assert_eq!(ok(bea.remove_agenda_item(request).await).item.unwrap(), removed, "a repeat");
    assert_eq!(item(&council, &agenda, "2").await, removed);
    let removal = removed.removal.clone().unwrap();
    assert_eq!((removal.removed, removal.reason(), &*removed.etag), (true, RemovalReason::Other, "1"));
    refused(bea.remove_agenda_item(remove(&council, &agenda, "2", "0")).await, Reason::EtagStale);
    refused(bea.remove_agenda_item(remove(&council, &agenda, "2", "1")).await, Reason::ItemAlreadySo);
    refused(bea.remove_agenda_item(remove(&council, &agenda, "3", "0")).await, Reason::NotFound);

    let restored = ok(bea.restore_agenda_item(restore(&council, &agenda, "2", "1")).await).item.unwrap();
    assert!(!restored.removal.unwrap().removed);
    refused(bea.restore_agenda_item(restore(&council, &agenda, "2", "2")).await, Reason::ItemAlreadySo);
    assert_eq!(council.count("select count(*) from panels.item_change").await, 2);
    let told: Vec<bool> =
        council.told::<AgendaItemChanged>(2).await.into_iter().map(|it| it.removed).collect();
    assert_eq!(told, [true, false]);

    council.suite.clock().set("2026-11-26T10:00:00Z".parse().unwrap());
    refused(bea.remove_agenda_item(remove(&council, &agenda, "2", "2")).await, Reason::PanelBegun);
}

#[tokio::test]
async fn service_managers_take_off_their_own_children_by_the_directory_or_by_the_extract() {
    let council = council().await;
    let rows = [
        row(CHLOE, "V2", "01/02/2024", "U6", "", "Somebody Else"),
        row("1", "V2", "01/02/2024", "U6", "", "Maya Lind"),
    ];
    council.read(&csv(&rows.each_ref().map(String::as_str))).await;
    let agenda = council.draw("section_20").await;
    circulated(&council, &agenda).await;
    let not_hers = council.panels("maya").remove_agenda_item(remove(&council, &agenda, CHLOE, "0")).await;
    let status = refused(not_hers, Reason::NotTheServiceManager);
    assert_eq!(metadata_of(&status)["child_id"], CHLOE);
    let not_hers = council.panels("sandra").remove_agenda_item(remove(&council, &agenda, "1", "0")).await;
    refused(not_hers, Reason::NotTheServiceManager);
    ok(council.panels("sandra").remove_agenda_item(remove(&council, &agenda, CHLOE, "0")).await);
    ok(council.panels("maya").remove_agenda_item(remove(&council, &agenda, "1", "0")).await);
    for subject in ["sam", "sys", "ada", "leo"] {
        let mut panels = council.panels(subject);
        let outcome = panels.remove_agenda_item(remove(&council, &agenda, "1", "1")).await;
        refused(outcome, Reason::NotPermitted);
        let outcome = panels.restore_agenda_item(restore(&council, &agenda, "1", "1")).await;
        refused(outcome, Reason::NotPermitted);
    }
    assert_eq!(council.count("select count(*) from panels.item_change").await, 2);
}

#[tokio::test]
async fn whom_the_directory_allocates_decides_and_the_extract_only_where_it_allocates_nobody() {
    let council = council().await;
    let rows = [
        row(CHLOE, "V2", "01/02/2024", "U6", "", "Maya Lind"),
        row("1", "V2", "01/02/2024", "U6", "", "M Lind"),
        row("2", "V2", "01/02/2024", "U6", "", "Maya Lind"),
    ];
    council.read(&csv(&rows.each_ref().map(String::as_str))).await;
    council.keep_name("M Lind", "maya").await;
    let agenda = council.draw("section_20").await;
    circulated(&council, &agenda).await;
    let (sandra, maya) = (id_of("sandra").to_string(), id_of("maya").to_string());
    let told = council.told::<AgendaCirculated>(1).await.remove(0);
    let whose: Vec<(&str, &str, bool)> =
        told.children.iter().map(|it| (&*it.child_id, &*it.service_manager_id, it.removed)).collect();
    assert_eq!(whose, [("1", &*maya, false), ("2", "", false), (CHLOE, &*sandra, false)]);

    let mine = async |subject: &str| {
        let (mut found, mut page_token) = (Vec::new(), String::new());
        loop {
            let agenda_id = agenda.agenda_id.clone();
            let request =
                GetAgendaRequest { agenda_id, mine: true, page_size: 1, page_token, ..Default::default() };
            let page = ok(council.panels(subject).get_agenda(request).await);
            found.extend(page.items.into_iter().map(|item| item.child_id));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return found;
            }
        }
    };
    assert_eq!(mine("sandra").await, [CHLOE], "whom the extract gives to somebody else");
    let mut hers = mine("maya").await;
    hers.sort();
    assert_eq!(hers, ["1", "2"], "by the kept name, and by who is called the same");
    assert!(mine("bea").await.is_empty());

    let not_hers = council.panels("maya").remove_agenda_item(remove(&council, &agenda, CHLOE, "0")).await;
    refused(not_hers, Reason::NotTheServiceManager);
    ok(council.panels("sandra").remove_agenda_item(remove(&council, &agenda, CHLOE, "0")).await);
    ok(council.panels("maya").remove_agenda_item(remove(&council, &agenda, "1", "0")).await);
    let told = council.told::<AgendaItemChanged>(2).await;
    assert_eq!(told.into_iter().map(|it| it.service_manager_id).collect::<Vec<_>>(), [sandra, maya]);

    // What is issued next says who was removed before.
    let metadata =
        contracts::panels::v1::ExtractMetadata { as_of: "2026-11-22".into(), ..council.metadata() };
    let import = council.import_as("bea", metadata, &csv(&rows.each_ref().map(String::as_str))).await;
    let import = council.ended(&import.expect("another extract").extract_import_id).await;
    let request = DrawAgendaRequest {
        extract_import_id: import.extract_import_id,
        ..council.draw_request("section_20")
    };
    let other = ok(council.panels("bea").draw_agenda(request).await).agenda.unwrap();
    circulated(&council, &other).await;
    let told = council.told::<AgendaCirculated>(2).await.remove(1);
    let removed: Vec<&str> = told.children.iter().filter(|it| it.removed).map(|it| &*it.child_id).collect();
    assert_eq!(removed, ["1", CHLOE]);
}

#[tokio::test]
async fn a_determination_that_comes_with_a_removal_excludes_by_itself_the_next_time() {
    let council = council().await;
    council.read(&small()).await;
    let agenda = council.draw("section_20").await;
    circulated(&council, &agenda).await;
    let determined = RemoveAgendaItemRequest {
        reason: RemovalReason::LegalDetermination.into(),
        note: String::new(),
        determined_on: "2026-11-20".into(),
        review_on: "2027-05-20".into(),
        ..remove(&council, &agenda, "2", "0")
    };
    ok(council.panels("bea").remove_agenda_item(determined).await);
    assert_eq!(council.told::<LegalDeterminationRecorded>(1).await.len(), 1);

    let next = council.draw("section_20").await;
    assert_ne!(next.agenda_id, agenda.agenda_id);
    assert_eq!(next.inputs.clone().unwrap().legal_determinations, 1);
    let off = council.not_listed(&next).await;
    let two = off.iter().find(|child| child.child_id == "2").unwrap().off.clone().unwrap();
    assert_eq!((&*two.key, &*two.saw[1].value), ("legal_determination", "yes, as recorded"));
    let one = council.listed(&next).await;
    assert_eq!(one.len(), 1);

    // Issued as the next version, it carries the removals over.
    ok(council.panels("bea").remove_agenda_item(remove(&council, &agenda, "1", "0")).await);
    circulated(&council, &next).await;
    assert!(item(&council, &next, "1").await.removal.unwrap().removed);
}

#[tokio::test]
async fn what_is_wrong_with_a_removal_is_refused_by_field() {
    let council = council().await;
    council.read(&small()).await;
    let agenda = council.draw("section_20").await;
    circulated(&council, &agenda).await;
    let fields = async |request: RemoveAgendaItemRequest| {
        let outcome = council.panels("bea").remove_agenda_item(request).await;
        let status = refused(outcome, Reason::FieldInvalid);
        field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect::<Vec<_>>()
    };
    let sound = || remove(&council, &agenda, "2", "0");
    let legal = RemovalReason::LegalDetermination.into();
    assert_eq!(fields(RemoveAgendaItemRequest { note: String::new(), ..sound() }).await, ["note"]);
    assert_eq!(fields(RemoveAgendaItemRequest { reason: legal, ..sound() }).await, ["determined_on"]);
    let determined_on = "2026-11-20".to_owned();
    let other = RemoveAgendaItemRequest { determined_on: determined_on.clone(), ..sound() };
    assert_eq!(fields(other).await, ["determined_on"]);
    let review_on = determined_on.clone();
    let early = RemoveAgendaItemRequest { reason: legal, determined_on, review_on, ..sound() };
    assert_eq!(fields(early).await, ["review_on"]);
    let future = RemoveAgendaItemRequest { reason: legal, determined_on: "2026-11-24".into(), ..sound() };
    assert_eq!(fields(future).await, ["determined_on"]);
    let nothing = RemoveAgendaItemRequest::default();
    assert_eq!(fields(nothing).await, ["request_id", "agenda_id", "child_id", "reason", "etag"]);
    assert_eq!(council.count("select count(*) from panels.item_change").await, 0);
}
