//! Nothing personal leaves: every message, log line, event, audit entry and record of an attempt is searched for the names of
//! everybody in the tests. A name that is planted on purpose in each of these places shows that the search would find one.
//!
//! What is logged is what a process writes, so the scene runs in a process of its own: this test again, told where to leave
//! what it gathers.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::gov_notify::GovNotify;
use crate::matters::{Sending, Step};
use crate::people::{Reach, reached_by};
use crate::post_office::PostOffice;
use crate::receiver::{Answer, Receiver};
use calendar::Clock;
use chrono::TimeDelta;
use contracts::notifications::v1::NotificationRaised;
use eventlog::NewEvent;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use runtime::settings::{Notify, Smtp};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const SELF: &str = "planted::no_name_and_no_address_is_in_anything_that_leaves";
const FOLDER: &str = "PLANTED_IN";
/// What a deployment writes unless it says otherwise.
const LOG: &str = "info";

/// Nobody is called so.
const ON_PURPOSE: &str = "Quatermass";
/// The children, their date of birth, the workers, and where they are reached.
const PERSONAL: [&str; 14] = [
    "Chloe",
    "Smith",
    "Jones",
    "2018-05-04",
    "Okafor",
    "Priya",
    "Nair",
    "Marsh",
    "Adeyemi",
    "Tanaka",
    "Brennan",
    "Lindqvist",
    "reach-sam",
    "7700900123",
];
/// What else says something of a child or their case, and is in no message.
const OF_A_CASE: [&str; 4] = ["3549863", "Permanency", "Agency Decision", "review and authorise"];

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
        ["attempts", "audit", "events", "log", "mail", "texts", "webhooks"]
    );
    for (place, text) in &places {
        assert!(text.contains(ON_PURPOSE), "the search does not reach {place}");
        let is_message = ["mail", "texts", "webhooks"].contains(&place.as_str());
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
    let (office, receiver) = (PostOffice::start().await, Receiver::start().await);
    let notify = GovNotify::start(Clock::default()).await;
    let council = council(&office, &notify).await;
    let clock = council.clock();
    receiver.answer("/in", [Answer::Code(503)]);
    office.refuse(["451 Chloe Smith is not known here", "550 No mailbox of Sam Okafor"]);
    council.hook(&receiver.url("/in")).await;

    let (step, decision) = (Step::planning(clock), Step::decision(clock));
    let request = Sending::authorise(&step, clock);
    council.workflow(vec![step.arrives("theo", clock), decision.arrives("theo", clock)]).await;
    council.workflow(vec![request.sent(clock)]).await;
    council.requests(vec![request.returned("priya", 1, clock)]).await;
    council.list("sam").await;
    clock.advance(TimeDelta::minutes(5));
    notify.clock().set(clock.now());
    came_in(&receiver, "/in", 6).await;
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
    plant(&council, &office, &notify, &receiver).await;
    leave(&council, folder, &office, &notify, &receiver).await;
}

async fn council(office: &PostOffice, notify: &GovNotify) -> Council {
    let (port, authority, url) = (office.port, office.authority.clone(), notify.url());
    let council = Council::with(1, move |outside| {
        let (host, from) = ("localhost".to_owned(), "permanence@council.test".to_owned());
        outside.authority = Some(authority);
        outside.smtp = Some(Smtp { host, port, from, ..Smtp::default() });
        outside.notify = Some(Notify {
            url,
            key: Some(GovNotify::key().into()),
            sms_template: Some("a-text-template".into()),
            sms_kinds: vec!["request_received".into()],
            ..Notify::default()
        });
    })
    .await;
    let clock = council.clock();
    notify.clock().set(clock.now());
    let (sam, priya) =
        (Reach { email: "reach-sam@council.test", phone: "" }, Reach { email: "", phone: "+447700900123" });
    council.directory(vec![reached_by("sam", sam, 2, clock), reached_by("priya", priya, 2, clock)]).await;
    council
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
        .body(ON_PURPOSE.to_owned())
        .expect("a letter");
    let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost").port(office.port);
    server.build().send(letter).await.expect("to be taken");
    assert_eq!(office.letters().len(), before + 1);

    let clock = council.clock();
    let told = NotificationRaised { kind: ON_PURPOSE.into(), ..NotificationRaised::default() };
    council.tell("notifications", vec![NewEvent::of(clock.new_id(), "planted", 1, clock.now(), &told)]).await;
    let planted = "with attempt as (
                     insert into notifications.delivery_attempt (delivery_id, number, began_at, ended_at, status, detail)
                     values (gen_random_uuid(), 1, now(), now(), 'DELIVERED', $1))
                   insert into notifications.audit_entry (time, worker_id, rpc, subjects, detail)
                   values (now(), $1, 'planted', '{}', '')";
    sqlx::query(planted).bind(ON_PURPOSE).execute(&council.admin()).await.expect("to plant it");
    until("the event is numbered", || async {
        council.count("select count(*) from notifications.outbox").await == 0
    })
    .await;
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
    let lines =
        letters.iter().flat_map(|letter| letter.text.lines()).filter(|line| !line.starts_with("To: "));
    put("mail", lines.collect::<Vec<_>>().join("\n"));
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
