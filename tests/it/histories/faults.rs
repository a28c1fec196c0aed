//! What goes wrong while people press: feeds stand still, replicas are upgraded, and killed with commands in hand.

use super::cast::{Cast, KEPT};
use fastrand::Rng;
use std::sync::Arc;
use std::time::Duration;
use tests::council::Council;
use tokio::task::JoinSet;

/// Who hears whom, while a case goes its way.
const FEEDS: [(&str, &str); 4] = [
    ("workflow", "requests"),
    ("requests", "workflow"),
    ("workflow", "directory"),
    ("requests", "directory"),
];

/// The replica of each service that can be killed.
const KILLED: usize = 1;

/// What goes on beside the commands.
pub(super) struct Faults {
    cast: Arc<Cast>,
    held: JoinSet<()>,
    upgraded: JoinSet<()>,
}

/// A replica that is killed, so long after a turn has begun.
pub(super) struct Kill {
    service: &'static str,
    after: Duration,
}

/// From here on one replica of each service can be killed.
pub(super) async fn let_them_be_killed(council: &Council) {
    for service in KEPT {
        council.suite.stop(service, KILLED).await;
        council.suite.restart_apart(service, KILLED).await;
    }
}

impl Faults {
    pub(super) fn none(cast: &Arc<Cast>) -> Self {
        Self { cast: cast.clone(), held: JoinSet::new(), upgraded: JoinSet::new() }
    }

    /// Now and then something begins that lasts for some turns.
    pub(super) fn may_begin(&mut self, chance: &mut Rng) {
        if chance.u8(..100) < 4 {
            let (service, upstream) = FEEDS[chance.usize(..FEEDS.len())];
            self.held.spawn(held_up(self.cast.clone(), service, upstream));
        }
        let (upgrades, replica) = (chance.u8(..100) < 1, chance.usize(..2));
        let service = KEPT[chance.usize(..KEPT.len())];
        while self.upgraded.try_join_next().is_some() {}
        if upgrades && self.upgraded.is_empty() {
            self.upgraded.spawn(upgrade(self.cast.clone(), service, replica));
        }
    }

    /// Kills a replica and starts it again. An upgrade is over before.
    pub(super) async fn kills(&mut self, Kill { service, after }: Kill) {
        while self.upgraded.join_next().await.is_some() {}
        tokio::time::sleep(after).await;
        self.cast.suite.kill(service, KILLED);
        self.cast.suite.restart_apart(service, KILLED).await;
    }

    /// Nothing goes wrong any more.
    pub(super) async fn end(self) {
        self.held.join_all().await;
        self.upgraded.join_all().await;
    }
}

impl Kill {
    pub(super) fn some_time(chance: &mut Rng) -> Self {
        let after = Duration::from_millis(chance.u64(..40));
        Self { service: KEPT[chance.usize(1..KEPT.len())], after }
    }
}

/// A feed is not read for a while; what depends on it is pulled, or waits.
async fn held_up(cast: Arc<Cast>, service: &str, upstream: &str) {
    cast.pause(service, upstream);
    tokio::time::sleep(Duration::from_millis(150)).await;
    cast.resume(service, upstream);
}

/// One of the two replicas of a service stops and starts again, as upgrades do.
async fn upgrade(cast: Arc<Cast>, service: &'static str, replica: usize) {
    cast.suite.stop(service, replica).await;
    if replica == KILLED {
        cast.suite.restart_apart(service, replica).await;
    } else {
        cast.suite.restart(service, replica).await;
    }
}
