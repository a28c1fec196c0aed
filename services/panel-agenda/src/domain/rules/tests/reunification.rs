use super::{every, only};
use crate::domain::{codes::List, sample::child};

#[test]
fn only_a_return_to_family_is_one() {
    only("reunification", "returns_to_family", List::PermanencePlan, &["return_to_family"], |key| {
        child().plan(key)
    });
    assert_eq!(child().plan_in_words("Home one day").off("reunification"), Some("returns_to_family"));
}

#[test]
fn with_parents_or_family_already_is_left_out_and_a_blank_placement_stays() {
    let stay: Vec<String> = every(List::PlacementCode);
    let stay: Vec<&str> =
        stay.iter().map(String::as_str).filter(|key| !["P1", "U1", "U3"].contains(key)).collect();
    assert!(stay.contains(&"blank") && stay.contains(&"U2"));
    only("reunification", "not_with_family", List::PlacementCode, &stay, |key| {
        child().plan("return_to_family").placed(key)
    });
}
