//! Versions of the rules.

use crate::{
    council::{Council, THURSDAY, ok, small},
    people::id_of,
    refused::refused,
};
use contracts::panels::v1::{
    Agenda, CreateRuleSetRequest, DrawAgendaRequest, ExplainChildRequest, ExportAgendaRequest, ExportFormat,
    ListRuleSetsRequest, RuleSet, RuleSetCreated,
};
use fault::{Reason, field_violations_of, metadata_of};

const RULES: &str = include_str!("../../rules/september-2023.yaml");

/// Rules by which eight weeks are enough, as that version.
fn eight_weeks(version: &str) -> String {
    RULES.replacen("at_most: 83", "at_most: 55", 1).replacen("2023-09", version, 1)
}

fn create(council: &Council, rules_yaml: String, valid_from: &str) -> CreateRuleSetRequest {
    CreateRuleSetRequest { request_id: council.id(), rules_yaml, valid_from: valid_from.into() }
}

async fn created(council: &Council, version: &str, valid_from: &str) -> RuleSet {
    let request = create(council, eight_weeks(version), valid_from);
    ok(council.panels("bea").create_rule_set(request).await).rule_set.expect("the rule set")
}

async fn drawn(council: &Council, panel_date: &str) -> Agenda {
    let request = DrawAgendaRequest { panel_date: panel_date.into(), ..council.draw_request("section_20") };
    ok(council.panels("bea").draw_agenda(request).await).agenda.expect("the agenda")
}

#[tokio::test]
async fn a_new_version_holds_for_the_panels_from_its_day_on() {
    let council = Council::with_replicas(2).await;
    council.read(&small()).await;
    let before = drawn(&council, THURSDAY).await;
    assert_eq!(before.listed_count, 2);
    let set = created(&council, "2026-12", "2026-12-01").await;
    assert_eq!((&*set.rules, &*set.valid_from), ("permanence-panel/2026-12", "2026-12-01"));
    assert_eq!(set.created.clone().unwrap().by.unwrap().worker_id, id_of("bea").to_string());

    assert_eq!(
        drawn(&council, THURSDAY).await.agenda_id,
        before.agenda_id,
        "this panel's rules are the same"
    );
    let after = drawn(&council, "2026-12-03").await;
    let inputs = after.inputs.clone().unwrap();
    assert_eq!((&*inputs.rules, inputs.rules_sha256), ("permanence-panel/2026-12", set.sha256.clone()));
    assert_eq!(after.listed_count, 3, "in care for 83 days");
    let explain = async |panel_date: &str| {
        let (child_id, panel_date) = ("3".into(), panel_date.into());
        let request = ExplainChildRequest { child_id, panel_date, ..Default::default() };
        ok(council.panels("sandra").explain_child(request).await).cohorts[0].listed
    };
    assert_eq!((explain(THURSDAY).await, explain("2026-12-03").await), (false, true));

    // The version that was created last holds; what was drawn before leaves as it was drawn.
    let later = created(&council, "2026-13", "2026-12-01").await;
    assert_eq!(drawn(&council, "2026-12-03").await.inputs.unwrap().rules, later.rules);
    for agenda in [before, after] {
        let format = ExportFormat::Csv.into();
        let request = ExportAgendaRequest { agenda_id: agenda.agenda_id, format, ..Default::default() };
        assert!(ok(council.panels("bea").export_agenda(request).await).message().await.unwrap().is_some());
    }
    assert_eq!(council.told::<RuleSetCreated>(2).await[0].rules, "permanence-panel/2026-12");
}

#[tokio::test]
async fn versions_are_listed_the_latest_first_and_the_softwares_own_last() {
    let council = Council::new().await;
    for version in ["a", "b", "c"] {
        created(&council, version, "2026-12-01").await;
    }
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListRuleSetsRequest { page_size: 2, page_token };
        let page = ok(council.panels("sandra").list_rule_sets(request).await);
        assert!(page.rule_sets.len() <= 2);
        found.extend(page.rule_sets);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let versions: Vec<&str> = found.iter().map(|set| set.rules.rsplit('/').next().unwrap()).collect();
    assert_eq!(versions, ["c", "b", "a", "2023-09"]);
    let own = found.last().unwrap();
    assert_eq!((&*own.rules_yaml, &*own.valid_from, &own.created), (RULES, "", &None));
    assert_eq!(found[0].rules_yaml, eight_weeks("c"));
    refused(council.panels("sam").list_rule_sets(ListRuleSetsRequest::default()).await, Reason::NotPermitted);
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_line_and_column_and_a_version_is_there_once() {
    let council = Council::new().await;
    let request = create(&council, eight_weeks("2026-12"), "2026-12-01");
    let mut bea = council.panels("bea");
    let first = ok(bea.create_rule_set(request.clone()).await);
    assert_eq!(ok(bea.create_rule_set(request).await), first, "a repeat");
    for version in ["2026-12", "2023-09"] {
        let again = bea.create_rule_set(create(&council, eight_weeks(version), "2026-12-01")).await;
        let status = refused(again, Reason::AlreadyExists);
        assert_eq!(metadata_of(&status)["subject"], format!("rule-set/permanence-panel/{version}"));
    }
    for (wrong, said) in [
        (eight_weeks("2027").replace("field: age", "field: aged"), "there is no field aged"),
        (
            eight_weeks("2027").replace("key: plan_not_identified", "key: no_plan"),
            "the rotation has the cohorts",
        ),
        ("id: [".to_owned(), "line"),
    ] {
        let status =
            refused(bea.create_rule_set(create(&council, wrong, "2026-12-01")).await, Reason::RulesInvalid);
        let violations = field_violations_of(&status);
        assert_eq!(violations[0].field, "rules_yaml");
        assert!(violations[0].description.starts_with("line "), "{violations:?}");
        assert!(violations.iter().any(|wrong| wrong.description.contains(said)), "{said}: {violations:?}");
    }
    let past = bea.create_rule_set(create(&council, eight_weeks("2027"), "2026-11-22")).await;
    assert_eq!(field_violations_of(&refused(past, Reason::FieldInvalid))[0].field, "valid_from");
    for subject in ["sandra", "sys", "ada", "leo"] {
        let request = create(&council, eight_weeks("2027"), "2026-12-01");
        refused(council.panels(subject).create_rule_set(request).await, Reason::NotPermitted);
    }
    assert_eq!(council.count("select count(*) from panels.rule_set").await, 1);
}
