//! The Permanence Panel: who hears of agendas, of what is to be done, and of what nobody does.

use crate::council::{Council, until};
use crate::panel_matters::{Import, Wanted, listed, panel};
use crate::people::{CHLOE, DAN, ELLA, cover, id_of};
use contracts::notifications::v1::Notification;

/// The first of two panels of one cohort, and the second.
pub const FIRST: &str = "2026-01-22";
pub const SECOND: &str = "2026-02-26";

pub async fn told(council: &Council, subject: &str) -> Vec<(String, String)> {
    let told = council.list(subject).await.notifications;
    told.into_iter().map(|it| (it.kind, it.title)).collect()
}

pub fn said(kind: &str, title: &str) -> (String, String) {
    (kind.to_owned(), title.to_owned())
}

/// Moves the clock, and waits until what has fallen due is told.
pub async fn at(council: &Council, instant: &str) {
    council.clock().set(instant.parse().expect("an instant"));
    let due = format!(
        "select count(*) from notifications.reminder where state = 'WAITING' and due_at <= '{instant}'"
    );
    until("what has fallen due is told", || async { council.count(&due).await == 0 }).await;
}

pub fn is_open(told: &Notification) -> bool {
    told.settled_time.is_none()
}

#[tokio::test]
async fn a_service_manager_hears_of_the_agenda_that_has_their_own_children_on_it() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let first = panel(FIRST);
    council.directory(vec![cover("grace", "theo", ("2026-01-12", "2026-01-16"), clock)]).await;
    council.panels(vec![first.circulated(1, &[CHLOE], clock)]).await;
    let title =
        "The agenda of the Permanence Panel of 22/01/2026 was circulated, with children for you to check";
    let circulated = [said("agenda_circulated", title)];
    assert_eq!(told(&council, "grace").await, circulated);
    assert_eq!(told(&council, "theo").await, circulated, "who covers hears too");
    assert_eq!(told(&council, "gail").await, [], "none of hers is on it");
    assert_eq!(told(&council, "bea").await, [], "she did it herself");
    let about = council.list("grace").await.notifications.remove(0);
    assert_eq!((about.panel_date.as_str(), about.child), (FIRST, None));

    council.panels(vec![first.circulated(1, &[CHLOE, DAN], clock)]).await;
    assert_eq!(told(&council, "grace").await.len(), 1, "a version that was heard of changes nothing");
    council.panels(vec![first.circulated(2, &[CHLOE, DAN], clock)]).await;
    assert_eq!(told(&council, "grace").await.len(), 2);
    assert_eq!(told(&council, "gail").await, circulated);
}

#[tokio::test]
async fn whose_record_is_to_be_corrected_the_service_manager_hears() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = panel(FIRST);
    let hers = id_of("gail").to_string();
    let events = vec![
        first.circulated(1, &[CHLOE], clock),
        first.referred(CHLOE, "", clock),
        first.referred("1", &hers, clock),
    ];
    council.panels(events).await;
    let title = "Long-term matched, and not on the agenda of the Permanence Panel of 22/01/2026: the record is to be corrected";
    assert_eq!(told(&council, "grace").await[0], said("record_referred", title), "by the directory");
    assert_eq!(told(&council, "gail").await, [said("record_referred", title)], "by what panels knows");
    let child = council.list("gail").await.notifications.remove(0).child.expect("a child");
    assert_eq!(child.child_id, "1");
}

#[tokio::test]
async fn that_a_panel_does_not_take_place_whoever_had_its_agenda_hears() {
    let council = Council::new().await;
    let clock = council.clock();
    let (first, second) = (panel(FIRST), panel(SECOND));
    council.panels(vec![first.circulated_by("bill", 1, &[CHLOE, DAN], clock)]).await;
    council.panels(vec![first.item(DAN, true, "bill", 1, clock)]).await;
    council.panels(vec![first.cancelled(clock), second.cancelled(clock)]).await;
    let title = "The Permanence Panel of 22/01/2026, whose agenda was circulated, does not take place";
    for subject in ["grace", "gail", "bill"] {
        assert_eq!(told(&council, subject).await[0], said("panel_cancelled", title), "{subject}");
    }
    assert_eq!(council.kinds("bea").await, Vec::<String>::new(), "she did it herself");
    council.panels(vec![first.cancelled(clock)]).await;
    let times = "select count(*) from notifications.notification where kind = 'panel_cancelled'";
    assert_eq!(council.count(times).await, 3, "once to each, and of the other nobody had the agenda");

    // Heard in another order it stays cancelled: nobody is to check its agenda, or to record what it came to.
    council.panels(vec![second.circulated(1, &[CHLOE], clock)]).await;
    assert_eq!(council.kinds("grace").await, ["panel_cancelled", "agenda_circulated"]);
    let waits = "select count(*) from notifications.reminder where state = 'WAITING'";
    assert_eq!(council.count(waits).await, 0);
}

#[tokio::test]
async fn of_a_child_who_is_taken_off_whoever_did_not_do_it_hears() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = panel(FIRST);
    council.panels(vec![first.circulated(1, &[CHLOE, DAN], clock)]).await;
    council.panels(vec![first.item(CHLOE, true, "bea", 1, clock)]).await;
    let removed = said("agenda_item_removed", "Taken off the agenda of the Permanence Panel of 22/01/2026");
    assert_eq!(told(&council, "grace").await[0], removed);
    assert_eq!(told(&council, "bea").await, []);
    council.panels(vec![first.item(DAN, true, "gail", 1, clock)]).await;
    assert_eq!(told(&council, "bea").await, std::slice::from_ref(&removed));
    assert_eq!(council.kinds("gail").await, ["agenda_circulated"]);
    let child = council.list("bea").await.notifications.remove(0).child.expect("a child");
    assert_eq!(child.child_id, DAN);

    council.panels(vec![first.item(DAN, true, "gail", 1, clock)]).await;
    assert_eq!(told(&council, "bea").await.len(), 1, "what was heard changes nothing");
    council.panels(vec![first.item(DAN, false, "bea", 2, clock)]).await;
    let restored = said("agenda_item_restored", "On the agenda of the Permanence Panel of 22/01/2026 again");
    assert_eq!(told(&council, "gail").await[0], restored);
}

#[tokio::test]
async fn who_is_to_act_hears_of_it_and_again_two_working_days_before_and_when_it_is_late() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let first = panel(FIRST);
    council.panels(vec![first.circulated(1, &[CHLOE], clock)]).await;
    at(&council, "2026-01-23T10:00:00Z").await;
    let (for_sam, for_priya) =
        (Wanted::of("sam", "2026-02-12", clock), Wanted::of("priya", "2026-02-12", clock));
    council.panels(vec![first.recorded(CHLOE, &[for_sam.clone(), for_priya.clone()], clock)]).await;
    let recorded =
        said("panel_actions_recorded", "Actions of the Permanence Panel of 22/01/2026 were recorded");
    assert_eq!(told(&council, "sam").await, std::slice::from_ref(&recorded));
    assert_eq!(told(&council, "priya").await, std::slice::from_ref(&recorded));
    assert_eq!(told(&council, "grace").await[0], recorded);

    at(&council, "2026-02-10T07:59:59Z").await;
    assert_eq!(told(&council, "sam").await.len(), 1);
    at(&council, "2026-02-10T08:00:00Z").await;
    let soon = said(
        "panel_action_due_soon",
        "An action of the Permanence Panel of 22/01/2026 is due in two working days",
    );
    assert_eq!(told(&council, "sam").await[0], soon);
    assert_eq!(told(&council, "grace").await.len(), 2, "the service manager hears when it is late");
    let of_sam = council.list("sam").await.notifications.remove(0);
    assert_eq!(of_sam.panel_action_id, for_sam.id.to_string());

    // Priya's is done in time, so nothing of hers is ever late.
    council.panels(vec![for_priya.updated(CHLOE, false, 2, clock)]).await;
    assert!(council.list("priya").await.notifications.iter().filter(|it| is_open(it)).count() == 1);
    at(&council, "2026-02-13T08:00:00Z").await;
    let overdue = said("panel_action_overdue", "An action of the Permanence Panel of 22/01/2026 is overdue");
    assert_eq!(told(&council, "sam").await[0], overdue);
    assert_eq!(told(&council, "grace").await[0], overdue);
    assert_eq!(told(&council, "priya").await[0].0, "panel_action_due_soon");

    council.panels(vec![for_sam.updated(CHLOE, true, 2, clock)]).await;
    assert!(is_open(&council.list("grace").await.notifications[0]), "it is still to be done");
    council.panels(vec![for_sam.updated(CHLOE, false, 3, clock)]).await;
    assert!(!is_open(&council.list("grace").await.notifications[0]), "and now it is done");
    council.panels(vec![for_sam.updated(CHLOE, true, 4, clock)]).await;
    at(&council, "2026-02-13T09:00:00Z").await;
    assert_eq!(
        told(&council, "grace").await[..2],
        [overdue.clone(), overdue],
        "it was not: it is late again"
    );
    assert!(is_open(&council.list("grace").await.notifications[0]));
}

#[tokio::test]
async fn that_not_all_is_recorded_after_three_working_days_business_support_hears() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let first = panel(FIRST);
    council.panels(vec![first.circulated(1, &[CHLOE, DAN], clock)]).await;
    at(&council, "2026-01-27T12:00:00Z").await;
    council.panels(vec![first.recorded(CHLOE, &[], clock)]).await;
    assert_eq!(told(&council, "sam").await, [], "none are needed");
    at(&council, "2026-01-28T07:59:59Z").await;
    assert_eq!(told(&council, "bea").await, [], "there is Tuesday");
    at(&council, "2026-01-28T08:00:00Z").await;
    let title = "Not all actions of the Permanence Panel of 22/01/2026 are recorded after three working days";
    let late = [said("panel_actions_unrecorded", title)];
    assert_eq!(told(&council, "bea").await, late);
    assert_eq!(told(&council, "bill").await, late);
    assert!(is_open(&council.list("bill").await.notifications[0]));
    council.panels(vec![first.recorded(DAN, &[], clock)]).await;
    assert!(!is_open(&council.list("bill").await.notifications[0]), "nothing is left to do");
}

#[tokio::test]
async fn what_was_told_of_a_panel_is_told_again_when_an_agenda_is_issued_anew_and_only_then() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let first = panel(FIRST);
    let times = "select count(*) from notifications.notification where kind = 'panel_actions_unrecorded'";
    council.panels(vec![first.circulated(1, &[CHLOE], clock)]).await;
    at(&council, "2026-01-28T08:00:00Z").await;
    assert_eq!(council.count(times).await, 2, "to Bea and to Bill");
    council.panels(vec![first.circulated(2, &[CHLOE, DAN], clock)]).await;
    at(&council, "2026-01-28T09:00:00Z").await;
    assert_eq!(council.count(times).await, 2, "it still stands, and nobody is told twice");
    council.panels(vec![first.recorded(CHLOE, &[], clock), first.recorded(DAN, &[], clock)]).await;
    assert!(!is_open(&council.list("bill").await.notifications[0]));

    council.panels(vec![first.circulated(3, &[CHLOE, DAN, ELLA], clock)]).await;
    at(&council, "2026-01-28T10:00:00Z").await;
    assert_eq!(council.count(times).await, 4, "there is something to record again");
    let again = &council.list("bill").await.notifications;
    let again = again.iter().find(|it| it.kind == "panel_actions_unrecorded").expect("it is told");
    assert!(is_open(again));
}

#[tokio::test]
async fn what_was_told_of_a_panel_is_settled_when_it_does_not_take_place() {
    let council = Council::new().await;
    let clock = council.clock();
    let (first, second) = (panel(FIRST), panel(SECOND));
    let action = Wanted::of("sam", "2026-06-30", clock);
    council.panels(vec![first.circulated(1, &[CHLOE], clock)]).await;
    at(&council, "2026-01-23T10:00:00Z").await;
    council.panels(vec![first.recorded(CHLOE, std::slice::from_ref(&action), clock)]).await;
    at(&council, "2026-02-23T11:00:00Z").await;
    council.panels(vec![second.circulated(1, &[CHLOE], clock)]).await;
    at(&council, "2026-02-24T08:00:00Z").await;
    assert_eq!(council.kinds("sam").await[0], "tracker_not_updated");
    assert!(is_open(&council.list("sam").await.notifications[0]));
    council.panels(vec![second.cancelled(clock)]).await;
    assert!(!is_open(&council.list("sam").await.notifications[0]), "nobody has to be ready for it");
}

#[tokio::test]
async fn what_is_recorded_in_time_or_taken_off_or_cancelled_is_reminded_of_no_more() {
    let council = Council::new().await;
    let clock = council.clock();
    let (recorded, removed, cancelled) = (panel(FIRST), panel("2026-01-29"), panel("2026-02-05"));
    council
        .panels(vec![
            recorded.circulated(1, &[CHLOE], clock),
            removed.circulated(1, &[CHLOE], clock),
            cancelled.circulated(1, &[CHLOE], clock),
            recorded.recorded(CHLOE, &[], clock),
            removed.item(CHLOE, true, "bea", 1, clock),
            cancelled.cancelled(clock),
        ])
        .await;
    let waits = "select count(*) from notifications.reminder where state = 'WAITING'";
    assert_eq!(council.count(waits).await, 0);
    council.panels(vec![removed.item(CHLOE, false, "bea", 2, clock)]).await;
    assert_eq!(council.count(waits).await, 1, "a child who is restored is considered again");
    at(&council, "2026-03-02T08:00:00Z").await;
    assert_eq!(council.kinds("bill").await, ["panel_actions_unrecorded"], "of the one that was restored");
}

#[tokio::test]
async fn who_hands_an_extract_in_hears_what_came_of_it_with_its_rejects() {
    let council = Council::new().await;
    let clock = council.clock();
    let (good, bad) = (Import::of("2026-01-12", clock), Import::of("2026-01-13", clock));
    council.panels(vec![good.handed_in(clock), bad.handed_in(clock)]).await;
    assert_eq!(told(&council, "bea").await, []);
    council.panels(vec![good.read(120, 3, clock), bad.refused(clock)]).await;
    let both = [
        said("extract_refused", "What was handed in as the extract of 13/01/2026 cannot be read"),
        said("extract_read", "The extract of 12/01/2026 was read. Rows: 120, rejected: 3"),
    ];
    assert_eq!(told(&council, "bea").await, both);
    assert_eq!(told(&council, "bill").await, [], "it was not his");
    council.panels(vec![good.read(120, 3, clock)]).await;
    assert_eq!(told(&council, "bea").await.len(), 2, "what was heard changes nothing");
}

#[tokio::test]
async fn of_a_child_of_whom_no_service_manager_is_known_business_support_hears() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = panel(FIRST);
    council.panels(vec![first.circulated(1, &[CHLOE, ELLA], clock)]).await;
    assert_eq!(council.kinds("grace").await, ["agenda_circulated"]);
    assert_eq!(council.kinds("bill").await, ["agenda_circulated"]);
    assert!(council.kinds("bea").await.is_empty(), "she did it herself");
    let action = Wanted::of("sam", "2026-01-29", clock);
    council.panels(vec![first.recorded(ELLA, std::slice::from_ref(&action), clock)]).await;
    assert_eq!(council.kinds("bill").await[0], "panel_actions_recorded");
    at(&council, "2026-01-30T08:00:00Z").await;
    assert!(council.kinds("bea").await.contains(&"panel_action_overdue".to_owned()));
    assert!(!council.kinds("grace").await.contains(&"panel_action_overdue".to_owned()));
}

#[tokio::test]
async fn the_directory_decides_whose_a_child_is_before_what_panels_once_said() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = panel(FIRST);
    council.panels(vec![first.circulated_with(1, vec![listed(CHLOE, "gail", false)], clock)]).await;
    assert_eq!(council.kinds("grace").await, ["agenda_circulated"], "hers by the directory");
    assert!(council.kinds("gail").await.is_empty(), "the child has come to another");

    let (second, third) = (panel("2026-02-26"), panel("2026-04-02"));
    council.panels(vec![second.circulated_with(1, vec![listed(ELLA, "gail", false)], clock)]).await;
    assert_eq!(council.kinds("gail").await, ["agenda_circulated"]);
    council.panels(vec![third.circulated_with(1, vec![listed(ELLA, "", false)], clock)]).await;
    assert_eq!(council.kinds("gail").await.len(), 1, "nobody's since");
    assert_eq!(council.kinds("bill").await, ["agenda_circulated"], "so it is business support's to follow");
}

#[tokio::test]
async fn what_another_system_did_business_support_hears_of_in_its_place() {
    let council = Council::new().await;
    let clock = council.clock();
    let (first, import) = (panel(FIRST), Import::of("2026-01-12", clock));
    council.panels(vec![import.handed_in_by("records", clock), import.read(120, 3, clock)]).await;
    let read = said("extract_read", "The extract of 12/01/2026 was read. Rows: 120, rejected: 3");
    for subject in ["bea", "bill"] {
        assert_eq!(told(&council, subject).await, std::slice::from_ref(&read), "{subject}");
    }
    council.panels(vec![first.circulated_by("records", 1, &[CHLOE], clock)]).await;
    council.panels(vec![first.item(CHLOE, true, "grace", 1, clock)]).await;
    for subject in ["bea", "bill"] {
        assert_eq!(council.kinds(subject).await, ["agenda_item_removed", "extract_read"], "{subject}");
    }
    let of_the_system =
        format!("select count(*) from notifications.notification where worker_id = '{}'", id_of("records"));
    assert_eq!(council.count(&of_the_system).await, 0, "it reads none");
}

#[tokio::test]
async fn a_service_manager_whom_only_panels_knows_hears_of_their_own_children() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = panel(FIRST);
    let children = vec![listed(ELLA, "gail", false), listed(CHLOE, "", false)];
    council.panels(vec![first.circulated_with(1, children, clock)]).await;
    for subject in ["gail", "grace"] {
        assert_eq!(council.kinds(subject).await, ["agenda_circulated"], "{subject}");
    }
    assert!(council.kinds("bill").await.is_empty(), "somebody is known for each");
    council.panels(vec![first.item(ELLA, true, "bea", 1, clock)]).await;
    assert_eq!(council.kinds("gail").await[0], "agenda_item_removed");

    let children = vec![listed(ELLA, "gail", true), listed(CHLOE, "", false)];
    council.panels(vec![first.circulated_with(2, children, clock)]).await;
    assert_eq!(council.kinds("gail").await.len(), 2, "none of hers is to be discussed any more");
    assert_eq!(council.kinds("grace").await, ["agenda_circulated", "agenda_circulated"]);

    let action = Wanted::of("sam", "2026-01-29", clock);
    council.panels(vec![first.recorded(ELLA, std::slice::from_ref(&action), clock)]).await;
    assert_eq!(council.kinds("gail").await[0], "panel_actions_recorded");
    at(&council, "2026-01-30T08:00:00Z").await;
    assert_eq!(council.kinds("gail").await[0], "panel_action_overdue");
}
