//! Of whom the tracker does not tell a panel, that is said before: of the cohort's next one, whether or not its agenda is circulated.

use crate::council::Council;
use crate::panel_matters::{Panel, SECTION_20, Wanted, panel, scheduled};
use crate::panels::{FIRST, SECOND, at, is_open, said, told};
use crate::people::{CHLOE, DAN};

/// The third panel of the cohort.
const THIRD: &str = "2026-04-02";
const TITLE: &str = "The Permanence Tracker is not updated, and the Permanence Panel of 26/02/2026 is near";

#[tokio::test]
async fn of_whom_the_tracker_does_not_tell_that_is_said_before_the_cohorts_next_panel() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let (first, second) = (panel(FIRST), panel(SECOND));
    let other_cohort = Panel { cohort: "reunification", ..panel("2026-02-05") };
    let (of_chloe, of_dan) =
        (Wanted::of("sam", "2026-06-30", clock), Wanted::of("priya", "2026-06-30", clock));
    council.panels(vec![first.circulated(1, &[CHLOE, DAN], clock)]).await;
    at(&council, "2026-01-23T10:00:00Z").await;
    council
        .panels(vec![
            first.recorded(CHLOE, std::slice::from_ref(&of_chloe), clock),
            first.recorded(DAN, std::slice::from_ref(&of_dan), clock),
            other_cohort.circulated(1, &[CHLOE], clock),
            other_cohort.recorded(CHLOE, &[], clock),
        ])
        .await;
    at(&council, "2026-02-20T10:00:00Z").await;
    assert!(!council.kinds("grace").await.contains(&"tracker_not_updated".to_owned()), "another cohort's");
    council.panels(vec![of_dan.updated(DAN, true, 2, clock)]).await;
    at(&council, "2026-02-23T11:00:00Z").await;
    council.panels(vec![second.circulated(1, &[], clock), second.recorded(CHLOE, &[], clock)]).await;
    at(&council, "2026-02-24T08:00:00Z").await;
    let not_updated = said("tracker_not_updated", TITLE);
    assert_eq!(told(&council, "sam").await[0], not_updated);
    assert_eq!(told(&council, "grace").await[0], not_updated);
    for of_dan in ["priya", "gail"] {
        assert!(!council.kinds(of_dan).await.contains(&"tracker_not_updated".to_owned()), "{of_dan}");
    }
    assert!(is_open(&council.list("grace").await.notifications[0]));
    council.panels(vec![of_chloe.updated(CHLOE, true, 2, clock)]).await;
    assert!(!is_open(&council.list("grace").await.notifications[0]), "now the tracker tells");

    // Before the third, what was said before the second says nothing any more.
    let third = panel("2026-04-02");
    at(&council, "2026-03-30T11:00:00Z").await;
    council.panels(vec![third.circulated(1, &[], clock)]).await;
    at(&council, "2026-03-31T07:00:00Z").await;
    for subject in ["gail", "grace"] {
        assert_eq!(council.kinds(subject).await[0], "tracker_not_updated", "{subject}");
    }
}

#[tokio::test]
async fn it_is_said_where_nobody_circulates_the_agenda_of_the_next_panel() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let first = panel(FIRST);
    let action = Wanted::of("sam", "2026-06-30", clock);
    council.panels(vec![first.circulated_before(&[(SECTION_20, SECOND)], 1, &[CHLOE], clock)]).await;
    at(&council, "2026-01-23T10:00:00Z").await;
    council.panels(vec![first.recorded(CHLOE, std::slice::from_ref(&action), clock)]).await;
    at(&council, "2026-02-24T07:59:59Z").await;
    assert!(!council.kinds("sam").await.contains(&"tracker_not_updated".to_owned()));
    at(&council, "2026-02-24T08:00:00Z").await;
    for subject in ["sam", "grace"] {
        assert_eq!(told(&council, subject).await[0], said("tracker_not_updated", TITLE), "{subject}");
    }

    // Circulated late, it tells nobody twice; once it is over, what was said of it stands until the tracker tells.
    council.panels(vec![panel(SECOND).circulated_before(&[(SECTION_20, THIRD)], 1, &[], clock)]).await;
    at(&council, "2026-02-27T09:00:00Z").await;
    council.panels(vec![scheduled(&[(SECTION_20, THIRD)], clock)]).await;
    let times = "select count(*) from notifications.notification where kind = 'tracker_not_updated'";
    assert_eq!(council.count(times).await, 2, "to Sam and to Grace");
    assert!(is_open(&council.list("grace").await.notifications[0]));
    council.panels(vec![action.updated(CHLOE, true, 2, clock)]).await;
    assert!(!is_open(&council.list("grace").await.notifications[0]));
    at(&council, "2026-03-31T08:00:00Z").await;
    assert_eq!(council.count(times).await, 2, "it tells of the time since the second");
}

#[tokio::test]
async fn it_is_said_before_one_panel_after_the_other_while_nobody_circulates_anything() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = panel(FIRST);
    let action = Wanted::of("sam", "2026-06-30", clock);
    let planned = [(SECTION_20, SECOND), ("reunification", "2026-03-05"), (SECTION_20, THIRD)];
    council.panels(vec![first.circulated_before(&planned, 1, &[CHLOE], clock)]).await;
    at(&council, "2026-01-23T10:00:00Z").await;
    council.panels(vec![first.recorded(CHLOE, std::slice::from_ref(&action), clock)]).await;
    at(&council, "2026-02-24T08:00:00Z").await;
    at(&council, "2026-03-10T08:00:00Z").await;
    council.panels(vec![scheduled(&[(SECTION_20, THIRD)], clock)]).await;
    assert!(
        is_open(&council.list("sam").await.notifications[0]),
        "it is over, and the tracker tells nothing"
    );
    at(&council, "2026-03-31T07:00:00Z").await;
    let told: Vec<String> =
        council.list("sam").await.notifications.into_iter().take(3).map(|it| it.panel_date).collect();
    assert_eq!(told, [THIRD, SECOND, FIRST]);
}

#[tokio::test]
async fn it_is_said_before_the_day_to_which_the_next_panel_is_moved() {
    let council = Council::new().await;
    let clock = council.clock();
    let first = panel(FIRST);
    let action = Wanted::of("sam", "2026-06-30", clock);
    council.panels(vec![scheduled(&[(SECTION_20, FIRST)], clock)]).await;
    council.panels(vec![first.circulated_before(&[(SECTION_20, SECOND)], 1, &[CHLOE], clock)]).await;
    at(&council, "2026-01-23T10:00:00Z").await;
    council.panels(vec![first.recorded(CHLOE, std::slice::from_ref(&action), clock)]).await;
    at(&council, "2026-02-24T08:00:00Z").await;
    assert_eq!(council.kinds("sam").await[0], "tracker_not_updated");

    // It slides: nobody has to be ready for the day that was planned, and again somebody has for the day that is.
    let slides = panel(SECOND).cancelled_before(&[(SECTION_20, "2026-03-05")], clock);
    council.panels(vec![slides]).await;
    assert!(!is_open(&council.list("sam").await.notifications[0]));
    council
        .panels(vec![scheduled(&[(SECTION_20, "2026-03-12"), ("reunification", "2026-03-05")], clock)])
        .await;
    at(&council, "2026-03-09T09:00:00Z").await;
    let times = "select count(*) from notifications.notification where kind = 'tracker_not_updated'";
    assert_eq!(council.count(times).await, 2, "the fifth of March is another cohort's");
    at(&council, "2026-03-10T08:00:00Z").await;
    assert_eq!(council.count(times).await, 4);
    assert_eq!(council.list("sam").await.notifications[0].panel_date, "2026-03-12");

    let waits =
        "select count(*) from notifications.reminder where state = 'WAITING' and panel_date = '2026-03-05'";
    assert_eq!(council.count(waits).await, 0);
}
