//! An agenda is drawn again from what it records and from what is kept: the same bytes, whatever was recorded since.

use crate::{
    council::{Council, MONDAY, THURSDAY, csv, ok, row, small},
    recording::discussed,
    refused::refused,
};
use chrono::NaiveDate;
use contracts::panels::v1::{
    Agenda, CreateRuleSetRequest, DrawAgendaRequest, ExplainChildRequest, ExportAgendaRequest, ExportFormat,
    ExtractMetadata, ImportLongTermMatchesRequest, ListBlindSpotsRequest, ListRuleSetsRequest,
    PanelActionState, RecordLegalDeterminationRequest, SerialDates as Serials, UpdateActionRequest,
};
use fault::{Reason, field_violations_of};
use panel_agenda::{
    domain::{
        agenda::{Draw, Inputs, OpenAction, Seal},
        codes::CodeSet,
        extract::SerialDates,
        rulebook::Rulebook,
        rules::{Discussed, MatchedBy, Remembered, Rules},
        service_manager::{Manager, ServiceManagers},
    },
    reading::sift,
};
use std::{collections::BTreeMap, io::Cursor};
use uuid::Uuid;

async fn recorded(
    council: &Council,
    agenda: &Agenda,
    child_id: &str,
) -> Vec<contracts::panels::v1::PanelAction> {
    let request = discussed(council, agenda, child_id);
    ok(council.tracker("bea").record_discussion(request).await).discussion.expect("it is kept").actions
}

async fn remember(council: &Council, determined: &str, matched: &str, name: &str) {
    let determination = RecordLegalDeterminationRequest {
        request_id: council.id(),
        child_id: determined.into(),
        determined_on: MONDAY.into(),
        review_on: String::new(),
    };
    ok(council.care_data("leo").record_legal_determination(determination).await);
    let (request_id, child_ids) = (council.id(), vec![matched.to_owned()]);
    let list = ImportLongTermMatchesRequest { request_id, child_ids };
    ok(council.care_data("fred").import_long_term_matches(list).await);
    council.keep_name(name, "maya").await;
}

async fn draw(council: &Council, cohort: &str) -> Agenda {
    let request = DrawAgendaRequest { panel_date: "2026-12-31".into(), ..council.draw_request(cohort) };
    ok(council.panels("bea").draw_agenda(request).await).agenda.expect("it is kept")
}

async fn text(council: &Council, sha256: &str) -> String {
    sqlx::query_scalar("select text from panels.kept_text where sha256 = $1")
        .bind(sha256)
        .fetch_one(&council.admin())
        .await
        .expect("the text is kept")
}

/// What is remembered of a child in the states that an agenda records.
async fn known(council: &Council, inputs: &Inputs, child_id: &str) -> (Remembered, Vec<OpenAction>) {
    let (pool, states) = (council.admin(), inputs.states);
    let determined: bool = sqlx::query_scalar(
        "select exists (select from panels.legal_determination where child_id = $1 and recorded_state <= $2)",
    )
    .bind(child_id)
    .bind(states.legal_determinations)
    .fetch_one(&pool)
    .await
    .expect("it is kept");
    let matched: bool = sqlx::query_scalar(
        "select exists (select from panels.long_term_match where child_id = $1 and since_state <= $2
                           and coalesce(until_state, $2 + 1) > $2)",
    )
    .bind(child_id)
    .bind(states.fostering_list)
    .fetch_one(&pool)
    .await
    .expect("it is kept");
    let discussed: Vec<(NaiveDate, String)> = sqlx::query_as(
        "select panel_date, cohort from panels.discussion where child_id = $1 and recorded_state <= $2",
    )
    .bind(child_id)
    .bind(states.discussions)
    .fetch_all(&pool)
    .await
    .expect("it is kept");
    let open: Vec<(Uuid, String, String, NaiveDate)> = sqlx::query_as(
        "select panel_action_id, what, owner_name, due_on from panels.panel_action
          where child_id = $1 and recorded_state <= $2 and coalesce(ended_state, $2 + 1) > $2",
    )
    .bind(child_id)
    .bind(states.open_actions)
    .fetch_all(&pool)
    .await
    .expect("it is kept");
    let open =
        open.into_iter().map(|(id, what, owner, due)| OpenAction { due, what, owner, id: id.to_string() });
    let remembered = Remembered {
        determined,
        matched: matched.then_some(MatchedBy::FosteringList),
        discussed: discussed.into_iter().map(|(on, cohort)| Discussed { on, cohort }).collect(),
    };
    (remembered, open.collect())
}

async fn managers(council: &Council, state: i64) -> ServiceManagers {
    let named: Vec<(String, Uuid, String)> = sqlx::query_as(
        "select folded, worker_id, worker_name from panels.service_manager_name
          where since_state <= $1 and coalesce(until_state, $1 + 1) > $1",
    )
    .bind(state)
    .fetch_all(&council.admin())
    .await
    .expect("it is kept");
    let named = named.into_iter().map(|(folded, id, name)| (folded, Manager { id, name }));
    ServiceManagers::new(state, named.collect())
}

/// The hash of an agenda that is drawn from the extract's bytes and the recorded inputs, and from nothing else.
async fn redrawn(council: &Council, agenda: &Agenda) -> String {
    let pool = council.admin();
    let id: Uuid = agenda.agenda_id.parse().expect("it is kept");
    let (line, import): (String, Uuid) =
        sqlx::query_as("select inputs, extract_import_id from panels.agenda where agenda_id = $1")
            .bind(id)
            .fetch_one(&pool)
            .await
            .expect("it is kept");
    let inputs: Inputs = serde_json::from_str(&line).expect("it is kept");
    let read_by = &inputs.read_by;
    assert_eq!(inputs.codes_sha256, read_by.codes_sha256, "the codes of its rows are those of its rules");
    let codes = text(council, &inputs.codes_sha256).await;
    let layout = text(council, &read_by.layout_sha256).await;
    let rulebook = Rulebook::standard().and_then(|it| it.of_before(&codes, &layout)).expect("it is kept");
    let serials = read_by.serial_dates.map(|year| match year {
        1900 => SerialDates::From1900,
        _ => SerialDates::From1904,
    });
    let codes = CodeSet::load(&codes).expect("it is kept");
    let rules = Rules::load(&text(council, &inputs.rules_sha256).await, &codes).expect("it is kept");
    let pieces: Vec<Vec<u8>> = sqlx::query_scalar(
        "select bytes from panels.extract_piece join panels.extract_import using (upload_id)
          where extract_import_id = $1 order by number",
    )
    .bind(import)
    .fetch_all(&pool)
    .await
    .expect("it is kept");
    let mut records = BTreeMap::new();
    sift(Cursor::new(pieces.concat()), &rulebook, (inputs.as_of, serials), |batch| {
        records.extend(batch.records.into_iter().map(|kept| (kept.child_id.clone(), kept)));
        true
    })
    .expect("it is kept");
    let cohort = rules.cohort(&inputs.cohort).expect("it is kept");
    let draw = Draw::begin(&rules, cohort, &codes, inputs.clone());
    let draw = draw.knowing(managers(council, inputs.states.service_manager_names).await);
    assert_eq!(draw.inputs(), &inputs, "what was recorded is all of it");
    let mut seal = Seal::begin(&inputs).expect("it is kept");
    for kept in records.values() {
        let (remembered, open_actions) = known(council, &inputs, &kept.child_id).await;
        seal.add(&draw.consider(&kept.record(), &remembered, &open_actions)).expect("it is kept");
    }
    seal.finish()
}

#[tokio::test]
async fn whatever_is_recorded_later_an_agenda_is_drawn_again_to_the_same_bytes() {
    let council = Council::new().await;
    council.read(&small()).await;
    let issued = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().unwrap());
    let action = recorded(&council, &issued, "1").await.remove(0);
    remember(&council, "2", "4", "Sandra Poole").await;
    let cohorts = ["section_20", "long_term_matching", "plan_not_identified"];
    let mut agendas = Vec::new();
    for cohort in cohorts {
        agendas.push(draw(&council, cohort).await);
    }

    recorded(&council, &issued, "2").await;
    let done = UpdateActionRequest {
        request_id: council.id(),
        panel_action_id: action.panel_action_id,
        progress: "They were visited.".into(),
        state: PanelActionState::Done.into(),
        etag: action.etag,
    };
    ok(council.tracker("sam").update_action(done).await);
    remember(&council, "1", "6", "Maya Lind").await;
    let mut changed = 0;
    for (cohort, agenda) in cohorts.iter().zip(&agendas) {
        assert_eq!(redrawn(&council, agenda).await, agenda.sha256, "{cohort}");
        assert_eq!(previewed_again(&council, agenda).await, agenda.sha256, "{cohort}");
        let later = draw(&council, cohort).await;
        changed += usize::from(later.listed_count != agenda.listed_count);
        assert_ne!(later.sha256, agenda.sha256, "{cohort}");
        assert_eq!(redrawn(&council, &later).await, later.sha256, "{cohort}");
    }
    assert!(changed > 0, "what was recorded since makes a difference");
}

/// The hash that the service finds when it draws an agenda once more.
async fn previewed_again(council: &Council, agenda: &Agenda) -> String {
    let request = again(council, agenda);
    ok(council.panels("bea").draw_agenda(request).await).agenda.expect("the preview").sha256
}

fn again(council: &Council, agenda: &Agenda) -> DrawAgendaRequest {
    DrawAgendaRequest {
        request_id: council.id(),
        panel_date: agenda.panel_date.clone(),
        agenda_id: agenda.agenda_id.clone(),
        validate_only: true,
        ..Default::default()
    }
}

const RULES: &str = include_str!("../../rules/september-2023.yaml");
const LAYOUT: &str = include_str!("../../extracts/children-currently-in-care.yaml");
const OWN_CODES: &str = "placement_code: [{key: U7, label: Foster placement of ours}]";

/// Rules by which a placement of the council's own takes off cohort 1.
fn own_rules() -> String {
    let own = "      - key: not_ours\n        label: not where we look after them ourselves\n        source: ext\n        \
               exclude: [{field: placement_code, is: [U7]}]\n";
    let first = "    filters:\n      - key: is_section_20\n";
    let rules = RULES.replacen(first, &format!("    filters:\n{own}      - key: is_section_20\n"), 1);
    rules.replacen("2023-09", "2026-11", 1)
}

#[tokio::test]
async fn an_agenda_is_drawn_again_and_read_though_every_file_that_it_was_drawn_by_is_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let (codes, layout) = (folder.path().join("codes.yaml"), folder.path().join("layout.yaml"));
    std::fs::write(&codes, OWN_CODES).expect("to write it");
    let own = LAYOUT.replace("placement_code: [Placement Code,", "placement_code: [Where They Live,");
    std::fs::write(&layout, own).expect("to write it");
    let council = Council::with_settings(|settings| {
        settings.panels.codes = Some(codes);
        settings.panels.layout = Some(layout);
    })
    .await;
    let request_id = council.id();
    let rules = CreateRuleSetRequest { request_id, rules_yaml: own_rules(), valid_from: MONDAY.into() };
    ok(council.panels("bea").create_rule_set(rules).await);
    let rows = ["1", "2"].map(|id| {
        row(id, "V2", "01/02/2024", if id == "1" { "U7" } else { "U6" }, "Return home", "Maya Lind")
    });
    let file = String::from_utf8(csv(&rows.each_ref().map(String::as_str))).expect("text");
    let import = council.read(file.replacen("Placement Code", "Where They Live", 1).as_bytes()).await;
    assert_eq!(import.accepted_count, 2);
    let agenda = council.issued(THURSDAY).await;
    let off = |council: &Council| {
        let (agenda, panels) = (agenda.clone(), council.panels("bea"));
        let request = contracts::panels::v1::GetAgendaRequest {
            agenda_id: agenda.agenda_id,
            part: contracts::panels::v1::AgendaPart::NotListed.into(),
            ..Default::default()
        };
        async move { ok({ panels }.get_agenda(request).await).not_listed }
    };
    let told = off(&council).await;
    let [one] = &told[..] else { panic!("{told:?}") };
    assert_eq!(one.off.as_ref().expect("why").saw[0].value, "U7 (Foster placement of ours)");

    // The council drops its code, its words and its rules' code with them; the product has other files than were kept.
    let council = council.again_with(|_| {}).await;
    assert_eq!(previewed_again(&council, &agenda).await, agenda.sha256);
    assert_eq!(redrawn(&council, &agenda).await, agenda.sha256, "from the bytes too");
    assert_eq!(off(&council).await, told);

    // What was recorded by them is read as before.
    let explained = ExplainChildRequest { child_id: "1".into(), ..Default::default() };
    let explained = ok(council.panels("sandra").explain_child(explained).await).cohorts;
    let said = explained[0].sentences.join(" ");
    assert!(!explained[0].listed && said.contains("U7 (Foster placement of ours)"), "{said}");
    ok(council.panels("bea").list_blind_spots(ListBlindSpotsRequest::default()).await);
    let sets = ok(council.panels("bea").list_rule_sets(ListRuleSetsRequest::default()).await).rule_sets;
    assert_eq!(sets.len(), 2);
    let (agenda_id, format) = (agenda.agenda_id.clone(), ExportFormat::Csv.into());
    let export = ExportAgendaRequest { agenda_id, format, ..Default::default() };
    assert!(ok(council.panels("bea").export_agenda(export).await).message().await.unwrap().is_some());
    let anew = council.draw("section_20").await;
    assert_eq!((anew.listed_count, anew.not_listed_count), (1, 1), "and drawn from");
    assert_ne!(anew.sha256, agenda.sha256, "by the present code sets it is another");
    assert_eq!(previewed_again(&council, &anew).await, anew.sha256);
}

#[tokio::test]
async fn how_an_extract_was_read_is_part_of_what_an_agenda_was_drawn_from() {
    let council = Council::new().await;
    // 45323 is 01/02/2024 by the one calendar, and four years and a day later by the other.
    let file = csv(&[&row("1", "V2", "45323", "U6", "Return home", "Maya Lind")]);
    let mut drawn = Vec::new();
    for serials in [Serials::Unspecified, Serials::From1900, Serials::From1904] {
        let metadata = ExtractMetadata { serial_dates: serials.into(), ..council.metadata() };
        let import = council.import_as("bea", metadata, &file).await.expect("to hand it in");
        let import = council.ended(&import.extract_import_id).await;
        let request = DrawAgendaRequest {
            extract_import_id: import.extract_import_id,
            ..council.draw_request("section_20")
        };
        let agenda = ok(council.panels("bea").draw_agenda(request).await).agenda.expect("it is kept");
        assert_eq!(agenda.inputs.as_ref().expect("they are kept").serial_dates(), serials);
        assert_eq!(redrawn(&council, &agenda).await, agenda.sha256, "{serials:?}");
        drawn.push((agenda.listed_count + agenda.not_listed_count, agenda.sha256));
    }
    assert_eq!(drawn.iter().map(|(count, _)| *count).collect::<Vec<_>>(), [0, 1, 1]);
    drawn.dedup_by(|one, other| one.1 == other.1);
    assert_eq!(drawn.len(), 3, "other inputs are other agendas");
}

#[tokio::test]
async fn an_agenda_is_drawn_again_in_a_preview_and_from_nothing_but_what_it_records() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.draw("section_20").await;
    let mut bea = council.panels("bea");
    for (request, field) in [
        (DrawAgendaRequest { validate_only: false, ..again(&council, &agenda) }, "agenda_id"),
        (DrawAgendaRequest { cohort: "section_20".into(), ..again(&council, &agenda) }, "agenda_id"),
        (DrawAgendaRequest { fresh_only: true, ..again(&council, &agenda) }, "agenda_id"),
        (DrawAgendaRequest { panel_date: "2026-12-03".into(), ..again(&council, &agenda) }, "panel_date"),
    ] {
        let status = refused(bea.draw_agenda(request).await, Reason::FieldInvalid);
        assert_eq!(field_violations_of(&status)[0].field, field);
    }
    let unknown = DrawAgendaRequest { agenda_id: council.id(), ..again(&council, &agenda) };
    refused(bea.draw_agenda(unknown).await, Reason::NotFound);
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1);
}
