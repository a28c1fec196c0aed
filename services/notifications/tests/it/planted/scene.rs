//! A council in which people are told of everything that there is, while names are in everything that comes in from outside.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::gov_notify::{Refusal, Taken};
use crate::matters::{Sending, Step};
use crate::other_side::{Mail, OtherSide};
use crate::panel_matters::{Import, Wanted, panel};
use crate::people::{CHLOE, DAN, FINDERS, QAAG, Reach, id_of, reached_by, to};
use crate::post_office::Letter;
use crate::receiver::Answer;
use chrono::TimeDelta;
use contracts::notifications::v1::{Channel, DailyDigest, Preferences, UpdatePreferencesRequest};
use eventlog::NewEvent;
use runtime::settings::Callbacks;
use serde_json::json;
use std::collections::BTreeSet;

const TOKEN: &str = "a-token-agreed-upon";

/// A council, and who is on the other side.
pub struct Scene {
    pub council: Council,
    pub side: OtherSide,
    pub mail: Mail,
    /// Where Notify's receipts come in.
    receipts: String,
    /// What the service answered to them.
    answers: Vec<String>,
}

impl Scene {
    async fn new(mail: Mail) -> Self {
        let side = OtherSide::start().await;
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let listen = free.local_addr().expect("its number").to_string();
        drop(free);
        let receipts = format!("http://{listen}/notify/delivery-receipts");
        let callbacks = Callbacks { listen: Some(listen), token: Some(TOKEN.into()) };
        let ways = side.ways(mail, "request_received");
        let council = side.council(1, ways, move |outside| {
            outside.notify.as_mut().expect("an account").callbacks = Some(callbacks);
        });
        let council = council.await;
        let clock = council.clock();
        let reach = |email, phone| Reach { email, phone };
        let reached = vec![
            reached_by("sam", reach("reach-sam@council.test", ""), 2, clock),
            reached_by("priya", reach("", "+447700900123"), 2, clock),
            reached_by("grace", reach("reach-grace@council.test", ""), 2, clock),
        ];
        council.directory(reached).await;
        Self { council, side, mail, receipts, answers: Vec::new() }
    }

    /// Moves all clocks on.
    fn later(&self, by: TimeDelta) {
        self.council.clock().advance(by);
        self.side.notify.clock().set(self.council.clock().now());
    }

    /// Waits for something while the clocks go on: what was too slow once is tried again.
    async fn comes(&self, what: &str, condition: impl AsyncFn() -> bool) {
        until(what, || async {
            let come = condition().await;
            if !come {
                self.later(TimeDelta::seconds(1));
            }
            come
        })
        .await;
    }

    /// Waits until Notify has taken all messages of a channel that have not arrived, and gives these.
    async fn accepted(&self, channel: &str) -> Vec<Taken> {
        let open = format!(
            "select count(*) from notifications.delivery where channel = '{channel}' and status <> 'DELIVERED'"
        );
        let untaken = format!("{open} and accepted_as is null");
        self.comes("the messages are accepted", async || {
            self.council.count(&open).await > 0 && self.council.count(&untaken).await == 0
        })
        .await;
        let so_many = usize::try_from(self.council.count(&open).await).expect("a number");
        let taken =
            self.side.notify.taken().into_iter().filter(|taken| taken.channel == channel.to_lowercase());
        let taken: Vec<Taken> = taken.collect();
        taken[taken.len() - so_many..].to_vec()
    }

    /// Notify says what came of a message, or somebody says something else; expects that code.
    async fn called_back(&mut self, token: &str, body: String, code: u16) {
        let call = reqwest::Client::new().post(&self.receipts).bearer_auth(token);
        let answer = call.header("content-type", "application/json").body(body.clone()).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status().as_u16(), code, "{body}");
        let headers = format!("{:?}", answer.headers());
        self.answers.push(format!("{headers}\n{}\n", answer.text().await.expect("its text")));
    }

    /// What left the application, and what is kept and written of it, by place.
    pub async fn left(&self) -> Vec<(&'static str, String)> {
        let calls = self.side.receiver.all().into_iter();
        let calls = calls.map(|it| format!("{:?}\n{}\n", it.headers, String::from_utf8_lossy(&it.body)));
        let (mail, digests) = self.letters();
        let mut left = vec![
            ("webhooks", calls.collect()),
            ("mail", mail),
            ("digests", digests),
            ("texts", self.by_notify("sms")),
            ("notify-mail", self.by_notify("email")),
            ("receipts", self.answers.concat()),
        ];
        for (place, rows) in [
            // What came in of a receipt holds an address; what is kept of it holds nothing.
            (
                "receipts",
                "select to_jsonb(attempt)::text from notifications.delivery_attempt attempt where detail like 'delivered%'",
            ),
            ("attempts", "select delivery_attempt::text from notifications.delivery_attempt"),
            ("audit", "select audit_entry::text from notifications.audit_entry"),
            ("events", "select encode(data, 'escape') || events::text from notifications.events"),
        ] {
            let rows: Vec<String> =
                sqlx::query_scalar(rows).fetch_all(&self.council.admin()).await.expect("the rows");
            assert!(!rows.is_empty(), "{place}");
            left.push((place, rows.join("\n")));
        }
        left
    }

    /// Letters as they came and as they are read, and those that are digests. Whom one goes to stands on it.
    fn letters(&self) -> (String, String) {
        let letters = self.side.office.letters();
        let lines = |letter: &Letter| -> String {
            let both = [letter.text.clone(), letter.read()].join("\n");
            let lines = both.lines().filter(|line| !line.starts_with("To: "));
            lines.flat_map(|line| [line, "\n"]).collect()
        };
        let digests = letters.iter().filter(|letter| letter.read().contains("Your daily digest"));
        (letters.iter().map(lines).collect(), digests.map(lines).collect())
    }

    /// What Notify was told of messages, but for whom they go to.
    fn by_notify(&self, channel: &str) -> String {
        let taken = self.side.notify.taken().into_iter().filter(|taken| taken.channel == channel);
        let bodies = taken.map(|Taken { mut body, .. }| {
            let fields = body.as_object_mut().expect("fields");
            fields.retain(|name, _| !["phone_number", "email_address"].contains(&name.as_str()));
            format!("{body}\n")
        });
        bodies.collect()
    }
}

/// Every kind that the rules know, reminders included.
fn kinds() -> BTreeSet<String> {
    let keys = include_str!("../../../rules/standard.yaml").lines();
    keys.filter_map(|line| line.trim().strip_prefix("- key: ")).map(str::to_owned).collect()
}

/// People are told of everything that the rules know, by webhooks, by a mail server and by text messages, which all fail at first.
pub async fn of_all_kinds() -> Scene {
    let mut scene = Scene::new(Mail::Smtp).await;
    scene.side.receiver.answer("/in", [Answer::Code(503)]);
    scene.side.office.refuse(["451 Chloe Smith is not known here", "550 No mailbox of Sam Okafor"]);
    scene.council.hook(&scene.side.receiver.url("/in")).await;
    wants_a_digest(&scene.council).await;
    work_and_requests(&scene.council).await;
    scene.council.panels(panel_kinds(&scene.council)).await;
    scene.council.list("sam").await;
    let text = scene.accepted("SMS").await.remove(0);
    let receipt = scene.side.notify.receipt(&text, "delivered").to_string();
    assert!(receipt.contains("7700900123"), "a receipt says to whom it was delivered");
    for (token, code) in [("wrong", 401), (TOKEN, 204)] {
        scene.called_back(token, receipt.clone(), code).await;
    }
    scene.later(TimeDelta::minutes(5));
    let told = scene.council.count("select count(*) from notifications.notification").await;
    came_in(&scene.side.receiver, "/in", usize::try_from(told).expect("a number") + 1).await;
    // Tomorrow at nine Grace's digest goes out.
    scene.later(TimeDelta::days(1));
    until("the digest is there", || async {
        scene.side.office.letters().iter().any(|letter| letter.to.starts_with("reach-grace"))
    })
    .await;
    // Nobody does anything for three months.
    scene.later(TimeDelta::days(91));
    scene
        .comes("everything is told that there is", async || told_kinds(&scene.council).await == kinds())
        .await;
    let untried = "select count(*) from notifications.delivery
                    where status <> 'WITHHELD' and digest_id is null
                      and not exists (select from notifications.delivery_attempt tried
                                       where tried.delivery_id = delivery.delivery_id and detail <> '')";
    scene.comes("all messages have gone out", async || scene.council.count(untried).await == 0).await;
    scene
}

async fn told_kinds(council: &Council) -> BTreeSet<String> {
    let told = "select distinct kind from notifications.notification";
    sqlx::query_scalar(told).fetch_all(&council.admin()).await.expect("the kinds").into_iter().collect()
}

/// E-mail and text messages go by Notify, which repeats what it refuses, and whose receipts say all kinds of things.
pub async fn by_notify() -> Scene {
    let mut scene = Scene::new(Mail::Notify).await;
    scene.side.notify.refuse([Refusal::Code(500)]);
    work_and_requests(&scene.council).await;
    let refused = "select count(*) from notifications.delivery where status = 'TEMPORARY_FAILURE'";
    until("one is refused", || async { scene.council.count(refused).await > 0 }).await;
    scene.later(TimeDelta::seconds(6));
    let messages = [scene.accepted("EMAIL").await, scene.accepted("SMS").await].concat();
    for (at, taken) in messages.iter().enumerate() {
        let mut strange = taken.clone();
        strange.body["reference"] = json!("Chloe Smith");
        let of_nobody = scene.side.notify.receipt(&strange, "delivered").to_string();
        scene.called_back(TOKEN, of_nobody, 404).await;
        let not_said = scene.side.notify.receipt(taken, "given to Priya Nair").to_string();
        scene.called_back(TOKEN, not_said, 400).await;
        scene.called_back(TOKEN, "Sam Okafor, 04/05/2018".into(), 400).await;
        let came_of_it = if at == 0 { "temporary-failure" } else { "delivered" };
        let receipt = scene.side.notify.receipt(taken, came_of_it).to_string();
        scene.called_back(TOKEN, receipt, 204).await;
    }
    scene.later(TimeDelta::minutes(1));
    let again = scene.accepted("EMAIL").await.remove(0);
    let receipt = scene.side.notify.receipt(&again, "delivered").to_string();
    scene.called_back(TOKEN, receipt, 204).await;
    let open = "select count(*) from notifications.delivery where status <> 'DELIVERED'";
    scene.comes("all has arrived", async || scene.council.count(open).await == 0).await;
    scene
}

async fn wants_a_digest(council: &Council) {
    let daily_digest = Some(DailyDigest { hour: 9, channels: vec![Channel::Email.into()] });
    let preferences = Some(Preferences { daily_digest, etag: "0".into(), ..Preferences::default() });
    let update = UpdatePreferencesRequest { request_id: council.id(), preferences };
    council.notifications("grace").update_preferences(update).await.expect("a digest");
}

/// Each kind that work and requests bring, now or when nobody does anything.
async fn work_and_requests(council: &Council) {
    let clock = council.clock();
    let [step, passed, inboxed, decision] =
        [Step::planning(clock), Step::planning(clock), Step::decision(clock), Step::decision(clock)];
    let title = "SC Permanence Family Finding Meeting / Review";
    let finding = Step::new("family_finding", title, FINDERS.assignee(), clock).for_purpose("FAMILY_FINDING");
    let steps = [&step, &passed, &inboxed, &decision, &finding].map(|step| step.arrives("theo", clock));
    council.workflow(steps.to_vec()).await;
    council.workflow(vec![passed.passed_on("theo", to("priya"), 2, clock)]).await;
    council.workflow(vec![inboxed.passed_on("theo", QAAG.assignee(), 2, clock)]).await;
    council.workflow(vec![finding.starts("fay", clock)]).await;

    let (returned, referral) = (Sending::authorise(&step, clock), Sending::referral(&decision, clock));
    let handed_on = Sending::authorise(&step, clock).to(to("mei"));
    let [completed, voided, put_back] = [(); 3].map(|()| Sending::quality(&step, clock));
    let sent = [&returned, &referral, &handed_on, &completed, &voided, &put_back];
    council.workflow(sent.map(|request| request.sent(clock)).to_vec()).await;
    council
        .requests(vec![returned.returned("priya", 1, clock), completed.completed("quinn", 1, clock)])
        .await;
    council.workflow(vec![voided.edited("sam", 2, true, clock)]).await;
    council.requests(vec![handed_on.passed_on("theo", to("theo"), 1, clock)]).await;
    council.requests(vec![handed_on.passed_on("ada", to("mei"), 2, clock)]).await;
    council.requests(vec![put_back.released("quinn", 1, clock)]).await;
}

/// Each kind that the panels service brings, now or when nobody does anything.
fn panel_kinds(council: &Council) -> Vec<NewEvent> {
    let clock = council.clock();
    let (first, second, cancelled) = (panel("2026-01-22"), panel("2026-02-26"), panel("2026-04-02"));
    let (good, bad) = (Import::of("2026-01-12", clock), Import::of("2026-01-13", clock));
    let wanted = [Wanted::of("sam", "2026-01-15", clock), Wanted::of("sam", "2026-02-12", clock)];
    vec![
        good.handed_in(clock),
        bad.handed_in(clock),
        good.read(120, 3, clock),
        bad.refused(clock),
        first.circulated(1, &[CHLOE, DAN], clock),
        first.referred("1", &id_of("gail").to_string(), clock),
        first.item(DAN, true, "gail", 1, clock),
        first.item(DAN, false, "gail", 2, clock),
        first.recorded(CHLOE, &wanted, clock),
        second.circulated(1, &[CHLOE], clock),
        cancelled.circulated(1, &[CHLOE], clock),
        cancelled.cancelled(clock),
    ]
}
