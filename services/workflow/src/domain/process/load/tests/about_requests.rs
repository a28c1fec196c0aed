use super::Mistake;

#[test]
pub(super) fn a_request_speaks_of_sections_that_exist() {
    for mistake in [
        Mistake::new("once: {complete: 1,", "once: {complete: 1-4,", "1-4,", "no section 4"),
        Mistake::new("once: {complete: 1,", "once: {complete: 3,", "3, queued", "no section 3"),
        Mistake::new("once: {complete: 1,", "once: {complete: all,", "all,", "no sections as"),
        Mistake::new("once: {complete: 1,", "once: {complete: 2-1,", "2-1,", "no sections as"),
        Mistake::new(
            "request: check, sections: 1}",
            "request: check, sections: '1, 2-1'}",
            "'1, 2-1'",
            "no sections as",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn a_decision_is_recorded_in_one_section_that_is_not_what_it_is_about() {
    for mistake in [
        Mistake::new("decides_in: 2", "decides_in: 1-2", "1-2", "in one section"),
        Mistake::new("decides_in: 2", "decides_in: 1 # so", "1 # so", "cannot be covered"),
        Mistake::new("decides_in: 2", "decides_in: 7", "7", "no section 7"),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn who_gets_a_request_can_answer_it() {
    Mistake::new(
        "        answered_by: [TEAM_MANAGER]\n",
        "",
        "check\n        title",
        "answered_by says of which roles",
    )
    .must_be_refused();
}
