use super::Mistake;

#[test]
pub(super) fn a_next_action_leads_somewhere_or_ends_the_line() {
    for mistake in [
        Mistake::new(
            "passes_to: {found: [SOCIAL_WORKER]}",
            "# nobody",
            "again\n        title",
            "passes_to says",
        ),
        Mistake::new("outcome: DONE\n", "passes_to: {inbox: Here}\n", "done\n        title", "leads_to says"),
        Mistake::new(
            "outcome: DROPPED\n",
            "may_be_sent_immediately: true\n",
            "drop\n        title",
            "nothing to send",
        ),
        Mistake::new(
            "        leads_to: meeting\n        passes_to: {allocated",
            "        leads_to: party\n        passes_to: {allocated",
            "party",
            "no step party",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn purposes_are_those_of_the_step_it_leads_to() {
    for mistake in [
        Mistake::new("purposes: [USUAL]\n", "purposes: [ODD]\n", "ODD]", "no purpose ODD"),
        Mistake::new("        purposes: [USUAL]\n", "", "meet\n        title", "say which"),
        Mistake::new("offered_for: [USUAL]", "offered_for: [ODD]", "ODD]", "no purpose ODD"),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn an_outcome_is_ranked_and_ends_a_line() {
    for mistake in [
        Mistake::new("outcome: DONE\n", "outcome: LOST\n", "LOST", "does not know LOST"),
        Mistake::new("offered_for: [USUAL]", "outcome: DONE # here", "DONE # here", "ends a line"),
    ] {
        mistake.must_be_refused();
    }
}
