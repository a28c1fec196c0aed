use super::{Rule, Scene, id, listed, queued, rule};
use crate::domain::{
    case::Progress,
    queue::{Queue, QueuedAction},
    section::Section,
};
use std::collections::BTreeSet;

fn written(number: i32, text_version: i64, authors: &[u128]) -> Section {
    let authors = authors.iter().map(|author| id(*author)).collect();
    Section { text_version, authors, version: 9, ..Section::blank(number) }
}

#[test]
fn covers() {
    for (yaml, version, authors) in [
        ("covers: {request: check, sections: 1}", 4, vec![7]),
        ("covers: {request: check, sections: 1-2}", 9, vec![7, 8]),
        ("covers: {request: check, sections: \"1, 2\", queue: true}", 11, vec![7, 8]),
        ("covers: {request: check, sections: 3}", 1, vec![]),
    ] {
        let mut scene = Scene::on("ask");
        scene.step.sections = vec![written(1, 3, &[7]), written(2, 5, &[7, 8])];
        scene.step.queue = Queue { version: 2, ..Queue::default() };
        let Rule::Covers(covers) = rule(yaml) else { panic!("{yaml}") };
        assert_eq!(covers.version(&scene.step), version, "{yaml}");
        let expected: BTreeSet<_> = authors.into_iter().map(id).collect();
        assert_eq!(covers.authors(&scene.step), expected, "{yaml}");
    }
}

#[test]
fn copies_from() {
    let scene = Scene::on("meeting");
    let step_type = scene.process.step("meeting").expect("a kind");
    let copies: Vec<_> =
        step_type.copies().map(|copies| (copies.step.to_string(), copies.sections.numbers())).collect();
    assert_eq!(copies, [("ask".to_owned(), &[1][..])]);
}

#[test]
fn waives_request() {
    let scene = Scene::on("ask");
    let step_type = scene.process.step("ask").expect("a kind");
    for (chosen, request, waived) in
        [("drop", "confirm", true), ("drop", "check", false), ("meet", "confirm", false)]
    {
        let chosen = [queued(chosen)];
        assert_eq!(
            step_type.is_waived(request, &scene.choosing(&chosen)),
            waived,
            "{chosen:?} and {request}"
        );
    }
}

#[test]
fn chosen_while_open() {
    let sent = QueuedAction { sent_step: Some(id(2)), ..queued("meet") };
    let child = |number, kind, progress, parent| crate::domain::case::StepSummary {
        parent: Some(id(parent)),
        ..listed(number, kind, "USUAL", progress, "2026-01-05")
    };
    let rule = "chosen_while_open: {next_action: meet, steps: [ask, meeting], or_led_to: end}";
    for (steps, counts) in [
        (vec![child(2, "ask", Progress::Incoming, 1)], true),
        (vec![child(2, "ask", Progress::Started, 1)], true),
        (vec![child(2, "ask", Progress::Finished, 1)], false),
        (vec![child(2, "ask", Progress::Cancelled, 1)], false),
        (vec![child(2, "other", Progress::Started, 1)], false),
        (vec![child(2, "ask", Progress::Finished, 1), child(3, "meeting", Progress::Started, 2)], true),
        (vec![child(2, "ask", Progress::Finished, 1), child(3, "meeting", Progress::Finished, 2)], false),
        (vec![child(2, "ask", Progress::Finished, 1), child(3, "end", Progress::Finished, 2)], true),
        (vec![child(2, "ask", Progress::Finished, 1), child(3, "end", Progress::Cancelled, 2)], false),
        (
            vec![
                child(2, "ask", Progress::Finished, 1),
                child(3, "meeting", Progress::Finished, 2),
                child(4, "end", Progress::Incoming, 3),
            ],
            true,
        ),
        (vec![child(2, "ask", Progress::Finished, 1), child(3, "meeting", Progress::Started, 9)], false),
    ] {
        let mut scene = Scene::on("ask");
        scene.case.steps.extend(steps.clone());
        let Rule::ChosenWhileOpen(rule) = super::rule(rule) else { panic!("{rule}") };
        assert_eq!(rule.counts(id(2), &scene.case), counts, "{steps:?}");
    }
    let scene = Scene::on("ask");
    let step_type = scene.process.step("ask").expect("a kind");
    assert!(!step_type.still_counts(&sent, &scene.case), "what was sent is nowhere");
    assert!(step_type.still_counts(&queued("meet"), &scene.case), "what is merely queued is chosen");
}

#[test]
fn outcome_rank() {
    let Rule::OutcomeRank(rank) = rule("outcome_rank: [GOLD, SILVER, TIN]") else { panic!("a rank") };
    for (reached, strongest) in [
        (vec!["TIN", "GOLD"], "GOLD"),
        (vec!["TIN", "SILVER"], "SILVER"),
        (vec![], "TIN"),
        (vec!["MUD"], "TIN"),
    ] {
        assert_eq!(rank.strongest(reached.clone()), strongest, "{reached:?}");
    }
}
