use super::{draw, rowed};
use crate::domain::{
    agenda::{Considered, Told},
    extract::Kept,
    sample::child,
};

#[test]
fn what_is_kept_of_an_agenda_is_read_back() {
    let rows = [
        rowed("1", "Smith", "Maya", child().status("V2").plan("adoption")),
        rowed("2", "Ade", "", child().status("V2").in_care_for(83)),
    ];
    let agenda = draw("section_20", &rows);
    let listed = &agenda.listed[0];
    let line = serde_json::to_string(&Considered::Listed(Box::new(listed.clone()))).unwrap();
    let Told::Listed(told) = serde_json::from_str(&line).unwrap() else { panic!("{line}") };
    assert_eq!((told.child_id.as_str(), told.age, told.why.len()), ("1", Some(8), listed.why.len()));
    assert_eq!(told.why[2].saw[0].said, listed.why[2].saw[0].said);
    assert_eq!(told.flags, listed.flags);
    assert_eq!(told.listed(), *listed);

    let line = serde_json::to_string(&Considered::NotListed(agenda.not_listed[0].clone())).unwrap();
    let Told::NotListed(told) = serde_json::from_str(&line).unwrap() else { panic!("{line}") };
    assert_eq!((told.off.filter.as_str(), told.referred), ("twelve_weeks", false));
}

#[test]
fn what_is_kept_of_a_row_is_what_the_rules_look_at() {
    let row = rowed("1", "Smith", "Maya", child().status("V2").plan_in_words("Stay"));
    let record = row.record(7);
    assert_eq!(Kept::from(record).record(), record);
}
