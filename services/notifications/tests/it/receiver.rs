//! Another system of the council: a real HTTP server that keeps what it is called with, and answers as the test says. It
//! verifies signatures by itself, from the text of Standard Webhooks.

use crate::tls::{Certified, TlsListener};
use crate::whims::{SLOW, Whim, Whims};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;

/// One call, as it came in.
#[derive(Clone, Debug)]
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// How a call is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// With this code.
    Code(u16),
    /// With this code and this header.
    With(u16, &'static str, String),
    /// Not for so long.
    After(Duration),
    /// As chance has it.
    Whim(Arc<Whims>),
}

#[derive(Clone, Default)]
struct Desk {
    received: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<HashMap<String, VecDeque<Answer>>>>,
    otherwise: Arc<Mutex<HashMap<String, Answer>>>,
}

/// The server.
pub struct Receiver {
    pub address: SocketAddr,
    desk: Desk,
    tls: Option<Certified>,
}

impl Receiver {
    pub async fn start() -> Self {
        let (desk, listener) = (Desk::default(), free_port().await);
        let address = listener.local_addr().expect("the port's number");
        let app = Router::new().fallback(receive).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.expect("to serve") });
        Self { address, desk, tls: None }
    }

    /// One that speaks TLS, with a certificate of its own for this name.
    pub async fn with_tls(name: &str) -> Self {
        let (desk, socket) = (Desk::default(), free_port().await);
        let address = socket.local_addr().expect("the port's number");
        let app = Router::new().fallback(receive).with_state(desk.clone());
        let (certified, acceptor) = Certified::for_name(name);
        let listener = TlsListener { socket, acceptor, failed: certified.failed.clone() };
        tokio::spawn(async move { axum::serve(listener, app).await.expect("to serve") });
        Self { address, desk, tls: Some(certified) }
    }

    /// Where a webhook of this path lies.
    pub fn url(&self, path: &str) -> String {
        match self.tls {
            Some(_) => format!("https://localhost:{}{path}", self.address.port()),
            None => format!("http://{}{path}", self.address),
        }
    }

    /// Whom to trust to talk to it.
    pub fn authority(&self) -> &Path {
        &self.tls.as_ref().expect("TLS").authority
    }

    /// How many did not trust it.
    pub fn handshakes_failed(&self) -> usize {
        self.tls.as_ref().map_or(0, |tls| tls.failed.load(Ordering::Relaxed))
    }

    /// Answers the next calls of this path so, and later ones with 204.
    pub fn answer(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        held(&self.desk.answers).entry(path.to_owned()).or_default().extend(answers);
    }

    /// Answers all calls of this path so from now on, once the next ones are used up.
    pub fn always(&self, path: &str, answer: Answer) {
        held(&self.desk.otherwise).insert(path.to_owned(), answer);
    }

    /// What came in by this path.
    pub fn received(&self, path: &str) -> Vec<Received> {
        self.all().into_iter().filter(|received| received.path == path).collect()
    }

    /// What came in.
    pub fn all(&self) -> Vec<Received> {
        held(&self.desk.received).clone()
    }
}

async fn free_port() -> TcpListener {
    TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port")
}

fn held<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().expect("nobody panicked with it")
}

async fn receive(State(desk): State<Desk>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<String> {
    let path = uri.path().to_owned();
    held(&desk.received).push(Received { path: path.clone(), headers, body: body.to_vec() });
    let next = held(&desk.answers).get_mut(&path).and_then(VecDeque::pop_front);
    let next = next.or_else(|| held(&desk.otherwise).get(&path).cloned());
    let answer = Response::builder();
    let answer = match next.unwrap_or(Answer::Code(204)) {
        Answer::Code(code) => answer.status(code),
        Answer::Whim(whims) => answer.status(match whims.next() {
            Whim::Nothing => 204,
            Whim::TooMuch => 429,
            Whim::Fails => 500,
            Whim::Slow => {
                tokio::time::sleep(SLOW).await;
                204
            }
        }),
        Answer::With(code, name, value) => answer.status(code).header(name, value),
        Answer::After(pause) => {
            tokio::time::sleep(pause).await;
            answer.status(204)
        }
    };
    answer.body(String::new()).expect("an answer")
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).expect(name).to_str().expect("text")
    }

    /// The id under which it came.
    pub fn id(&self) -> String {
        self.header("webhook-id").to_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The notification that it tells of.
    pub fn reference(&self) -> String {
        self.json()["data"]["reference"].as_str().expect("a reference").to_owned()
    }

    /// Whether one of its signatures was made with this secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
        let content = [
            self.header("webhook-id").as_bytes(),
            b".",
            self.header("webhook-timestamp").as_bytes(),
            b".",
            self.body.as_slice(),
        ];
        let signatures = self.header("webhook-signature").split(' ');
        signatures.filter_map(|one| one.strip_prefix("v1,")).any(|signature| {
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
            mac.update(&content.concat());
            mac.verify_slice(&STANDARD.decode(signature).expect("base64")).is_ok()
        })
    }
}
