//! Drawing agendas.

use crate::{
    council::{Council, MONDAY, THURSDAY, csv, ok, row, small},
    people::id_of,
    refused::refused,
};
use contracts::panels::v1::{
    AgendaDrawn, AgendaInputs, DrawAgendaRequest, ExtractMetadata, ImportIssueKind, ListAgendasRequest,
};
use fault::{Reason, field_violations_of, metadata_of};
use sha2::{Digest, Sha256};

const RULES: &str = include_str!("../../rules/september-2023.yaml");

#[tokio::test]
async fn an_agenda_says_of_every_child_why() {
    let council = Council::new().await;
    let import = council.read(&small()).await;
    let agenda = council.draw("section_20").await;
    assert_eq!((agenda.listed_count, agenda.not_listed_count), (2, 4));
    assert_eq!((agenda.stale, agenda.late), (false, false));
    assert_eq!((&*agenda.panel_date, &*agenda.cohort_title), (THURSDAY, "s20 +12 weeks"));
    let inputs = agenda.inputs.clone().unwrap();
    let AgendaInputs { extract_import_id, extract_sha256, as_of, draw_on, rules, code_set, .. } = inputs;
    assert_eq!((extract_import_id, extract_sha256), (import.extract_import_id, import.sha256));
    assert_eq!(
        (&*as_of, &*draw_on, &*rules, &*code_set),
        (MONDAY, MONDAY, "permanence-panel/2023-09", "2026-27")
    );
    assert_eq!(agenda.filters[2].key, "twelve_weeks");
    assert_eq!(agenda.filters[2].source, "B:35");
    assert_eq!(agenda.drawn.clone().unwrap().by.unwrap().worker_id, id_of("bea").to_string());

    let listed = council.listed(&agenda).await;
    let order: Vec<(&str, &str)> =
        listed.iter().map(|item| (&*item.service_manager, &*item.child_id)).collect();
    assert_eq!(order, [("Maya Lind", "1"), ("Sandra Poole", "2")]);
    assert_eq!(listed[0].why[2].saw[0].value, "84 days, since 31/08/2026");
    assert_eq!((&*listed[0].surname, &*listed[0].first_name, listed[0].age), ("Smith", "Child 1", 8));
    let off: Vec<(String, String)> = council
        .not_listed(&agenda)
        .await
        .into_iter()
        .map(|child| (child.child_id, child.off.unwrap().key))
        .collect();
    let off: Vec<(&str, &str)> = off.iter().map(|(child, key)| (&**child, &**key)).collect();
    assert_eq!(
        off,
        [("3", "twelve_weeks"), ("4", "is_section_20"), ("5", "is_section_20"), ("6", "is_section_20")]
    );
    let [told] = council.told::<AgendaDrawn>(1).await.try_into().unwrap();
    assert_eq!((told.agenda_id, told.listed_count), (agenda.agenda_id, 2));
}

#[tokio::test]
async fn the_same_inputs_are_the_same_agenda_whoever_draws_it_and_however_often() {
    let council = Council::with_replicas(2).await;
    council.read(&small()).await;
    let first = council.draw("section_20").await;
    let again = ok(council.panels("sys").draw_agenda(council.draw_request("section_20")).await);
    assert_eq!(again.agenda.unwrap(), first);
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1);
    assert_eq!(council.count("select count(*) from panels.agenda_child").await, 6);
    assert_eq!(council.told::<AgendaDrawn>(1).await.len(), 1);

    // In other order: another file, the same children, the same lines.
    let text = String::from_utf8(small()).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let import = council.read(lines.join("\r\n").as_bytes()).await;
    let request = DrawAgendaRequest {
        extract_import_id: import.extract_import_id,
        ..council.draw_request("section_20")
    };
    let other = ok(council.panels("bea").draw_agenda(request).await).agenda.unwrap();
    assert_ne!(other.agenda_id, first.agenda_id);
    assert_eq!(council.listed(&other).await, council.listed(&first).await);
}

#[tokio::test]
async fn two_who_draw_at_once_get_one_agenda_and_a_repeat_the_first_answer() {
    let council = Council::with_replicas(2).await;
    council.read(&small()).await;
    let (bea, sys) = (council.draw_request("section_20"), council.draw_request("section_20"));
    let (mut bea_asks, mut sys_asks) = (council.panels("bea"), council.panels("sys"));
    let (one, other) = tokio::join!(bea_asks.draw_agenda(bea.clone()), sys_asks.draw_agenda(sys));
    let (one, other) = (ok(one), ok(other));
    assert_eq!(one.agenda.as_ref().unwrap().agenda_id, other.agenda.unwrap().agenda_id);
    assert_eq!(council.count("select count(*) from panels.agenda_child").await, 6);
    assert_eq!(ok(bea_asks.draw_agenda(bea.clone()).await), one);
    let other = DrawAgendaRequest { cohort: "reunification".into(), ..bea };
    refused(bea_asks.draw_agenda(other).await, Reason::RequestIdReused);
}

#[tokio::test]
async fn anybody_can_count_the_hash_again_from_what_is_kept() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.draw("plan_not_identified").await;
    let inputs: String =
        sqlx::query_scalar("select inputs from panels.agenda").fetch_one(&council.admin()).await.unwrap();
    let lines = "select line from panels.agenda_child order by child_id";
    let lines: Vec<String> = sqlx::query_scalar(lines).fetch_all(&council.admin()).await.unwrap();
    let mut digest = Sha256::new();
    for line in std::iter::once(&inputs).chain(&lines) {
        digest.update(line);
        digest.update("\n");
    }
    let counted: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(counted, agenda.sha256);
}

#[tokio::test]
async fn the_newest_extract_up_to_the_day_of_the_draw_counts_unless_another_is_named() {
    let of_another_day = |extract: &contracts::panels::v1::Agenda| {
        extract.inputs.clone().expect("they are kept").extract_import_id
    };
    let council = Council::new().await;
    let status = refused(
        council.panels("bea").draw_agenda(council.draw_request("section_20")).await,
        Reason::ExtractMissing,
    );
    assert_eq!(metadata_of(&status)["up_to"], MONDAY);

    let import = async |as_of: &str, rows: &[String]| {
        let metadata = ExtractMetadata { as_of: as_of.into(), ..council.metadata() };
        let file = csv(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let import = council.import_as("bea", metadata, &file).await.expect("to hand it in");
        council.ended(&import.extract_import_id).await
    };
    let old = import("2026-11-19", &[row("1", "V2", "01/01/2026", "U6", "", "Maya Lind")]).await;
    let fresh = DrawAgendaRequest { fresh_only: true, ..council.draw_request("section_20") };
    let status = refused(council.panels("sys").draw_agenda(fresh.clone()).await, Reason::ExtractStale);
    assert_eq!(metadata_of(&status)["as_of"], "2026-11-19");
    assert_eq!(council.count("select count(*) from panels.agenda").await, 0);
    let on_monday = council.draw_request("section_20");
    let stale = ok(council.panels("bea").draw_agenda(on_monday.clone()).await).agenda.unwrap();
    assert_eq!(of_another_day(&stale), old.extract_import_id);
    assert!(stale.stale && !stale.late, "four days old");

    council.suite.clock().set("2026-11-24T08:00:00Z".parse().unwrap());
    let tuesday = import("2026-11-24", &[row("2", "V2", "01/01/2026", "U6", "", "Maya Lind")]).await;
    let same = ok(council.panels("bea").draw_agenda(on_monday).await).agenda.unwrap();
    assert_eq!(same.agenda_id, stale.agenda_id, "a later extract does not change what the job gets");
    let anew = ok(council.panels("sys").draw_agenda(fresh).await).agenda.unwrap();
    assert_eq!(of_another_day(&anew), tuesday.extract_import_id, "a late draw takes what there is by then");
    let named = DrawAgendaRequest {
        extract_import_id: tuesday.extract_import_id.clone(),
        ..council.draw_request("section_20")
    };
    let late = ok(council.panels("bea").draw_agenda(named).await).agenda.unwrap();
    assert!(late.late && !late.stale);
    assert_eq!(late.agenda_id, anew.agenda_id);
    assert_eq!(council.listed(&late).await[0].child_id, "2");

    let past = DrawAgendaRequest {
        panel_date: "2026-11-19".into(),
        extract_import_id: tuesday.extract_import_id,
        ..council.draw_request("section_20")
    };
    refused(council.panels("bea").draw_agenda(past).await, Reason::ExtractMissing);
    let unknown = DrawAgendaRequest { extract_import_id: council.id(), ..council.draw_request("section_20") };
    refused(council.panels("bea").draw_agenda(unknown).await, Reason::NotFound);

    let all = ok(council.panels("sandra").list_agendas(ListAgendasRequest::default()).await).agendas;
    let ids: Vec<&str> = all.iter().map(|agenda| &*agenda.agenda_id).collect();
    assert_eq!(ids, [&*late.agenda_id, &*stale.agenda_id], "what was drawn last comes first");
}

#[tokio::test]
async fn a_preview_of_any_date_cohort_or_rules_keeps_nothing() {
    let council = Council::new().await;
    council.read(&small()).await;
    let preview = || DrawAgendaRequest { validate_only: true, ..council.draw_request("section_20") };
    let shown = ok(council.panels("bea").draw_agenda(preview()).await);
    let agenda = shown.agenda.unwrap();
    assert_eq!((&*agenda.agenda_id, agenda.listed_count, agenda.drawn), ("", 2, None));
    let ids: Vec<&str> = shown.previewed.iter().map(|item| &*item.child_id).collect();
    assert_eq!(ids, ["1", "2"]);

    let changed = RULES.replace("at_most: 83", "at_most: 82");
    let changed = DrawAgendaRequest { rules_yaml: changed, panel_date: "2026-11-25".into(), ..preview() };
    let shown = ok(council.panels("bea").draw_agenda(changed).await);
    assert_eq!(shown.agenda.unwrap().listed_count, 3, "and 3, who is in care for 83 days");
    assert_eq!(shown.previewed[1].flags, Vec::<i32>::new());

    let wrong = RULES.replace("field: days_in_care, at_most: 83", "field: days_in_car, at_most: 83");
    let wrong = DrawAgendaRequest { rules_yaml: wrong, ..preview() };
    let status = refused(council.panels("bea").draw_agenda(wrong).await, Reason::RulesInvalid);
    assert!(field_violations_of(&status)[0].description.contains("line "), "{status:?}");

    let drawn = council.draw("section_20").await;
    assert_eq!(drawn.sha256, agenda.sha256, "the preview is what is drawn");
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_draw_is_refused_by_field() {
    let council = Council::new().await;
    council.read(&small()).await;
    let fields = async |request: DrawAgendaRequest| {
        let status = refused(council.panels("bea").draw_agenda(request).await, Reason::FieldInvalid);
        field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect::<Vec<_>>()
    };
    let sound = || council.draw_request("section_20");
    assert_eq!(
        fields(DrawAgendaRequest { panel_date: "2026-11-25".into(), ..sound() }).await,
        ["panel_date"]
    );
    assert_eq!(
        fields(DrawAgendaRequest { panel_date: "2199-01-03".into(), ..sound() }).await,
        ["panel_date"]
    );
    assert_eq!(fields(DrawAgendaRequest { cohort: "six".into(), ..sound() }).await, ["cohort"]);
    assert_eq!(fields(DrawAgendaRequest { rules_yaml: "id: x".into(), ..sound() }).await, ["rules_yaml"]);
    let nothing = DrawAgendaRequest::default();
    assert_eq!(fields(nothing).await, ["request_id", "panel_date"]);
    assert_eq!(council.count("select count(*) from panels.agenda").await, 0);
}

#[tokio::test]
async fn flags_go_with_the_child() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.draw("placed_with_parents").await;
    let [five] = council.listed(&agenda).await.try_into().unwrap();
    assert_eq!((&*five.child_id, &*five.service_manager), ("5", ""));
    assert_eq!(five.flags, [i32::from(ImportIssueKind::ServiceManagerMissing)]);
}
