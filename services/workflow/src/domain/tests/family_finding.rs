//! W4's choice: family finding again, or the match (A4).

use super::{acts::action, reasons, world::World};
use fault::Reason;
use uuid::Uuid;

fn finding() -> (World, Uuid) {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    (world, finding)
}

#[test]
fn exactly_one_of_again_and_the_match() {
    for (queue, refused) in [
        (vec![], vec![Reason::NextActionMissing]),
        (vec!["family_finding_again"], vec![]),
        (vec!["to_information_sharing"], vec![]),
        (vec!["family_finding_again", "to_information_sharing"], vec![Reason::NextActionsExclude]),
    ] {
        let (mut world, finding) = finding();
        world.make_ready("finder", finding, 1..=5, vec![action("family_finding_again")]);
        world
            .queue("finder", finding, queue.iter().map(|kind| action(kind)).collect())
            .expect("it is queued");
        let result = world.finish("tm", finding);
        let got = result.map(|_| Vec::new()).unwrap_or_else(|refused| reasons(Err::<(), _>(refused)));
        assert_eq!(got, refused, "{queue:?}");
    }
}

#[test]
fn it_recurs_until_a_match_is_found() {
    let (mut world, mut finding) = finding();
    for _ in 0..3 {
        world.make_ready("finder", finding, 1..=5, vec![action("family_finding_again")]);
        let finished = world.finish("tm", finding).expect("it finishes");
        finding = finished.created[0].id;
        assert_eq!(world.open_steps("family_finding"), [finding], "one at a time (invariant 12)");
        world.start("reviewer", finding).expect("it starts");
    }
}

#[test]
fn the_finder_does_not_finish() {
    let (mut world, finding) = finding();
    world.make_ready("finder", finding, 1..=5, vec![action("to_information_sharing")]);
    for who in ["finder", "sw", "qaag"] {
        assert_eq!(reasons(world.finish(who, finding)), [Reason::NotAFinisher], "{who}");
    }
}
