//! What quiet hours put off waits for no other end than theirs, and what waits for something else is not brought forward by them.

use crate::council::{Council, until};
use crate::post_office::PostOffice;
use crate::preferences::{council, preferences, update};
use chrono::TimeDelta;
use contracts::notifications::v1::{Channel, DailyDigest, DeliveryStatus, Preferences, QuietHours};

/// It is noon, and Sam wants to be left alone until two.
async fn quiet(council: &Council) -> Preferences {
    let until_two = Some(QuietHours { begin: "11:30".into(), end: "14:00".into() });
    let now = preferences(council, "sam").await;
    let said = update(council, Preferences { quiet_hours: until_two, ..now }).await;
    said.expect("his own").into_inner()
}

async fn quiet_no_longer(council: &Council, said: Preferences) {
    update(council, Preferences { quiet_hours: None, ..said }).await.expect("his own");
}

async fn is_put_off(council: &Council) {
    let until_two = "select count(*) from notifications.delivery
                      where kept_quiet and claim is null and next_attempt_at = '2026-01-14T14:00:00Z'";
    until("it waits for the end", || async { council.count(until_two).await == 1 }).await;
}

async fn goes_out(office: &PostOffice) {
    until("it goes out", || async { office.letters().len() == 1 }).await;
}

/// Waits until so many statements wait for somebody's preferences.
async fn wait(council: &Council, so_many: i64) {
    let waiting = "select count(*) from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock' and query like '%quiet_from%'";
    until("they wait", || async { council.count(waiting).await == so_many }).await;
}

/// Who comes to the preferences first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Sam,
    Lane,
}

#[tokio::test]
async fn what_is_claimed_while_quiet_hours_are_taken_away_goes_out() {
    for first in [First::Sam, First::Lane] {
        let office = PostOffice::start().await;
        let council = council(&office).await;
        let said = quiet(&council).await;
        // Who reads them waits for nobody, so whoever claims it now has read that it is quiet.
        let mut held = eventlog::begin(&council.admin()).await.expect("a transaction");
        let lock = sqlx::query("select from notifications.preferences for update");
        lock.execute(&mut *held).await.expect("to hold them");
        let sam = async {
            wait(&council, i64::from(first == First::Lane)).await;
            quiet_no_longer(&council, said).await;
        };
        let lane = async {
            wait(&council, i64::from(first == First::Sam)).await;
            council.work_for_sam(1).await;
        };
        let let_go = async {
            wait(&council, 2).await;
            assert!(office.letters().is_empty(), "{first:?}");
            held.rollback().await.expect("to let them go");
        };
        tokio::join!(sam, lane, let_go);
        goes_out(&office).await;
    }
}

#[tokio::test]
async fn what_failed_waits_for_its_next_try_whatever_is_said_meanwhile() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let said = quiet(&council).await;
    council.work_for_sam(1).await;
    is_put_off(&council).await;
    office.refuse(["451 Try later"]);
    council.clock().advance(TimeDelta::hours(2));
    let failed = council.all_are(DeliveryStatus::TemporaryFailure).await;
    // However long the rest takes, its pause does not end meanwhile.
    council.clock().advance(TimeDelta::minutes(-1));
    quiet_no_longer(&council, said).await;
    assert_eq!(council.deliveries().await, failed);
    council.clock().advance(TimeDelta::minutes(2));
    goes_out(&office).await;
}

#[tokio::test]
async fn what_failed_before_it_was_put_off_goes_out_once_nothing_is_quiet() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    office.refuse(["451 Try later"]);
    council.work_for_sam(1).await;
    council.all_are(DeliveryStatus::TemporaryFailure).await;
    // However long the rest takes, its pause does not end meanwhile.
    council.clock().advance(TimeDelta::minutes(-1));
    let said = quiet(&council).await;
    council.clock().advance(TimeDelta::minutes(2));
    is_put_off(&council).await;
    quiet_no_longer(&council, said).await;
    goes_out(&office).await;
}

#[tokio::test]
async fn what_an_earlier_release_put_off_goes_out_once_nothing_is_quiet() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let said = quiet(&council).await;
    council.work_for_sam(1).await;
    is_put_off(&council).await;
    let at_six = Some(DailyDigest { hour: 18, channels: vec![Channel::Email.into()] });
    let said = update(&council, Preferences { daily_digest: at_six, ..said }).await.expect("his own");
    is_put_off(&council).await;
    council.work_for_sam(1).await;

    let admin = council.admin();
    let unsaid = sqlx::query("update notifications.delivery set kept_quiet = false").execute(&admin).await;
    assert_eq!(unsaid.expect("what an earlier release knew").rows_affected(), 2);
    let backfill = sqlx::raw_sql(include_str!("../../migrations/1115_kept_quiet_before.sql"));
    assert_eq!(backfill.execute(&admin).await.expect("to migrate").rows_affected(), 1);
    quiet_no_longer(&council, said.into_inner()).await;
    goes_out(&office).await;
    let digest = "select count(*) from notifications.delivery
                   where digest_id is not null and not kept_quiet and next_attempt_at is not null";
    assert_eq!(council.count(digest).await, 1, "a digest waits for its hour");
}
