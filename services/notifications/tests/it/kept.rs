//! What became of messages is kept for as many days as the settings say, with each attempt, and no longer.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::receiver::{Answer, Receiver};
use chrono::TimeDelta;
use std::collections::BTreeSet;

#[tokio::test]
async fn what_is_over_is_kept_for_the_days_that_the_settings_say_and_what_is_not_for_ever() {
    let council = Council::with(1, |outside| outside.keep_days = 30).await;
    let receiver = Receiver::start().await;
    receiver.always("/gone", Answer::Code(410));
    receiver.always("/busy", Answer::With(503, "retry-after", "86400".into()));
    for path in ["/in", "/gone", "/busy"] {
        council.hook(&receiver.url(path)).await;
    }
    let over = async || council.deliveries().await.iter().filter(|it| it.next_attempt_time.is_none()).count();
    council.work_for_sam(1).await;
    until("two are over, and one waits", || async { over().await == 2 }).await;
    came_in(&receiver, "/busy", 1).await;
    let first: BTreeSet<String> = council.deliveries().await.into_iter().map(|it| it.delivery_id).collect();

    council.clock().advance(TimeDelta::days(2));
    council.work_for_sam(1).await;
    until("two more are over", || async { over().await == 4 }).await;
    council.clock().advance(TimeDelta::days(29));
    until("the first two are forgotten", || async { over().await == 2 }).await;

    let kept: BTreeSet<String> = council.deliveries().await.into_iter().map(|it| it.delivery_id).collect();
    assert_eq!(kept.intersection(&first).count(), 1, "what is still tried stays");
    let of_nothing = "select count(*) from notifications.delivery_attempt attempt
                       where not exists (select from notifications.delivery where delivery_id = attempt.delivery_id)";
    assert_eq!(council.count(of_nothing).await, 0, "its attempts go with it");
    assert_eq!(council.list("sam").await.total_size, 2, "what somebody was told in the application stays");
}
