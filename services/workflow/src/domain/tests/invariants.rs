//! What must always hold, of everything that the decisions write.

use super::{acts::action, world::World};
use crate::domain::fact::{Fact, Told};
use std::collections::BTreeMap;

/// A world that has seen most of what can happen.
fn eventful() -> World {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    world.fill("finder", finding, 1..=5);
    let sent = world.send_now("finder", finding, action("to_information_sharing")).expect("it is sent");
    world.authorise("finder", finding);
    world.finish("tm", finding).expect("it finishes");
    let sharing = sent.created.id;
    world.start("sw", sharing).expect("it starts");
    world.make_ready("sw", sharing, [1], vec![action("to_panel")]);
    let edit = world.answering(sharing, 1, "details", crate::domain::edit::Given::Text("Again".to_owned()));
    world.save("sw", sharing, edit).expect("it is saved");
    world.authorise("sw", sharing);
    world.finish("tm", sharing).expect("it finishes");
    world
}

#[test]
fn every_step_but_the_first_has_one_parent_of_the_same_case() {
    let world = eventful();
    let case = world.case.as_ref().expect("a case");
    for (index, step) in case.steps.iter().enumerate() {
        let parents = case.steps.iter().filter(|one| Some(one.id) == step.parent).count();
        assert_eq!(parents, usize::from(index > 0));
    }
}

#[test]
fn the_facts_of_a_subject_grow_in_version() {
    let world = eventful();
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for Told { subject_version, fact } in &world.told {
        let subject = subject(fact);
        let before = last.insert(subject.clone(), *subject_version).unwrap_or(0);
        assert!(*subject_version > before, "{subject}: {before} then {subject_version}");
    }
}

fn subject(fact: &Fact) -> String {
    match fact {
        Fact::CaseOpened { case, .. } | Fact::CaseClosed { case, .. } => format!("case/{case}"),
        Fact::StepArrived { step, .. }
        | Fact::StepStarted { step, .. }
        | Fact::StepPassedOn { step, .. }
        | Fact::StepCancelled { step, .. }
        | Fact::StepFinished { step, .. }
        | Fact::AnswerHeard { step, .. } => format!("workstep/{step}"),
        Fact::RequestSent { request, .. } => format!("request/{}", request.id),
        Fact::RequestBriefed { request, .. } | Fact::RequestLapsed { request } => {
            format!("request/{request}")
        }
        Fact::PlacementRatified { ratification, .. } | Fact::RatificationEnded { ratification, .. } => {
            format!("ratification/{ratification}")
        }
        Fact::CaseNoteAdded { note, .. } => format!("case_note/{note}"),
    }
}

#[test]
fn versions_of_sections_and_queue_never_go_back() {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    let mut before = world.step(finding).clone();
    for queue in [vec![action("family_finding_again")], vec![], vec![action("to_information_sharing")]] {
        world.queue("finder", finding, queue).expect("it is queued");
        world.fill("finder", finding, [5]);
        let after = world.step(finding);
        assert!(after.queue.version > before.queue.version);
        for section in &before.sections {
            assert!(after.section(section.number).text_version >= section.text_version);
            assert!(after.section(section.number).version >= section.version);
        }
        before = after.clone();
    }
}

#[test]
fn no_refusal_speaks_of_the_child() {
    let mut world = World::new();
    let decision = world.after_planning();
    world.start("qaag", decision).expect("it starts");
    let refused = format!("{:?}", world.finish("sw", decision).expect_err("it is not filled"));
    for private in ["Chloe", "Smith", "3549863", "2018", "Female"] {
        assert!(!refused.contains(private), "{private} in {refused}");
    }
}
