use super::{draw, rowed};
use crate::domain::{
    compare::{Difference, Moved},
    sample::child,
};

#[test]
fn who_came_who_went_and_by_which_filter() {
    let listed = || child().status("V2").plan("adoption");
    let earlier = draw(
        "section_20",
        &[
            rowed("1", "Stays", "", listed()),
            rowed("2", "Goes", "", listed()),
            rowed("3", "Leaves", "", listed()),
            rowed("4", "Comes", "", listed().in_care_for(80)),
        ],
    );
    let later = draw(
        "section_20",
        &[
            rowed("1", "Stays", "", listed()),
            rowed("2", "Goes", "", listed().determined()),
            rowed("4", "Comes", "", listed()),
            rowed("5", "Arrives", "", listed()),
        ],
    );
    let moved = |child_id: &str, off_by: Option<&str>| Moved {
        child_id: child_id.into(),
        off_by: off_by.map(Into::into),
    };
    let expected = Difference {
        added: vec![moved("4", Some("twelve_weeks")), moved("5", None)],
        dropped: vec![moved("2", Some("legal_determination")), moved("3", None)],
        stayed: vec!["1".into()],
    };
    assert_eq!(Difference::between(&earlier, &later), expected);
    let same = Difference::between(&later, &later);
    assert_eq!((same.added.len(), same.dropped.len(), same.stayed.len()), (0, 0, 3));
}
