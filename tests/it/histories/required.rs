//! Which fields a section needs before it is complete, by hand: those that the guide stars or cannot do without, and those that this
//! product adds, as the comments of the process say.

/// The fields that somebody has to fill in a section: not what the child's record fills, nor what a step of family finding is for.
pub(super) fn required(kind: &str, section: usize) -> &'static [&'static str] {
    match (kind, section) {
        ("child_in_care_review", 1) => &["date_of_review", "plan_agreed"],
        ("permanency_planning", 2) => &["legal_status"],
        ("permanency_planning", 3) => &["description"],
        ("permanency_planning", 4) => &["health"],
        ("permanency_planning", 5) => &["education"],
        ("permanency_planning", 6) => &["identity"],
        ("permanency_planning", 7) => &["birth_family"],
        ("permanency_planning", 8) => &["siblings"],
        ("permanency_planning", 9) => &["chronology"],
        ("permanency_planning", 10) => &["placements"],
        ("permanency_planning", 11) => &["contact"],
        ("permanency_planning", 12) => &["wishes_and_feelings"],
        ("permanency_planning", 13) => &["parents_views"],
        ("permanency_planning", 14) => &["needs"],
        ("permanency_planning", 15) => &["options"],
        ("permanency_planning", 16) => &["recommended_plan"],
        ("permanency_planning", 17) => &["declared", "declared_on"],
        ("agency_decision", 1) => &["legal_status", "date_of_meeting"],
        ("panel_and_matching", 1) => &["content_of_panel"],
        ("agency_decision" | "panel_and_matching", 2) => &["decision", "reasons", "date_of_decision"],
        ("family_finding_request" | "family_finding", 1) => &["reason_for_referral"],
        ("family_finding_request" | "family_finding", 2) => &["the_child"],
        ("family_finding_request" | "family_finding", 3) => &["family_sought"],
        ("family_finding_request" | "family_finding", 4) => &["contact"],
        ("family_finding", 5) => &["plan"],
        ("information_sharing", 1) => &["details"],
        ("placement", 1) => &["where_agreed", "when_agreed"],
        ("child_in_care_planning" | "update_permanence_plan", 1) => &["outcome"],
        _ => &[],
    }
}
