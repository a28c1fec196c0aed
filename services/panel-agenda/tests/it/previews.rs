//! A preview says how it differs from what was issued.

use crate::{
    council::{Council, THURSDAY, csv, ok, row, small},
    refused::refused,
};
use contracts::panels::v1::{
    AgendaDifference, AgendaMove, DrawAgendaRequest, DrawAgendaResponse, ExtractMetadata,
};
use fault::Reason;

const RULES: &str = include_str!("../../rules/september-2023.yaml");

fn preview(council: &Council, panel_date: &str, rules_yaml: &str) -> DrawAgendaRequest {
    DrawAgendaRequest {
        panel_date: panel_date.into(),
        validate_only: true,
        rules_yaml: rules_yaml.into(),
        ..council.draw_request("section_20")
    }
}

async fn previewed(council: &Council, panel_date: &str, rules_yaml: &str) -> DrawAgendaResponse {
    ok(council.panels("bea").draw_agenda(preview(council, panel_date, rules_yaml)).await)
}

fn moved(child_id: &str, off_by: &str) -> AgendaMove {
    AgendaMove { child_id: child_id.into(), off_by: off_by.into() }
}

#[tokio::test]
async fn changed_rules_are_held_against_the_agenda_that_is_issued() {
    let council = Council::new().await;
    council.read(&small()).await;
    let before = previewed(&council, THURSDAY, "").await;
    assert_eq!((before.from_issued, before.from_last_panel), (None, None), "nothing is issued");
    let issued = council.issued(THURSDAY).await;
    let same = previewed(&council, THURSDAY, "").await.from_issued.unwrap();
    assert_eq!((same.added_count, same.dropped_count, same.stayed_count), (0, 0, 2));

    let changed = RULES
        .replacen("at_most: 83", "at_most: 55", 1)
        .replacen("exclude: [{field: age, at_least: 17}]", "exclude: [{field: placement_code, is: [U6]}]\n        except_where: [{field: permanence_plan, is: [blank]}]", 1);
    // Its sentence would speak of an age that it does not look at any more.
    let request = preview(&council, THURSDAY, &changed);
    let status = refused(council.panels("bea").draw_agenda(request).await, Reason::RulesInvalid);
    assert!(format!("{status:?}").contains("{age} is nothing that under_17 sees"), "{status:?}");
    let sentence = "\"the child {age}, and this cohort is for those aged {most} and younger\"";
    let says = format!("        says:\n          stays: {sentence}\n          off: {sentence}\n");
    assert!(changed.contains(&says));
    let changed = changed.replacen(&says, "", 1);
    let told = previewed(&council, THURSDAY, &changed).await;
    let difference = told.from_issued.unwrap();
    let expected = AgendaDifference {
        agenda_id: issued.agenda_id.clone(),
        panel_date: THURSDAY.into(),
        added: vec![moved("3", "twelve_weeks")],
        dropped: vec![moved("2", "under_17")],
        added_count: 1,
        dropped_count: 1,
        stayed_count: 1,
    };
    assert_eq!(difference, expected);
    assert_eq!(told.from_last_panel, None);
    assert_eq!(council.count("select count(*) from panels.agenda").await, 1, "nothing is kept");
    let subjects = "select count(*) from panels.audit_entry where rpc like '%/DrawAgenda' and 'child/2' = any (subjects)";
    assert!(council.count(subjects).await > 0, "whoever was named in the difference was shown");
}

#[tokio::test]
async fn the_cohorts_last_panel_is_told_beside_it_with_whom_the_extract_has_lost() {
    let council = Council::new().await;
    council.read(&small()).await;
    let last = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-12-28T09:00:00Z".parse().unwrap());
    let rows = [
        row("1", "s20", "31/08/2026", "U6", "", "Maya Lind"),
        row("3", "V2", "01/09/2026", "U6", "", "Maya Lind"),
        row("9", "V2", "01/08/2026", "U6", "", "Maya Lind"),
    ];
    let metadata = ExtractMetadata { as_of: "2026-12-24".into(), ..council.metadata() };
    let import = council
        .import_as("bea", metadata, &csv(&rows.each_ref().map(String::as_str)))
        .await
        .expect("an extract");
    council.ended(&import.extract_import_id).await;
    let told = previewed(&council, "2026-12-31", "").await;
    assert_eq!(told.from_issued, None);
    let difference = told.from_last_panel.unwrap();
    assert_eq!((&*difference.agenda_id, &*difference.panel_date), (&*last.agenda_id, THURSDAY));
    assert_eq!(difference.added, [moved("3", "twelve_weeks"), moved("9", "")]);
    assert_eq!(difference.dropped, [moved("2", "")], "the extract does not have the child any more");
    assert_eq!((difference.added_count, difference.dropped_count, difference.stayed_count), (2, 1, 1));
    let other = DrawAgendaRequest { cohort: "reunification".into(), ..preview(&council, THURSDAY, "") };
    let other = ok(council.panels("bea").draw_agenda(other).await);
    assert_eq!((other.from_issued, other.from_last_panel), (None, None), "of another cohort");
    let request = preview(&council, THURSDAY, "id: x");
    refused(council.panels("bea").draw_agenda(request).await, Reason::RulesInvalid);
}
