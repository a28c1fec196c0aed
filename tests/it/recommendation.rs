//! The ADM's section is completed after the recommendation on which it rests, and by an ADM alone.

use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{Edit, SectionEdit};
use fault::Reason;
use tests::case::{Case, opened_by};
use tests::council::Council;

use crate::refusals::assert_refused;

/// The ADM may write while QAAG is still recording, and ticks once the recommendation is complete.
async fn is_ticked_after_the_recommendation(step_type: &str, decision: &str) {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, step_type).await;
    opened_by(&council.qaag, &step).await;
    let decided = async |ticked: bool| {
        let opened = council.adm.open(&step).await.expect("the step");
        let answers = [("decision", Kind::Choice(decision.into()))];
        let section = council.forms.complete_with(&opened, 2, &answers);
        let section = SectionEdit { complete: Some(ticked), ..section };
        council.adm.save(&step, Edit { sections: vec![section], ..Edit::default() }).await
    };
    let early = assert_refused(decided(true).await, Reason::SectionIncomplete, "nothing is recommended yet");
    assert_eq!(early.code(), tonic::Code::FailedPrecondition);
    let read = async || council.iro.open(&step).await.expect("the step").sections[1].clone();
    assert!(read().await.answers.is_empty(), "what is refused is not written");

    decided(false).await.expect("what the ADM thinks may be written down before");
    assert!(!read().await.complete);
    assert_refused(decided(true).await, Reason::SectionIncomplete, "still nothing is recommended");
    let opened = council.qaag.open(&step).await.expect("the step");
    let recommended = Edit { sections: vec![council.forms.complete(&opened, 1)], ..Edit::default() };
    council.qaag.save(&step, recommended).await.expect("QAAG recommends");
    let by_another = council.forms.complete_with(&opened, 2, &[("decision", Kind::Choice(decision.into()))]);
    let by_another = Edit { sections: vec![by_another], ..Edit::default() };
    assert_refused(council.qaag.save(&step, by_another).await, Reason::NotAWriter, "QAAG decides nothing");
    decided(true).await.expect("the decision comes after the recommendation");
    assert!(read().await.complete);
}

#[tokio::test]
async fn the_adms_section_is_ticked_after_the_recommendation_at_w2() {
    is_ticked_after_the_recommendation("agency_decision", "agree").await;
}

#[tokio::test]
async fn the_adms_section_is_ticked_after_the_recommendation_at_w6() {
    is_ticked_after_the_recommendation("panel_and_matching", "approved").await;
}
