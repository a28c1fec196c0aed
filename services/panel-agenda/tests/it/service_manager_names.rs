//! The names by which extracts know service managers.

use crate::{
    council::{Council, THURSDAY, csv, ok, row},
    people::id_of,
    refused::refused,
};
use contracts::panels::v1::{
    ExportAgendaRequest, ExportFormat, GetAgendaRequest, ImportIssueKind, ListServiceManagerNamesRequest,
    RemovalReason, RemoveAgendaItemRequest, RemoveServiceManagerNameRequest, ServiceManagerName,
    ServiceManagerNamesChanged, SetServiceManagerNameRequest, export_agenda_response::Part,
};
use fault::{Reason, field_violations_of, metadata_of};

fn set(council: &Council, name: &str, subject: &str, etag: &str) -> SetServiceManagerNameRequest {
    SetServiceManagerNameRequest {
        request_id: council.id(),
        name: name.into(),
        worker_id: id_of(subject).to_string(),
        etag: etag.into(),
    }
}

async fn kept(council: &Council, name: &str, subject: &str, etag: &str) -> ServiceManagerName {
    let answer = council.care_data("bea").set_service_manager_name(set(council, name, subject, etag)).await;
    ok(answer).name.expect("the name")
}

async fn names(council: &Council, unkept_only: bool) -> Vec<ServiceManagerName> {
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListServiceManagerNamesRequest { unkept_only, page_size: 2, page_token };
        let page = ok(council.care_data("bea").list_service_manager_names(request).await);
        found.extend(page.names);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return found;
        }
    }
}

/// Children of cohort 1 by the texts of their service managers.
async fn read(council: &Council, managers: &[&str]) {
    let rows: Vec<String> = managers
        .iter()
        .enumerate()
        .map(|(id, manager)| {
            row(&id.to_string(), "V2", "01/02/2024", "U6", "Return home", &format!("\"{manager}\""))
        })
        .collect();
    council.read(&csv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
}

#[tokio::test]
async fn names_are_kept_changed_and_removed_on_the_state_that_was_read() {
    let council = Council::with_replicas(2).await;
    read(&council, &["Poole, S", "POOLE S", "Sandra Poole", "Kim Lee", ""]).await;
    let told = |names: Vec<ServiceManagerName>| -> Vec<(String, i32, Option<String>, Option<String>)> {
        let called = |worker: contracts::r#type::v1::WorkerRef| worker.display_name;
        let told = |it: ServiceManagerName| {
            (it.name, it.child_count, it.worker.map(called), it.suggested.map(called))
        };
        names.into_iter().map(told).collect()
    };
    let before = told(names(&council, false).await);
    let sandra = Some("Sandra Poole".to_owned());
    assert_eq!(
        before,
        [
            ("Kim Lee".to_owned(), 1, None, None),
            ("POOLE S".to_owned(), 2, None, None),
            ("Sandra Poole".to_owned(), 1, None, sandra.clone()),
        ]
    );
    let request = set(&council, "Poole, S.", "sandra", "");
    let first = ok(council.care_data("bea").set_service_manager_name(request.clone()).await);
    assert_eq!(ok(council.care_data("bea").set_service_manager_name(request).await), first, "a repeat");
    let first = first.name.unwrap();
    assert_eq!((&*first.etag, &*first.kept.clone().unwrap().by.unwrap().display_name), ("1", "Bea Lang"));
    let after = told(names(&council, false).await);
    assert_eq!(after[1], ("Poole, S.".to_owned(), 2, sandra, None));
    assert_eq!(names(&council, true).await.len(), 2);

    let stale = council.care_data("bea").set_service_manager_name(set(&council, "poole s", "maya", "")).await;
    let status = refused(stale, Reason::EtagStale);
    assert_eq!(
        (&*metadata_of(&status)["etag"], &*metadata_of(&status)["subject"]),
        ("1", "service-manager-names")
    );
    assert_eq!(kept(&council, "Poole S", "maya", "1").await.etag, "2");
    let remove = |etag: &str| RemoveServiceManagerNameRequest {
        request_id: council.id(),
        name: "pooles".into(),
        etag: etag.into(),
    };
    refused(council.care_data("bea").remove_service_manager_name(remove("1")).await, Reason::EtagStale);
    let removed = ok(council.care_data("bea").remove_service_manager_name(remove("2")).await).name.unwrap();
    assert_eq!((removed.worker, &*removed.etag), (None, ""));
    refused(council.care_data("bea").remove_service_manager_name(remove("2")).await, Reason::NotFound);
    let states: Vec<i64> =
        council.told::<ServiceManagerNamesChanged>(3).await.iter().map(|told| told.state).collect();
    assert_eq!(states, [1, 2, 3]);
    assert_eq!(council.count("select count(*) from panels.service_manager_name").await, 2, "history grows");
    assert_eq!(names(&council, true).await.len(), 3);
}

#[tokio::test]
async fn an_agenda_knows_a_manager_by_every_name_and_flags_those_that_are_kept_for_nobody() {
    let council = Council::new().await;
    read(&council, &["Poole, S", "POOLE S", "Sandra Poole", "Kim Lee", ""]).await;
    let unsaid = council.draw("section_20").await;
    assert_eq!(unsaid.inputs.clone().unwrap().service_manager_names, 0);
    assert!(council.listed(&unsaid).await.iter().all(|item| item.service_manager_id.is_empty()));

    kept(&council, "Poole, S.", "sandra", "").await;
    kept(&council, "Sandra Poole", "sandra", "").await;
    let agenda = council.draw("section_20").await;
    assert_ne!(agenda.sha256, unsaid.sha256);
    assert_eq!(agenda.inputs.clone().unwrap().service_manager_names, 2);
    assert_eq!(council.draw("section_20").await, agenda, "from the same names the same agenda");
    let sandra = id_of("sandra").to_string();
    let listed = council.listed(&agenda).await;
    let told: Vec<(&str, &str, bool, bool)> = listed
        .iter()
        .map(|item| {
            let has = |kind: ImportIssueKind| item.flags.contains(&i32::from(kind));
            let unknown = has(ImportIssueKind::ServiceManagerUnknown);
            (&*item.child_id, &*item.service_manager, item.service_manager_id == sandra, unknown)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("4", "", false, false),
            ("3", "Kim Lee", false, true),
            ("0", "Sandra Poole", true, false),
            ("1", "Sandra Poole", true, false),
            ("2", "Sandra Poole", true, false),
        ]
    );
    let hers = GetAgendaRequest {
        agenda_id: agenda.agenda_id.clone(),
        service_manager_id: sandra,
        page_size: 2,
        ..Default::default()
    };
    let mut asked = council.panels("bea");
    let first = ok(asked.get_agenda(hers.clone()).await);
    let rest =
        ok(asked.get_agenda(GetAgendaRequest { page_token: first.next_page_token.clone(), ..hers }).await);
    assert_eq!((first.items.len(), rest.items.len(), &*rest.next_page_token), (2, 1, ""));

    // In the file all her children stand together, whatever the extract called her.
    let format = ExportFormat::Csv.into();
    let request = ExportAgendaRequest { agenda_id: agenda.agenda_id.clone(), format, ..Default::default() };
    let mut parts = ok(council.panels("bea").export_agenda(request).await);
    let mut csv = Vec::new();
    while let Some(message) = parts.message().await.expect("a part") {
        if let Some(Part::Piece(piece)) = message.part {
            csv.extend(piece);
        }
    }
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.matches("\r\nSandra Poole,").count(), 3);
    assert!(csv.contains("service manager unknown"));
}

#[tokio::test]
async fn own_children_are_those_of_the_kept_name_and_not_those_of_who_is_called_the_same() {
    let council = Council::new().await;
    read(&council, &["Poole, S", "Maya Lind"]).await;
    kept(&council, "Poole S", "sandra", "").await;
    kept(&council, "Maya Lind", "sandra", "").await;
    let agenda = council.issued(THURSDAY).await;
    let remove = |child_id: &str| RemoveAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: child_id.into(),
        reason: RemovalReason::LongTermMatched.into(),
        etag: "0".into(),
        ..Default::default()
    };
    for child_id in ["0", "1"] {
        let outcome = council.panels("maya").remove_agenda_item(remove(child_id)).await;
        refused(outcome, Reason::NotTheServiceManager);
        ok(council.panels("sandra").remove_agenda_item(remove(child_id)).await);
    }
}

#[tokio::test]
async fn names_are_business_supports_to_keep_for_service_managers_who_are_here() {
    let council = Council::new().await;
    for subject in ["sandra", "sam", "fred", "sys", "ada"] {
        let mut asks = council.care_data(subject);
        refused(asks.set_service_manager_name(set(&council, "X", "sandra", "")).await, Reason::NotPermitted);
        let list = ListServiceManagerNamesRequest::default();
        refused(asks.list_service_manager_names(list).await, Reason::NotPermitted);
        let (request_id, name, etag) = (council.id(), "X".into(), "1".into());
        let remove = RemoveServiceManagerNameRequest { request_id, name, etag };
        refused(asks.remove_service_manager_name(remove).await, Reason::NotPermitted);
    }
    for (name, subject, field) in [
        ("X", "sam", "worker_id"),
        ("X", "lee", "worker_id"),
        ("", "sandra", "name"),
        (" – ", "sandra", "name"),
    ] {
        let outcome =
            council.care_data("bea").set_service_manager_name(set(&council, name, subject, "")).await;
        assert_eq!(
            field_violations_of(&refused(outcome, Reason::FieldInvalid))[0].field,
            field,
            "{name} {subject}"
        );
    }
    assert_eq!(council.count("select count(*) from panels.service_manager_name").await, 0);
}
