use super::Mistake;

#[test]
pub(super) fn sections_are_numbered_from_one() {
    for mistake in [
        Mistake::new(
            "- number: 2\n          title: Use",
            "- number: 4\n          title: Use",
            "Use\n",
            "section 4 stands where section 2",
        ),
        Mistake::new(
            "{number: 3, title: Next actions, source: ext, written_by: [SOCIAL_WORKER]}\n    requests",
            "{number: 4, title: Last, source: ext, written_by: [SOCIAL_WORKER]}\n    requests",
            "Last,",
            "section 4 stands where section 3",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn every_field_can_be_filled() {
    for mistake in [
        Mistake::new("pick_list: decisions}", "pick_list: moods}", "moods}", "no pick list moods"),
        Mistake::new(
            "kind: choice, pick_list: decisions",
            "kind: choice",
            "decision, label",
            "needs a pick_list",
        ),
        Mistake::new("kind: number,", "kind: number, pick_list: uses ,", "uses ,", "only a choice"),
        Mistake::new("prefilled: name", "prefilled: age", "who, label", "cannot be prefilled"),
        Mistake::new("least: 1, most: 9", "least: 9, most: 1", "years, label", "nothing fits"),
        Mistake::new(
            "kind: number, least: 1, most: 9",
            "kind: text, max_length: 900000",
            "years, label",
            "nothing fits",
        ),
        Mistake::new(
            "kind: number, least: 1, most: 9",
            "kind: text, max_length: 0",
            "years, label",
            "nothing fits",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn a_radio_that_shows_the_purpose_offers_the_purposes() {
    for mistake in [
        Mistake::new("pick_list: uses,", "pick_list: decisions,", "use, label: Used", "are not the purposes"),
        Mistake::new(
            "pick_list: decisions}",
            "pick_list: decisions, shows_purpose: true}",
            "decision, label",
            "are not the purposes",
        ),
        Mistake::new(
            "shows_purpose: true}\n",
            "shows_purpose: true}\n            - {key: too, label: Too, kind: choice, pick_list: uses, shows_purpose: true}\n",
            "too, label",
            "another field shows the purpose",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn an_optional_form_is_a_form_and_is_not_prefilled() {
    for mistake in [
        Mistake::new(
            "number: 1\n            title: Remarks",
            "number: 2\n            title: Remarks",
            "Remarks",
            "section 2 stands where section 1",
        ),
        Mistake::new(
            "label: Remark, kind: long_text",
            "label: Remark, kind: choice",
            "remark, label",
            "needs a pick_list",
        ),
        Mistake::new(
            "label: Remark, kind: long_text",
            "label: Remark, kind: text, prefilled: name",
            "remark, label",
            "only the main form",
        ),
        Mistake::new(
            "label: Remark, kind: long_text",
            "label: Remark, kind: long_text, max_length: 100001",
            "remark, label",
            "nothing fits",
        ),
        Mistake::new(
            "sections:\n          - number: 1\n            title: Remarks\n            source: ext\n            \
             written_by: [TEAM_MANAGER]\n            fields: [{key: remark, label: Remark, kind: long_text}]",
            "sections: []",
            "cover_letter",
            "a form needs a section",
        ),
        Mistake::new("key: cover_letter", "key: a letter", "a letter", "is not 1 to 60 letters"),
        Mistake::new(
            "written_by: [TEAM_MANAGER]\n            fields",
            "written_by: []\n            fields",
            "Remarks",
            "nobody writes the section",
        ),
        Mistake::new(
            "cancelled_by: [SERVICE_MANAGER]",
            "cancelled_by: [NOBODY]",
            "NOBODY",
            "there is no role NOBODY",
        ),
    ] {
        mistake.must_be_refused();
    }
}
