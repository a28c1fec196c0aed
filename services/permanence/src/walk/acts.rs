//! The acts, in the order of the source document.

use super::person::Stopped;
use super::stage::Stage;

const REVIEW: &str = "child_in_care_review";
const REPORT: &str = "permanency_planning";
const DECISION: &str = "agency_decision";
const REFERRAL: &str = "family_finding_request";
const FINDING: &str = "family_finding";
const SHARING: &str = "information_sharing";
const PANEL: &str = "panel_and_matching";
const PLACEMENT: &str = "placement";

/// The whole way, whatever an earlier walk left behind.
pub(crate) async fn walk(stage: &Stage) -> Result<(), Stopped> {
    what_was_left_open_is_ended(stage).await?;
    let case_id = the_review_agrees_on_permanence(stage).await?;
    the_report_is_written(stage).await?;
    the_manager_authorises_the_report(stage).await?;
    qaag_confirms_its_quality(stage).await?;
    qaag_refers_to_the_agency_decision_maker(stage).await?;
    the_agency_decision_maker_agrees(stage).await?;
    the_social_worker_asks_for_a_family(stage).await?;
    no_family_is_found_yet(stage).await?;
    a_match_is_found(stage).await?;
    the_meeting_takes_place(stage).await?;
    the_panel_recommends_the_match(stage).await?;
    the_match_is_approved(stage).await?;
    the_child_is_placed(stage).await?;
    stage.shows_the_end(&case_id).await
}

async fn what_was_left_open_is_ended(stage: &Stage) -> Result<(), Stopped> {
    stage.person("tom.ellis").ends_what_was_left_open().await
}

async fn the_review_agrees_on_permanence(stage: &Stage) -> Result<String, Stopped> {
    let ian = stage.enters("ian.whitlock");
    let (case_id, _) = ian.opens_case(stage.process_id()).await?;
    let review = ian.starts(&ian.finds_work(stage.title(REVIEW)).await?).await?;
    ian.finishes_with(stage.writing(&review).complete([1]).then("start_permanency_planning")).await?;
    Ok(case_id)
}

async fn the_report_is_written(stage: &Stage) -> Result<(), Stopped> {
    let tom = stage.person("tom.ellis");
    let priya = stage.enters("priya.nair");
    let report = priya.starts(&priya.finds_work(stage.title(REPORT)).await?).await?;
    priya.saves(stage.writing(&report).complete(1..=17).asking("authorise_report", tom)).await?;
    priya.is_refused_to_finish(&report.workstep_id).await
}

async fn the_manager_authorises_the_report(stage: &Stage) -> Result<(), Stopped> {
    let tom = stage.enters("tom.ellis");
    let request = tom.finds_request(&stage.request_title(REPORT, "authorise_report")).await?;
    let report = tom.resumes(&request.workstep_id).await?;
    tom.completes(&request).await?;
    tom.saves(stage.writing(&report).then("to_agency_decision").asking_the_inbox("confirm_quality")).await
}

async fn qaag_confirms_its_quality(stage: &Stage) -> Result<(), Stopped> {
    let farah = stage.enters("farah.begum");
    let request = farah.finds_request(&stage.request_title(REPORT, "confirm_quality")).await?;
    let report = farah.resumes(&request.workstep_id).await?;
    farah.completes(&request).await?;
    farah.finishes(&report.workstep_id).await
}

async fn qaag_refers_to_the_agency_decision_maker(stage: &Stage) -> Result<(), Stopped> {
    let helen = stage.person("helen.marsh");
    let farah = stage.enters("farah.begum");
    let decision = farah.starts(&farah.finds_work(stage.title(DECISION)).await?).await?;
    farah.saves(stage.writing(&decision).complete([1]).then("adm_agrees").asking("refer_to_adm", helen)).await
}

async fn the_agency_decision_maker_agrees(stage: &Stage) -> Result<(), Stopped> {
    decides(stage, DECISION, "agree").await
}

async fn decides(stage: &Stage, step: &str, decision: &str) -> Result<(), Stopped> {
    let helen = stage.enters("helen.marsh");
    let request = helen.finds_request(&stage.request_title(step, "refer_to_adm")).await?;
    let opened = helen.resumes(&request.workstep_id).await?;
    helen.saves(stage.writing(&opened).complete_with([2], &[("decision", decision)])).await?;
    helen.completes(&request).await?;
    helen.finishes(&opened.workstep_id).await
}

async fn the_social_worker_asks_for_a_family(stage: &Stage) -> Result<(), Stopped> {
    let tom = stage.person("tom.ellis");
    let priya = stage.enters("priya.nair");
    let referral = priya.starts(&priya.finds_work(stage.title(REFERRAL)).await?).await?;
    let writing = stage.writing(&referral).complete(1..=4).then("to_family_finding");
    priya.finishes_with(writing.asking("acknowledge_request", tom)).await?;

    let tom = tom.enters();
    let told = tom.finds_request(&stage.request_title(REFERRAL, "acknowledge_request")).await?;
    tom.completes(&told).await
}

async fn no_family_is_found_yet(stage: &Stage) -> Result<(), Stopped> {
    let ruth = stage.person("ruth.okafor");
    let maya = stage.enters("maya.cole");
    let finding = maya.starts(&maya.finds_work(stage.title(FINDING)).await?).await?;
    let writing = stage.writing(&finding).complete(1..=5).then("family_finding_again");
    maya.saves(writing.asking("authorise", ruth)).await?;
    authorises_and_finishes(stage, "ruth.okafor", FINDING).await
}

async fn a_match_is_found(stage: &Stage) -> Result<(), Stopped> {
    let ruth = stage.person("ruth.okafor");
    let maya = stage.enters("maya.cole");
    let finding = maya.starts(&maya.finds_work(stage.title(FINDING)).await?).await?;
    maya.sends_immediately(&finding.workstep_id, "to_information_sharing").await?;
    maya.saves(stage.writing(&finding).complete(1..=5).asking("authorise", ruth)).await?;
    authorises_and_finishes(stage, "ruth.okafor", FINDING).await
}

async fn authorises_and_finishes(stage: &Stage, manager: &str, step: &str) -> Result<(), Stopped> {
    let manager = stage.enters(manager);
    let request = manager.finds_request(&stage.request_title(step, "authorise")).await?;
    let opened = manager.resumes(&request.workstep_id).await?;
    manager.completes(&request).await?;
    manager.finishes(&opened.workstep_id).await
}

async fn the_meeting_takes_place(stage: &Stage) -> Result<(), Stopped> {
    let tom = stage.person("tom.ellis");
    let priya = stage.enters("priya.nair");
    let meeting = priya.starts(&priya.finds_work(stage.title(SHARING)).await?).await?;
    priya.saves(stage.writing(&meeting).complete([1]).then("to_panel").asking("authorise", tom)).await?;
    authorises_and_finishes(stage, "tom.ellis", SHARING).await
}

async fn the_panel_recommends_the_match(stage: &Stage) -> Result<(), Stopped> {
    let helen = stage.person("helen.marsh");
    let daniel = stage.enters("daniel.price");
    let panel = daniel.starts(&daniel.finds_work(stage.title(PANEL)).await?).await?;
    daniel.saves(stage.writing(&panel).complete([1]).then("match_agreed").asking("refer_to_adm", helen)).await
}

async fn the_match_is_approved(stage: &Stage) -> Result<(), Stopped> {
    decides(stage, PANEL, "approved").await
}

async fn the_child_is_placed(stage: &Stage) -> Result<(), Stopped> {
    let priya = stage.enters("priya.nair");
    let placement = priya.starts(&priya.finds_work(stage.title(PLACEMENT)).await?).await?;
    priya.finishes_with(stage.writing(&placement).complete([1]).then("child_placed")).await
}
