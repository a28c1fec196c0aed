//! A slow or dead channel delays no other, and neither does a slow system another one.

use crate::council::{Council, until};
use crate::gov_notify::Refusal;
use crate::matters::Step;
use crate::other_side::{Mail, OtherSide};
use crate::people::{Reach, reached_by};
use crate::receiver::{Answer, Receiver};
use std::time::Duration;

/// More messages than one channel of a replica sends at once.
const MESSAGES: usize = 20;
/// How many systems are slow, beside one that is not: more than one channel of a replica sends at once to people.
const SLOW_SYSTEMS: usize = 20;
/// Longer than the test waits for anything else, and as long as the service waits for this.
const FOREVER: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Email,
    Text,
    Webhook,
}

const WAYS: [Way; 3] = [Way::Email, Way::Text, Way::Webhook];

struct Scene {
    council: Council,
    side: OtherSide,
}

impl Scene {
    /// Sam hears by every way.
    async fn new() -> Self {
        let side = OtherSide::start().await;
        let ways = side.ways(Mail::Smtp, "work_arrived");
        let council = side.council(1, ways, |outside| outside.timeout_ms = 120_000).await;
        let reach = Reach { email: "sam@council.test", phone: "+447700900001" };
        council.directory(vec![reached_by("sam", reach, 2, council.clock())]).await;
        Self { council, side }
    }

    fn slow_down(&self, way: Way) {
        match way {
            Way::Email => self.side.office.be_slow(FOREVER),
            Way::Text => self.side.notify.refuse([Refusal::After(FOREVER); MESSAGES]),
            Way::Webhook => self.side.receiver.always("/in", Answer::After(FOREVER)),
        }
    }

    /// How many messages have come by a way and were answered, or would have been.
    fn came_by(&self, way: Way) -> usize {
        match way {
            Way::Email => self.side.office.letters().len(),
            Way::Text => self.side.notify.taken().len(),
            Way::Webhook => self.side.receiver.received("/in").len(),
        }
    }
}

#[tokio::test]
async fn while_one_channel_stands_still_all_others_and_the_stream_go_on() {
    for slow in WAYS {
        let scene = Scene::new().await;
        scene.council.hook(&scene.side.receiver.url("/in")).await;
        scene.slow_down(slow);
        let mut watching = scene.council.watch(0, "sam", "").await;
        scene.council.work_for_sam(MESSAGES).await;
        watching.titles(MESSAGES).await;
        for way in WAYS.into_iter().filter(|way| *way != slow) {
            until(&format!("{way:?} beside {slow:?}"), || async { scene.came_by(way) >= MESSAGES }).await;
        }
        assert!(scene.came_by(slow) <= 1, "{slow:?} stands still");
    }
}

#[tokio::test]
async fn however_many_systems_are_slow_a_quick_one_gets_its_messages() {
    let council = Council::with(1, |outside| outside.timeout_ms = 120_000).await;
    let receiver = Receiver::start().await;
    for number in 0..SLOW_SYSTEMS {
        let path = format!("/slow/{number}");
        receiver.always(&path, Answer::After(FOREVER));
        council.hook(&receiver.url(&path)).await;
    }
    council.work_for_sam(1).await;
    until("all slow ones are called", || async { receiver.all().len() == SLOW_SYSTEMS }).await;
    council.hook(&receiver.url("/quick")).await;
    let clock = council.clock();
    council.workflow((0..3).map(|_| Step::planning(clock).arrives("theo", clock)).collect()).await;
    until("the quick one gets its own", || async { receiver.received("/quick").len() == 3 }).await;
    assert_eq!(receiver.all().len(), SLOW_SYSTEMS + 3, "each slow one holds up its own messages alone");
}
