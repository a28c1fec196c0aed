//! Cohort 4 is cross-referenced with the matches that were agreed in the process, too.

use crate::{
    council::{Council, THURSDAY, csv, ok, row},
    telling::{Case, all_is_heard, at},
};
use contracts::panels::v1::{
    Agenda, CirculateAgendaRequest, ExplainChildRequest, ExtractMetadata, ImportLongTermMatchesRequest,
    ListReferralsRequest, SchedulePanelsRequest, WhenItFallsOut,
};

async fn read(council: &Council, as_of: &str, rows: &[String]) {
    let metadata = ExtractMetadata { as_of: as_of.into(), ..council.metadata() };
    let file = csv(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let import = council.import_as("bea", metadata, &file).await.expect("to hand it in");
    council.ended(&import.extract_import_id).await;
}

fn fostered(id: &str) -> String {
    row(id, "C2", "01/02/2020", "U4", "Long term fostering", "Sandra Poole")
}

/// Draws cohort 4: how many are listed, and the state of the agreed matches.
async fn drawn(council: &Council) -> (Agenda, i32, i64) {
    all_is_heard(council).await;
    let agenda = council.draw("long_term_matching").await;
    let inputs = agenda.inputs.clone().expect("inputs");
    let listed = agenda.listed_count;
    (agenda, listed, inputs.agreed_matches)
}

#[tokio::test]
async fn a_match_that_was_agreed_takes_the_child_off_and_refers_them_until_it_is_corrected() {
    let council = Council::beside_workflow().await;
    read(&council, "2026-11-23", &["1", "2", "3"].map(fostered)).await;
    let (before, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (3, 0));
    let case = Case::opened(&council, "1").await;
    let step = case.step("SC Permanence Panel and Matching Decision").await;
    case.finish(&step, &["match_agreed"]).await;
    let (agenda, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (2, 1));
    assert_ne!(agenda.sha256, before.sha256, "what was agreed is part of what the agenda was drawn from");
    assert_eq!(council.listed(&before).await.len(), 3, "the earlier one is what it was");
    let off = council.not_listed(&agenda).await.remove(0);
    let seen = off.off.unwrap();
    assert_eq!((&*off.child_id, off.referred), ("1", true));
    assert_eq!((&*seen.key, &*seen.saw[0].value), ("cross_reference", "yes, a match was agreed"));
    let explain = ExplainChildRequest { child_id: "1".into(), ..Default::default() };
    let explained = ok(council.panels("sandra").explain_child(explain).await).cohorts;
    assert!(!explained[3].listed);

    let schedule = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: "2026-11-05".into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(schedule).await);
    let circulate = CirculateAgendaRequest { request_id: council.id(), agenda_id: agenda.agenda_id };
    ok(council.panels("bea").circulate_agenda(circulate).await);
    let open = || ListReferralsRequest { open_only: true, ..Default::default() };
    let referrals = ok(council.panels("sandra").list_referrals(open()).await).referrals;
    assert_eq!((referrals.len(), &*referrals[0].child_id, &*referrals[0].panel_date), (1, "1", THURSDAY));

    council.suite.clock().set(at("2026-11-30T09:00:00Z"));
    read(&council, "2026-11-30", &["1", "2", "3"].map(fostered)).await;
    assert_eq!(ok(council.panels("sandra").list_referrals(open()).await).referrals.len(), 1, "not yet");
    let achieved = fostered("1").replace("Long term fostering,,", "Long term fostering,Yes,");
    council.suite.clock().set(at("2026-12-07T09:00:00Z"));
    read(&council, "2026-12-07", &[achieved, fostered("2")]).await;
    assert!(ok(council.panels("sandra").list_referrals(open()).await).referrals.is_empty());
}

#[tokio::test]
async fn a_match_ends_with_its_case_unless_the_child_was_placed_and_with_the_next_case() {
    let council = Council::beside_workflow().await;
    read(&council, "2026-11-23", &["1", "2"].map(fostered)).await;
    let (failed, placed) = (Case::opened(&council, "1").await, Case::opened(&council, "2").await);
    for case in [&failed, &placed] {
        let step = case.step("SC Permanence Panel and Matching Decision").await;
        case.finish(&step, &["match_agreed"]).await;
        // Another step of the case changes nothing, nor does the same event again.
        case.finish(&step, &["match_agreed"]).await;
        case.finish(&case.step("SC Permanence Placement").await, &["child_placed"]).await;
    }
    let (_, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (0, 2));
    failed.close("CANCELLED").await;
    placed.close("CHILD_PLACED").await;
    let (_, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (1, 3), "the one that came to nothing");
    council.suite.clock().set(at("2026-11-23T09:30:00Z"));
    let again = Case::opened(&council, "2").await;
    let (agenda, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (2, 4), "the plan begins anew");
    again.close("CANCELLED").await;
    assert_eq!(drawn(&council).await.0.agenda_id, agenda.agenda_id, "nothing was agreed in that one");
}

#[tokio::test]
async fn a_placement_that_needed_no_match_counts_as_one() {
    let council = Council::beside_workflow().await;
    read(&council, "2026-11-23", &["1", "2"].map(fostered)).await;
    let case = Case::opened(&council, "1").await;
    let sharing = case.step("SC Permanence Information Sharing Meeting").await;
    case.finish(&sharing, &["to_placement"]).await;
    assert_eq!(drawn(&council).await.1, 2, "nothing is recorded yet");
    case.finish(&case.step("SC Permanence Placement").await, &["child_placed"]).await;
    case.close("CHILD_PLACED").await;
    let (_, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (1, 1));
}

#[tokio::test]
async fn a_child_on_both_lists_is_taken_off_once_and_stays_off_while_one_says_so() {
    let council = Council::beside_workflow().await;
    read(&council, "2026-11-23", &["1"].map(fostered)).await;
    let list = |child_ids: Vec<String>| ImportLongTermMatchesRequest { request_id: council.id(), child_ids };
    ok(council.care_data("fred").import_long_term_matches(list(vec!["1".into()])).await);
    let case = Case::opened(&council, "1").await;
    case.finish(&case.step("SC Permanence Panel and Matching Decision").await, &["match_agreed"]).await;
    let saw = async |agenda: &Agenda| {
        let off = council.not_listed(agenda).await.remove(0).off.unwrap();
        off.saw[0].value.clone()
    };
    let (agenda, listed, _) = drawn(&council).await;
    assert_eq!((listed, &*saw(&agenda).await), (0, "yes, on the Fostering Service's list"));
    ok(council.care_data("fred").import_long_term_matches(list(vec![])).await);
    let (agenda, listed, _) = drawn(&council).await;
    assert_eq!((listed, &*saw(&agenda).await), (0, "yes, a match was agreed"));
    case.close("CANCELLED").await;
    assert_eq!(drawn(&council).await.1, 1);
}

#[tokio::test]
async fn what_is_told_again_after_a_restore_changes_nothing() {
    let council = Council::beside_workflow().await;
    read(&council, "2026-11-23", &["1", "2"].map(fostered)).await;
    let first = Case::opened(&council, "1").await;
    first.close("CANCELLED").await;
    council.suite.clock().set(at("2026-11-23T09:00:00Z"));
    let second = Case::opened(&council, "1").await;
    second.finish(&second.step("SC Permanence Panel and Matching Decision").await, &["match_agreed"]).await;
    let (_, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (1, 1));
    council.suite.pause("panels", "permanence.workflow");
    // Every event from the first on, as after a restore.
    sqlx::query("update panels.feed_cursor set cursor = split_part(cursor, ':', 1) || ':0' where upstream = 'permanence.workflow'")
        .execute(&council.admin())
        .await
        .expect("to begin again");
    council.suite.resume("panels", "permanence.workflow");
    let (_, listed, state) = drawn(&council).await;
    assert_eq!((listed, state), (1, 1), "the first case was opened before the match was agreed");
}
