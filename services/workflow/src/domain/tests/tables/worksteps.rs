use super::{ADM, FF, IRO_SW, PS_TM, QAAG, SW, World, names, step};

#[test]
fn the_worksteps() {
    let rows: [(&str, &str, &str, i32, &str, &str, &str); 10] = [
        ("child_in_care_review", "Child in Care Review", "", 2, IRO_SW, IRO_SW, IRO_SW),
        (
            "permanency_planning",
            "SC Permanency Planning Process",
            "SC Child's Permanence Report C0054",
            18,
            SW,
            PS_TM,
            QAAG,
        ),
        (
            "agency_decision",
            "SC Agency Decision Maker Permanence Decision",
            "AS QA Recommendation and ADM Decision C0051",
            3,
            QAAG,
            QAAG,
            ADM,
        ),
        (
            "family_finding_request",
            "SC Permanence Family Finding Request",
            "AS Family Finding Referral Form C0057",
            5,
            SW,
            SW,
            SW,
        ),
        (
            "family_finding",
            "SC Permanence Family Finding Meeting / Review",
            "AS Permanence Family Finding Activity C1235",
            6,
            FF,
            FF,
            PS_TM,
        ),
        (
            "information_sharing",
            "SC Permanence Information Sharing Meeting",
            "SC Permanence Information Sharing Meeting C1231",
            2,
            SW,
            SW,
            PS_TM,
        ),
        (
            "panel_and_matching",
            "SC Permanence Panel and Matching Decision",
            "AS Panel Minutes and ADM Decision C0065",
            3,
            QAAG,
            QAAG,
            ADM,
        ),
        (
            "placement",
            "SC Permanence Placement",
            "AS Childs Permanence Placement Record C1122",
            2,
            SW,
            SW,
            SW,
        ),
        ("child_in_care_planning", "SC Child in Care Planning", "", 2, SW, SW, SW),
        ("update_permanence_plan", "SC Update Permanence Plan", "", 2, FF, FF, FF),
    ];
    let world = World::new();
    assert_eq!(world.process.steps.len(), rows.len());
    for (key, title, form, queue, section_1, queue_by, finished_by) in rows {
        let step = step(&world, key);
        assert_eq!(&*step.title, title);
        assert_eq!(step.form.title.as_deref().unwrap_or_default(), form, "{key}");
        assert_eq!(step.form.next_actions.number, queue, "{key}");
        assert_eq!(&*step.form.next_actions.title, "Next actions");
        assert_eq!(names(&step.form.sections[0].written_by), section_1, "{key}");
        assert_eq!(names(&step.form.next_actions.written_by), queue_by, "{key}");
        assert_eq!(names(&step.finished_by), finished_by, "{key}");
    }
}

#[test]
fn the_sections() {
    let world = World::new();
    let titles = |key: &str| -> Vec<String> {
        step(&world, key).form.sections.iter().map(|section| section.title.to_string()).collect()
    };
    assert_eq!(titles("child_in_care_review"), ["Plan for permanence agreed"]);
    assert_eq!(titles("agency_decision"), ["Panel Information", "Agency Decision Maker Section"]);
    assert_eq!(titles("panel_and_matching"), ["Panel Information", "Agency Decision Maker Section"]);
    assert_eq!(titles("information_sharing"), ["Information Sharing Meeting"]);
    assert_eq!(titles("placement"), ["Permanence Placement Record"]);
    assert_eq!(titles("child_in_care_planning"), ["Outcome"]);
    assert_eq!(titles("update_permanence_plan"), ["Outcome"]);
    assert_eq!(titles("family_finding")[4], "Family Finding Plan");
    assert_eq!(titles("family_finding")[..4], titles("family_finding_request")[..]);
    assert_eq!(
        titles("permanency_planning"),
        [
            "Child's details",
            "Legal position",
            "Description and personality",
            "Health",
            "Education",
            "Identity and culture",
            "Birth family",
            "Siblings",
            "Chronology",
            "Placement history",
            "Contact",
            "Child's wishes and feelings",
            "Parents' views",
            "Assessment of needs",
            "Options considered",
            "Permanence plan recommended",
            "Declaration",
        ]
    );
}

#[test]
fn who_writes_what() {
    let world = World::new();
    for step in &world.process.steps {
        let deciding: Vec<i32> = step
            .requests
            .iter()
            .filter_map(|request| request.decides_in.as_ref())
            .flat_map(|one| one.numbers().to_vec())
            .collect();
        for section in &step.form.sections {
            let by = names(&section.written_by);
            let expected = if deciding.contains(&section.number) {
                ADM.to_owned()
            } else {
                names(&step.form.sections[0].written_by)
            };
            assert_eq!(by, expected, "{} {}", step.key, section.number);
        }
    }
}

#[test]
fn the_fields_that_the_document_gives() {
    let rows = [
        ("agency_decision", 1, "name", false),
        ("agency_decision", 1, "gender", false),
        ("agency_decision", 1, "date_of_birth", false),
        ("agency_decision", 1, "age", false),
        ("agency_decision", 1, "legal_status", true),
        ("agency_decision", 1, "date_of_meeting", true),
        ("agency_decision", 1, "time_of_meeting", false),
        ("agency_decision", 1, "content_of_meeting", false),
        ("agency_decision", 1, "recommendations", false),
        ("agency_decision", 2, "decision", true),
        ("agency_decision", 2, "reasons", true),
        ("agency_decision", 2, "date_of_decision", true),
        ("panel_and_matching", 1, "content_of_panel", true),
        ("panel_and_matching", 1, "recommendations", false),
        ("panel_and_matching", 2, "decision", true),
        ("panel_and_matching", 2, "reasons", true),
        ("panel_and_matching", 2, "date_of_decision", true),
        ("family_finding_request", 1, "reason_for_referral", true),
        ("family_finding", 5, "used_for", true),
        ("information_sharing", 1, "details", true),
        ("placement", 1, "details", false),
        ("placement", 1, "where_agreed", true),
        ("placement", 1, "when_agreed", true),
    ];
    let world = World::new();
    for (key, section, field, required) in rows {
        let step = step(&world, key);
        let section = step.form.section(section).expect("a section");
        assert_eq!(section.field(field).map(|field| field.required), Some(required), "{key} {field}");
    }
}

#[test]
fn the_three_meetings_are_three() {
    let world = World::new();
    let label = |key: &str, field: &str| -> String {
        step(&world, key)
            .form
            .section(1)
            .and_then(|section| section.field(field))
            .expect("a field")
            .label
            .clone()
    };
    assert_eq!(label("agency_decision", "content_of_meeting"), "Content of the QA meeting");
    assert_eq!(label("panel_and_matching", "content_of_panel"), "Content of the Permanence Panel");
}

#[test]
fn the_legal_statuses_are_the_national_codes() {
    let world = World::new();
    let list = world.process.pick_list("legal_status").expect("a pick list");
    let codes: Vec<&str> = list.choices.iter().map(|choice| &*choice.key).collect();
    assert_eq!(codes, ["C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3"]);
    assert_eq!(list.choice("C2").map(|choice| choice.label.as_str()), Some("Full care order"));
}
