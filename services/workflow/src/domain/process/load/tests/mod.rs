//! Every check of the loader has a file that fails it, refused at the very place.

mod about_forms;
mod about_names;
mod about_next_actions;
mod about_people;
mod about_requests;
mod about_rules;
mod about_steps;
mod complete;
mod reading;

pub(super) use complete::failed_here;

use crate::domain::process::{BUILT_IN, Process};

/// A right file that uses every kind of rule.
pub(in crate::domain) const RIGHT: &str = include_str!("right.yaml");

#[test]
fn what_comes_with_the_software_is_right() {
    for yaml in BUILT_IN {
        assert_eq!(Process::load(yaml).err(), None);
    }
    assert_eq!(Process::load(RIGHT).err(), None);
}

/// All tests of mistakes, for the one that looks for a check without any.
const ALL: [fn(); 29] = [
    about_forms::sections_are_numbered_from_one,
    about_forms::every_field_can_be_filled,
    about_forms::a_radio_that_shows_the_purpose_offers_the_purposes,
    about_forms::an_optional_form_is_a_form_and_is_not_prefilled,
    about_names::keys_are_keys_and_unique,
    about_names::titles_are_unique_by_any_spelling,
    about_names::a_pick_list_has_choices,
    about_next_actions::a_next_action_leads_somewhere_or_ends_the_line,
    about_next_actions::purposes_are_those_of_the_step_it_leads_to,
    about_next_actions::an_outcome_is_ranked_and_ends_a_line,
    about_people::every_role_is_known,
    about_people::what_somebody_has_to_do_somebody_may_do,
    about_people::work_passes_to_one_person_of_the_child,
    about_requests::a_request_speaks_of_sections_that_exist,
    about_requests::a_decision_is_recorded_in_one_section_that_is_not_what_it_is_about,
    about_requests::who_gets_a_request_can_answer_it,
    about_rules::a_rule_speaks_of_what_exists,
    about_rules::what_one_rule_settles_no_other_does,
    about_rules::a_rule_stands_where_its_kind_belongs,
    about_rules::a_request_is_waived_or_waited_for_only_if_something_waits_for_it,
    about_rules::no_rule_contradicts_another,
    about_rules::a_step_offers_a_next_action_and_no_more_than_people_can_choose_from,
    about_steps::the_process_begins_somewhere,
    about_steps::every_step_is_reached,
    about_steps::from_every_step_the_process_can_end,
    reading::what_is_no_process_is_refused_where_it_goes_wrong,
    reading::what_is_missing_is_named,
    reading::what_is_no_yaml_is_refused,
    reading::all_mistakes_are_named_at_once_in_the_order_of_the_file,
];

/// One mistake: what of the right file is replaced (once) by what, and what is said about which place.
struct Mistake<'a> {
    right: &'a str,
    wrong: &'a str,
    /// Text of the wrong file that begins at the refused place.
    at: &'a str,
    said: &'a str,
}

impl<'a> Mistake<'a> {
    const fn new(right: &'a str, wrong: &'a str, at: &'a str, said: &'a str) -> Self {
        Self { right, wrong, at, said }
    }

    /// Whether the mistake is refused at its place, in its words.
    fn must_be_refused(&self) {
        assert_eq!(RIGHT.matches(self.right).count(), 1, "{} stands once in the right file", self.right);
        let yaml = RIGHT.replacen(self.right, self.wrong, 1);
        let fields = Process::load(&yaml).expect_err(self.wrong);
        assert_eq!(fields.reason(), fault::Reason::ProcessInvalid);
        let place = place_of(&yaml, self.at);
        let said =
            fields.violations().iter().any(|one| one.field == place && one.description.contains(self.said));
        assert!(said, "{:?} at {place} of {:?}", self.said, fields.violations());
    }
}

/// The place of a text that stands once after the first character of a line's value.
fn place_of(yaml: &str, text: &str) -> String {
    assert_eq!(yaml.matches(text).count(), 1, "{text} stands once in the wrong file");
    let before = &yaml[..yaml.find(text).expect("it stands there")];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().expect("a line").chars().count() + 1;
    format!("line {line}, column {column}")
}
