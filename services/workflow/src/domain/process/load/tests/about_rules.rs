use super::Mistake;

#[test]
pub(super) fn a_rule_speaks_of_what_exists() {
    for mistake in [
        Mistake::new(
            "exactly_one_of: [meet, drop]",
            "exactly_one_of: [meet, fly]",
            "fly]",
            "no next action fly",
        ),
        Mistake::new(
            "exactly_one_of: [meet, drop]",
            "exactly_one_of: [drop, drop ]",
            "drop ]",
            "stands here twice",
        ),
        Mistake::new(
            "at_least_one: [again, done, noted]",
            "at_least_one: [fly]",
            "fly]",
            "no next action fly",
        ),
        Mistake::new("at_most_one_of: [again, done]", "at_most_one_of: [fly]", "fly]", "no next action fly"),
        Mistake::new(
            "{next_action: drop, exactly_one_of: [explain]}",
            "{next_action: fly, exactly_one_of: [explain]}",
            "fly,",
            "no next action fly",
        ),
        Mistake::new(
            "{next_action: drop, exactly_one_of: [explain]}",
            "{next_action: drop, exactly_one_of: [fly]}",
            "fly]",
            "no next action fly",
        ),
        Mistake::new(
            "{next_action: meet, section: 2,",
            "{next_action: fly, section: 2,",
            "fly,",
            "no next action fly",
        ),
        Mistake::new(
            "field: decision, is: agree",
            "field: mood, is: agree",
            "mood,",
            "no choice field of section 2: mood",
        ),
        Mistake::new(
            "section: 2, field: decision",
            "section: 1, field: decision",
            "decision, is",
            "no choice field of section 1",
        ),
        Mistake::new("is: agree}", "is: perhaps}", "perhaps}", "no choice in decisions: perhaps"),
        Mistake::new("{next_action: done, fact", "{next_action: fly, fact", "fly,", "no next action fly"),
        Mistake::new(
            "{next_action: noted, step: meeting,",
            "{next_action: noted, step: party,",
            "party,",
            "no step party",
        ),
        Mistake::new(
            "{next_action: noted, step: meeting,",
            "{next_action: fly, step: meeting,",
            "fly,",
            "no next action fly",
        ),
        Mistake::new(
            "{next_action: again, step: meeting, purpose: USUAL}",
            "{next_action: again, step: meeting, purpose: ODD}",
            "ODD}",
            "no purpose of meeting: ODD",
        ),
        Mistake::new(
            "{next_action: noted, step: meeting, purpose: USUAL}",
            "{next_action: noted, step: meeting, purpose: ODD}",
            "ODD}",
            "no purpose of meeting: ODD",
        ),
        Mistake::new(
            "{next_action: again, step: meeting, purpose: USUAL}",
            "{next_action: fly, step: meeting, purpose: USUAL}",
            "fly,",
            "no next action fly",
        ),
        Mistake::new(
            "{next_action: again, step: meeting, purpose: USUAL}",
            "{next_action: again, step: party, purpose: USUAL}",
            "party,",
            "no step party",
        ),
        Mistake::new(
            "{next_action: drop, request: confirm}",
            "{next_action: fly, request: confirm}",
            "fly,",
            "no next action fly",
        ),
        Mistake::new(
            "{request: confirm, after: check}",
            "{request: sing, after: check}",
            "sing,",
            "no request sing",
        ),
        Mistake::new(
            "chosen_while_open: {next_action: meet,",
            "chosen_while_open: {next_action: fly,",
            "fly, steps",
            "no next action fly",
        ),
        Mistake::new(
            "copies_from: {sections: 1, step: ask}",
            "copies_from: {sections: 7, step: ask}",
            "7, step: ask",
            "no section 7",
        ),
        Mistake::new(
            "{next_action: drop, request: confirm}",
            "{next_action: drop, request: sing}",
            "sing}",
            "no request sing",
        ),
        Mistake::new(
            "{request: confirm, completer_of: check}",
            "{request: sing, completer_of: check}",
            "sing,",
            "no request sing",
        ),
        Mistake::new(
            "{request: confirm, completer_of: check}",
            "{request: confirm, completer_of: sing}",
            "sing}",
            "no request sing",
        ),
        Mistake::new(
            "{request: confirm, after: check}",
            "{request: confirm, after: sing}",
            "sing}",
            "no request sing",
        ),
        Mistake::new(
            "{request: check, sections: 1}",
            "{request: sing, sections: 1}",
            "sing,",
            "no request sing",
        ),
        Mistake::new(
            "{request: check, sections: 1}",
            "{request: check, sections: 1-3}",
            "1-3}",
            "no section 3",
        ),
        Mistake::new(
            "copies_from: {sections: 1, step: ask}",
            "copies_from: {sections: 1, step: tell}",
            "tell}",
            "no step tell",
        ),
        Mistake::new(
            "copies_from: {sections: 1, step: ask}",
            "copies_from: {sections: 2, step: ask}",
            "2, step: ask",
            "section 2 of ask asks for something else",
        ),
        Mistake::new("steps: [meeting], or_led_to", "steps: [party], or_led_to", "party]", "no step party"),
        Mistake::new("or_led_to: meeting}", "or_led_to: party}", "party}", "no step party"),
        Mistake::new(
            "chosen_while_open: {next_action: meet,",
            "chosen_while_open: {next_action: drop,",
            "drop, steps",
            "may not be sent immediately",
        ),
        Mistake::new(
            "next_action: again, field: use}",
            "next_action: fly, field: use}",
            "fly, field",
            "no next action fly",
        ),
        Mistake::new(
            "next_action: again, field: use}",
            "next_action: done, field: use}",
            "done, field",
            "needs two purposes",
        ),
        Mistake::new(
            "next_action: again, field: use}",
            "next_action: again, field: who}",
            "who}",
            "no field that shows the purpose: who",
        ),
        Mistake::new("months: 3", "months: 0", "again, field", "after one month at least"),
        Mistake::new(
            "outcome_rank: [DONE, DROPPED]",
            "outcome_rank: [DONE, DROPPED, DONE ]",
            "DONE ]",
            "stands here twice",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn what_one_rule_settles_no_other_does() {
    for mistake in [
        Mistake::new(
            "  - outcome_rank: [DONE, DROPPED]",
            "  - outcome_rank: [DONE, DROPPED]\n  - outcome_rank: [DROPPED, DONE]",
            "outcome_rank: [DROPPED, DONE]",
            "says it before",
        ),
        Mistake::new(
            "      - covers: {request: check, sections: 1}",
            "      - covers: {request: check, sections: 1}\n      - covers: {request: check, sections: 2}",
            "covers: {request: check, sections: 2}",
            "says it before",
        ),
        Mistake::new(
            "      - sent_by: {request: confirm, completer_of: check}",
            "      - sent_by: {request: confirm, completer_of: check}\n      - sent_by: {completer_of: check, request: confirm}",
            "sent_by: {completer_of",
            "says it before",
        ),
        Mistake::new(
            "      - copies_from: {sections: 1, step: ask}",
            "      - copies_from: {sections: 1, step: ask}\n      - copies_from: {sections: 1-1, step: meeting}",
            "copies_from: {sections: 1-1",
            "says it before",
        ),
        Mistake::new(
            "      - pair_every: {months: 3, next_action: again, field: use}",
            "      - pair_every: {months: 3, next_action: again, field: use}\n      - pair_every: {months: 6, next_action: again, field: use}",
            "pair_every: {months: 6",
            "says it before",
        ),
        Mistake::new(
            "      - chosen_while_open: {next_action: meet, steps: [meeting], or_led_to: meeting}",
            "      - chosen_while_open: {next_action: meet, steps: [meeting], or_led_to: meeting}\n      - chosen_while_open: {next_action: meet, steps: [ask], or_led_to: meeting}",
            "chosen_while_open: {next_action: meet, steps: [ask]",
            "says it before",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn a_rule_stands_where_its_kind_belongs() {
    for mistake in [
        Mistake::new(
            "  - outcome_rank: [DONE, DROPPED]",
            "  - exactly_one_of: []",
            "right\ntitle",
            "needs an outcome_rank",
        ),
        Mistake::new(
            "  - outcome_rank: [DONE, DROPPED]",
            "  - exactly_one_of: []\n  - outcome_rank: [DONE, DROPPED]",
            "exactly_one_of: []",
            "but one kind of rule",
        ),
        Mistake::new(
            "      - at_most_one_of: [again, done]",
            "      - outcome_rank: [DONE]",
            "outcome_rank: [DONE]",
            "a rule of the process",
        ),
        Mistake::new(
            "      - at_most_one_of: [again, done]",
            "      - outcome_rank: [DONE]\n      - outcome_rank: [DROPPED]",
            "outcome_rank: [DROPPED]",
            "a rule of the process",
        ),
        Mistake::new(
            "      - at_most_one_of: [again, done]",
            "      - {outcome_rank: [DONE]}",
            "{outcome_rank",
            "a rule of the process",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn a_request_is_waived_or_waited_for_only_if_something_waits_for_it() {
    for mistake in [
        Mistake::new(
            "        blocks_finish: true\n        decides_in: 2\n",
            "        decides_in: 2\n",
            "confirm}\n",
            "need not be waived",
        ),
        Mistake::new(
            "        must_be_sent: true\n        blocks_finish: true\n",
            "        must_be_sent: true\n",
            "check}\n      - waives",
            "does not block",
        ),
        Mistake::new(
            "{request: confirm, after: check}",
            "{request: confirm, after: confirm}",
            "confirm, after",
            "waits for itself",
        ),
        Mistake::new(
            "      - after_completed: {request: confirm, after: check}\n",
            "      - after_completed: {request: confirm, after: check}\n      - after_completed: {request: check, after: confirm}\n",
            "check, after: confirm",
            "waits for itself",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn no_rule_contradicts_another() {
    for mistake in [
        Mistake::new(
            "- exactly_one_of: [meet, drop]",
            "- exactly_one_of: [meet, drop]\n      - exactly_one_of: [drop]",
            "meet\n        title",
            "meet can never be chosen",
        ),
        Mistake::new(
            "{next_action: drop, exactly_one_of: [explain]}",
            "{next_action: drop, exactly_one_of: [meet]}",
            "drop\n        title",
            "drop can never be chosen",
        ),
        Mistake::new(
            "is: agree}\n",
            "is: agree}\n      - requires_answer: {next_action: meet, section: 2, field: decision, is: refuse}\n",
            "meet\n        title",
            "meet can never be chosen",
        ),
        Mistake::new(
            "{next_action: noted, step: meeting, purpose: USUAL}\n",
            "{next_action: noted, step: meeting, purpose: USUAL}\n      - requires_no_open_step: {next_action: noted, step: meeting}\n",
            "noted\n        title",
            "noted can never be chosen",
        ),
        Mistake::new(
            "- at_least_one: [again, done, noted]",
            "- exactly_one_of: [again]",
            "meeting\n    title",
            "no instance for REVIEW",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn a_step_offers_a_next_action_and_no_more_than_people_can_choose_from() {
    let more: String =
        (0..10).map(|n| format!("      - {{key: n{n}, title: N{n}, source: ext}}\n")).collect();
    let yaml = super::RIGHT.replacen("      - key: done\n", &format!("{more}      - key: done\n"), 1);
    let fields = crate::domain::process::Process::load(&yaml).expect_err("they are too many");
    assert!(fields.violations().iter().any(|one| one.description.contains("at most 12 next actions")));
    let none = super::RIGHT.find("    next_actions:\n      - key: again").expect("it stands there");
    let yaml = format!("{}    next_actions: []\n    finished_by: [SOCIAL_WORKER]\n", &super::RIGHT[..none]);
    let fields = crate::domain::process::Process::load(&yaml).expect_err("there is none");
    assert!(fields.violations().iter().any(|one| one.description.contains("needs a next action")));
}
