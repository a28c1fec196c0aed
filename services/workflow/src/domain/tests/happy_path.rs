//! The whole of document A, from the review to the child placed.

use super::{
    acts::{action, action_because},
    world::{FINDERS, QAAG, World},
};
use crate::domain::fact::{Fact, TimelineKind};
use uuid::Uuid;

impl World {
    /// W0 done: W1 is incoming.
    pub(super) fn after_review(&mut self) -> Uuid {
        let review = self.open_case("iro").expect("a case begins").step.id;
        self.start("iro", review).expect("it starts");
        self.fill("iro", review, [1]);
        self.queue("iro", review, vec![action("start_permanency_planning")]).expect("it is queued");
        self.finish("iro", review).expect("it finishes");
        self.open_step("permanency_planning")
    }

    /// W1 done: W2 is incoming.
    pub(super) fn after_planning(&mut self) -> Uuid {
        let planning = self.after_review();
        self.start("sw", planning).expect("it starts");
        self.fill("sw", planning, 1..=17);
        let authorise = self.send("sw", planning, "authorise_report", "ps").expect("it is sent");
        self.complete("ps", authorise);
        let quality = self.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent");
        self.queue("ps", planning, vec![action("to_agency_decision")]).expect("it is queued");
        self.complete("qaag", quality);
        self.finish("qaag", planning).expect("it finishes");
        self.open_step("agency_decision")
    }

    /// W2 done: W3 is incoming.
    pub(super) fn after_agency_decision(&mut self) -> Uuid {
        let decision = self.after_planning();
        self.refer("qaag", decision, vec![action("adm_agrees")]);
        self.decide_in_section_2("adm", decision, "agree").expect("it is decided");
        let referral = self.step(decision).requests[0].id;
        self.complete("adm", referral);
        self.finish("adm", decision).expect("it finishes");
        self.open_step("family_finding_request")
    }

    /// Starts a W2 or W6, fills section 1, queues, refers it to the ADM.
    pub(super) fn refer(
        &mut self,
        who: &str,
        step: Uuid,
        queue: Vec<crate::domain::edit::ActionToQueue>,
    ) -> Uuid {
        self.start(who, step).expect("it starts");
        self.fill(who, step, [1]);
        self.queue(who, step, queue).expect("it is queued");
        self.send(who, step, "refer_to_adm", "adm").expect("it is sent")
    }

    /// W3 done: the first W4 is incoming.
    pub(super) fn after_request(&mut self) -> Uuid {
        let request = self.after_agency_decision();
        self.start("sw", request).expect("it starts");
        self.fill("sw", request, 1..=4);
        self.queue("sw", request, vec![action("to_family_finding")]).expect("it is queued");
        self.send("sw", request, "acknowledge_request", "ps").expect("it is sent");
        self.finish("sw", request).expect("a notification does not block");
        self.open_step("family_finding")
    }

    /// A W4 or W5 filled, queued, authorised: ready for its finish by `tm`.
    pub(super) fn make_ready(
        &mut self,
        who: &str,
        step: Uuid,
        sections: impl IntoIterator<Item = i32>,
        queue: Vec<crate::domain::edit::ActionToQueue>,
    ) {
        self.fill(who, step, sections);
        self.queue(who, step, queue).expect("it is queued");
        self.authorise(who, step);
    }

    /// R8: sent to `ps` and completed.
    pub(super) fn authorise(&mut self, who: &str, step: Uuid) {
        let request = self.send(who, step, "authorise", "ps").expect("it is sent");
        self.complete("ps", request);
    }

    /// The first W4 done with a match: W5 is incoming.
    pub(super) fn after_family_finding(&mut self) -> Uuid {
        let finding = self.after_request();
        self.start("finder", finding).expect("it starts");
        self.make_ready("finder", finding, 1..=5, vec![action("to_information_sharing")]);
        self.finish("tm", finding).expect("it finishes");
        self.open_step("information_sharing")
    }

    /// W5 done: W6 is incoming.
    pub(super) fn after_information_sharing(&mut self) -> Uuid {
        let sharing = self.after_family_finding();
        self.start("sw", sharing).expect("it starts");
        self.make_ready("sw", sharing, [1], vec![action("to_panel")]);
        self.finish("tm", sharing).expect("it finishes");
        self.open_step("panel_and_matching")
    }

    /// W6 done with the match agreed: W7 is incoming.
    pub(super) fn after_panel(&mut self) -> Uuid {
        let panel = self.after_information_sharing();
        let agreed = action_because("match_agreed", "long_term_fostering_agreed");
        let referral = self.refer("qaag", panel, vec![agreed]);
        self.decide_in_section_2("adm", panel, "approved").expect("it is decided");
        self.complete("adm", referral);
        self.finish("adm", panel).expect("it finishes");
        self.open_step("placement")
    }
}

#[test]
fn a_child_comes_from_the_review_to_a_placement() {
    let mut world = World::new();
    let placement = world.after_panel();
    world.start("sw", placement).expect("it starts");
    world.fill("sw", placement, [1]);
    world.queue("sw", placement, vec![action("child_placed")]).expect("it is queued");
    let finished = world.finish("sw", placement).expect("it finishes");

    assert_eq!(finished.created, []);
    assert_eq!(finished.case_outcome.as_deref(), Some("CHILD_PLACED"));
    assert_eq!(world.outcome(), Some("CHILD_PLACED"));
    assert_eq!(world.steps.len(), 8);
    assert_eq!(world.entries(TimelineKind::WorkstepFinished), 8);
    assert_eq!(world.entries(TimelineKind::WorkstepArrived), 8);
    assert_eq!(world.entries(TimelineKind::CaseClosed), 1);
    let closed = world.facts().filter(|fact| matches!(fact, Fact::CaseClosed { .. }));
    assert_eq!(closed.count(), 1);
}

#[test]
fn each_step_comes_to_whom_the_document_says() {
    let mut world = World::new();
    world.after_panel();
    let arrivals: Vec<(String, _)> = world
        .facts()
        .filter_map(|fact| match fact {
            Fact::StepArrived { kind, assignee, .. } => Some((kind.clone(), *assignee)),
            _ => None,
        })
        .collect();
    let expected = [
        ("child_in_care_review", world.worker("iro")),
        ("permanency_planning", world.worker("sw")),
        ("agency_decision", world.inbox_named(QAAG)),
        ("family_finding_request", world.worker("sw")),
        ("family_finding", world.inbox_named(FINDERS)),
        ("information_sharing", world.worker("sw")),
        ("panel_and_matching", world.inbox_named(QAAG)),
        ("placement", world.worker("sw")),
    ];
    assert_eq!(arrivals, expected.map(|(kind, assignee)| (kind.to_owned(), assignee)));
}

#[test]
fn every_step_but_the_first_has_the_parent_whose_finish_created_it() {
    let mut world = World::new();
    world.after_panel();
    let case = world.case.as_ref().expect("a case");
    assert_eq!(case.steps[0].parent, None);
    for pair in case.steps.windows(2) {
        assert_eq!(pair[1].parent, Some(pair[0].id));
    }
}
