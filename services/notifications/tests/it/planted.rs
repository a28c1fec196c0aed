//! Nothing personal leaves: every message, log line, event, audit entry and record of an attempt is searched for the names of
//! everybody in the tests. A name that is planted on purpose in each of these places shows that the search would find one.
//!
//! What is logged is what a process writes, so the scene runs in a process of its own: this test again, told where to leave
//! what it gathers.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::gov_notify::GovNotify;
use crate::matters::{Sending, Step};
use crate::panel_matters::{Import, Wanted, panel};
use crate::people::{CHLOE, DAN, Reach, reached_by};
use crate::post_office::PostOffice;
use crate::receiver::{Answer, Receiver};
use calendar::Clock;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    Channel, DailyDigest, NotificationRaised, Preferences, UpdatePreferencesRequest,
};
use eventlog::NewEvent;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
use runtime::settings::{Callbacks, Notify, Smtp};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const SELF: &str = "planted::no_name_and_no_address_is_in_anything_that_leaves";
const FOLDER: &str = "PLANTED_IN";
const CALLBACK_TOKEN: &str = "a-token-agreed-upon";
/// What a deployment writes unless it says otherwise, and all that our own crates could write.
const LOG: &str =
    "info,notifications=debug,eventlog=debug,identity=debug,runtime=debug,calendar=debug,fault=debug";

/// Nobody is called so.
const ON_PURPOSE: &str = "Quatermass";
/// The children, their date of birth, the workers, and where they are reached.
const PERSONAL: [&str; 20] = [
    "Chloe",
    "Smith",
    "Jones",
    "2018-05-04",
    "04/05/2018",
    "Okafor",
    "Priya",
    "Nair",
    "Marsh",
    "Adeyemi",
    "Tanaka",
    "Brennan",
    "Lindqvist",
    "Holloway",
    "Pemberton",
    "Sykes",
    "Dan Jones",
    "reach-grace",
    "reach-sam",
    "7700900123",
];
/// What else says something of a child or their case, and is in no message.
const OF_A_CASE: [&str; 6] =
    ["3549863", "3550001", "Permanency", "Permanence Panel", "Agency Decision", "review and authorise"];

#[tokio::test]
async fn no_name_and_no_address_is_in_anything_that_leaves() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return gather(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let program = std::env::current_exe().expect("this test's program");
    let ran = Command::new(program)
        .args([SELF, "--exact", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("RUST_LOG", LOG)
        .output()
        .expect("to run it again");
    let log = [ran.stdout, ran.stderr].concat();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&log));

    let mut places: BTreeMap<String, String> =
        [("log".to_owned(), String::from_utf8_lossy(&log).into())].into();
    for file in std::fs::read_dir(folder.path()).expect("what was gathered") {
        let file = file.expect("a file");
        let text = std::fs::read(file.path()).expect("its text");
        places.insert(file.file_name().to_string_lossy().into(), String::from_utf8_lossy(&text).into());
    }
    assert_eq!(
        places.keys().collect::<Vec<_>>(),
        ["attempts", "audit", "digests", "events", "log", "mail", "metrics", "receipts", "texts", "webhooks"]
    );
    for (place, text) in &places {
        assert!(text.contains(ON_PURPOSE), "the search does not reach {place}");
        let is_message = ["digests", "mail", "texts", "webhooks"].contains(&place.as_str());
        let of_a_case = OF_A_CASE.iter().filter(|_| is_message);
        for personal in PERSONAL.iter().chain(of_a_case) {
            assert!(!text.contains(personal), "{personal} is in {place}: {}", around(text, personal));
        }
    }
}

fn around<'t>(text: &'t str, found: &str) -> &'t str {
    let line = text.lines().find(|line| line.contains(found));
    line.unwrap_or_default()
}

/// Lets people be told of many things by all channels, with failures, and leaves what came of it in the folder.
async fn gather(folder: &Path) {
    let metrics = Metrics::begin();
    let (office, receiver) = (PostOffice::start().await, Receiver::start().await);
    let notify = GovNotify::start(Clock::default()).await;
    let (council, receipts) = council(&office, &notify).await;
    let clock = council.clock();
    receiver.answer("/in", [Answer::Code(503)]);
    office.refuse(["451 Chloe Smith is not known here", "550 No mailbox of Sam Okafor"]);
    council.hook(&receiver.url("/in")).await;

    let (step, decision) = (Step::planning(clock), Step::decision(clock));
    let request = Sending::authorise(&step, clock);
    council.workflow(vec![step.arrives("theo", clock), decision.arrives("theo", clock)]).await;
    council.workflow(vec![request.sent(clock)]).await;
    council.requests(vec![request.returned("priya", 1, clock)]).await;
    let [completed, voided, open] = [(); 3].map(|()| Sending::quality(&step, clock));
    council.workflow(vec![completed.sent(clock), voided.sent(clock), open.sent(clock)]).await;
    council.requests(vec![completed.completed("quinn", 1, clock)]).await;
    council.workflow(vec![voided.edited("sam", 2, true, clock)]).await;
    council.panels(panel_kinds(&council)).await;
    council.list("sam").await;
    until("a text is accepted", || async {
        council.count("select count(*) from notifications.delivery where accepted_as is not null").await == 1
    })
    .await;
    let text = notify.taken().remove(0);
    for (token, code) in [("wrong", 401), (CALLBACK_TOKEN, 204)] {
        assert_eq!(notify.call_back(&receipts, token, &text, "delivered").await, code);
    }
    clock.advance(TimeDelta::minutes(5));
    notify.clock().set(clock.now());
    let told = council.count("select count(*) from notifications.notification").await;
    came_in(&receiver, "/in", usize::try_from(told).expect("a number") + 1).await;
    // Tomorrow at nine Grace's digest goes out.
    clock.advance(TimeDelta::days(1));
    notify.clock().set(clock.now());
    until("the digest is there", || async {
        office.letters().iter().any(|letter| letter.to.starts_with("reach-grace"))
    })
    .await;
    // Nobody has answered one request, nor finished the decision, for days.
    clock.advance(TimeDelta::days(14));
    notify.clock().set(clock.now());
    for kind in ["request_unanswered", "decision_open", "request_completed", "request_voided"] {
        let told = format!("select count(*) from notifications.notification where kind = '{kind}'");
        until(kind, || async { council.count(&told).await > 0 }).await;
    }
    until("all messages have gone out", || async {
        council
            .deliveries()
            .await
            .iter()
            .all(|it| it.attempts.iter().any(|attempt| !attempt.detail.is_empty()))
    })
    .await;
    until("a letter and a text are there", || async {
        !office.letters().is_empty() && !notify.taken().is_empty()
    })
    .await;
    let receipt = notify.receipt(&text, "delivered");
    plant(&council, &office, &notify, &receiver).await;
    leave(&council, folder, &office, &notify, &receiver).await;
    // What came in of a receipt holds an address; what is kept of it holds nothing.
    let kept = "select to_jsonb(attempt)::text from notifications.delivery_attempt attempt where detail like 'delivered%'";
    let kept: Vec<String> = sqlx::query_scalar(kept).fetch_all(&council.admin()).await.expect("the rows");
    assert!(receipt.to_string().contains("7700900123") && kept.len() > 1, "one, and what is planted");
    std::fs::write(folder.join("receipts"), kept.join("\n")).expect("to leave it");
    std::fs::write(folder.join("metrics"), metrics.end()).expect("to leave them");
}

/// The metrics of this process.
struct Metrics {
    provider: SdkMeterProvider,
    kept: InMemoryMetricExporter,
}

impl Metrics {
    /// Before anything counts.
    fn begin() -> Self {
        let kept = InMemoryMetricExporter::default();
        let provider = SdkMeterProvider::builder().with_periodic_exporter(kept.clone()).build();
        opentelemetry::global::set_meter_provider(provider.clone());
        Self { provider, kept }
    }

    /// All that was counted, with the name that is planted among it, after it is clear that deliveries are.
    fn end(self) -> String {
        let planted = opentelemetry::global::meter("planted").u64_counter("planted").build();
        planted.add(1, &[opentelemetry::KeyValue::new("planted", ON_PURPOSE)]);
        self.provider.force_flush().expect("to gather them");
        let all = format!("{:?}", self.kept.get_finished_metrics().expect("metrics"));
        for counted in [
            "permanence.notifications.deliveries",
            "permanence.notifications.deliveries.oldest_due",
            "permanence.notifications.deliveries.dead",
            "WEBHOOK",
            "EMAIL",
            "SMS",
            "DELIVERED",
            "TEMPORARY_FAILURE",
        ] {
            assert!(all.contains(counted), "{counted} is not counted: {all}");
        }
        all
    }
}

/// One of each kind that the panels service brings.
fn panel_kinds(council: &Council) -> Vec<NewEvent> {
    let clock = council.clock();
    let panel = panel("2026-01-22");
    let (good, bad) = (Import::of("2026-01-12", clock), Import::of("2026-01-13", clock));
    vec![
        good.handed_in(clock),
        bad.handed_in(clock),
        good.read(120, 3, clock),
        bad.refused(clock),
        panel.circulated(1, &[CHLOE, DAN], clock),
        panel.item(DAN, true, "gail", 1, clock),
        panel.recorded(CHLOE, &[Wanted::of("sam", "2026-01-15", clock)], clock),
    ]
}

/// With where Notify's receipts come in.
async fn council(office: &PostOffice, notify: &GovNotify) -> (Council, String) {
    let (port, authority, url) = (office.port, office.authority.clone(), notify.url());
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let listen = free.local_addr().expect("its number").to_string();
    drop(free);
    let receipts = format!("http://{listen}/notify/delivery-receipts");
    let council = Council::with(1, move |outside| {
        let (host, from) = ("localhost".to_owned(), "permanence@council.test".to_owned());
        outside.authority = Some(authority);
        outside.smtp = Some(Smtp { host, port, from, ..Smtp::default() });
        outside.notify = Some(Notify {
            url,
            key: Some(GovNotify::key().into()),
            sms_template: Some("a-text-template".into()),
            sms_kinds: vec!["request_received".into()],
            callbacks: Some(Callbacks { listen: Some(listen), token: Some(CALLBACK_TOKEN.into()) }),
            ..Notify::default()
        });
    })
    .await;
    let clock = council.clock();
    notify.clock().set(clock.now());
    let reach = |email, phone| Reach { email, phone };
    council
        .directory(vec![
            reached_by("sam", reach("reach-sam@council.test", ""), 2, clock),
            reached_by("priya", reach("", "+447700900123"), 2, clock),
            reached_by("grace", reach("reach-grace@council.test", ""), 2, clock),
        ])
        .await;
    let daily_digest = Some(DailyDigest { hour: 9, channels: vec![Channel::Email.into()] });
    let preferences = Some(Preferences { daily_digest, etag: "0".into(), ..Preferences::default() });
    let update = UpdatePreferencesRequest { request_id: council.id(), preferences };
    council.notifications("grace").update_preferences(update).await.expect("a digest");
    (council, receipts)
}

/// Puts the one name that nobody has into every place that is searched.
async fn plant(council: &Council, office: &PostOffice, notify: &GovNotify, receiver: &Receiver) {
    tracing::info!(planted = ON_PURPOSE, "a line as the services write them");
    let call = reqwest::Client::new().post(receiver.url("/in")).body(ON_PURPOSE);
    call.send().await.expect("to be called");
    notify.plant(json!({"personalisation": ON_PURPOSE}));
    let before = office.letters().len();
    let letter = Message::builder()
        .from("permanence@council.test".parse().expect("an address"))
        .to("nobody@council.test".parse().expect("an address"))
        .body(format!("Your daily digest, {ON_PURPOSE}"))
        .expect("a letter");
    let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost").port(office.port);
    server.build().send(letter).await.expect("to be taken");
    assert_eq!(office.letters().len(), before + 1);

    let clock = council.clock();
    let told = NotificationRaised { kind: ON_PURPOSE.into(), ..NotificationRaised::default() };
    council.tell("notifications", vec![NewEvent::of(clock.new_id(), "planted", 1, clock.now(), &told)]).await;
    let planted = "with attempt as (
                     insert into notifications.delivery_attempt (delivery_id, number, began_at, ended_at, status, detail)
                     values (gen_random_uuid(), 1, now(), now(), 'DELIVERED', 'delivered to ' || $1))
                   insert into notifications.audit_entry (time, worker_id, rpc, subjects, detail)
                   values (now(), $1, 'planted', '{}', '')";
    sqlx::query(planted).bind(ON_PURPOSE).execute(&council.admin()).await.expect("to plant it");
    until("the event is numbered", || async {
        council.count("select count(*) from notifications.outbox").await == 0
    })
    .await;
}

fn unaddressed(letter: &str) -> impl Iterator<Item = &str> {
    letter.lines().filter(|line| !line.starts_with("To: "))
}

async fn leave(
    council: &Council,
    folder: &Path,
    office: &PostOffice,
    notify: &GovNotify,
    receiver: &Receiver,
) {
    let put = |name: &str, text: String| std::fs::write(folder.join(name), text).expect("to leave it");
    let calls = receiver.all().into_iter();
    let calls = calls.map(|it| format!("{:?}\n{}\n", it.headers, String::from_utf8_lossy(&it.body)));
    put("webhooks", calls.collect());
    // Whom a letter goes to stands on it.
    let letters = office.letters();
    let digests = letters.iter().filter(|letter| letter.text.contains("Your daily digest"));
    assert_eq!(digests.clone().count(), 2, "one, and what is planted");
    let digests: Vec<&str> = digests.flat_map(|letter| unaddressed(&letter.text)).collect();
    put("digests", digests.join("\n"));
    let lines: Vec<&str> = letters.iter().flat_map(|letter| unaddressed(&letter.text)).collect();
    put("mail", lines.join("\n"));
    let texts = notify.taken().into_iter().map(|taken| {
        let mut body = taken.body;
        body.as_object_mut().and_then(|body| body.remove("phone_number"));
        body.to_string()
    });
    put("texts", texts.collect::<Vec<_>>().join("\n"));
    for (name, rows) in [
        ("attempts", "select delivery_attempt::text from notifications.delivery_attempt"),
        ("audit", "select audit_entry::text from notifications.audit_entry"),
        ("events", "select encode(data, 'escape') || events::text from notifications.events"),
    ] {
        let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(&council.admin()).await.expect("the rows");
        put(name, rows.join("\n"));
    }
}
