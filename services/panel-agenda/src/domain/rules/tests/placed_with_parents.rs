use super::only;
use crate::domain::{
    codes::List,
    extract::IssueKind,
    sample::{Child, child},
};

#[test]
fn only_p1_is_placed_with_parents() {
    only("placed_with_parents", "is_with_parents", List::PlacementCode, &["P1"], |key| child().placed(key));
}

#[test]
fn whatever_the_legal_status_the_child_stays_and_is_flagged_where_it_cannot_be() {
    let flagged = |child: &Child, kind| {
        child.with(|subject| child.facts.flags(&subject.day.known, child.as_of).contains(kind))
    };
    for status in super::every(List::LegalStatus) {
        let child = child().placed("P1").plan("blank").status(&status);
        assert_eq!(child.off("placed_with_parents"), None, "{status}");
        let expected = match status.as_str() {
            "V2" => (true, false),
            "C1" | "C2" => (false, false),
            _ => (false, true),
        };
        let flags = (
            flagged(&child, IssueKind::PlacedWithParentsUnderSection20),
            flagged(&child, IssueKind::PlacedWithParentsWithoutCareOrder),
        );
        assert_eq!(flags, expected, "{status}");
        let elsewhere = child.placed("U6");
        assert!(!flagged(&elsewhere, IssueKind::PlacedWithParentsUnderSection20));
        assert!(!flagged(&elsewhere, IssueKind::PlacedWithParentsWithoutCareOrder));
    }
}
