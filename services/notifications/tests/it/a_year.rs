//! A year on a moved clock: every reminder fires on its day, once, across both clock changes and bank holidays.

use crate::council::{Council, until};
use crate::matters::{Sending, Step};
use crate::panel_matters::{Panel, Wanted};
use crate::people::{CHLOE, DAN, FINDERS};
use calendar::Clock;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc, Weekday};
use eventlog::NewEvent;
use sqlx::PgPool;
use std::collections::{BTreeMap, BTreeSet};

/// The bank holidays of England from one Christmas to the next, as GOV.UK lists them.
const HOLIDAYS: [(i32, u32, u32); 12] = [
    (2025, 12, 25),
    (2025, 12, 26),
    (2026, 1, 1),
    (2026, 4, 3),
    (2026, 4, 6),
    (2026, 5, 4),
    (2026, 5, 25),
    (2026, 8, 31),
    (2026, 12, 25),
    (2026, 12, 28),
    (2027, 1, 1),
    (2027, 3, 26),
];

fn is_working_day(day: &NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        && !HOLIDAYS.contains(&(day.year(), day.month(), day.day()))
}

/// So many working days after a day, counted one by one.
fn working_days_after(from: NaiveDate, count: usize) -> NaiveDate {
    from.iter_days().skip(1).filter(is_working_day).nth(count - 1).expect("a working day")
}

/// So many working days before a day, counted one by one.
fn working_days_before(from: NaiveDate, count: usize) -> NaiveDate {
    let days = (1..).map(|back| from.checked_sub_days(Days::new(back)).expect("a day"));
    days.filter(is_working_day).nth(count - 1).expect("a working day")
}

/// Eight o'clock in London: the clocks go forward on 29 March and back on 25 October 2026.
fn eight_in_london(day: NaiveDate) -> DateTime<Utc> {
    let summer = date(2026, 3, 29)..date(2026, 10, 25);
    let hour = if summer.contains(&day) { 7 } else { 8 };
    day.and_hms_opt(hour, 0, 0).expect("a time").and_utc()
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

/// Which reminders fall due when: by kind and instant, how many.
type Expected = BTreeMap<(String, DateTime<Utc>), i64>;

fn expect(expected: &mut Expected, kind: &str, day: NaiveDate) {
    *expected.entry((kind.to_owned(), eight_in_london(day))).or_default() += 1;
}

/// On each day of the year a decision arrives and two requests are sent, and nobody does anything.
fn work(clock: &Clock, first: NaiveDate, expected: &mut Expected) -> Vec<NewEvent> {
    let mut events = Vec::new();
    for day in first.iter_days().take(365) {
        clock.set(noon(day));
        let decision = Step::decision(clock);
        let [authorise, refer] = [Sending::authorise(&decision, clock), Sending::referral(&decision, clock)];
        events.extend([decision.arrives("theo", clock), authorise.sent(clock), refer.sent(clock)]);
        expect(expected, "decision_open", working_days_after(day, 8));
        expect(expected, "decision_unanswered", working_days_after(day, 8));
        for _of_two in [&authorise, &refer] {
            expect(expected, "request_waiting", working_days_after(day, 3));
            expect(expected, "request_unanswered", working_days_after(day, 5));
        }
    }
    events
}

/// On each first of a month the finders take up a case, and on some other days, and nobody reviews it.
fn reviews(clock: &Clock, first: NaiveDate, expected: &mut Expected) -> Vec<NewEvent> {
    let firsts = (0..9).map(|months| {
        let after = |months| first.checked_add_months(Months::new(months)).expect("a day");
        (after(months), after(months + 3))
    });
    let mut events = Vec::new();
    for (day, due) in firsts.chain(on_days_of_their_own()) {
        clock.set(noon(day));
        let title = "SC Permanence Family Finding Meeting / Review";
        let step =
            Step::new("family_finding", title, FINDERS.assignee(), clock).for_purpose("FAMILY_FINDING");
        events.extend([step.arrives("theo", clock), step.starts("fay", clock)]);
        expect(expected, "review_due_soon", due.checked_sub_days(Days::new(14)).expect("a day"));
        expect(expected, "review_due", due);
        expect(expected, "review_overdue", due.succ_opt().expect("a day"));
    }
    events
}

/// When a case is taken up and when its review is due, by the calendar on the wall: where the month has no such day, on its last; and on
/// the Sundays on which the clocks change.
fn on_days_of_their_own() -> [(NaiveDate, NaiveDate); 10] {
    [
        (date(2025, 12, 29), date(2026, 3, 29)),
        (date(2026, 7, 25), date(2026, 10, 25)),
        (date(2025, 11, 29), date(2026, 2, 28)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2026, 1, 29), date(2026, 4, 29)),
        (date(2026, 1, 30), date(2026, 4, 30)),
        (date(2026, 1, 31), date(2026, 4, 30)),
        (date(2026, 3, 31), date(2026, 6, 30)),
        (date(2026, 5, 31), date(2026, 8, 31)),
        (date(2026, 8, 31), date(2026, 11, 30)),
    ]
}

/// On each Thursday that is no bank holiday a panel considers two children of one of five cohorts. What it wants done for one
/// is recorded on the next day, due in two weeks, and nobody does it or says anything of it; of the other nothing is recorded.
fn panels(clock: &Clock, first: NaiveDate, expected: &mut Expected) -> Vec<NewEvent> {
    const COHORTS: [&str; 5] = ["one", "two", "three", "four", "five"];
    let mut events = Vec::new();
    let is_panel = |day: &NaiveDate| day.weekday() == Weekday::Thu && is_working_day(day);
    for (number, day) in first.iter_days().take(365).filter(is_panel).enumerate() {
        let date: &'static str = day.to_string().leak();
        let panel = Panel { date, cohort: COHORTS[number % COHORTS.len()] };
        clock.set(noon(working_days_before(day, 2)) - TimeDelta::days(1));
        events.push(panel.circulated(1, &[CHLOE, DAN], clock));
        if number >= COHORTS.len() {
            expect(expected, "tracker_not_updated", working_days_before(day, 2));
        }
        clock.set(noon(day.succ_opt().expect("a day")));
        let due_on = day.checked_add_days(Days::new(14)).expect("a day");
        events.push(panel.recorded(DAN, &[Wanted::of("sam", due_on.to_string(), clock)], clock));
        expect(expected, "panel_action_due_soon", working_days_before(due_on, 2));
        expect(expected, "panel_action_overdue", working_days_after(due_on, 1));
        expect(expected, "panel_actions_unrecorded", working_days_after(day, 4));
    }
    events
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).expect("a time").and_utc()
}

/// Every kind of reminder that the rules know is of the year.
fn kinds_of(rules: &str) -> BTreeSet<String> {
    let (_, reminders) = rules.split_once("\nreminders:").expect("reminders");
    let keys = reminders.lines().filter_map(|line| line.trim().strip_prefix("- key: "));
    keys.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_reminder_of_a_year_fires_on_its_day_once() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let first = date(2026, 1, 1);
    let mut expected = Expected::new();
    let of_work = [work(clock, first, &mut expected), reviews(clock, first, &mut expected)].concat();
    let of_panels = panels(clock, first, &mut expected);
    let kinds: BTreeSet<String> = expected.keys().map(|(kind, _)| kind.clone()).collect();
    assert_eq!(kinds, kinds_of(include_str!("../../rules/standard.yaml")), "every kind of the rules");
    clock.set(noon(first));
    for some in of_work.chunks(100) {
        council.workflow(some.to_vec()).await;
    }
    council.panels(of_panels).await;
    let planned: i64 = expected.values().sum();
    assert_eq!(council.count("select count(*) from notifications.reminder").await, planned);

    let pool = council.admin();
    let waits = "select exists (select from notifications.reminder where state = 'WAITING' and due_at <= $1)";
    let last = first.checked_add_days(Days::new(385)).unwrap();
    for day in first.iter_days().take_while(|day| *day <= last) {
        clock.set(eight_in_london(day));
        until("the day's reminders are told", || async {
            let waits: bool =
                sqlx::query_scalar(waits).bind(eight_in_london(day)).fetch_one(&pool).await.expect("to look");
            !waits
        })
        .await;
        assert_heard_up_to(&pool, &expected, day).await;
    }

    let fired: Vec<(String, DateTime<Utc>, DateTime<Utc>, i64)> = sqlx::query_as(
        "select kind, due_at, date_trunc('minute', ended_at), count(*) from notifications.reminder
          where state = 'FIRED' group by 1, 2, 3 order by 2",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for (kind, due, ended, _) in &fired {
        assert_eq!(due, ended, "{kind} fires as soon as its morning has come");
    }
    let on_their_day: Expected =
        fired.into_iter().map(|(kind, due, _, count)| ((kind, due), count)).collect();
    assert_eq!(on_their_day, expected);
    for (kind, people) in PEOPLE {
        let times: i64 = expected.iter().filter(|((of, _), _)| of == kind).map(|(_, times)| times).sum();
        let told = format!("select count(*) from notifications.notification where kind = '{kind}'");
        assert_eq!(council.count(&told).await, times * people, "{kind}: each once, to each");
    }
}

/// On the morning of a day people have heard of all that fell due up to it, and of nothing else.
async fn assert_heard_up_to(pool: &PgPool, expected: &Expected, day: NaiveDate) {
    let mut due: BTreeMap<&str, i64> = BTreeMap::new();
    for ((kind, _), times) in expected.iter().filter(|((_, at), _)| *at <= eight_in_london(day)) {
        let (_, people) = PEOPLE.iter().find(|(of, _)| of == kind).expect("a kind");
        *due.entry(kind).or_default() += times * people;
    }
    let kinds: Vec<&str> = PEOPLE.iter().map(|(kind, _)| *kind).collect();
    let told = "select kind, count(*) from notifications.notification where kind = any ($1) group by kind";
    let heard: Vec<(String, i64)> =
        sqlx::query_as(told).bind(&kinds).fetch_all(pool).await.expect("to count");
    let heard: BTreeMap<&str, i64> = heard.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    assert_eq!(heard, due, "on {day}");
}

/// How many people hear of each reminder.
const PEOPLE: [(&str, i64); 11] = [
    // Priya; Mei.
    ("request_waiting", 1),
    // Theo, Priya's line manager; Mei, who has none, herself.
    ("request_unanswered", 1),
    // Mei; the step is in nobody's hands.
    ("decision_unanswered", 1),
    // Both members of the quality team's inbox.
    ("decision_open", 2),
    // Fay, who has the step.
    ("review_due_soon", 1),
    ("review_due", 1),
    // And Priya, the supervisor.
    ("review_overdue", 2),
    // Sam, who is to do it.
    ("panel_action_due_soon", 1),
    // And Gail, the service manager.
    ("panel_action_overdue", 2),
    ("tracker_not_updated", 2),
    // Bea, who circulated it, and Bill.
    ("panel_actions_unrecorded", 2),
];
