use super::{Scene, act, id, listed, queued, rule};
use crate::domain::{
    case::Progress,
    ratification::{Ended, Ratification},
    section::Value,
};
use chrono::NaiveDate;
use fault::Reason;

#[test]
fn requires_answer() {
    let rule = rule("requires_answer: {next_action: meet, section: 2, field: decision, is: agree}");
    for (chosen, answer, expected) in [
        ("meet", Some(Value::Choice("agree".to_owned())), None),
        ("meet", Some(Value::Choice("refuse".to_owned())), Some(Reason::AnswerRequired)),
        ("meet", Some(Value::Text("agree".to_owned())), Some(Reason::AnswerRequired)),
        ("meet", None, Some(Reason::AnswerRequired)),
        ("drop", None, None),
    ] {
        let mut scene = Scene::on("ask");
        if let Some(value) = answer.clone() {
            scene.answer(2, "decision", value);
        }
        let refused = scene.refuse(&rule, &[queued(chosen)]);
        assert_eq!(refused.as_ref().map(|refusal| refusal.reason), expected, "{chosen} and {answer:?}");
        if let Some(refusal) = refused {
            let words =
                "“Meet” needs “Agree” under “Decision” in section 2: change the answer or the next action";
            assert_eq!(refusal.message, words);
            assert_eq!((&*refusal.metadata["field"], &*refusal.metadata["is"]), ("decision", "agree"));
        }
    }
}

#[test]
fn requires_fact() {
    let rule = rule("requires_fact: {next_action: done, fact: ratified_placement}");
    let standing = Ratification {
        id: id(50),
        child_id: "3549863".to_owned(),
        placement: "Here".to_owned(),
        ratified_on: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date"),
        recorded: act(7),
        under_sixteen: false,
        ended: None,
    };
    let ended = Some(Ended { act: act(7), on: standing.ratified_on });
    let ended = Ratification { ended, ..standing.clone() };
    for (chosen, ratification, expected) in [
        ("done", Some(standing), None),
        ("done", Some(ended), Some(Reason::FactRequired)),
        ("done", None, Some(Reason::FactRequired)),
        ("noted", None, None),
    ] {
        let scene = Scene { ratification, ..Scene::on("meeting") };
        let refused = scene.refuse(&rule, &[queued(chosen)]);
        assert_eq!(refused.map(|refusal| refusal.reason), expected, "{chosen}");
    }
}

/// Other steps of the case, and whether an open meeting for the usual purpose is among them.
fn others() -> [(crate::domain::case::StepSummary, bool); 6] {
    let meeting = |purpose, progress| listed(2, "meeting", purpose, progress, "2026-01-05");
    [
        (meeting("USUAL", Progress::Incoming), true),
        (meeting("USUAL", Progress::Started), true),
        (meeting("USUAL", Progress::Finished), false),
        (meeting("USUAL", Progress::Cancelled), false),
        (meeting("REVIEW", Progress::Started), false),
        (listed(2, "ask", "USUAL", Progress::Started, "2026-01-05"), false),
    ]
}

#[test]
fn requires_open_step() {
    let rule = rule("requires_open_step: {next_action: noted, step: meeting, purpose: USUAL}");
    for (other, is_open) in others() {
        let mut scene = Scene::on("meeting");
        scene.case.steps.push(other.clone());
        let expected = (!is_open).then_some(Reason::OpenStepRequired);
        assert_eq!(
            scene.refuse(&rule, &[queued("noted")]).map(|refusal| refusal.reason),
            expected,
            "{other:?}"
        );
        assert_eq!(scene.refuse(&rule, &[queued("done")]), None);
    }
}

#[test]
fn requires_no_open_step() {
    let rule = rule("requires_no_open_step: {next_action: again, step: meeting, purpose: USUAL}");
    for (other, is_open) in others() {
        let mut scene = Scene::on("meeting");
        scene.case.steps.push(other.clone());
        let refused = scene.refuse(&rule, &[queued("again")]);
        let expected = is_open.then_some(Reason::OpenStepForbidden);
        assert_eq!(refused.as_ref().map(|refusal| refusal.reason), expected, "{other:?}");
        if let Some(refusal) = refused {
            assert_eq!(refusal.metadata["workstep_id"], id(2).to_string());
        }
        assert_eq!(scene.refuse(&rule, &[queued("done")]), None);
    }
}

#[test]
fn a_step_is_no_other_step_to_itself() {
    let mut scene = Scene::on("meeting");
    scene.step.purpose = Some("USUAL".to_owned());
    scene.case.steps = vec![scene.step.summary()];
    let forbidden = rule("requires_no_open_step: {next_action: again, step: meeting}");
    assert_eq!(scene.refuse(&forbidden, &[queued("again")]), None);
    let required = rule("requires_open_step: {next_action: noted, step: meeting}");
    assert!(scene.refuse(&required, &[queued("noted")]).is_some());
}

#[test]
fn without_a_purpose_any_will_do() {
    let mut scene = Scene::on("meeting");
    scene.case.steps.push(listed(2, "meeting", "REVIEW", Progress::Started, "2026-01-05"));
    let required = rule("requires_open_step: {next_action: noted, step: meeting}");
    assert_eq!(scene.refuse(&required, &[queued("noted")]), None);
}
