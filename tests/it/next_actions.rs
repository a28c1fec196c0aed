//! One test for each row of the table of next actions: exact label, to whom it passes, what it leads to.

use contracts::r#type::v1::assignee::Holder;
use contracts::workflow::v1::{
    FinishWorkstepResponse, IncomingWork, NextAction, NextActionType, WorkstepState,
};
use fault::Reason;
use tests::case::{Case, Decision, only_created, opened_by, sent_by_saving, to};
use tests::council::{Council, FAMILY_FINDERS, QAAG};
use tests::forms::{next, queue};

use crate::refusals::assert_refused;

fn action<'a>(council: &'a Council, step: &str, key: &str) -> &'a NextActionType {
    let types = &council.forms.step(step).next_actions;
    types.iter().find(|it| it.key == key).unwrap_or_else(|| panic!("{step} does not offer {key}"))
}

/// The row as the process says it: exact label, and the step it leads to.
fn assert_row(council: &Council, step: &str, key: &str, title: &str, leads_to: &str) {
    let found = action(council, step, key);
    assert_eq!((found.title.as_str(), found.leads_to.as_str()), (title, leads_to));
}

fn only(finished: &FinishWorkstepResponse) -> &IncomingWork {
    let [created] = finished.created.as_slice() else { panic!("one step follows: {finished:?}") };
    created
}

/// The step came, incoming, to the social worker and stands in their folder.
async fn came_to_the_social_worker(council: &Council, created: &IncomingWork, title: &str) {
    assert_eq!((created.title.as_str(), created.state()), (title, WorkstepState::Incoming));
    let Some(Holder::Worker(worker)) = created.assignee.clone().expect("an assignee").holder else {
        panic!("{title} passes to a person")
    };
    assert_eq!(worker.worker_id, council.sw.id);
    assert!(in_folder(council, &council.sw, &created.workstep_id).await, "{title} stands in the folder");
}

/// The step came, incoming, to the inbox and stands in its members' folders.
async fn came_to_the_inbox(council: &Council, created: &IncomingWork, title: &str, inbox: &str) {
    assert_eq!((created.title.as_str(), created.state()), (title, WorkstepState::Incoming));
    let Some(Holder::Inbox(found)) = created.assignee.clone().expect("an assignee").holder else {
        panic!("{title} passes to an inbox")
    };
    assert_eq!(found.name, inbox);
    let (member, other) = match inbox {
        QAAG => (&council.qaag, &council.finder),
        _ => (&council.finder, &council.qaag),
    };
    assert!(in_folder(council, member, &created.workstep_id).await, "{title} stands in the inbox");
    assert!(!in_folder(council, other, &created.workstep_id).await, "{title} stands in no other inbox");
}

async fn in_folder(_: &Council, person: &tests::person::Person, step: &str) -> bool {
    let folder = person.work_view().await.expect("a work view").incoming_work.expect("a folder");
    assert_eq!(folder.count as usize, folder.worksteps.len());
    folder.worksteps.iter().any(|row| row.workstep_id == step)
}

async fn closed_with(case: &Case<'_>, outcome: &str) {
    assert_eq!(case.outcome().await, outcome);
    assert!(case.steps().await.iter().all(|step| step.end_time.is_some()), "no step is left open");
    assert_eq!(case.council.stored_outcome_of(&case.case_id).await, outcome);
}

#[tokio::test]
async fn w0_permanency_planning_process() {
    let council = Council::with_two_replicas().await;
    let title = "SC Permanency Planning Process";
    assert_row(&council, "child_in_care_review", "start_permanency_planning", title, "permanency_planning");
    let (case, step) = Case::arrived_at(&council, "child_in_care_review").await;
    let finished = case.review(&step).await;
    came_to_the_social_worker(&council, only(&finished), title).await;
}

#[tokio::test]
async fn w0_no_plan_for_permanence_agreed() {
    let council = Council::with_two_replicas().await;
    let title = "No plan for permanence agreed (NFA)";
    assert_row(&council, "child_in_care_review", "no_plan_agreed", title, "");
    let (case, step) = Case::arrived_at(&council, "child_in_care_review").await;
    case.write(&council.iro, &step, vec![next("no_plan_agreed")]).await;
    let finished = council.iro.finish(&step).await.expect("a review without a plan finishes");
    assert_eq!((finished.created.len(), finished.case_outcome.as_str()), (0, "NO_PLAN_AGREED"));
    closed_with(&case, "NO_PLAN_AGREED").await;
}

#[tokio::test]
async fn w1_agency_decision_maker_permanence_decision() {
    let council = Council::with_two_replicas().await;
    let title = "SC Agency Decision Maker Permanence Decision";
    assert_row(&council, "permanency_planning", "to_agency_decision", title, "agency_decision");
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let finished = case.planning(&step).await;
    came_to_the_inbox(&council, only(&finished), title, QAAG).await;
}

#[tokio::test]
async fn w1_permanency_planning_no_longer_required() {
    let council = Council::with_two_replicas().await;
    let title = "SC Permanency Planning No Longer Required (NFA)";
    assert_row(&council, "permanency_planning", "no_longer_required", title, "");
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let incomplete = tests::forms::send(to("authorise_report", &council.ps));
    let request = sent_by_saving(&council.sw, &step, incomplete).await;
    council.ps.complete(&request).await.expect("the manager completes R1 on an incomplete report");
    let opened = council.ps.open(&step).await.expect("the step");
    let queued = tests::forms::queue(&opened, vec![next("no_longer_required")]);
    council.ps.save(&step, queued).await.expect("the manager queues the NFA");
    let finished = council.ps.finish(&step).await.expect("R2 is waived");
    assert_eq!((finished.created.len(), finished.case_outcome.as_str()), (0, "NO_LONGER_REQUIRED"));
    closed_with(&case, "NO_LONGER_REQUIRED").await;
}

#[tokio::test]
async fn w2_adm_agrees_permanence_plan_start_family_finding() {
    let council = Council::with_two_replicas().await;
    let title = "SC ADM Agrees Permanence Plan, Start Family Finding";
    assert_row(&council, "agency_decision", "adm_agrees", title, "family_finding_request");
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let finished = case.decision(&step, Decision::Yes, &["adm_agrees"]).await;
    let created = "SC Permanence Family Finding Request";
    came_to_the_social_worker(&council, only(&finished), created).await;
}

#[tokio::test]
async fn w2_agency_decision_maker_disagrees_permanence_plan() {
    let council = Council::with_two_replicas().await;
    let title = "SC Agency Decision Maker Disagrees Permanence Plan (NFA)";
    assert_row(&council, "agency_decision", "adm_disagrees", title, "");
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let finished = case.decision(&step, Decision::No, &["adm_disagrees"]).await;
    assert_eq!(finished.case_outcome, "ADM_DISAGREED");
    closed_with(&case, "ADM_DISAGREED").await;
}

const FINDING: &str = "SC Permanence Family Finding Meeting / Review";

#[tokio::test]
async fn w3_permanence_family_finding_meeting_review() {
    let council = Council::with_two_replicas().await;
    assert_row(&council, "family_finding_request", "to_family_finding", FINDING, "family_finding");
    let (case, step) = Case::arrived_at(&council, "family_finding_request").await;
    let finished = case.referral(&step).await;
    came_to_the_inbox(&council, only(&finished), FINDING, FAMILY_FINDERS).await;
}

#[tokio::test]
async fn w4_permanence_family_finding_meeting_review_again() {
    let council = Council::with_two_replicas().await;
    assert_row(&council, "family_finding", "family_finding_again", FINDING, "family_finding");
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let finished = case.finding(&step, vec![next("family_finding_again")]).await;
    came_to_the_inbox(&council, only(&finished), FINDING, FAMILY_FINDERS).await;
    let again = case.finding(&only_created(&finished), vec![next("family_finding_again")]).await;
    assert_eq!(again.created.len(), 1, "again and again");
}

const SHARING: &str = "SC Permanence Information Sharing Meeting";

#[tokio::test]
async fn w4_permanence_information_sharing_meeting() {
    let council = Council::with_two_replicas().await;
    assert_row(&council, "family_finding", "to_information_sharing", SHARING, "information_sharing");
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let finished = case.finding(&step, vec![next("to_information_sharing")]).await;
    came_to_the_social_worker(&council, only(&finished), SHARING).await;
}

#[tokio::test]
async fn w4_permanence_information_sharing_meeting_sent_immediately() {
    let council = Council::with_two_replicas().await;
    assert!(action(&council, "family_finding", "to_information_sharing").may_be_sent_immediately);
    assert!(!action(&council, "family_finding", "family_finding_again").may_be_sent_immediately);
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let sent = case.match_sent_immediately(&step).await.created.expect("the step at once");
    came_to_the_social_worker(&council, &sent, SHARING).await;
    let twice = council.finder.send_now(&step, next("to_information_sharing")).await;
    assert_refused(twice, Reason::NextActionAlreadySent, "sent a second time");

    case.authorised_as_it_stands(&council.finder, &step).await;
    let finished = council.ps.finish(&step).await.expect("the match is the choice");
    assert_eq!(finished.created.len(), 0, "the finish does not create it again");
    let sharing = case.steps().await.into_iter().filter(|it| it.r#type == "information_sharing");
    assert_eq!(sharing.count(), 1);
}

/// A W4 that is there for the three-month review: it was added as one of a pair (A:175).
async fn a_review<'a>(council: &'a Council) -> (Case<'a>, String) {
    let (case, step) = Case::arrived_at(council, "family_finding").await;
    opened_by(&council.finder, &step).await;
    council.months_pass(3);
    let pair = ["FAMILY_FINDING", "THREE_MONTH_REVIEW"];
    let pair = pair.map(|purpose| NextAction { purpose: purpose.into(), ..next("family_finding_again") });
    let finished = case.finding(&step, pair.to_vec()).await;
    assert_eq!(finished.created.len(), 2, "two steps, one of each purpose");
    let review = finished.created.iter().find(|step| step.purpose == "THREE_MONTH_REVIEW");
    (case, review.expect("a review").workstep_id.clone())
}

#[tokio::test]
async fn w4_review_recorded() {
    let council = Council::with_two_replicas().await;
    assert_row(&council, "family_finding", "review_recorded", "Review recorded (NFA)", "");
    let (case, review) = a_review(&council).await;
    let opened = opened_by(&council.finder, &review).await;
    for other in ["family_finding_again", "to_information_sharing"] {
        let queued = council.finder.save(&review, queue(&opened, vec![next(other)])).await;
        let refused = assert_refused(queued, Reason::NextActionNotAvailable, "a review ends otherwise");
        assert_eq!(fault::metadata_of(&refused)["next_action"], other);
    }
    let sent = council.finder.send_now(&review, next("to_information_sharing")).await;
    assert_refused(sent, Reason::NextActionNotAvailable, "a review sends no match");
    assert_refused(council.ps.finish(&review).await, Reason::NextActionMissing, "a review without an end");

    let search =
        case.steps().await.into_iter().find(|step| step.end_time.is_none() && step.workstep_id != review);
    let search = opened_by(&council.finder, &search.expect("the search goes on").workstep_id).await;
    let recorded =
        council.finder.save(&search.workstep_id, queue(&search, vec![next("review_recorded")])).await;
    assert_refused(recorded, Reason::NextActionNotAvailable, "a search does not end as a review");

    let finished = case.finding(&review, vec![next("review_recorded")]).await;
    assert_eq!((finished.created.len(), finished.case_outcome.as_str()), (0, ""));
    let open = case.steps().await.into_iter().filter(|step| step.end_time.is_none());
    assert_eq!(open.map(|step| step.purpose).collect::<Vec<_>>(), ["FAMILY_FINDING"]);
}

#[tokio::test]
async fn w5_permanence_panel_and_matching_decision() {
    let council = Council::with_two_replicas().await;
    let title = "SC Permanence Panel and Matching Decision";
    assert_row(&council, "information_sharing", "to_panel", title, "panel_and_matching");
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let finished = case.sharing(&step, vec![next("to_panel")]).await;
    came_to_the_inbox(&council, only(&finished), title, QAAG).await;
}

#[tokio::test]
async fn w5_child_in_care_planning() {
    let council = Council::with_two_replicas().await;
    let title = "SC Child in Care Planning";
    assert_row(&council, "information_sharing", "to_child_in_care_planning", title, "child_in_care_planning");
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let both = vec![next("to_child_in_care_planning"), next("to_panel")];
    let finished = case.sharing(&step, both).await;
    assert_eq!(finished.created.len(), 2, "alone or beside another");
    let planning = finished.created.iter().find(|step| step.title == title).expect("the planning step");
    came_to_the_social_worker(&council, planning, title).await;
}

#[tokio::test]
async fn w5_permanence_placement_only_where_the_iro_has_ratified() {
    let council = Council::with_two_replicas().await;
    let title = "SC Permanence Placement";
    assert_row(&council, "information_sharing", "to_placement", title, "placement");
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    case.authorised(&council.sw, &step, vec![next("to_placement")]).await;
    assert_refused(council.ps.finish(&step).await, Reason::FactRequired, "not ratified");
    let on = council.today();
    council.iro.ratify(&case.child_id, "With her present carers", &on).await.expect("the IRO ratifies");
    let finished = council.ps.finish(&step).await.expect("ratified");
    came_to_the_social_worker(&council, only(&finished), title).await;
}

#[tokio::test]
async fn w5_permanence_family_finding_meeting_review() {
    let council = Council::with_two_replicas().await;
    assert_row(&council, "information_sharing", "family_finding_again", FINDING, "family_finding");
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let finished = case.sharing(&step, vec![next("family_finding_again")]).await;
    came_to_the_inbox(&council, only(&finished), FINDING, FAMILY_FINDERS).await;
}

#[tokio::test]
async fn w5_family_not_agreed() {
    let council = Council::with_two_replicas().await;
    let title = "Family not agreed (NFA)";
    assert_row(&council, "information_sharing", "family_not_agreed", title, "");
    let (case, finding) = Case::arrived_at(&council, "family_finding").await;
    let sent = case.match_sent_immediately(&finding).await.created.expect("a step").workstep_id;
    case.authorised_as_it_stands(&council.finder, &finding).await;
    let finished = case.sharing(&sent, vec![next("family_not_agreed")]).await;
    assert_eq!((finished.created.len(), finished.case_outcome.as_str()), (0, ""));
    let alone = council.ps.finish(&finding).await;
    assert_refused(alone, Reason::NextActionMissing, "the match failed: W4 again is needed (A4)");
}

#[tokio::test]
async fn w6_permanence_match_agreed() {
    let council = Council::with_two_replicas().await;
    let title = "SC Permanence Match Agreed";
    assert_row(&council, "panel_and_matching", "match_agreed", title, "placement");
    let reasons = &action(&council, "panel_and_matching", "match_agreed").reasons;
    assert_eq!(
        reasons.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(),
        ["CS Long-term Fostering Agreed"]
    );
    let (case, step) = Case::arrived_at(&council, "panel_and_matching").await;
    let opened = council.qaag.start(&step).await.expect("it starts");
    let unknown = NextAction { reason: "because".into(), ..next("match_agreed") };
    let refused = council.qaag.save(&step, queue(&opened, vec![unknown])).await;
    assert_refused(refused, Reason::NextActionReasonRequired, "a reason that is not in its list");
    let finished = case.decision(&step, Decision::Yes, &["match_agreed"]).await;
    came_to_the_social_worker(&council, only(&finished), "SC Permanence Placement").await;
}

#[tokio::test]
async fn w6_permanence_match_not_agreed_goes_with_exactly_one_other() {
    let council = Council::with_two_replicas().await;
    let title = "SC Permanence Match Not Agreed (NFA)";
    assert_row(&council, "panel_and_matching", "match_not_agreed", title, "");
    let (case, step) = Case::arrived_at(&council, "panel_and_matching").await;
    let request = case.referred_to_adm(&step, vec![next("match_not_agreed")]).await;
    case.decide(&step, Decision::No).await;
    council.adm.complete(&request).await.expect("the ADM completes");
    assert_refused(council.adm.finish(&step).await, Reason::NextActionMissing, "what then?");
}

#[tokio::test]
async fn w6_permanence_family_finding_meeting_review() {
    let council = Council::with_two_replicas().await;
    assert_row(&council, "panel_and_matching", "family_finding_again", FINDING, "family_finding");
    let (case, step) = Case::arrived_at(&council, "panel_and_matching").await;
    let both = ["match_not_agreed", "family_finding_again"];
    let finished = case.decision(&step, Decision::No, &both).await;
    came_to_the_inbox(&council, only(&finished), FINDING, FAMILY_FINDERS).await;
}

#[tokio::test]
async fn w6_update_permanence_plan() {
    let council = Council::with_two_replicas().await;
    let title = "SC Update Permanence Plan";
    assert_row(&council, "panel_and_matching", "to_update_plan", title, "update_permanence_plan");
    assert_eq!(action(&council, "panel_and_matching", "to_update_plan").reasons.len(), 5);
    let (case, step) = Case::arrived_at_panel_beside_open_finding(&council).await;
    let opened = opened_by(&council.qaag, &step).await;
    for reason in ["", "no_such_reason"] {
        let plan = NextAction { reason: reason.into(), ..next("to_update_plan") };
        let queued = council.qaag.save(&step, queue(&opened, vec![next("match_not_agreed"), plan])).await;
        let refused = assert_refused(queued, Reason::NextActionReasonRequired, "without one of its reasons");
        assert_eq!(fault::metadata_of(&refused)["next_action"], "to_update_plan");
    }
    let both = ["match_not_agreed", "to_update_plan"];
    let finished = case.decision(&step, Decision::No, &both).await;
    came_to_the_inbox(&council, only(&finished), title, FAMILY_FINDERS).await;
}

#[tokio::test]
async fn w7_permanence_placement_complete_child_placed() {
    let council = Council::with_two_replicas().await;
    let title = "SC Permanence Placement Complete – Child Placed (NFA)";
    assert_row(&council, "placement", "child_placed", title, "");
    let (case, step) = Case::arrived_at(&council, "placement").await;
    let finished = case.placement(&step).await;
    assert_eq!(finished.case_outcome, "CHILD_PLACED");
    closed_with(&case, "CHILD_PLACED").await;
}

#[tokio::test]
async fn x1_child_in_care_planning_handed_over() {
    let council = Council::with_two_replicas().await;
    let title = "Child in Care Planning handed over (NFA)";
    assert_row(&council, "child_in_care_planning", "planning_handed_over", title, "");
    let (case, step) = Case::arrived_at(&council, "child_in_care_planning").await;
    case.write(&council.sw, &step, vec![next("planning_handed_over")]).await;
    let finished = council.sw.finish(&step).await.expect("a hand-over finishes");
    assert_eq!(finished.case_outcome, "HANDED_OVER");
    closed_with(&case, "HANDED_OVER").await;
}

#[tokio::test]
async fn x2_permanence_plan_updated() {
    let council = Council::with_two_replicas().await;
    let title = "Permanence plan updated (NFA)";
    assert_row(&council, "update_permanence_plan", "plan_updated", title, "");
    let (case, step) = Case::arrived_at(&council, "update_permanence_plan").await;
    case.write(&council.finder, &step, vec![next("plan_updated")]).await;
    let finished = council.finder.finish(&step).await.expect("a hand-over finishes");
    assert_eq!(finished.created.len(), 0);
    let open = case.steps().await.into_iter().filter(|step| step.end_time.is_none());
    assert_eq!(
        open.map(|step| step.r#type).collect::<Vec<_>>(),
        ["family_finding"],
        "the first search goes on"
    );
}
