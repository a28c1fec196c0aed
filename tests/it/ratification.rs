//! The IRO ratifies a placement; a changed placement ends it; whoever may choose it is told of a child under 16 (A12).

use contracts::workflow::v1::{NoticeKind, TimelineKind, Workstep};
use fault::Reason;
use tests::case::{Case, opened_by};
use tests::council::Council;
use tests::forms::next;

use crate::refusals::assert_refused;

fn flagged(step: &Workstep) -> Vec<(&str, NoticeKind)> {
    step.notices.iter().map(|notice| (notice.next_action.as_str(), notice.kind())).collect()
}

#[tokio::test]
async fn a_placement_is_refused_once_the_ratified_placement_has_changed() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let on = council.today();
    let ratified =
        council.iro.ratify(&case.child_id, "With her present carers", &on).await.expect("ratified");
    let view = council.tm.person_view(&case.child_id).await.expect("the person summary");
    let shown = view.ratification.expect("the ratification that stands");
    assert_eq!(shown, ratified);
    assert_eq!((shown.placement.as_str(), shown.ratified_on.as_str()), ("With her present carers", &*on));
    assert_eq!(shown.recorded.expect("an act").by.expect("a person").display_name, council.iro.name);

    case.authorised(&council.sw, &step, vec![next("to_placement")]).await;
    council.ps.try_finish(&step).await.expect("as long as it stands, the placement can follow");
    let ended = council.sw.end_ratification(&case.child_id, &ratified.ratification_id, &on).await;
    assert_eq!(ended.expect("the social worker records the move").ended_on, on);
    let refused = assert_refused(council.ps.finish(&step).await, Reason::FactRequired, "after the end");
    assert_eq!(fault::metadata_of(&refused)["fact"], "ratified_placement");
    assert_eq!(council.stored_state_of(&step).await, "STARTED");
    let view = council.tm.person_view(&case.child_id).await.expect("the person summary");
    assert_eq!(view.ratification, None);

    council.iro.ratify(&case.child_id, "With her aunt", &on).await.expect("the new placement is ratified");
    let finished = council.ps.finish(&step).await.expect("on the strength of the new one");
    assert_eq!(finished.created[0].title, "SC Permanence Placement");
    let told = council.tm.timeline(&case.case_id).await.expect("the timeline");
    let told = told.iter().filter(|entry| !entry.date.is_empty());
    let told: Vec<_> = told.map(|entry| (entry.kind(), entry.comment.as_str())).collect();
    assert_eq!(
        told,
        [
            (TimelineKind::RatificationRecorded, "With her present carers"),
            (TimelineKind::RatificationEnded, "With her present carers"),
            (TimelineKind::RatificationRecorded, "With her aunt"),
        ]
    );
}

#[tokio::test]
async fn a_child_under_sixteen_is_flagged_to_who_may_choose_a_placement_and_to_who_finishes() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let on = council.today();
    let under_sixteen = [("to_placement", NoticeKind::UnderSixteen)];
    assert_eq!(flagged(&opened_by(&council.sw, &step).await), under_sixteen, "where it is offered");

    council.iro.ratify(&case.child_id, "With her present carers", &on).await.expect("age is no gate");
    case.authorised(&council.sw, &step, vec![next("to_placement")]).await;
    let resumed = council.ps.open(&step).await.expect("the step");
    assert_eq!(flagged(&resumed), under_sixteen, "where it is queued");
    let said = &resumed.notices[0].message;
    assert!(said.contains("“SC Permanence Placement”") && said.contains("under 16"), "{said}");
    let asked = council.ps.try_finish(&step).await.expect("it hinders nothing");
    assert_eq!(asked.notices, resumed.notices);
    let finished = council.ps.finish(&step).await.expect("it hinders nothing");
    assert_eq!(finished.notices, resumed.notices);
    assert!(
        council.ps.open(&step).await.expect("the step").notices.is_empty(),
        "what has ended is not weighed"
    );
}

#[tokio::test]
async fn who_does_not_choose_the_placement_is_told_nothing_with_the_finish() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let finished = case.sharing(&step, vec![next("to_panel")]).await;
    assert!(finished.notices.is_empty(), "{:?}", finished.notices);
}
