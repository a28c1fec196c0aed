//! A year on a moved clock: every reminder fires on its day, once, across both clock changes and bank holidays.

use crate::council::{Council, until};
use crate::matters::{Sending, Step};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use std::collections::BTreeMap;

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

/// So many working days after a day, counted one by one.
fn working_days_after(from: NaiveDate, count: usize) -> NaiveDate {
    let works = |day: &NaiveDate| {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            && !HOLIDAYS.contains(&(day.year(), day.month(), day.day()))
    };
    from.iter_days().skip(1).filter(works).nth(count - 1).expect("a working day")
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

#[tokio::test]
async fn every_reminder_of_a_year_fires_on_its_day_once() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let first = date(2026, 1, 1);
    let begins = first.and_hms_opt(12, 0, 0).unwrap().and_utc();
    let mut expected: BTreeMap<DateTime<Utc>, i64> = BTreeMap::new();
    let mut events = Vec::new();
    for number in 0..365 {
        let day = first.checked_add_days(Days::new(number)).unwrap();
        clock.set(begins + TimeDelta::days(i64::try_from(number).unwrap()));
        let decision = Step::decision(clock);
        events.extend([decision.arrives("theo", clock), Sending::authorise(&decision, clock).sent(clock)]);
        for working_days in [8, 5] {
            *expected.entry(eight_in_london(working_days_after(day, working_days))).or_default() += 1;
        }
    }
    clock.set(begins);
    council.workflow(events).await;
    assert_eq!(council.count("select count(*) from notifications.reminder").await, 730);

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
    }

    let fired: Vec<(DateTime<Utc>, DateTime<Utc>, i64)> = sqlx::query_as(
        "select due_at, date_trunc('minute', ended_at), count(*) from notifications.reminder
          where state = 'FIRED' group by 1, 2 order by 1",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let on_their_day: BTreeMap<DateTime<Utc>, i64> =
        fired.iter().map(|(due, _, count)| (*due, *count)).collect();
    assert_eq!(on_their_day, expected);
    for (due, ended, _) in &fired {
        assert_eq!(due, ended, "it fires as soon as its morning has come");
    }
    let told = council.count(
        "select count(*) from (select distinct cause_id, worker_id from notifications.notification
                                where kind in ('request_unanswered', 'decision_open')) told",
    );
    assert_eq!(told.await, 365 + 2 * 365, "of each request Theo, of each decision both members");
}
