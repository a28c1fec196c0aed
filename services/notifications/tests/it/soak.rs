//! Much at once, while every channel fails at random (refusals for now, failures, answers that come too late, connections that
//! break off), the replicas are stopped and killed and come back, somebody leaves and somebody loses what she may. What is told
//! is shown once in the application and in the order of the events, to who watches throughout as to who lists; outside at least
//! once under one id; and nothing to who may hear of it no longer, who have addresses all the same.
//!
//! The replicas are processes of their own: a kill is SIGKILL, a stop SIGTERM. What happens is of several kinds: work comes and some of it
//! is taken up at once, and requests come. One webhook leads to nobody all the time, until it is deleted, and delays no other.
//!
//! `SOAK=100000` lets so many things happen in each run instead of two hundred, and says what it came to: one run has e-mail by a mail
//! server, the other by GOV.UK Notify. `SEED` repeats what failed at random.

mod outgoing;
mod replicas;
mod watchers;

use crate::channels::Hook;
use crate::council::{Council, until};
use crate::line::breaking;
use crate::matters::{PLANNING, Sending, Step};
use crate::other_side::{Mail, OtherSide};
use crate::people::{Reach, id_of, reached_by, to, with_roles, worker};
use crate::receiver::{Answer, Received, Receiver};
use crate::refused::refused;
use crate::whims::Whims;
use calendar::Clock;
use contracts::notifications::v1::{
    DeleteWebhookRequest, DeliveryStatus, ListDeliveriesRequest, ListNotificationsRequest, Webhook,
};
use eventlog::NewEvent;
use fault::Reason;
use outgoing::{Outgoing, assert_all_went, assert_one_id_each};
use replicas::Replicas;
use runtime::settings::Outside;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;
use watchers::{Watcher, listed};

const WORKERS: [&str; 4] = ["sam", "priya", "quinn", "fay"];
/// She leaves after the first half; her line manager is told in her place.
const LEAVER: &str = "quinn";
const HER_MANAGER: &str = "theo";
/// She loses her roles after the first half.
const DEMOTED: &str = "fay";
const LOSERS: [&str; 2] = [LEAVER, DEMOTED];
const SAM: &str = "sam@council.test";
const PRIYA: &str = "+447700900001";
const OF_LOSERS: [&str; 4] = ["quinn@council.test", "+447700900002", "fay@council.test", "+447700900003"];
/// How much is committed at once.
const BATCH: usize = 25;
/// How often a replica goes, in each half.
const TIMES: usize = 4;
/// How long nothing may happen while something is left to do: longer than the claim of who was killed.
const PATIENCE: Duration = Duration::from_secs(90);

fn given(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |given| given.parse().expect("a number"))
}

/// The other side: everything fails at random, and every line to it breaks off now and then.
struct Others {
    side: OtherSide,
    whims: Arc<Whims>,
}

impl Others {
    async fn start(seed: u64) -> Self {
        let (side, whims) = (OtherSide::start().await, Arc::new(Whims::of(seed)));
        side.office.act_on(&whims);
        side.notify.act_on(&whims);
        for path in ["/a", "/b"] {
            side.receiver.always(path, Answer::Whim(whims.clone()));
        }
        Self { side, whims }
    }

    fn outgoing(&self) -> Vec<Outgoing> {
        outgoing::all(&self.side)
    }

    async fn council(&self, mail: Mail) -> Council {
        let line = |port| breaking(port, &self.whims);
        let (smtp, notify) = (line(self.side.office.port).await, line(self.side.notify.port()).await);
        let hooks = line(self.side.receiver.address.port()).await;
        let ways = self.side.ways(mail, "work_arrived").over(smtp, notify);
        let council = self.side.council(2, ways, hardly_patient).await;
        let clock = council.clock();
        let reach = |email, phone| Reach { email, phone };
        let reached = vec![
            reached_by("sam", reach(SAM, ""), 2, clock),
            reached_by("priya", reach("", PRIYA), 2, clock),
            reached_by(LEAVER, reach(OF_LOSERS[0], OF_LOSERS[1]), 2, clock),
            reached_by(DEMOTED, reach(OF_LOSERS[2], OF_LOSERS[3]), 2, clock),
        ];
        council.directory(reached).await;
        for path in ["/a", "/b"] {
            council.hook(&format!("http://127.0.0.1:{hooks}{path}")).await;
        }
        council
    }
}

/// Whoever sends waits for less than a slow answer takes, and tries again soon: a webhook's messages wait for the one before.
fn hardly_patient(outside: &mut Outside) {
    outside.attempts = 50;
    let notify = outside.notify.as_mut().expect("an account");
    notify.sms_kinds.push("request_received".into());
    outside.timeout_ms = 400;
    (outside.first_pause_ms, outside.longest_pause_ms) = (10, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_failures_of_webhooks_smtp_and_texts_everything_is_told_once_and_in_order() {
    let seed = given("SEED", u64::from(std::process::id()));
    println!("SEED={seed}");
    println!("{}", soak(Mail::Smtp, seed).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_failures_of_webhooks_and_notify_everything_is_told_once_and_in_order() {
    if replicas::served().await {
        return;
    }
    let seed = given("SEED", u64::from(std::process::id()));
    println!("SEED={seed}");
    println!("{}", soak(Mail::Notify, seed).await);
}

/// Says what it came to.
async fn soak(mail: Mail, seed: u64) -> String {
    let others = Others::start(seed).await;
    let council = others.council(mail).await;
    let dead = council.hook("http://127.0.0.1:1/dead").await;
    let mut replicas = Replicas::instead_of_those_of(&council).await;
    let mut watchers = Vec::new();
    for subject in WORKERS.into_iter().chain([HER_MANAGER]) {
        watchers.push(Watcher::of(&council, subject).await);
    }
    let half = usize::try_from(given("SOAK", 200) / 2).expect("a number").next_multiple_of(BATCH * TIMES);
    let began = Instant::now();
    let mut gone = happen(&council, &mut replicas, half).await;
    let before_the_loss = told_in_order(&council).await;
    let heard_of = |others: &Others| {
        (outgoing::to(&others.outgoing(), &OF_LOSERS), calls_about(&others.side.receiver, &LOSERS))
    };
    until("mail to them while they may hear", || async { heard_of(&others).0 > 0 }).await;
    until("calls about them while they may hear", || async { heard_of(&others).1 > 0 }).await;
    lose(&council).await;
    ends(&council, &dead).await;
    let heard_before = heard_of(&others);
    gone += happen(&council, &mut replicas, half).await;
    assert_eq!(gone, 2 * TIMES);
    let left = "select count(*) from notifications.delivery where next_attempt_at is not null";
    comes_to_an_end(&council, left).await;
    let order = told_in_order(&council).await;
    assert_eq!(order.len(), 2 * half, "each in the application once");
    comes_to_be_seen(&watchers, &order).await;
    let took = began.elapsed();

    assert_eq!(heard_of(&others), heard_before, "nothing is told to who may not hear it, nor of them");
    assert_states(&council, &dead).await;
    assert_in_the_order_of_the_events(&council, order.len()).await;
    assert_told_of_once(&council).await;
    assert_shown(&council, &watchers, &order, &before_the_loss).await;
    for path in ["/a", "/b"] {
        assert_in_order(&others.side.receiver.received(path), &order, path);
    }
    let outgoing = others.outgoing();
    let messages = assert_one_id_each(&outgoing);
    assert_all_went(&outgoing, SAM, &order, "sam");
    assert_all_went(&outgoing, PRIYA, &order, "priya");
    format!(
        "{mail:?}: {} events, {messages} messages to people ({} again), {} calls, {} streams, {gone} kills and stops, in {took:?}",
        2 * half,
        outgoing.len() - messages,
        others.side.receiver.all().len(),
        watchers.iter().map(Watcher::streams).sum::<usize>(),
    )
}

/// What happens that many a time: work comes to everybody in turn, and the next time round they are asked. Each tells one of them of one
/// thing. Some work is taken up at once.
fn what_happens(at: usize, clock: &Clock) -> Vec<NewEvent> {
    let worker = WORKERS[at % WORKERS.len()];
    let step = Step::new("permanency_planning", PLANNING, to(worker), clock);
    match (at / WORKERS.len()) % 3 {
        0 => vec![step.arrives("ada", clock)],
        1 => vec![step.arrives("ada", clock), step.starts(worker, clock)],
        // Nobody is told of what they sent themselves.
        _ if worker == "sam" => vec![Sending::quality(&step, clock).to(to(worker)).sent(clock)],
        _ => vec![Sending::authorise(&step, clock).to(to(worker)).sent(clock)],
    }
}

/// Work and requests come to everybody in turn; meanwhile replicas are killed and stopped in turn and come back. Says how often one went.
async fn happen(council: &Council, replicas: &mut Replicas, so_often: usize) -> usize {
    let (batches, mut gone) = (so_often / BATCH, 0);
    let before = council.count("select count(*) from notifications.notification").await;
    for batch in 0..batches {
        let now = batch * BATCH..(batch + 1) * BATCH;
        let happens = now.flat_map(|at| what_happens(at, council.clock()));
        council.tell("workflow", happens.collect()).await;
        if let Some(time) = falls_on(batch, batches) {
            let replica = (time / 2) % 2;
            match time % 2 {
                0 => replicas.kill(replica),
                _ => replicas.stop(replica).await,
            }
            replicas.start(replica).await;
            gone += 1;
        }
    }
    let all = before + i64::try_from(so_often).expect("a number");
    let untold = format!("select {all} - count(*) from notifications.notification");
    comes_to_an_end(council, &untold).await;
    council.heard("workflow").await;
    gone
}

/// Which time it is that a replica goes, evenly over the batches; nothing where none does.
fn falls_on(batch: usize, batches: usize) -> Option<usize> {
    (0..TIMES).find(|time| batch == batches * (2 * time + 1) / (2 * TIMES))
}

/// One leaves and one loses her roles; waits until nothing is under way that was claimed before.
async fn lose(council: &Council) {
    let clock = council.clock();
    council.directory(vec![worker(LEAVER, false, 3, clock), with_roles(DEMOTED, &[], 3, clock)]).await;
    let under_way = format!(
        "select count(*) from notifications.delivery join notifications.notification using (notification_id)
          where worker_id in ('{}', '{}') and claimed_until > clock_timestamp()",
        id_of(LEAVER),
        id_of(DEMOTED)
    );
    comes_to_an_end(council, &under_way).await;
}

/// A webhook that leads to nobody is deleted: what waits for it goes to nobody.
async fn ends(council: &Council, dead: &Hook) {
    let tried = format!(
        "select count(*) from notifications.delivery_attempt join notifications.delivery using (delivery_id)
          where webhook_id = '{}' and detail = 'no connection'",
        dead.webhook.webhook_id
    );
    until("it was tried", || async { council.count(&tried).await > 0 }).await;
    let Webhook { webhook_id, etag, .. } = dead.webhook.clone();
    let end = DeleteWebhookRequest { request_id: council.id(), webhook_id, etag };
    council.notifications("ada").delete_webhook(end).await.expect("to delete it");
}

/// How many messages came in about these workers.
fn calls_about(receiver: &Receiver, subjects: &[&str]) -> usize {
    let ids: Vec<String> = subjects.iter().map(|subject| id_of(subject).to_string()).collect();
    let of_them = |call: &&Received| ids.iter().any(|id| call.json()["data"]["worker_id"] == id.as_str());
    receiver.all().iter().filter(of_them).count()
}

/// Waits until a statement counts nothing any more, as long as it counts less and less; it is asked for a small part of the time.
async fn comes_to_an_end(council: &Council, left: &str) {
    let (mut before, mut since) = (i64::MAX, Instant::now());
    loop {
        let asked = Instant::now();
        let now = council.count(left).await;
        if now <= 0 {
            return;
        }
        if now != before {
            (before, since) = (now, Instant::now());
        }
        assert!(since.elapsed() < PATIENCE, "{now} are left, and nothing happens: {left}");
        tokio::time::sleep((asked.elapsed() * 20).max(Duration::from_millis(50))).await;
    }
}

/// Waits until whoever still may has been shown all that they were told.
async fn comes_to_be_seen(watchers: &[Watcher], order: &[(String, Uuid)]) {
    for watcher in watchers.iter().filter(|it| !LOSERS.contains(&it.subject)) {
        let told = order.iter().filter(|(_, worker_id)| *worker_id == id_of(watcher.subject)).count();
        crate::council::until("it is shown", || async { watcher.seen().len() >= told }).await;
    }
}

/// Once each, in their order: to who watched across all kills as to who lists. To who may no longer see them nothing is shown
/// that was told since.
async fn assert_shown(
    council: &Council,
    watchers: &[Watcher],
    order: &[(String, Uuid)],
    before_the_loss: &[(String, Uuid)],
) {
    let told_to = |order: &[(String, Uuid)], subject: &str| -> Vec<String> {
        let told = order.iter().filter(|(_, worker_id)| *worker_id == id_of(subject));
        told.map(|(id, _)| id.clone()).collect()
    };
    for watcher in watchers {
        let (seen, subject) = (watcher.seen(), watcher.subject);
        if !LOSERS.contains(&subject) {
            let told = told_to(order, subject);
            assert!(seen == told, "{subject} was shown {} of {} in their order", seen.len(), told.len());
            assert!(listed(council, subject).await == told, "so is the list of {subject}");
            continue;
        }
        let told = told_to(before_the_loss, subject);
        assert_eq!(seen[..], told[..seen.len().min(told.len())], "{subject} was shown nothing since");
    }
    let asked = || ListNotificationsRequest::default();
    for (subject, reason) in [(LEAVER, Reason::WorkerInactive), (DEMOTED, Reason::NotPermitted)] {
        refused(council.notifications(subject).list_notifications(asked()).await, reason);
    }
    let demoted = watchers.iter().find(|it| it.subject == DEMOTED).expect("she watched");
    assert!(demoted.is_refused(), "her stream has ended");
}

/// Others hear of each notification that it was raised, once, and of each that is settled that it was.
async fn assert_told_of_once(council: &Council) {
    for twice in [
        "select count(*) from (select from notifications.events group by id having count(*) > 1) twice",
        "select count(*) from notifications.notification told
           left join (select subject, count(*) as times from notifications.events where subject_version = 1 group by subject) event
             on event.subject = 'notification/' || told.notification_id
          where event.times is distinct from 1",
    ] {
        assert_eq!(council.count(twice).await, 0, "{twice}");
    }
}

/// What was told first was told of first.
async fn assert_in_the_order_of_the_events(council: &Council, told: usize) {
    let of_an_event = "select count(*) from notifications.notification join workflow.events on id = cause_id";
    assert_eq!(council.count(of_an_event).await, i64::try_from(told).expect("a number"));
    let out_of_order = "select count(*) from (
        select event.position < lag(event.position) over (order by told.position) as is_earlier
          from notifications.notification told join workflow.events event on event.id = told.cause_id) told
         where is_earlier";
    assert_eq!(council.count(out_of_order).await, 0);
}

/// What is not delivered, or sent abroad, was about who may not hear of it, and withheld; or for the webhook that led to nobody.
async fn assert_states(council: &Council, dead: &Hook) {
    let about_others = format!(
        "select count(*) from notifications.delivery join notifications.notification using (notification_id)
          where status not in ('DELIVERED', 'SENT') and not (status = 'WITHHELD' and worker_id in ('{}', '{}'))
            and webhook_id is distinct from '{}'",
        id_of(LEAVER),
        id_of(DEMOTED),
        dead.webhook.webhook_id
    );
    assert_eq!(council.count(&about_others).await, 0);
    let arrived = format!(
        "select count(*) from notifications.delivery where webhook_id = '{}' and status = 'DELIVERED'",
        dead.webhook.webhook_id
    );
    assert_eq!(council.count(&arrived).await, 0, "nobody is there");
    let withheld = ListDeliveriesRequest { status: DeliveryStatus::Withheld.into(), ..Default::default() };
    let listed = council.notifications("ada").list_deliveries(withheld).await.expect("a list").into_inner();
    assert!(listed.total_size > 0, "some of it was withheld");
    let of_losers = format!(
        "select count(*) from notifications.delivery join notifications.notification using (notification_id)
          where status = 'WITHHELD' and channel <> 'WEBHOOK' and worker_id in ('{}', '{}')",
        id_of(LEAVER),
        id_of(DEMOTED)
    );
    assert!(council.count(&of_losers).await > 0, "mail to them among it");
}

/// The notifications in their order, with who was told.
async fn told_in_order(council: &Council) -> Vec<(String, Uuid)> {
    let told = "select notification_id::text, worker_id from notifications.notification order by position";
    sqlx::query_as(told).fetch_all(&council.admin()).await.expect("what was told")
}

/// Each came under one id, and first before all that were told later.
fn assert_in_order(received: &[Received], order: &[(String, Uuid)], path: &str) {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut first = Vec::new();
    for call in received {
        let reference = call.reference();
        let id = ids.entry(reference.clone()).or_insert_with(|| {
            first.push(reference.clone());
            call.id()
        });
        assert_eq!(*id, call.id(), "one id for {reference} at {path}");
    }
    let expected: Vec<&String> =
        order.iter().map(|(reference, _)| reference).filter(|it| ids.contains_key(*it)).collect();
    assert!(first.iter().eq(expected), "the order at {path}");
    for (reference, worker_id) in order {
        let may_hear = !LOSERS.iter().any(|subject| *worker_id == id_of(subject));
        assert!(!may_hear || ids.contains_key(reference), "{reference} never came to {path}");
    }
}
