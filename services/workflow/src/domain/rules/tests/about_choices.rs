use super::{Scene, queued, rule};
use crate::domain::queue::QueuedAction;
use fault::Reason::{self, NextActionMissing, NextActionsExclude};

/// A rule, what is chosen, and what is refused.
type Row = (&'static str, &'static [&'static str], Option<Reason>);

fn check(rows: &[Row]) {
    let scene = Scene::on("ask");
    for (yaml, chosen, expected) in rows {
        let chosen: Vec<QueuedAction> = chosen.iter().map(|kind| queued(kind)).collect();
        let rule = rule(yaml);
        let refused = scene.refuse(&rule, &chosen);
        assert_eq!(refused.as_ref().map(|refusal| refusal.reason), *expected, "{yaml} of {chosen:?}");
        let kinds: Vec<&str> = chosen.iter().map(|action| action.kind.as_str()).collect();
        assert_eq!(
            rule.kind().permits(&kinds),
            expected.is_none(),
            "the loader thinks so too: {yaml} of {kinds:?}"
        );
    }
}

#[test]
fn exactly_one_of() {
    check(&[
        ("exactly_one_of: [meet, drop]", &[], Some(NextActionMissing)),
        ("exactly_one_of: [meet, drop]", &["explain"], Some(NextActionMissing)),
        ("exactly_one_of: [meet, drop]", &["meet"], None),
        ("exactly_one_of: [meet, drop]", &["drop", "explain"], None),
        ("exactly_one_of: [meet, drop]", &["meet", "meet"], None),
        ("exactly_one_of: [meet, drop]", &["meet", "drop"], Some(NextActionsExclude)),
    ]);
}

#[test]
fn at_most_one_of() {
    check(&[
        ("at_most_one_of: [meet, drop]", &[], None),
        ("at_most_one_of: [meet, drop]", &["meet"], None),
        ("at_most_one_of: [meet, drop]", &["drop", "explain"], None),
        ("at_most_one_of: [meet, drop]", &["meet", "drop"], Some(NextActionsExclude)),
    ]);
}

#[test]
fn at_least_one() {
    check(&[
        ("at_least_one: [meet, drop]", &[], Some(NextActionMissing)),
        ("at_least_one: [meet, drop]", &["explain"], Some(NextActionMissing)),
        ("at_least_one: [meet, drop]", &["meet"], None),
        ("at_least_one: [meet, drop]", &["meet", "drop"], None),
    ]);
}

#[test]
fn combines_with() {
    check(&[
        ("combines_with: {next_action: drop, exactly_one_of: [explain, meet]}", &[], None),
        (
            "combines_with: {next_action: drop, exactly_one_of: [explain, meet]}",
            &["drop"],
            Some(NextActionMissing),
        ),
        ("combines_with: {next_action: drop, exactly_one_of: [explain, meet]}", &["drop", "explain"], None),
        (
            "combines_with: {next_action: drop, exactly_one_of: [explain, meet]}",
            &["drop", "explain", "meet"],
            Some(NextActionsExclude),
        ),
        ("combines_with: {next_action: drop, exactly_one_of: [explain]}", &["meet"], None),
        (
            "combines_with: {next_action: drop, exactly_one_of: [explain]}",
            &["explain"],
            Some(NextActionsExclude),
        ),
    ]);
}

#[test]
fn a_refusal_tells_what_to_do_next() {
    let scene = Scene::on("ask");
    let both = [queued("meet"), queued("drop")];
    for (yaml, chosen, words) in [
        ("exactly_one_of: [meet, drop]", &both[..0], "queue a next action: “Meet” or “Drop it”"),
        (
            "exactly_one_of: [meet, drop]",
            &both,
            "“Meet” and “Drop it” exclude each other: leave one in the queue",
        ),
        (
            "at_most_one_of: [meet, drop]",
            &both,
            "“Meet” and “Drop it” exclude each other: leave at most one of them in the queue",
        ),
        ("at_least_one: [meet, drop]", &both[..0], "queue what applies, at least one of “Meet” or “Drop it”"),
        (
            "combines_with: {next_action: drop, exactly_one_of: [explain]}",
            &both[1..],
            "“Drop it” needs one more beside it: queue “Explain”",
        ),
    ] {
        let refusal = scene.refuse(&rule(yaml), chosen).expect("it is refused");
        assert_eq!(refusal.message, words);
    }
    let refusal = scene.refuse(&rule("at_most_one_of: [meet, drop]"), &both).expect("it is refused");
    assert_eq!(refusal.metadata["next_actions"], "meet, drop");
}
