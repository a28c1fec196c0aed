//! The clock that is passed in.

use crate::date;
use calendar::Clock;
use chrono::{DateTime, Duration, Utc};
use std::collections::HashSet;
use uuid::Uuid;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_clock_ticks_on_from_where_it_was_set() {
    let start = instant("2023-08-25T09:00:00Z");
    let clock = Clock::starting_at(start);
    let first = clock.now();
    assert!(first - start < Duration::seconds(10) && first >= start - Duration::microseconds(1));
    assert!(clock.now() >= first);
}

#[test]
fn clones_are_one_clock() {
    let clock = Clock::starting_at(instant("2023-08-25T09:00:00Z"));
    let other = clock.clone();
    clock.advance(Duration::days(92));
    assert_eq!(other.today(), date("2023-11-25"));
    other.set(instant("2024-02-29T12:00:00Z"));
    assert_eq!(clock.today(), date("2024-02-29"));
}

#[test]
fn instants_have_whole_microseconds() {
    let clock = Clock::system();
    assert!((0..1000).all(|_| clock.now().timestamp_subsec_nanos().is_multiple_of(1000)));
}

#[test]
fn today_is_londons_date() {
    let clock = Clock::starting_at(instant("2026-06-30T23:30:00Z"));
    assert_eq!(clock.today(), date("2026-07-01"));
}

#[test]
fn ids_grow_from_thread_to_thread_and_when_the_clock_is_moved_back() {
    let clock = Clock::starting_at(instant("2023-08-25T09:00:00Z"));
    let before = clock.new_id();
    clock.advance(Duration::days(-7));
    let after = clock.new_id();
    assert!(after > before);

    let ids = |clock: Clock| move || (0..1000).map(|_| clock.new_id()).collect::<Vec<_>>();
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(ids(clock.clone()))).collect();
    let lists: Vec<Vec<Uuid>> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(lists.iter().all(|list| list.is_sorted()));
    assert_eq!(lists.iter().flatten().collect::<HashSet<_>>().len(), 4000);
}

#[test]
fn ids_carry_the_time_of_the_clock() {
    let clock = Clock::starting_at(instant("2023-08-25T09:00:00Z"));
    let (seconds, _) = clock.new_id().get_timestamp().unwrap().to_unix();
    assert!(seconds.abs_diff(1_692_954_000) < 10);
}
