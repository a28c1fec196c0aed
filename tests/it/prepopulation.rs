//! Sections 1 to 4 of C1235 begin as the C0057 of the case's latest W3, whatever the W4 follows; the finder may correct the
//! copy, and the original stays.

use contracts::workflow::v1::Workstep;
use tests::case::{Case, Decision, only_created};
use tests::council::Council;
use tests::forms::{etag_of, next, writing};

const COPIED: [i32; 4] = [1, 2, 3, 4];

async fn referral_of(case: &Case<'_>) -> Workstep {
    let found = case.steps().await.into_iter().find(|step| step.r#type == "family_finding_request");
    case.council.iro.open(&found.expect("W3").workstep_id).await.expect("W3")
}

fn section(step: &Workstep, number: i32) -> contracts::workflow::v1::Section {
    let found = step.sections.iter().find(|section| section.number == number);
    found.unwrap_or_else(|| panic!("{} has no section {number}", step.title)).clone()
}

/// The finder starts the W4, and finds the referral in it.
async fn starts_as_the_referral(case: &Case<'_>, step: &str) -> Workstep {
    let referral = referral_of(case).await;
    let started = case.council.finder.start(step).await.expect("the finder starts W4");
    assert_eq!(started.r#type, "family_finding");
    for number in COPIED {
        let original = section(&referral, number).answers;
        assert!(!original.is_empty(), "section {number} of C0057 is written");
        assert_eq!(section(&started, number).answers, original, "section {number}");
    }
    started
}

#[tokio::test]
async fn the_finder_corrects_the_copy_and_the_original_stays_for_the_next_w4_too() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let started = starts_as_the_referral(&case, &step).await;
    let before = referral_of(&case).await;
    let field = council.forms.text_field("family_finding", 2);
    let corrected = writing(2, &etag_of(&started, 2), &field, "He likes dogs after all.");
    council.finder.save(&step, corrected).await.expect("the finder corrects the copy");
    let copy = council.iro.open(&step).await.expect("W4");
    assert_ne!(section(&copy, 2).answers, section(&before, 2).answers);
    assert_eq!(referral_of(&case).await, before, "the original stays");

    let finished = case.finding(&step, vec![next("family_finding_again")]).await;
    starts_as_the_referral(&case, &only_created(&finished)).await;
}

#[tokio::test]
async fn a_w4_that_follows_a_w5_begins_as_the_referral() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let finished = case.sharing(&step, vec![next("family_finding_again")]).await;
    starts_as_the_referral(&case, &only_created(&finished)).await;
}

#[tokio::test]
async fn a_w4_that_follows_a_w6_begins_as_the_referral() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "panel_and_matching").await;
    let both = ["match_not_agreed", "family_finding_again"];
    let finished = case.decision(&step, Decision::No, &both).await;
    starts_as_the_referral(&case, &only_created(&finished)).await;
}
