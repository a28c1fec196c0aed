//! Two people press at once, two hundred times each: the same, of which one wins, the other is told by reason, and what comes
//! of it exists once; or what excludes each other. `PAIRS` makes it another number.

use crate::refusals::assert_refused;
use contracts::r#type::v1::Role;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{Edit, Section, WorkstepState};
use fault::{Reason, class_of, reason_of};
use futures::future::join_all;
use std::collections::BTreeSet;
use tests::case::{Case, only_created, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::{Council, QAAG};
use tests::forms::{etag_of, next, queue_edit, send, writing};
use tests::person::Person;
use tonic::Status;

/// Cases of one council that race side by side.
const LANES: usize = 10;

/// How many pairs each lane makes.
fn pairs() -> usize {
    let pairs: usize = std::env::var("PAIRS").map_or(200, |pairs| pairs.parse().expect("a number of pairs"));
    pairs.div_ceil(LANES)
}

/// In all lanes together each of the two won now and then: they met.
fn each_wins(first: &[usize]) {
    let first: usize = first.iter().sum();
    assert!((1..LANES * pairs()).contains(&first), "each wins now and then, the first {first} times");
}

/// Who won, and what the other was told.
fn told<T: std::fmt::Debug>(one: Result<T, Status>, other: Result<T, Status>) -> (bool, T, Status) {
    match (one, other) {
        (Ok(won), Err(told)) => (true, won, told),
        (Err(told), Ok(won)) => (false, won, told),
        both => panic!("one wins and the other is told: {both:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_finishes_one_wins_and_what_follows_exists_once() {
    let council = Council::with_two_replicas().await;
    each_wins(&join_all((0..LANES).map(|_| finishes(&council))).await);
}

/// Says how often the first won, as all of these do.
async fn finishes(council: &Council) -> usize {
    let mut won_first = 0;
    let child_id = council.register_child().await;
    let (iro, sw) = (&council.iro, &council.sw);
    for _ in 0..pairs() {
        let opened = iro.start_case(&child_id).await.expect("no case is open");
        let (case, review) =
            (opened.case.expect("a case"), opened.workstep.expect("a first step").workstep_id);
        let started = iro.start(&review).await.expect("it starts");
        let mut edit = council.forms.complete_all(&started);
        edit.queue = Some(queue_edit(&started, vec![next("start_permanency_planning")]));
        iro.save(&review, edit).await.expect("the review is written");

        let (first, second) = tokio::join!(iro.finish(&review), sw.finish(&review));
        let (first_won, won, refused) = told(first, second);
        won_first += usize::from(first_won);
        assert_refused(Err::<(), _>(refused), Reason::WorkstepEnded, "the second finish");
        let steps = iro.case(&case.case_id).await.expect("the case").worksteps;
        let of_planning = steps.iter().filter(|step| step.r#type == "permanency_planning");
        let of_planning: Vec<&str> = of_planning.map(|step| step.workstep_id.as_str()).collect();
        let created: Vec<&str> = won.created.iter().map(|step| step.workstep_id.as_str()).collect();
        assert_eq!(of_planning, created, "what follows exists once, and was told to who won");
        council.ps.cancel(created[0], "It was a race").await.expect("the case closes");
    }
    won_first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_finishes_of_a_w4_one_wins_and_one_w4_follows() {
    let council = Council::with_two_replicas().await;
    each_wins(&join_all((0..LANES).map(|_| finishes_of_findings(&council))).await);
}

async fn finishes_of_findings(council: &Council) -> usize {
    let mut won_first = 0;
    let (case, mut step) = Case::arrived_at(council, "family_finding").await;
    for _ in 0..pairs() {
        case.authorised(&council.finder, &step, vec![next("family_finding_again")]).await;
        let (first, second) = tokio::join!(council.ps.finish(&step), council.tm.finish(&step));
        let (first_won, won, refused) = told(first, second);
        won_first += usize::from(first_won);
        assert_refused(Err::<(), _>(refused), Reason::WorkstepEnded, "the second finish");
        step = only_created(&won);
        assert_eq!(open_findings(&case).await, [step.as_str()], "one W4 follows, and was told to who won");
    }
    won_first
}

async fn open_findings(case: &Case<'_>) -> Vec<String> {
    let steps = case.steps().await.into_iter();
    let open = steps.filter(|step| step.r#type == "family_finding" && step.end_time.is_none());
    open.map(|step| step.workstep_id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_finish_of_a_w4_and_an_edit_of_what_was_authorised_one_wins() {
    let council = Council::with_two_replicas().await;
    each_wins(&join_all((0..LANES).map(|_| finishes_against_edits(&council))).await);
}

/// What is finished is the text that was authorised: the edit comes too late, or voids the authorisation in time. Says how often it came
/// too late.
async fn finishes_against_edits(council: &Council) -> usize {
    let mut finished = 0;
    let (case, mut step) = Case::arrived_at(council, "family_finding").await;
    let (finder, ps) = (&council.finder, &council.ps);
    let field = council.forms.text_field("family_finding", 5);
    case.authorised(finder, &step, vec![next("family_finding_again")]).await;
    for round in 0..pairs() {
        let etag = etag_of(&finder.open(&step).await.expect("the step"), 5);
        let edit = writing(5, &etag, &field, &format!("Text {round}"));
        let both = if round % 2 == 0 {
            tokio::join!(ps.finish(&step), finder.save(&step, edit))
        } else {
            let (saved, finished) = tokio::join!(finder.save(&step, edit), ps.finish(&step));
            (finished, saved)
        };
        match both {
            (Ok(won), late) => {
                finished += 1;
                assert_refused(late, Reason::WorkstepEnded, "the edit");
                step = only_created(&won);
                case.authorised(finder, &step, vec![next("family_finding_again")]).await;
            }
            // The save may not have heard of the answer that it voids: it is the finish that tells.
            (refused, Ok(_)) => {
                assert_refused(refused, Reason::RequestVoided, "the finish");
                let again = sent_by_saving(finder, &step, send(to("authorise", ps))).await;
                ps.complete(&again).await.expect("the manager authorises the new text");
            }
            both => panic!("one wins and the other is told: {both:?}"),
        }
        assert_eq!(open_findings(&case).await, [step.as_str()]);
    }
    finished
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_claims_one_has_the_step_and_the_other_is_told() {
    let council = Council::with_two_replicas().await;
    each_wins(&join_all((0..LANES).map(|_| claims(&council))).await);
}

async fn claims(council: &Council) -> usize {
    let mut won_first = 0;
    let (_, step) = Case::arrived_at(council, "family_finding").await;
    let both = [&council.finder, &council.second_finder];
    for _ in 0..pairs() {
        let (first, second) = tokio::join!(both[0].claim_step(&step), both[1].claim_step(&step));
        let (first_won, _, refused) = told(first, second);
        let winner: &Person = both[usize::from(!first_won)];
        let reason = reason_of(&refused).expect("a reason");
        assert!([Reason::EtagStale, Reason::NotTheAssignee].contains(&reason), "{refused:?}");
        assert_eq!(refused.code(), class_of(reason).code());
        assert_eq!(council.stored_holder_of(&step).await, winner.id);
        winner.release_step(&step).await.expect("the winner puts it back");
        won_first += usize::from(first_won);
    }
    won_first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_claims_of_a_request_one_has_it_and_the_other_is_told() {
    let council = Council::with_two_replicas().await;
    council.also(&council.other_sw, Role::QaagWorker).await;
    council.joins(&council.other_sw, QAAG).await;
    council.all_is_heard().await;
    each_wins(&join_all((0..LANES).map(|_| claims_of_requests(&council))).await);
}

async fn claims_of_requests(council: &Council) -> usize {
    let mut won_first = 0;
    let (case, step) = Case::arrived_at(council, "permanency_planning").await;
    case.report_authorised(&step).await;
    let request = sent_by_saving(&council.ps, &step, send(to_the_inbox("confirm_quality"))).await;
    let both = [&council.qaag, &council.other_sw];
    for _ in 0..pairs() {
        let (first, second) = tokio::join!(both[0].claim_request(&request), both[1].claim_request(&request));
        let (first_won, _, refused) = told(first, second);
        let winner: &Person = both[usize::from(!first_won)];
        let reason = reason_of(&refused).expect("a reason");
        assert!([Reason::EtagStale, Reason::NotTheAssignee].contains(&reason), "{refused:?}");
        assert_eq!(refused.code(), class_of(reason).code());
        assert_eq!(council.stored_list_of(&request).await, winner.id);
        assert_eq!(council.stored_request_state(&request).await, "SENT");
        winner.release_request(&request).await.expect("the winner puts it back");
        won_first += usize::from(first_won);
    }
    won_first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_completions_one_is_the_answer_and_the_other_is_told() {
    let council = Council::with_two_replicas().await;
    council.covered(&council.ps, &council.tm).await;
    each_wins(&join_all((0..LANES).map(|_| completions(&council))).await);
}

/// The manager and whoever covers them both authorise; then the text is edited, which voids it, and sent again.
async fn completions(council: &Council) -> usize {
    let mut won_first = 0;
    let (_, step) = Case::arrived_at(council, "permanency_planning").await;
    let (sw, ps, tm) = (&council.sw, &council.ps, &council.tm);
    let started = opened_by(sw, &step).await;
    let field = council.forms.text_field("permanency_planning", 4);
    sw.save(&step, council.forms.complete_all(&started)).await.expect("the report is written");
    let mut etag = etag_of(&sw.open(&step).await.expect("the step"), 4);
    for round in 0..pairs() {
        let edit = writing(4, &etag, &field, &format!("Text {round}"));
        let again = Edit { send_requests: vec![to("authorise_report", ps)], ..edit };
        let request = sent_by_saving(sw, &step, again).await;
        let (first, second) = tokio::join!(ps.complete(&request), tm.complete(&request));
        let (first_won, won, refused) = told(first, second);
        assert_refused(Err::<(), _>(refused), Reason::RequestEnded, "the second completion");
        let act = won.answered.as_ref().expect("an act");
        let by = act.by.as_ref().expect("somebody").worker_id.as_str();
        assert_eq!(by, if first_won { &ps.id } else { &tm.id });
        assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
        etag = etag_of(&sw.open(&step).await.expect("the step"), 4);
        won_first += usize::from(first_won);
    }
    won_first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_saves_of_one_section_one_stands_and_the_other_is_shown_it() {
    let council = Council::with_two_replicas().await;
    each_wins(&join_all((0..LANES).map(|_| saves(&council))).await);
}

async fn saves(council: &Council) -> usize {
    let (_, review) = Case::open(council).await;
    let (iro, sw) = (&council.iro, &council.sw);
    let started = iro.start(&review).await.expect("it starts");
    let field = council.forms.text_field("child_in_care_review", 1);
    let mut etag = etag_of(&started, 1);
    let (mut won_first, mut stood, mut lost) = (0, BTreeSet::new(), BTreeSet::new());
    for round in 0..pairs() {
        let [one, other] =
            ["the reviewing officer", "the social worker"].map(|who| format!("{round}: {who}"));
        let (first, second) = tokio::join!(
            iro.save(&review, writing(1, &etag, &field, &one)),
            sw.save(&review, writing(1, &etag, &field, &other)),
        );
        let (first_won, won, refused) = told(first, second);
        let refused = assert_refused(Err::<(), _>(refused), Reason::EtagStale, "the second save");
        let (text, by, other) = if first_won { (one, &iro.id, other) } else { (other, &sw.id, one) };
        let standing = fault::detail_of::<Section>(&refused).expect("what stands there");
        assert_eq!(standing.answers[&field].kind, Some(Kind::Text(text.clone())));
        assert_eq!(&fault::metadata_of(&refused)["changed_by"], by);
        etag.clone_from(&won.sections[0].etag);
        assert_eq!(standing.etag, etag);
        won_first += usize::from(first_won);
        stood.insert(text);
        lost.insert(other);
    }
    let opened = iro.open(&review).await.expect("the step");
    assert_eq!((opened.state(), etag_of(&opened, 1)), (WorkstepState::Started, etag));
    let kept = iro.revisions(&review, "", 1).await.expect("what was written");
    let texts = |refused: bool| -> BTreeSet<String> {
        let those = kept.iter().filter(|it| it.refused == refused);
        let texts = those.filter_map(|it| it.answers.get(&field)?.kind.clone());
        texts.filter_map(|it| if let Kind::Text(text) = it { Some(text) } else { None }).collect()
    };
    assert_eq!((texts(false), texts(true)), (stood, lost), "both texts are kept, each as what it is");
    won_first
}
