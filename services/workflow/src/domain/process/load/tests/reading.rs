use super::{RIGHT, place_of};
use crate::domain::process::Process;

#[test]
pub(super) fn what_is_no_process_is_refused_where_it_goes_wrong() {
    for (right, wrong, at, said) in [
        ("title: A process", "name: A process", "name: A", "unknown field `name`"),
        ("goes_to: worker", "goes_to: nobody", "nobody", "unknown variant `nobody`"),
        ("kind: number", "kind: integer", "integer", "unknown variant `integer`"),
        ("fact: ratified_placement", "fact: good_weather", "good_weather", "unknown variant `good_weather`"),
        ("- at_least_one:", "- at_least_two:", "at_least_two", "unknown variant `at_least_two`"),
        ("months: 3", "months: soon", "soon", "invalid"),
        ("months: 3", "months: 3, months: 4", "months: 4", "duplicate"),
    ] {
        let yaml = RIGHT.replacen(right, wrong, 1);
        let fields = Process::load(&yaml).expect_err("it cannot be read");
        let [violation] = fields.violations() else { panic!("{:?}", fields.violations()) };
        assert_eq!(violation.field, place_of(&yaml, at), "{wrong}: {}", violation.description);
        assert!(violation.description.contains(said), "{wrong}: {}", violation.description);
    }
}

#[test]
pub(super) fn what_is_missing_is_named() {
    let yaml = RIGHT.replacen("    title: Ask\n", "", 1);
    let fields = Process::load(&yaml).expect_err("it cannot be read");
    let [violation] = fields.violations() else { panic!("{:?}", fields.violations()) };
    // Where the reader was when nothing more came: at the last key of the step.
    assert_eq!(violation.field, place_of(&yaml, "optional_forms:"));
    assert_eq!(violation.description, "missing field `title`");
}

#[test]
pub(super) fn what_is_no_yaml_is_refused() {
    let unclosed = RIGHT.replacen("[TEAM_MANAGER]", "[TEAM_MANAGER", 1);
    let two = format!("{RIGHT}\n---\n{RIGHT}");
    for (yaml, at, said) in [
        ("", "line 1, column 1", "unexpected end of file"),
        ("\t", "line 1, column 2", "unexpected end of file"),
        ("&a [*a, *a]", "line 1, column 4", "expected mapping start"),
        (&unclosed, "line 6, column 13", "illegal placement of ':'"),
        (&two, "line 140, column 1", "only single YAML document"),
    ] {
        let fields = Process::load(yaml).expect_err("it is no process");
        let [violation] = fields.violations() else { panic!("{:?}", fields.violations()) };
        assert_eq!(violation.field, at, "{yaml}: {}", violation.description);
        assert!(violation.description.contains(said), "{yaml}: {}", violation.description);
    }
}

#[test]
pub(super) fn all_mistakes_are_named_at_once_in_the_order_of_the_file() {
    let yaml = RIGHT
        .replacen("begins_with: ask", "begins_with: nowhere", 1)
        .replacen("opened_by: [TEAM_MANAGER]", "opened_by: [PIRATE]", 1)
        .replacen("outcome: DROPPED", "outcome: LOST", 1)
        .replacen("step: ask}", "step: tell}", 1);
    let fields = Process::load(&yaml).expect_err("it is wrong");
    let places: Vec<&str> = fields.violations().iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(places, ["nowhere", "PIRATE", "LOST", "tell}"].map(|wrong| place_of(&yaml, wrong)));
}
