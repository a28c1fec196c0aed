//! The three-month rule (A:175, A3) by a clock that is moved: exactly two next W4s, one of each purpose; month ends
//! clipped; London dates.

use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{Edit, FinishWorkstepResponse, NextAction, SectionEdit, Value};
use fault::Reason;
use tests::case::{Case, only_created, opened_by};
use tests::council::Council;
use tests::forms::{etag_of, next, next_for, queue};

use super::open_steps;
use crate::refusals::assert_refused;

const AGAIN: &str = "family_finding_again";
const FINDING: &str = "FAMILY_FINDING";
const REVIEW: &str = "THREE_MONTH_REVIEW";

fn pair() -> Vec<NextAction> {
    vec![next_for(AGAIN, FINDING), next_for(AGAIN, REVIEW)]
}

/// A W4 that was started at that instant, the case's first.
async fn started_at<'a>(council: &'a Council, instant: &str) -> (Case<'a>, String) {
    let (case, step) = Case::arrived_at(council, "family_finding").await;
    council.at(instant);
    opened_by(&council.finder, &step).await;
    (case, step)
}

/// What the finish says with that queue; the plan is authorised, whatever is queued later (R8 covers no queue).
async fn tried(council: &Council, step: &str, queued: Vec<NextAction>) -> Result<(), tonic::Status> {
    let opened = council.finder.open(step).await.expect("the step");
    council.finder.save(step, queue(&opened, queued)).await.expect("it is queued");
    council.ps.try_finish(step).await.map(drop)
}

/// One is the choice until that day, two are on it.
async fn is_due_on(council: &Council, step: &str, day_before: &str, due: &str, due_on: &str) {
    council.at(day_before);
    let early = assert_refused(tried(council, step, pair()).await, Reason::PairNotDue, "a day early");
    assert_eq!(fault::metadata_of(&early)["due_on"], due_on);
    tried(council, step, vec![next(AGAIN)]).await.expect("one, the day before");

    council.at(due);
    let late = assert_refused(tried(council, step, vec![next(AGAIN)]).await, Reason::PairRequired, "one");
    assert_eq!(late.code(), tonic::Code::FailedPrecondition);
    assert_eq!(fault::metadata_of(&late)["due_on"], due_on);
    let review = vec![next_for(AGAIN, REVIEW)];
    assert_refused(tried(council, step, review).await, Reason::PairRequired, "the review alone");
    tried(council, step, pair()).await.expect("two, one of each purpose");
}

#[tokio::test]
async fn a3_three_months_after_30_november_are_28_february() {
    let council = Council::with_two_replicas().await;
    let (case, step) = started_at(&council, "2026-11-30T12:00:00Z").await;
    case.authorised(&council.finder, &step, vec![next(AGAIN)]).await;
    is_due_on(&council, &step, "2027-02-27T12:00:00Z", "2027-02-28T12:00:00Z", "2027-02-28").await;
}

#[tokio::test]
async fn a3_three_months_after_30_november_are_29_february_in_a_leap_year() {
    let council = Council::with_two_replicas().await;
    let (case, step) = started_at(&council, "2027-11-30T12:00:00Z").await;
    case.authorised(&council.finder, &step, vec![next(AGAIN)]).await;
    is_due_on(&council, &step, "2028-02-28T12:00:00Z", "2028-02-29T12:00:00Z", "2028-02-29").await;
}

#[tokio::test]
async fn a3_three_months_after_29_february_are_29_may_and_the_day_is_londons() {
    let council = Council::with_two_replicas().await;
    let (case, step) = started_at(&council, "2028-02-29T12:00:00Z").await;
    case.authorised(&council.finder, &step, vec![next(AGAIN)]).await;
    // In May London is an hour ahead: 23:30 in Greenwich is the next day there.
    is_due_on(&council, &step, "2028-05-28T22:30:00Z", "2028-05-28T23:30:00Z", "2028-05-29").await;
}

#[tokio::test]
async fn a3_three_months_run_from_the_first_w4_of_a_case_whatever_came_after_it() {
    let council = Council::with_two_replicas().await;
    let (case, first) = started_at(&council, "2026-11-30T12:00:00Z").await;
    council.at("2027-01-30T12:00:00Z");
    let second = only_created(&case.finding(&first, vec![next(AGAIN)]).await);
    case.authorised(&council.finder, &second, vec![next(AGAIN)]).await;
    is_due_on(&council, &second, "2027-02-27T12:00:00Z", "2027-02-28T12:00:00Z", "2027-02-28").await;
}

fn created_for(finished: &FinishWorkstepResponse, purpose: &str) -> String {
    let found = finished.created.iter().find(|step| step.purpose == purpose);
    found.unwrap_or_else(|| panic!("a step for {purpose}: {finished:?}")).workstep_id.clone()
}

#[tokio::test]
async fn a3_the_next_pair_is_due_three_months_after_the_last_was_added() {
    let council = Council::with_two_replicas().await;
    let (case, step) = started_at(&council, "2026-11-30T12:00:00Z").await;
    council.at("2027-03-10T12:00:00Z");
    let finished = case.finding(&step, pair()).await;
    assert_eq!(finished.created.len(), 2);
    let usual = created_for(&finished, FINDING);
    case.authorised(&council.finder, &usual, vec![next(AGAIN)]).await;
    is_due_on(&council, &usual, "2027-06-09T12:00:00Z", "2027-06-10T12:00:00Z", "2027-06-10").await;
}

#[tokio::test]
async fn a3_a_review_ends_with_review_recorded_and_with_nothing_else() {
    let council = Council::with_two_replicas().await;
    let (case, step) = started_at(&council, "2026-11-30T12:00:00Z").await;
    let opened = council.finder.open(&step).await.expect("the step");
    let recorded = council.finder.save(&step, queue(&opened, vec![next("review_recorded")])).await;
    assert_refused(recorded, Reason::NextActionNotAvailable, "a usual W4 records no review");

    council.at("2027-02-28T12:00:00Z");
    let review = created_for(&case.finding(&step, pair()).await, REVIEW);
    let opened = opened_by(&council.second_finder, &review).await;
    for other in [AGAIN, "to_information_sharing"] {
        let queued = council.second_finder.save(&review, queue(&opened, vec![next(other)])).await;
        let refused = assert_refused(queued, Reason::NextActionNotAvailable, other);
        assert_eq!(fault::metadata_of(&refused)["next_action"], other);
    }
    let sent = council.second_finder.send_now(&review, next("to_information_sharing")).await;
    assert_refused(sent, Reason::NextActionNotAvailable, "sent immediately");
    let finished = case.finding(&review, vec![next("review_recorded")]).await;
    assert_eq!(finished.created.len(), 0);
    assert_eq!(open_steps(&case).await, [("family_finding".into(), FINDING.into())]);
}

#[tokio::test]
async fn a3_the_purpose_presets_and_locks_the_radio_of_section_5() {
    let council = Council::with_two_replicas().await;
    let (case, step) = started_at(&council, "2026-11-30T12:00:00Z").await;
    council.at("2027-02-28T12:00:00Z");
    let review = created_for(&case.finding(&step, pair()).await, REVIEW);
    let opened = opened_by(&council.second_finder, &review).await;
    let section = opened.sections.iter().find(|section| section.number == 5).expect("section 5");
    assert_eq!(section.answers["used_for"].kind, Some(Kind::Choice(REVIEW.into())));
    let other = Value { kind: Some(Kind::Choice(FINDING.into())) };
    for (answers, clear) in
        [([("used_for".to_owned(), other)].into(), vec![]), ([].into(), vec!["used_for".into()])]
    {
        let etag = etag_of(&opened, 5);
        let edit = SectionEdit { number: 5, etag, answers, clear, ..SectionEdit::default() };
        let changed =
            council.second_finder.save(&review, Edit { sections: vec![edit], ..Edit::default() }).await;
        assert_refused(changed, Reason::FieldInvalid, "it is locked");
    }
}

#[tokio::test]
async fn a3_two_of_one_purpose_are_no_pair() {
    let council = Council::with_two_replicas().await;
    let (_, step) = started_at(&council, "2026-11-30T12:00:00Z").await;
    let opened = council.finder.open(&step).await.expect("the step");
    let twice = vec![next_for(AGAIN, FINDING), next_for(AGAIN, FINDING)];
    let queued = council.finder.save(&step, queue(&opened, twice)).await;
    assert_refused(queued, Reason::FieldInvalid, "the same twice");
}

#[tokio::test]
async fn w4_recurs_until_a_match_is_found_each_with_the_referral_of_c0057() {
    let council = Council::with_two_replicas().await;
    let (case, mut step) = Case::arrived_at(&council, "family_finding").await;
    let referral = super::step_of(&case, "family_finding_request").await.workstep_id;
    let referral = council.sw.open(&referral).await.expect("W3").sections;
    for _ in 0..4 {
        let opened = opened_by(&council.finder, &step).await;
        for (copy, original) in opened.sections.iter().zip(&referral).take(4) {
            assert_eq!(copy.answers, original.answers, "from the case's latest W3");
        }
        step = only_created(&case.finding(&step, vec![next(AGAIN)]).await);
    }
    case.finding(&step, vec![next("to_information_sharing")]).await;
    assert_eq!(open_steps(&case).await, [("information_sharing".to_owned(), String::new())]);
}
