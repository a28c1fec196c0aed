use super::{Scene, listed, queued, queued_for, rule};
use crate::domain::{case::Progress, queue::QueuedAction};
use fault::Reason::{self, PairNotDue, PairRequired};

const RULE: &str = "pair_every: {months: 3, next_action: again, field: use}";

fn refused(scene: &Scene, chosen: &[QueuedAction]) -> Option<Reason> {
    scene.refuse(&rule(RULE), chosen).map(|refusal| refusal.reason)
}

/// A meeting whose case's first meeting was started on one day, seen on another.
fn scene(started: &str, today: &str) -> Scene {
    let mut scene = Scene::on("meeting");
    scene.case.steps = vec![listed(2, "meeting", "USUAL", Progress::Started, started)];
    Scene { today: today.parse().expect("a date"), ..scene }
}

#[test]
fn pair_every() {
    let usual = || queued_for("again", "USUAL");
    let review = || queued_for("again", "REVIEW");
    let (early, due) = ("2026-02-27", "2026-02-28");
    for (today, chosen, expected) in [
        (early, vec![], None),
        (early, vec![queued("done")], None),
        (early, vec![usual()], None),
        (early, vec![review()], Some(PairNotDue)),
        (early, vec![usual(), review()], Some(PairNotDue)),
        (due, vec![], None),
        (due, vec![queued("done")], None),
        (due, vec![usual()], Some(PairRequired)),
        (due, vec![review()], Some(PairRequired)),
        (due, vec![usual(), usual()], Some(PairRequired)),
        (due, vec![usual(), review(), usual()], Some(PairRequired)),
        (due, vec![usual(), review()], None),
        (due, vec![review(), usual()], None),
    ] {
        assert_eq!(refused(&scene("2025-11-30", today), &chosen), expected, "{today}: {chosen:?}");
    }
}

#[test]
fn months_end_where_they_end() {
    for (since, due) in [
        ("2025-11-30", "2026-02-28"),
        ("2023-11-30", "2024-02-29"),
        ("2023-11-29", "2024-02-29"),
        ("2023-11-28", "2024-02-28"),
        ("2026-01-31", "2026-04-30"),
        ("2026-02-28", "2026-05-28"),
        ("2026-12-01", "2027-03-01"),
    ] {
        let pair = [queued_for("again", "USUAL"), queued_for("again", "REVIEW")];
        let refusal = scene(since, since).refuse(&rule(RULE), &pair).expect("not on the first day");
        assert_eq!(refusal.metadata["due_on"], due, "since {since}");
        assert_eq!(refused(&scene(since, due), &pair), None, "on {due}");
    }
}

#[test]
fn it_counts_from_the_last_pair_else_from_the_first_start() {
    let pair = [queued_for("again", "USUAL"), queued_for("again", "REVIEW")];
    let due_on =
        |scene: &Scene| scene.refuse(&rule(RULE), &pair).map(|refusal| refusal.metadata["due_on"].clone());

    let mut scene = scene("2026-01-10", "2026-01-11");
    scene.case.steps.push(listed(3, "meeting", "USUAL", Progress::Started, "2026-02-01"));
    assert_eq!(due_on(&scene).as_deref(), Some("2026-04-10"), "the first that was started");
    scene.case.steps.push(listed(4, "meeting", "USUAL", Progress::Incoming, "2025-12-01"));
    assert_eq!(due_on(&scene).as_deref(), Some("2026-04-10"), "whatever merely arrived");
    scene.case.steps.push(listed(5, "meeting", "REVIEW", Progress::Incoming, "2026-03-01"));
    assert_eq!(due_on(&scene).as_deref(), Some("2026-06-01"), "the last pair was added");
    scene.case.steps.push(listed(6, "meeting", "REVIEW", Progress::Finished, "2026-06-02"));
    assert_eq!(due_on(&scene).as_deref(), Some("2026-09-02"), "the last of them");
}

#[test]
fn nothing_is_due_before_a_first_start() {
    let mut scene = scene("2025-01-01", "2026-01-01");
    scene.case.steps = vec![listed(2, "meeting", "USUAL", Progress::Incoming, "2025-01-01")];
    assert_eq!(refused(&scene, &[queued_for("again", "USUAL")]), None);
}

#[test]
fn a_refusal_tells_what_to_do_next() {
    let usual = [queued_for("again", "USUAL")];
    let refusal = scene("2025-11-30", "2026-03-05").refuse(&rule(RULE), &usual).expect("it is refused");
    assert_eq!(
        refusal.message,
        "3 months have passed on 2026-02-28: queue “Meet again” twice, once for each of USUAL, REVIEW"
    );
    let pair = [queued_for("again", "USUAL"), queued_for("again", "REVIEW")];
    let refusal = scene("2025-11-30", "2026-02-01").refuse(&rule(RULE), &pair).expect("it is refused");
    assert_eq!(
        refusal.message,
        "the next pair is due on 2026-02-28: until then queue “Meet again” once, for USUAL"
    );
}
