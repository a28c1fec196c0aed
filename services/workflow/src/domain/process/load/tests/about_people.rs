use super::Mistake;

#[test]
pub(super) fn every_role_is_known() {
    for mistake in [
        Mistake::new("opened_by: [TEAM_MANAGER]", "opened_by: [PIRATE]", "PIRATE", "no role PIRATE"),
        Mistake::new(
            "written_by: [child's SOCIAL_WORKER]",
            "written_by: [child's PIRATE]",
            "child's PIRATE",
            "no role",
        ),
        Mistake::new(
            "written_by: [child's SOCIAL_WORKER]",
            "written_by: [child's FAMILY_FINDER]",
            "child's FAMILY_FINDER",
            "no role child's FAMILY_FINDER",
        ),
        Mistake::new("answered_by: [TEAM_MANAGER]", "answered_by: [UNSPECIFIED]", "UNSPECIFIED", "no role"),
        Mistake::new("{found: [SOCIAL_WORKER]}", "{found: [PIRATE]}", "PIRATE", "no role PIRATE"),
        Mistake::new(
            "{allocated: child's SOCIAL_WORKER}",
            "{allocated: child's PIRATE}",
            "child's PIRATE",
            "no role",
        ),
        Mistake::new(
            "outcome: DONE\n",
            "outcome: DONE\n        also_finished_by: [PIRATE]\n",
            "PIRATE",
            "no role PIRATE",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn what_somebody_has_to_do_somebody_may_do() {
    for mistake in [
        Mistake::new("opened_by: [TEAM_MANAGER]", "opened_by: []", "right\ntitle", "nobody opens a case"),
        Mistake::new(
            "    finished_by: [SOCIAL_WORKER]",
            "    finished_by: []",
            "meeting\n    title",
            "nobody finishes",
        ),
        Mistake::new(
            "written_by: [child's SOCIAL_WORKER]",
            "written_by: []",
            "Question\n          source: ext\n          written_by: []",
            "nobody writes",
        ),
        Mistake::new(
            "written_by: [SOCIAL_WORKER]}\n    requests",
            "written_by: []}\n    requests",
            "Next actions, source: ext, written_by: []",
            "nobody writes",
        ),
        Mistake::new("sent_by: [SOCIAL_WORKER]", "sent_by: []", "check\n        title", "nobody sends"),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn work_passes_to_one_person_of_the_child() {
    Mistake::new(
        "{allocated: child's SOCIAL_WORKER}",
        "{allocated: SOCIAL_WORKER}",
        "meet\n        title",
        "say child's",
    )
    .must_be_refused();
}
