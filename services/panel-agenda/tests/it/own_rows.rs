//! A service manager sees the rows of their own children: the directory's current allocation decides, not the extract.

use crate::{
    council::{Council, csv, ok, row},
    people::{CHLOE, id_of},
};
use contracts::panels::v1::{
    Agenda, AgendaPart, CompareAgendasRequest, ExportAgendaRequest, ExportFormat, GetAgendaRequest,
    ListBlindSpotsRequest, export_agenda_response::Part,
};

const LISTED: AgendaPart = AgendaPart::Listed;
const OFF: AgendaPart = AgendaPart::NotListed;

/// Of Chloe the extract says that she is Maya's, and the directory that she is Sandra's.
async fn drawn(council: &Council) -> Agenda {
    let off = |id: &str, manager: &str| row(id, "C2", "01/02/2020", "U6", "Long term fostering", manager);
    let rows = [
        row(CHLOE, "V2", "01/02/2024", "U6", "", "Maya Lind"),
        row("1", "V2", "01/02/2024", "U6", "", "Maya Lind"),
        row("2", "V2", "01/02/2024", "U6", "", "Sandra Poole"),
        off("3", "Maya Lind"),
        off("4", "Sandra Poole"),
        off("5", "M Lind"),
        off("6", "Noor Ali"),
    ];
    council.read(&csv(&rows.each_ref().map(String::as_str))).await;
    council.keep_name("M Lind", "maya").await;
    council.draw("section_20").await
}

async fn shown(council: &Council, subject: &str, agenda: &Agenda, part: AgendaPart) -> Vec<String> {
    let agenda_id = agenda.agenda_id.clone();
    let request = GetAgendaRequest { agenda_id, part: part.into(), page_size: 500, ..Default::default() };
    let seen = ok(council.panels(subject).get_agenda(request).await);
    let listed = seen.items.into_iter().map(|item| item.child_id);
    let mut ids: Vec<String> = listed.chain(seen.not_listed.into_iter().map(|off| off.child_id)).collect();
    ids.sort();
    ids
}

async fn exported(council: &Council, subject: &str, agenda: &Agenda, part: AgendaPart) -> Vec<String> {
    let agenda_id = agenda.agenda_id.clone();
    let request = ExportAgendaRequest { agenda_id, format: ExportFormat::Json.into(), part: part.into() };
    let mut parts = ok(council.panels(subject).export_agenda(request).await);
    let mut json = Vec::new();
    while let Some(message) = parts.message().await.expect("a part") {
        if let Some(Part::Piece(piece)) = message.part {
            json.extend(piece);
        }
    }
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json).expect("json");
    let mut ids: Vec<String> =
        rows.iter().map(|row| row["person_id"].as_str().expect("an id").to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_service_manager_sees_the_rows_of_their_own_children_and_no_others() {
    let council = Council::new().await;
    let agenda = drawn(&council).await;
    let everybody: &[&str] = &["1", "2", CHLOE];
    for (subject, on, off) in [
        ("bea", everybody, &["3", "4", "5", "6"][..]),
        ("sys", everybody, &["3", "4", "5", "6"]),
        ("sandra", &["2", CHLOE], &["4"]),
        ("maya", &["1"], &["3", "5"]),
    ] {
        assert_eq!(shown(&council, subject, &agenda, LISTED).await, on, "{subject}");
        assert_eq!(shown(&council, subject, &agenda, OFF).await, off, "{subject}");
        assert_eq!(exported(&council, subject, &agenda, LISTED).await, on, "{subject}");
        assert_eq!(exported(&council, subject, &agenda, OFF).await, off, "{subject}");
    }
    let others = "select count(*) from panels.audit_entry
                   where worker_id = $1 and subjects && array['child/1', 'child/3', 'child/5', 'child/6']";
    let told_of = async |subject: &str| -> i64 {
        let told = sqlx::query_scalar(others).bind(id_of(subject).to_string());
        told.fetch_one(&council.admin()).await.expect("the audit")
    };
    assert_eq!(told_of("sandra").await, 0, "nobody else's child was looked at for her");
    assert!(told_of("bea").await > 0, "who looked at them is told of");
}

#[tokio::test]
async fn what_two_agendas_differ_by_and_blind_spots_are_of_their_own_children_too() {
    let council = Council::new().await;
    let agenda = drawn(&council).await;
    let same = || CompareAgendasRequest {
        earlier_agenda_id: agenda.agenda_id.clone(),
        later_agenda_id: agenda.agenda_id.clone(),
    };
    let stayed =
        async |subject: &str| ok(council.panels(subject).compare_agendas(same()).await).stayed_child_ids;
    assert_eq!(stayed("bea").await, ["1", "2", CHLOE]);
    assert_eq!(stayed("sandra").await, ["2", CHLOE]);
    assert_eq!(stayed("maya").await, ["1"]);
    let overlooked = async |subject: &str| {
        let seen = ok(council.panels(subject).list_blind_spots(ListBlindSpotsRequest::default()).await);
        seen.children.into_iter().map(|it| it.child_id).collect::<Vec<_>>()
    };
    assert_eq!(overlooked("bea").await, ["3", "4", "5", "6"]);
    assert_eq!(overlooked("sandra").await, ["4"]);
    assert_eq!(overlooked("maya").await, ["3", "5"]);
}

#[tokio::test]
async fn a_name_that_is_kept_after_the_draw_shows_the_children_to_whom_it_is_kept_for() {
    let council = Council::new().await;
    let on = row("1", "V2", "01/02/2024", "U6", "", "S Poole");
    let off = row("2", "C2", "01/02/2020", "U6", "Long term fostering", "S Poole");
    council.read(&csv(&[&on, &off])).await;
    let agenda = council.draw("section_20").await;
    for part in [LISTED, OFF] {
        assert!(shown(&council, "sandra", &agenda, part).await.is_empty(), "nobody knows whose they are");
    }
    let kept = council.keep_name("S Poole", "sandra").await;
    assert_eq!(shown(&council, "sandra", &agenda, LISTED).await, ["1"]);
    assert_eq!(exported(&council, "sandra", &agenda, OFF).await, ["2"]);
    for part in [LISTED, OFF] {
        assert!(shown(&council, "maya", &agenda, part).await.is_empty());
    }
    council.pass_name(&kept, "maya").await;
    assert_eq!(shown(&council, "maya", &agenda, LISTED).await, ["1"], "the name is hers now");
    assert_eq!(exported(&council, "maya", &agenda, OFF).await, ["2"]);
    for part in [LISTED, OFF] {
        assert!(shown(&council, "sandra", &agenda, part).await.is_empty(), "and no longer Sandra's");
    }
}
