//! What asking costs: time on a processor, so that a busy machine does not count. The bounds are loose, for a build
//! without optimisation; they only keep the cost from growing by a magnitude unseen.

use super::{person, worker};
use contracts::r#type::v1::Role;
use identity::{Policies, Resource};
use std::{fs, time::Duration};

const SAVE: &str = "permanence.workflow.v1.WorkstepService/SaveWorkstep";
const ASKED: u32 = 1_000;

/// How long this thread was on a processor up to now.
fn processor_time() -> Duration {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(statistics.split(' ').next().unwrap().parse().unwrap())
}

#[test]
fn compiling_happens_once_and_a_decision_costs_next_to_nothing() {
    let begun = processor_time();
    let policies = Policies::standard().unwrap();
    let compiled = processor_time() - begun;

    let access = worker(&[Role::SocialWorker, Role::FamilyFinder]);
    let ask = || {
        let record = Resource::Record { child_id: "3549863".into() };
        policies.authorise(&person(), Some(access.clone()), SAVE, record).unwrap()
    };
    ask();
    let begun = processor_time();
    for _ in 0..ASKED {
        ask();
    }
    let each = (processor_time() - begun) / ASKED;
    eprintln!("policies: {compiled:?} compiled, {each:?} a decision");
    assert!(compiled < Duration::from_secs(3));
    assert!(each < Duration::from_millis(3));
}
