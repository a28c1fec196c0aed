//! W5: the actions that apply (A5), and what happens when no family is agreed (A6).

use super::{acts::action, metadata, reasons, world::World};
use fault::Reason;
use uuid::Uuid;

const PANEL: &str = "to_panel";
const PLANNING: &str = "to_child_in_care_planning";
const PLACEMENT: &str = "to_placement";
const AGAIN: &str = "family_finding_again";
const NOT_AGREED: &str = "family_not_agreed";

/// A world with a W5 that is authorised; its W4 is finished.
fn sharing() -> (World, Uuid) {
    let mut world = World::new();
    let sharing = world.after_family_finding();
    make_ready(&mut world, sharing);
    (world, sharing)
}

/// The same, but its W4 is still open.
fn sharing_beside_an_open_family_finding() -> (World, Uuid) {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    let sent = world.send_now("finder", finding, action("to_information_sharing")).expect("it is sent");
    make_ready(&mut world, sent.created.id);
    (world, sent.created.id)
}

fn make_ready(world: &mut World, sharing: Uuid) {
    world.start("sw", sharing).expect("it starts");
    world.make_ready("sw", sharing, [1], vec![action(PLANNING)]);
}

fn refusals_of(world: &mut World, sharing: Uuid, queue: &[&str]) -> Vec<Reason> {
    let actions = queue.iter().map(|kind| action(kind)).collect();
    world.queue("sw", sharing, actions).expect("what is queued is provisional");
    world.finish("tm", sharing).map(|_| Vec::new()).unwrap_or_else(|refused| reasons(Err::<(), _>(refused)))
}

#[test]
fn at_least_one_applies() {
    let (mut world, sharing) = sharing();
    assert_eq!(refusals_of(&mut world, sharing, &[]), [Reason::NextActionMissing]);
}

#[test]
fn planning_goes_with_each_of_the_others_and_those_exclude_each_other() {
    for (queue, expected) in [
        (&[PANEL][..], &[][..]),
        (&[PLANNING], &[]),
        (&[PANEL, PLANNING], &[]),
        (&[AGAIN], &[]),
        (&[AGAIN, PLANNING], &[]),
        (&[PANEL, AGAIN], &[Reason::NextActionsExclude]),
        (&[PANEL, PLANNING, AGAIN], &[Reason::NextActionsExclude]),
    ] {
        let (mut world, sharing) = sharing();
        assert_eq!(refusals_of(&mut world, sharing, queue), expected, "{queue:?}");
    }
}

#[test]
fn each_action_creates_its_step() {
    let (mut world, sharing) = sharing();
    assert_eq!(refusals_of(&mut world, sharing, &[PANEL, PLANNING]), []);
    assert_eq!(
        world.step(world.open_step("panel_and_matching")).assignee,
        world.inbox_named(super::world::QAAG)
    );
    assert_eq!(world.step(world.open_step("child_in_care_planning")).assignee, world.worker("sw"));
}

#[test]
fn a_placement_needs_the_iros_ratification() {
    let (mut world, sharing) = sharing();
    assert_eq!(refusals_of(&mut world, sharing, &[PLACEMENT]), [Reason::FactRequired]);
    let refused = world.finish("tm", sharing);
    assert_eq!(metadata(&refused, Reason::FactRequired, "fact"), "ratified_placement");
    let moved = world.ratify("iro", "With Mr and Mrs Brown", "2026-01-04").expect("it is ratified");
    world.end_ratification("sw", moved.id, "2026-01-05").expect("the placement has changed");
    assert_eq!(reasons(world.finish("tm", sharing)), [Reason::FactRequired], "a changed placement ends it");
    world.ratify("iro", "With Mr and Mrs Jones", "2026-01-05").expect("it is ratified");
    assert_eq!(refusals_of(&mut world, sharing, &[PLACEMENT]), []);
    world.open_step("placement");
}

#[test]
fn without_an_open_family_finding_family_finding_goes_on() {
    let (mut world, sharing) = sharing();
    assert_eq!(refusals_of(&mut world, sharing, &[NOT_AGREED]), [Reason::OpenStepRequired]);
    assert_eq!(refusals_of(&mut world, sharing, &[AGAIN]), []);
    let again = world.open_step("family_finding");
    assert_eq!(world.step(again).purpose.as_deref(), Some("FAMILY_FINDING"));
}

#[test]
fn beside_an_open_family_finding_the_match_just_ends() {
    let (mut world, sharing) = sharing_beside_an_open_family_finding();
    assert_eq!(refusals_of(&mut world, sharing, &[AGAIN]), [Reason::OpenStepForbidden]);
    assert_eq!(refusals_of(&mut world, sharing, &[NOT_AGREED]), []);
    assert_eq!(world.outcome(), None, "the family finding goes on");
}

#[test]
fn a_handed_over_plan_closes_the_case() {
    let (mut world, sharing) = sharing();
    assert_eq!(refusals_of(&mut world, sharing, &[PLANNING]), []);
    let planning = world.open_step("child_in_care_planning");
    world.start("sw", planning).expect("it starts");
    world.fill("sw", planning, [1]);
    world.queue("sw", planning, vec![action("planning_handed_over")]).expect("it is queued");
    world.finish("sw", planning).expect("it finishes");
    assert_eq!(world.outcome(), Some("HANDED_OVER"));
}
