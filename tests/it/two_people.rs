//! Two people in one step: different sections both stand; in one section the second is told who wrote what, and when.

use contracts::workflow::v1::Section;
use contracts::workflow::v1::value::Kind;
use fault::Reason;
use tests::case::{Case, opened_by};
use tests::council::Council;
use tests::forms::{etag_of, next, queue, queue_edit, writing};

use crate::refusals::assert_refused;

/// A step that lies open before both finders: its id, a text field of its section 5, and the etag of that section.
async fn open_before_both(council: &Council) -> (String, String, String) {
    let (_, step) = Case::arrived_at(council, "family_finding").await;
    let opened = opened_by(&council.finder, &step).await;
    let field = council.forms.text_field("family_finding", 5);
    (step, field, etag_of(&opened, 5))
}

#[tokio::test]
async fn a_stale_etag_is_aborted_and_says_who_changed_what_and_when() {
    let council = Council::with_two_replicas().await;
    let (step, field, etag) = open_before_both(&council).await;
    council
        .finder
        .save(&step, writing(5, &etag, &field, "The first text"))
        .await
        .expect("the first is saved");

    let second = council.second_finder.save(&step, writing(5, &etag, &field, "The second text")).await;
    let refused = assert_refused(second, Reason::EtagStale, "the second in the same section");
    assert_eq!(refused.code(), tonic::Code::Aborted);
    let metadata = fault::metadata_of(&refused);
    assert_eq!(metadata["changed_by"], council.finder.id);
    assert!(!metadata["changed_at"].is_empty());
    let standing = fault::detail_of::<Section>(&refused).expect("what stands there");
    assert_eq!(standing.answers[&field].kind, Some(Kind::Text("The first text".into())));
    assert_eq!(standing.etag, metadata["etag"]);

    let merged = writing(5, &standing.etag, &field, "The first text. The second text");
    council.second_finder.save(&step, merged).await.expect("with the etag that stands");
    let found = council.finder.open(&step).await.expect("the step");
    let found = found.sections.iter().find(|section| section.number == 5).expect("section 5");
    assert_eq!(found.answers[&field].kind, Some(Kind::Text("The first text. The second text".into())));
}

/// No client takes so long a text in an answer's trailers: who is told finds it where it stands, and nothing is lost.
#[tokio::test]
async fn the_longest_text_is_told_of_too_and_both_can_be_read() {
    let council = Council::with_two_replicas().await;
    let (step, field, etag) = open_before_both(&council).await;
    let [first, second] = ["é", "ü"].map(|letter| letter.repeat(20_000));
    council.finder.save(&step, writing(5, &etag, &field, &first)).await.expect("the first is saved");

    let late = council.second_finder.save(&step, writing(5, &etag, &field, &second)).await;
    let refused = assert_refused(late, Reason::EtagStale, "the second in the same section");
    assert_eq!(fault::detail_of::<Section>(&refused), None, "it does not fit");
    let stands = council.second_finder.open(&step).await.expect("the step");
    let stands = stands.sections.iter().find(|section| section.number == 5).expect("section 5");
    assert_eq!(stands.etag, fault::metadata_of(&refused)["etag"]);
    assert_eq!(stands.answers[&field].kind, Some(Kind::Text(first)));
    let revisions = council.second_finder.revisions(&step, "", 5).await.expect("what was written");
    let kept = revisions.iter().find(|one| one.refused).expect("what was typed in vain");
    assert_eq!(kept.answers[&field].kind, Some(Kind::Text(second)));
}

#[tokio::test]
async fn different_sections_saved_at_once_both_stand() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding").await;
    let opened = opened_by(&council.finder, &step).await;
    let [one, five] = [1, 5].map(|number| {
        let field = council.forms.text_field("family_finding", number);
        writing(number, &etag_of(&opened, number), &field, "Written at once")
    });
    let (first, second) =
        tokio::join!(council.finder.save(&step, one), council.second_finder.save(&step, five));
    first.expect("section 1 is saved");
    second.expect("section 5 is saved");
    let found = council.finder.open(&step).await.expect("the step");
    for number in [1, 5] {
        let section = found.sections.iter().find(|section| section.number == number).expect("the section");
        let field = council.forms.text_field("family_finding", number);
        assert_eq!(section.answers[&field].kind, Some(Kind::Text("Written at once".into())));
    }
}

#[tokio::test]
async fn a_section_and_the_queue_saved_at_once_both_stand() {
    let council = Council::with_two_replicas().await;
    let (step, field, etag) = open_before_both(&council).await;
    let opened = council.finder.open(&step).await.expect("the step");
    let (section, queued) = tokio::join!(
        council.finder.save(&step, writing(5, &etag, &field, "Written at once")),
        council.second_finder.save(&step, queue(&opened, vec![next("to_information_sharing")])),
    );
    section.expect("the section is saved");
    queued.expect("the queue is saved");
    let found = council.finder.open(&step).await.expect("the step");
    let section = found.sections.iter().find(|section| section.number == 5).expect("section 5");
    assert_eq!(section.answers[&field].kind, Some(Kind::Text("Written at once".into())));
    let queue = found.queue.expect("a queue");
    let queued: Vec<&str> = queue.next_actions.iter().map(|it| it.r#type.as_str()).collect();
    assert_eq!(queued, ["to_information_sharing"]);
}

#[tokio::test]
async fn what_was_typed_while_another_finished_is_kept_and_can_be_read() {
    let council = Council::with_two_replicas().await;
    let (_, review) = Case::open(&council).await;
    let (iro, sw) = (&council.iro, &council.sw);
    let started = iro.start(&review).await.expect("it starts");
    let field = council.forms.text_field("child_in_care_review", 1);
    let mut edit = council.forms.complete_all(&started);
    edit.queue = Some(queue_edit(&started, vec![next("no_plan_agreed")]));
    iro.save(&review, edit).await.expect("the review is written");
    let read = sw.open(&review).await.expect("the step");
    iro.finish(&review).await.expect("it finishes");

    let late = writing(1, &etag_of(&read, 1), &field, "What the social worker had typed");
    assert_refused(sw.save(&review, late).await, Reason::WorkstepEnded, "too late");
    let by_nobody = writing(1, &etag_of(&read, 1), &field, "Not hers to write");
    assert_refused(council.finder.save(&review, by_nobody).await, Reason::WorkstepEnded, "nor is it hers");
    let revisions = iro.revisions(&review, "", 1).await.expect("what was written");
    let refused: Vec<_> = revisions.iter().filter(|one| one.refused).collect();
    let [kept] = refused.as_slice() else { panic!("one text is kept: {revisions:?}") };
    assert_eq!(kept.answers[&field].kind, Some(Kind::Text("What the social worker had typed".into())));
    let by = kept.edit.as_ref().and_then(|act| act.by.as_ref()).expect("its writer");
    assert_eq!(by.worker_id, sw.id);
    let stands = iro.open(&review).await.expect("the step").sections[0].clone();
    assert_eq!(stands.answers, read.sections[0].answers, "the finished text stays");
}
