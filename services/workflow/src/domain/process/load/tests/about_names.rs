use super::Mistake;

#[test]
pub(super) fn keys_are_keys_and_unique() {
    for mistake in [
        Mistake::new("id: right\n", "id: all right\n", "all right\n", "not 1 to 60 letters"),
        Mistake::new("key: drop\n", "key: drop it\n", "drop it\n", "not 1 to 60 letters"),
        Mistake::new("key: drop\n", "key: \"\"\n", "\"\"\n", "not 1 to 60 letters"),
        Mistake::new("key: noted\n", "key: done \n", "done \n", "a next action done already"),
        Mistake::new("key: confirm\n", "key: check \n", "check \n", "a request check already"),
        Mistake::new("key: meeting\n", "key: ask \n", "ask \n", "a step ask already"),
        Mistake::new("{key: years,", "{key: who ,", "who ,", "a field who already"),
        Mistake::new("key: uses\n", "key: decisions \n", "decisions \n", "a pick list decisions already"),
        Mistake::new("{key: refuse,", "{key: agree ,", "agree ,", "a choice agree already"),
        Mistake::new(
            "    purposes: [USUAL, REVIEW]\n    form",
            "    purposes: [REVIEW, REVIEW ]\n    form",
            "REVIEW ]",
            "a purpose REVIEW already",
        ),
        Mistake::new(
            "{key: late, label: Too late}",
            "{key: la te, label: Too late}",
            "la te",
            "not 1 to 60 letters",
        ),
        Mistake::new(
            "          - {key: late, label: Too late}\n",
            "          - {key: late, label: Too late}\n          - {key: late , label: Later}\n",
            "late , label",
            "a reason late already",
        ),
        Mistake::new(
            "[{key: remark, label: Remark, kind: long_text}]",
            "[{key: remark, label: Remark, kind: long_text}, {key: remark , label: Again, kind: text}]",
            "remark , label",
            "a field remark already",
        ),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn titles_are_unique_by_any_spelling() {
    for mistake in [
        Mistake::new("title: Meeting\n", "title: a s–K\n", "a s–K", "a step of that title already"),
        Mistake::new(
            "title: Confirm it\n",
            "title: CHECK - it\n",
            "CHECK - it",
            "a request of that title already",
        ),
        Mistake::new(
            "title: Drop it\n",
            "title: \"Me et\"\n",
            "\"Me et\"",
            "a next action of that title already",
        ),
        Mistake::new("title: Use\n", "title: QUESTION\n", "QUESTION", "a section of that title already"),
        Mistake::new(
            "title: Use\n",
            "title: Next Actions\n",
            "Next actions, source: ext, written_by: [SOCIAL_WORKER]}\n    next_actions:\n      - key: again",
            "a section of that title already",
        ),
        Mistake::new(
            "      - key: cover_letter\n        title: Cover letter\n",
            "      - {key: another, title: COVER letter, source: ext, kind: letter, sections: [{number: 1, title: Remarks,\
             source: ext, written_by: [TEAM_MANAGER], fields: [{key: said, label: Said, kind: text}]}]}\n      \
             - key: cover_letter\n        title: Cover letter\n",
            "Cover letter\n",
            "a form of that title already",
        ),
        Mistake::new(
            "            fields: [{key: remark, label: Remark, kind: long_text}]\n",
            "            fields: [{key: remark, label: Remark, kind: long_text}]\n          - {number: 2, \
             title: REMARKS, source: ext, written_by: [TEAM_MANAGER], fields: [{key: more, label: More, kind: text}]}\n",
            "REMARKS, source",
            "a section of that title already",
        ),
        Mistake::new("title: Done\n", "title: \" \"\n", "\" \"", "one line of 1 to 200"),
        Mistake::new("title: Done\n", "title: \"Do\\nne\"\n", "\"Do", "one line of 1 to 200"),
    ] {
        mistake.must_be_refused();
    }
}

#[test]
pub(super) fn a_pick_list_has_choices() {
    Mistake::new(
        "    choices:\n      - {key: agree, label: Agree}\n      - {key: refuse, label: Refuse}\n",
        "    choices: []\n",
        "decisions\n    source",
        "needs a choice",
    )
    .must_be_refused();
}
