use super::Mistake;

#[test]
pub(super) fn the_process_begins_somewhere() {
    Mistake::new("begins_with: ask", "begins_with: nowhere", "nowhere", "no step nowhere").must_be_refused();
}

#[test]
pub(super) fn every_step_is_reached() {
    Mistake::new("begins_with: ask", "begins_with: meeting", "ask\n    title", "no next action leads to ask")
        .must_be_refused();
}

#[test]
pub(super) fn from_every_step_the_process_can_end() {
    const END: &str = "      - key: done\n        title: Done\n        source: ext\n        outcome: DONE\n";
    const NO_END: &str = "      - key: noted\n        title: Noted\n        source: ext\n";
    const RULES: &str =
        "    finished_by: [SOCIAL_WORKER]\n    rules:\n      - copies_from: {sections: 1, step: ask}\n";
    let both = format!("{END}{NO_END}");
    let one_for_reviews = format!("{END}        offered_for: [REVIEW]\n");
    let rules = format!(
        "{NO_END}{RULES}      - at_least_one: [again, done, noted]\n      - at_most_one_of: [again, done]\n"
    );
    let only_with_more_to_come =
        format!("{RULES}      - combines_with: {{next_action: done, exactly_one_of: [again]}}\n");
    for (right, wrong) in [
        (&*both, ""),
        // What is offered for another purpose ends nothing.
        (&both, &one_for_reviews),
        // Nor does what is chosen only together with what goes on.
        (&rules, &only_with_more_to_come),
    ] {
        Mistake { right, wrong, at: "meeting\n    title", said: "never ends" }.must_be_refused();
    }
}
