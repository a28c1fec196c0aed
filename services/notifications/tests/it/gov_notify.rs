//! GOV.UK Notify as its API documentation has it: a real HTTP server that checks tokens by itself, takes messages, and says
//! later what came of them.

mod recipient;

use crate::council::until;
use crate::whims::{SLOW, Whim, Whims};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use calendar::Clock;
use chrono::{SecondsFormat, TimeDelta};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use uuid::Uuid;

const SERVICE: &str = "26785a09-ab16-4eb0-8407-a37497a57506";
const SECRET: &str = "3d844edf-8d35-48ac-975b-e847b4f122b0";
/// The council's templates, which hold ((link)) and ((reference)).
pub const EMAIL_TEMPLATE: &str = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3";
pub const SMS_TEMPLATE: &str = "f33517ff-2a88-4f6e-b855-c550268ce08a";
/// For how long a token is good.
const SECONDS: i64 = 30;
/// How many messages of a channel may be sent in a day.
const A_DAY: usize = 250_000;
/// How often it calls back again, and after how long each time.
const CALLS_AGAIN: usize = 5;
const CALLS_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(5);

/// A message that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    pub id: Uuid,
    /// "email" or "sms".
    pub channel: &'static str,
    pub body: Value,
}

/// How the next message is refused.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    Code(u16),
    /// So many were sent that no more are until midnight.
    NoMoreToday,
    After(Duration),
    /// It is taken, and the answer is late.
    TakenAndAfter(Duration),
}

struct Desk {
    clock: Clock,
    taken: Mutex<Vec<Taken>>,
    ids: Mutex<HashSet<Uuid>>,
    refusals: Mutex<VecDeque<Refusal>>,
    statuses: Mutex<BTreeMap<Uuid, &'static str>>,
    asked: Mutex<usize>,
    called_in_vain: Mutex<usize>,
    whims: Mutex<Option<Arc<Whims>>>,
}

/// The server.
pub struct GovNotify {
    address: SocketAddr,
    desk: Arc<Desk>,
}

impl GovNotify {
    /// It goes by this clock where it says how old a token may be.
    pub async fn start(clock: Clock) -> Self {
        let desk = Arc::new(Desk {
            clock,
            taken: Mutex::default(),
            ids: Mutex::default(),
            refusals: Mutex::default(),
            statuses: Mutex::default(),
            asked: Mutex::default(),
            called_in_vain: Mutex::default(),
            whims: Mutex::default(),
        });
        let app = Router::new()
            .route("/v2/notifications/email", post(email))
            .route("/v2/notifications/sms", post(sms))
            .route("/v2/notifications/{id}", get(status))
            .with_state(desk.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its number");
        tokio::spawn(async move { axum::serve(listener, app).await.expect("to serve") });
        Self { address, desk }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on refuses, fails, is slow and says what came of messages as chance has it; never that one is refused for good.
    pub fn act_on(&self, whims: &Arc<Whims>) {
        *held(&self.desk.whims) = Some(whims.clone());
    }

    /// Its own clock.
    pub fn clock(&self) -> &Clock {
        &self.desk.clock
    }

    /// The API key of the council's account.
    pub fn key() -> String {
        format!("permanence-test-{SERVICE}-{SECRET}")
    }

    /// Refuses the next messages so.
    pub fn refuse(&self, refusals: impl IntoIterator<Item = Refusal>) {
        held(&self.desk.refusals).extend(refusals);
    }

    /// Says from now on that this came of a message.
    pub fn say(&self, id: Uuid, status: &'static str) {
        held(&self.desk.statuses).insert(id, status);
    }

    /// Hands a message over by e-mail or text message, as the service does.
    pub async fn hand_over(&self, channel: &str, body: Value) {
        let call = reqwest::Client::new().post(format!("{}/v2/notifications/{channel}", self.url()));
        let call = call.bearer_auth(self.token()).header("content-type", "application/json");
        let answer = call.body(body.to_string()).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 201);
    }

    /// A token of the council's account, good from now on.
    fn token(&self) -> String {
        let part = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let claims = json!({"iss": SERVICE, "iat": self.desk.clock.now().timestamp()});
        let content = format!("{}.{}", part(json!({"typ": "JWT", "alg": "HS256"})), part(claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
        mac.update(content.as_bytes());
        format!("{content}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    pub fn taken(&self) -> Vec<Taken> {
        held(&self.desk.taken).clone()
    }

    /// Calls back as Notify does: tells by itself what came of a message, with the token that was agreed upon, and again where nobody
    /// answers or the answer is a failure of the other side's. Gives the last answer.
    pub async fn call_back(&self, url: &str, token: &str, taken: &Taken, status: &'static str) -> u16 {
        self.say(taken.id, status);
        let receipt = self.receipt(taken, status);
        for _ in 0..CALLS_AGAIN {
            match called(url, token, &receipt).await {
                Some(answer) if answer < 500 => return answer,
                Some(_) | None => self.time_to_call_again().await,
            }
        }
        called(url, token, &receipt).await.expect("an answer in the end")
    }

    /// Waits by its own clock.
    async fn time_to_call_again(&self) {
        let again_at = self.desk.clock.now() + CALLS_AGAIN_AFTER;
        *held(&self.desk.called_in_vain) += 1;
        until("it is time to call again", || async { self.desk.clock.now() >= again_at }).await;
    }

    /// How often it called back and calls again.
    pub fn called_in_vain(&self) -> usize {
        *held(&self.desk.called_in_vain)
    }

    /// What it calls back with.
    pub fn receipt(&self, taken: &Taken, status: &str) -> Value {
        let recipient = ["phone_number", "email_address"].into_iter().find_map(|it| taken.body.get(it));
        let at = self.desk.clock.now().to_rfc3339_opts(SecondsFormat::Micros, true);
        json!({
            "id": taken.id,
            "reference": taken.body["reference"],
            "to": recipient,
            "status": status,
            "created_at": at,
            "completed_at": at,
            "sent_at": at,
            "notification_type": taken.channel,
            "template_id": taken.body["template_id"],
            "template_version": 1,
        })
    }

    /// How often it was asked what came of a message.
    pub fn asked(&self) -> usize {
        *held(&self.desk.asked)
    }
}

impl Desk {
    fn whim(&self) -> Option<Refusal> {
        let whims = held(&self.whims).clone()?;
        match whims.next() {
            Whim::Nothing => None,
            Whim::TooMuch => Some(Refusal::Code(429)),
            Whim::Fails => Some(Refusal::Code(500)),
            Whim::Slow => Some(Refusal::TakenAndAfter(SLOW)),
        }
    }

    /// What came of a message of which the test says nothing.
    fn came_of_it(&self) -> &'static str {
        let Some(whims) = held(&self.whims).clone() else { return "sending" };
        match whims.below(40) {
            0 => "created",
            1 => "sending",
            2 => "pending",
            3 => "temporary-failure",
            4 => "technical-failure",
            5..10 => "sent",
            _ => "delivered",
        }
    }
}

/// What a receipt is answered with; nothing where nobody is there.
async fn called(url: &str, token: &str, receipt: &Value) -> Option<u16> {
    let call = reqwest::Client::new().post(url).bearer_auth(token);
    let call = call.header("content-type", "application/json").body(receipt.to_string());
    call.send().await.ok().map(|answer| answer.status().as_u16())
}

type Answer = (StatusCode, Json<Value>);

async fn email(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Answer {
    take(&desk, &headers, &body, "email", "email_address").await
}

async fn sms(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Answer {
    take(&desk, &headers, &body, "sms", "phone_number").await
}

async fn take(
    desk: &Desk,
    headers: &HeaderMap,
    body: &[u8],
    channel: &'static str,
    recipient: &str,
) -> Answer {
    if !is_signed(desk, headers) {
        return refused(403, "AuthError", "Invalid token: signature, api token not found");
    }
    let refusal = held(&desk.refusals).pop_front().or_else(|| desk.whim());
    match refusal {
        // A server's words often repeat what it was told.
        Some(Refusal::Code(code)) => return refused(code, error_of(code), &String::from_utf8_lossy(body)),
        Some(Refusal::NoMoreToday) => {
            let message = format!("Exceeded send limits ({channel}: {A_DAY}) for today");
            return refused(429, "TooManyRequestsError", &message);
        }
        Some(Refusal::After(pause)) => tokio::time::sleep(pause).await,
        Some(Refusal::TakenAndAfter(_)) | None => {}
    }
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return refused(400, "BadRequestError", "Invalid JSON supplied in POST data");
    };
    if let Some((error, message)) = wrong_with(&body, channel, recipient) {
        return refused(400, error, &message);
    }
    let id = Uuid::new_v4();
    held(&desk.taken).push(Taken { id, channel, body: body.clone() });
    held(&desk.ids).insert(id);
    if let Some(Refusal::TakenAndAfter(pause)) = refusal {
        tokio::time::sleep(pause).await;
    }
    let answer = json!({"id": id, "reference": body["reference"], "content": {}, "template": {}});
    (StatusCode::CREATED, Json(answer))
}

/// What Notify refuses a message for, as its documentation words it.
fn wrong_with(body: &Value, channel: &str, field: &str) -> Option<(&'static str, String)> {
    let text = |name: &str| body[name].as_str();
    let Some(to) = text(field) else {
        return Some(("ValidationError", format!("{field} is a required property")));
    };
    if text("template_id").is_none_or(|id| Uuid::try_parse(id).is_err()) {
        return Some(("ValidationError", "template_id is not a valid UUID".into()));
    }
    let (template, wrong) = match channel {
        "email" => (EMAIL_TEMPLATE, recipient::wrong_with_address(to)),
        _ => (SMS_TEMPLATE, recipient::wrong_with_number(to)),
    };
    if let Some(wrong) = wrong {
        return Some(("ValidationError", format!("{field} {wrong}")));
    }
    if text("template_id") != Some(template) {
        return Some(("BadRequestError", "Template not found".into()));
    }
    let lacking: Vec<&str> =
        ["link", "reference"].into_iter().filter(|it| body["personalisation"][it].is_null()).collect();
    (!lacking.is_empty())
        .then(|| ("BadRequestError", format!("Missing personalisation: {}", lacking.join(", "))))
}

async fn status(State(desk): State<Arc<Desk>>, headers: HeaderMap, Path(id): Path<Uuid>) -> Answer {
    if !is_signed(&desk, &headers) {
        return refused(403, "AuthError", "Invalid token");
    }
    *held(&desk.asked) += 1;
    if !held(&desk.ids).contains(&id) {
        return refused(404, "NoResultFound", "No result found");
    }
    if let Some(Refusal::Code(code)) = desk.whim() {
        return refused(code, error_of(code), "as chance has it");
    }
    let status = held(&desk.statuses).get(&id).copied().unwrap_or_else(|| desk.came_of_it());
    (StatusCode::OK, Json(json!({"id": id, "status": status})))
}

/// What Notify calls an error of that code.
fn error_of(code: u16) -> &'static str {
    match code {
        400 => "BadRequestError",
        429 => "RateLimitError",
        _ => "Exception",
    }
}

fn refused(code: u16, error: &str, message: &str) -> Answer {
    let errors = json!({"status_code": code, "errors": [{"error": error, "message": message}]});
    (StatusCode::from_u16(code).expect("a code"), Json(errors))
}

/// Whether the call carries a token that this account's key signed within the last half minute.
fn is_signed(desk: &Desk, headers: &HeaderMap) -> bool {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let Some((content, signature)) = token.rsplit_once('.') else { return false };
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(content.as_bytes());
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let Some((header, claims)) = content.split_once('.') else { return false };
    let json = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap_or_default()).unwrap_or_default()
    };
    let (header, claims) = (json(header), json(claims));
    let age = desk.clock.now().timestamp() - claims["iat"].as_i64().unwrap_or_default();
    mac.verify_slice(&signature).is_ok()
        && header == json!({"typ": "JWT", "alg": "HS256"})
        && claims["iss"] == SERVICE
        && age.abs() <= SECONDS
}

fn held<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().expect("nobody panicked with it")
}
