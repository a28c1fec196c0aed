use super::Mistake;

#[test]
pub(super) fn the_process_begins_somewhere() {
    Mistake::new("begins_with: ask", "begins_with: nowhere", "nowhere", "no step nowhere").must_be_refused();
}

#[test]
pub(super) fn every_step_is_reached() {
    Mistake::new("begins_with: ask", "begins_with: meeting", "ask\n    title", "no next action leads to ask")
        .must_be_refused();
}

#[test]
pub(super) fn from_every_step_the_process_can_end() {
    Mistake::new(
        "      - key: done\n        title: Done\n        source: ext\n        outcome: DONE\n      - key: noted\n        title: Noted\n        source: ext\n",
        "",
        "meeting\n    title",
        "never ends",
    )
    .must_be_refused();
}
