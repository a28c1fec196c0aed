//! What a W5 leads to: at most one of four, with or without Child in Care Planning, at least one in all (A5); family not
//! agreed (A6).

use contracts::workflow::v1::NextAction;
use fault::Reason;
use tests::case::Case;
use tests::council::Council;
use tests::forms::{next, queue};

use super::open_steps;
use crate::refusals::assert_refused;

const PLANNING: &str = "to_child_in_care_planning";

/// What a finish says with that queue; R8 of W5 covers no queue, so that the meeting stays authorised.
async fn tried(council: &Council, step: &str, queued: Vec<NextAction>) -> Result<(), tonic::Status> {
    let opened = council.sw.open(step).await.expect("the step");
    council.sw.save(step, queue(&opened, queued)).await.expect("it is queued");
    council.ps.try_finish(step).await.map(drop)
}

#[tokio::test]
async fn a5_at_most_one_of_four_with_or_without_child_in_care_planning_at_least_one_in_all() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    case.authorised(&council.sw, &step, vec![next("to_panel")]).await;
    council.iro.ratify(&case.child_id, "With her carers", &council.today()).await.expect("ratified");
    for permitted in [
        vec![next(PLANNING)],
        vec![next("to_panel"), next(PLANNING)],
        vec![next("to_placement"), next(PLANNING)],
        vec![next("family_finding_again"), next(PLANNING)],
        vec![next("to_placement")],
    ] {
        tried(&council, &step, permitted).await.expect("it is permitted");
    }
    for excluding in [
        ["to_panel", "to_placement"],
        ["to_panel", "family_finding_again"],
        ["to_placement", "family_finding_again"],
        ["to_panel", "family_not_agreed"],
        ["to_placement", "family_not_agreed"],
        ["family_finding_again", "family_not_agreed"],
    ] {
        let both = tried(&council, &step, excluding.map(next).to_vec()).await;
        assert_refused(both, Reason::NextActionsExclude, "two of the four");
    }
    assert_refused(tried(&council, &step, vec![]).await, Reason::NextActionMissing, "none");
}

#[tokio::test]
async fn child_in_care_planning_alone_hands_the_case_over() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    case.sharing(&step, vec![next(PLANNING)]).await;
    assert_eq!(open_steps(&case).await, [("child_in_care_planning".to_owned(), String::new())]);
    let planning = super::step_of(&case, "child_in_care_planning").await.workstep_id;
    let nothing = council.sw.start(&planning).await.expect("it starts");
    assert!(nothing.requests.is_empty());
    let refused = assert_refused(council.sw.finish(&planning).await, Reason::SectionIncomplete, "empty");
    assert!(fault::violations_of(&refused).contains(&Reason::NextActionMissing));
    case.write(&council.sw, &planning, vec![next("planning_handed_over")]).await;
    let finished = council.sw.finish(&planning).await.expect("handed over");
    assert_eq!(finished.case_outcome, "HANDED_OVER");
}

#[tokio::test]
async fn child_in_care_planning_beside_another_leaves_both_open() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    case.sharing(&step, vec![next("to_panel"), next(PLANNING)]).await;
    let planning = super::step_of(&case, "child_in_care_planning").await.workstep_id;
    case.write(&council.sw, &planning, vec![next("planning_handed_over")]).await;
    let finished = council.sw.finish(&planning).await.expect("handed over");
    assert_eq!(finished.case_outcome, "", "the panel goes on");
    assert_eq!(open_steps(&case).await, [("panel_and_matching".to_owned(), String::new())]);
}

#[tokio::test]
async fn w4_again_beside_child_in_care_planning_is_finished_and_both_go_on() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let finished = case.sharing(&step, vec![next("family_finding_again"), next(PLANNING)]).await;
    let created: Vec<&str> = finished.created.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(created, ["SC Permanence Family Finding Meeting / Review", "SC Child in Care Planning"]);
    let (finding, finding_for) = ("family_finding".to_owned(), "FAMILY_FINDING".to_owned());
    let planning_open = ("child_in_care_planning".to_owned(), String::new());
    assert_eq!(open_steps(&case).await, [(finding.clone(), finding_for.clone()), planning_open]);

    let planning = super::step_of(&case, "child_in_care_planning").await.workstep_id;
    case.write(&council.sw, &planning, vec![next("planning_handed_over")]).await;
    let handed_over = council.sw.finish(&planning).await.expect("handed over");
    assert_eq!(handed_over.case_outcome, "", "the family finding goes on");
    assert_eq!(open_steps(&case).await, [(finding, finding_for)]);
    let again = finished.created[0].workstep_id.as_str();
    case.finding(again, vec![next("to_information_sharing")]).await;
    assert_eq!(open_steps(&case).await, [("information_sharing".to_owned(), String::new())]);
}

#[tokio::test]
async fn family_not_agreed_beside_child_in_care_planning_leaves_the_search_and_the_planning() {
    let council = Council::with_two_replicas().await;
    let (case, finding) = Case::arrived_at(&council, "family_finding").await;
    let sharing = case.match_sent_immediately(&finding).await.created.expect("a step").workstep_id;
    case.sharing(&sharing, vec![next("family_not_agreed"), next(PLANNING)]).await;
    let (search, search_for) = ("family_finding".to_owned(), "FAMILY_FINDING".to_owned());
    let planning = ("child_in_care_planning".to_owned(), String::new());
    assert_eq!(open_steps(&case).await, [(search, search_for), planning]);
    assert_eq!(council.stored_state_of(&finding).await, "STARTED", "it is the search that was open before");
}

#[tokio::test]
async fn a6_family_not_agreed_is_w4_where_none_is_open_and_the_end_of_the_match_where_one_is() {
    let council = Council::with_two_replicas().await;
    let (case, alone) = Case::arrived_at(&council, "information_sharing").await;
    case.authorised(&council.sw, &alone, vec![next("family_finding_again")]).await;
    let refused = tried(&council, &alone, vec![next("family_not_agreed")]).await;
    let refused = assert_refused(refused, Reason::OpenStepRequired, "no W4 is open");
    assert_eq!(fault::metadata_of(&refused)["workstep_type"], "family_finding");
    tried(&council, &alone, vec![next("family_finding_again")]).await.expect("W4");

    let (case, finding) = Case::arrived_at(&council, "family_finding").await;
    let beside = case.match_sent_immediately(&finding).await.created.expect("a step").workstep_id;
    case.authorised(&council.sw, &beside, vec![next("family_not_agreed")]).await;
    let refused = tried(&council, &beside, vec![next("family_finding_again")]).await;
    let refused = assert_refused(refused, Reason::OpenStepForbidden, "a W4 is open");
    assert_eq!(fault::metadata_of(&refused)["workstep_id"], finding);
    tried(&council, &beside, vec![next("family_not_agreed")]).await.expect("the end of the match");
}
