//! Another system of the council: it keeps what it is called with.

use contracts::notifications::v1::CreateWebhookRequest;
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tests::council::{Council, until};
use tests::person::new_request_id;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const TAKEN: &[u8] = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
const END_OF_HEADERS: &str = "\r\n\r\n";
const LENGTH: &str = "content-length:";

/// The system, for as long as the test's runtime is there.
pub(super) struct OtherSystem {
    address: SocketAddr,
    heard: Arc<Mutex<String>>,
}

impl OtherSystem {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        let heard = Arc::<Mutex<String>>::default();
        let hears = heard.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                // Who breaks off calls again.
                if let Ok(call) = heard_out(socket).await {
                    hears.lock().expect("nobody panicked with it").push_str(&call);
                }
            }
        });
        Self { address, heard }
    }

    /// The administrator lets it hear of everything.
    pub(super) async fn hears_of_all(&self, council: &Council) {
        let message = CreateWebhookRequest {
            request_id: new_request_id(),
            url: format!("http://{}/in", self.address),
            kinds: Vec::new(),
            description: "The records system".into(),
        };
        let mut door = NotificationServiceClient::new(council.admin.door());
        door.create_webhook(council.admin.ask(message)).await.expect("a webhook");
    }

    /// All calls, with their headers.
    pub(super) fn heard(&self) -> String {
        self.heard.lock().expect("nobody panicked with it").clone()
    }

    /// Calls it as the services do.
    pub(super) async fn is_told(&self, text: &str) {
        let mut line = TcpStream::connect(self.address).await.expect("to be connected");
        let call = format!("POST /in HTTP/1.1\r\n{LENGTH} {}{END_OF_HEADERS}{text}", text.len());
        line.write_all(call.as_bytes()).await.expect("to be heard");
        until(async || self.heard().contains(text)).await;
    }
}

/// Reads one call to its end, and takes it.
async fn heard_out(mut socket: TcpStream) -> io::Result<String> {
    let mut call = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = socket.read(&mut piece).await?;
        call.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&call);
        if is_whole(&text) || read == 0 {
            socket.write_all(TAKEN).await?;
            return Ok(format!("{text}\n"));
        }
    }
}

fn is_whole(call: &str) -> bool {
    let Some((headers, body)) = call.split_once(END_OF_HEADERS) else { return false };
    let length =
        headers.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix(LENGTH)?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
