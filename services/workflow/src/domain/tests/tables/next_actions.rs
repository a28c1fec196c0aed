use super::{SW, World, step};
use crate::domain::process::{NextActionType, PassesTo, list};

#[test]
fn the_next_actions() {
    const QAAG_INBOX: &str = "CS QAAG – Inbox";
    const FINDERS: &str = "CS Permanence Family Finders – Inbox";
    let rows = [
        ("child_in_care_review", "SC Permanency Planning Process", SW, "permanency_planning"),
        ("child_in_care_review", "No plan for permanence agreed (NFA)", "", ""),
        (
            "permanency_planning",
            "SC Agency Decision Maker Permanence Decision",
            QAAG_INBOX,
            "agency_decision",
        ),
        ("permanency_planning", "SC Permanency Planning No Longer Required (NFA)", "", ""),
        (
            "agency_decision",
            "SC ADM Agrees Permanence Plan, Start Family Finding",
            SW,
            "family_finding_request",
        ),
        ("agency_decision", "SC Agency Decision Maker Disagrees Permanence Plan (NFA)", "", ""),
        (
            "family_finding_request",
            "SC Permanence Family Finding Meeting / Review",
            FINDERS,
            "family_finding",
        ),
        ("family_finding", "SC Permanence Family Finding Meeting / Review", FINDERS, "family_finding"),
        ("family_finding", "SC Permanence Information Sharing Meeting", SW, "information_sharing"),
        ("family_finding", "Review recorded (NFA)", "", ""),
        (
            "information_sharing",
            "SC Permanence Panel and Matching Decision",
            QAAG_INBOX,
            "panel_and_matching",
        ),
        ("information_sharing", "SC Child in Care Planning", SW, "child_in_care_planning"),
        ("information_sharing", "SC Permanence Placement", SW, "placement"),
        ("information_sharing", "SC Permanence Family Finding Meeting / Review", FINDERS, "family_finding"),
        ("information_sharing", "Family not agreed (NFA)", "", ""),
        ("panel_and_matching", "SC Permanence Match Agreed", SW, "placement"),
        ("panel_and_matching", "SC Permanence Match Not Agreed (NFA)", "", ""),
        ("panel_and_matching", "SC Permanence Family Finding Meeting / Review", FINDERS, "family_finding"),
        ("panel_and_matching", "SC Update Permanence Plan", FINDERS, "update_permanence_plan"),
        ("placement", "SC Permanence Placement Complete – Child Placed (NFA)", "", ""),
        ("child_in_care_planning", "Child in Care Planning handed over (NFA)", "", ""),
        ("update_permanence_plan", "Permanence plan updated (NFA)", "", ""),
    ];
    let world = World::new();
    let all: usize = world.process.steps.iter().map(|step| step.next_actions.len()).sum();
    assert_eq!(all, rows.len());
    for (key, title, passes_to, leads_to) in rows {
        let step = step(&world, key);
        let action = step.next_actions.iter().find(|action| *action.title == *title).expect(title);
        assert_eq!(receiver(action), passes_to, "{title}");
        assert_eq!(action.leads_to.as_deref().unwrap_or_default(), leads_to, "{title}");
        let immediately = leads_to == "information_sharing";
        assert_eq!(action.may_be_sent_immediately, immediately, "{title}");
    }
}

fn receiver(action: &NextActionType) -> String {
    match &action.passes_to {
        None => String::new(),
        Some(PassesTo::Inbox(name)) => name.to_string(),
        Some(PassesTo::Allocated(holder)) => holder.to_string(),
        Some(PassesTo::Found(roles)) => list(roles),
    }
}

#[test]
fn the_reasons() {
    let world = World::new();
    let panel = step(&world, "panel_and_matching");
    let labels = |key: &str| -> Vec<String> {
        let action = panel.next_action(key).expect("a next action");
        action.reasons.iter().map(|reason| reason.label.clone()).collect()
    };
    assert_eq!(labels("match_agreed"), ["CS Long-term Fostering Agreed"]);
    assert_eq!(
        labels("to_update_plan"),
        ["Child's needs changed", "Carers withdrew", "Match unsuitable", "Different plan needed", "Other"]
    );
}
