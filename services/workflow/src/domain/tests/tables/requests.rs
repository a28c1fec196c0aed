use super::{ADM, FF, PS_TM, QAAG, SW, World, names, step};
use crate::domain::process::{GoesTo, RequestType, RoleName, StepType, list};

struct Row(&'static str, &'static str, &'static str, &'static str, &'static str, bool, bool, &'static str);

#[test]
fn the_requests() {
    let rows = [
        Row(
            "permanency_planning",
            "CS Manager: Please review and authorise prior to QAAG",
            SW,
            "worker",
            PS_TM,
            true,
            true,
            "1-17",
        ),
        Row(
            "permanency_planning",
            "CS QAAG / Adoption Panel to confirm quality of report",
            PS_TM,
            "CS QAAG – Inbox",
            QAAG,
            true,
            true,
            "1-17",
        ),
        Row(
            "permanency_planning",
            "CS Allocate worker for parallel planning",
            "child's SOCIAL_WORKER, PRACTICE_SUPERVISOR, TEAM_MANAGER",
            "anyone",
            "",
            false,
            false,
            "",
        ),
        Row(
            "permanency_planning",
            "CS Please action",
            "child's SOCIAL_WORKER, PRACTICE_SUPERVISOR, TEAM_MANAGER",
            "anyone",
            "",
            false,
            false,
            "",
        ),
        Row(
            "permanency_planning",
            "CS Request for a panel date",
            "child's SOCIAL_WORKER, PRACTICE_SUPERVISOR, TEAM_MANAGER",
            "anyone",
            "",
            false,
            false,
            "",
        ),
        Row(
            "agency_decision",
            "CS Refer Panel Recommendation to Agency Decision Maker",
            QAAG,
            "worker",
            ADM,
            true,
            true,
            "1-1+queue",
        ),
        Row(
            "family_finding_request",
            "CS Manager: Please Review and Acknowledge Request",
            SW,
            "worker",
            PS_TM,
            true,
            false,
            "",
        ),
        Row(
            "family_finding",
            "CS Manager: Please review and authorise",
            FF,
            "worker",
            PS_TM,
            true,
            true,
            "1-5",
        ),
        Row(
            "information_sharing",
            "CS Manager: Please review and authorise",
            SW,
            "worker",
            PS_TM,
            true,
            true,
            "1-1",
        ),
        Row(
            "panel_and_matching",
            "CS Refer Panel Recommendation to Agency Decision Maker",
            QAAG,
            "worker",
            ADM,
            true,
            true,
            "1-1+queue",
        ),
    ];
    let world = World::new();
    let all: usize = world.process.steps.iter().map(|step| step.requests.len()).sum();
    assert_eq!(all, rows.len());
    for Row(key, title, sent_by, goes_to, answered_by, must_be_sent, blocks_finish, covers) in rows {
        let step = step(&world, key);
        let request = step.requests.iter().find(|request| *request.title == *title).expect(title);
        assert_eq!(names(&request.sent_by), sent_by, "{title}");
        assert_eq!(recipient(request), goes_to, "{title}");
        assert_eq!(list::<&RoleName>(&request.answered_by), answered_by, "{title}");
        assert_eq!((request.must_be_sent, request.blocks_finish), (must_be_sent, blocks_finish), "{title}");
        assert_eq!(covered(&step, request), covers, "{title}");
    }
}

fn recipient(request: &RequestType) -> String {
    match &request.goes_to {
        GoesTo::Worker => "worker".to_owned(),
        GoesTo::Anyone => "anyone".to_owned(),
        GoesTo::Inbox(name) => name.to_string(),
    }
}

fn covered(step: &StepType, request: &RequestType) -> String {
    let Some(covers) = step.covered_by(&request.key) else { return String::new() };
    let numbers = covers.sections.numbers();
    let queue = if covers.queue { "+queue" } else { "" };
    format!("{}-{}{queue}", numbers[0], numbers[numbers.len() - 1])
}
