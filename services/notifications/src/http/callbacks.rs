//! Where GOV.UK Notify's delivery receipts come in.

use super::receipt::read;
use crate::ops::Receipts;
use crate::outside::OutsideError;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use axum::routing::post;
use fault::{Fault, Reason};
use runtime::settings::Callbacks;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

const PATH: &str = "/notify/delivery-receipts";
/// A receipt has some hundred bytes.
const LARGEST: usize = 16 * 1024;
/// How long a receipt may take: Notify itself waits for five seconds.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);
/// How long who is under way may still take when the service stops.
const ENDS_WITHIN: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Door {
    receipts: Receipts,
    token: Arc<SecretString>,
}

/// Takes receipts where the settings say, until the service stops.
pub fn listen(
    settings: &Callbacks,
    receipts: Receipts,
    tasks: &TaskTracker,
    stop: CancellationToken,
) -> Result<(), OutsideError> {
    let lacking =
        |wrong: &dyn ToString| OutsideError::Unusable { key: "notify.callbacks", wrong: wrong.to_string() };
    let address = settings.listen.as_ref().ok_or_else(|| lacking(&"listen is not set"))?;
    let token = settings.token.clone().ok_or_else(|| lacking(&"token is not set"))?;
    if token.expose_secret().len() < SHORTEST_TOKEN {
        return Err(lacking(&"token is too short to be a secret"));
    }
    let listener = bound(address).map_err(|error| lacking(&error))?;
    let app = Router::new()
        .route(PATH, post(take))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Door { receipts, token: Arc::new(token) });
    tasks.spawn(async move {
        let stopped = stop.clone().cancelled_owned();
        let serving = axum::serve(listener, app).with_graceful_shutdown(stopped).into_future();
        let cut_off = async {
            stop.cancelled().await;
            tokio::time::sleep(ENDS_WITHIN).await;
        };
        tokio::select! {
            served = serving => if let Err(error) = served {
                tracing::error!(error = %fault::describe(&error), "delivery receipts come in no longer");
            },
            () = cut_off => {}
        }
    });
    Ok(())
}

/// As Notify's own interface demands it.
const SHORTEST_TOKEN: usize = 10;

fn bound(address: &str) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

async fn take(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !door.knows(&headers) {
        return StatusCode::UNAUTHORIZED;
    }
    let Some(receipt) = read(&body) else { return StatusCode::BAD_REQUEST };
    match timeout(ANSWERED_WITHIN, door.receipts.record(&receipt)).await {
        Ok(Ok(())) => StatusCode::NO_CONTENT,
        Ok(Err(fault)) => refused(&fault),
        Err(_late) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Notify calls again where it is told that the service is away.
fn refused(fault: &Fault) -> StatusCode {
    if fault.reason() == Reason::NotFound {
        return StatusCode::NOT_FOUND;
    }
    tracing::warn!(error = %fault::describe(fault), "a delivery receipt cannot be taken; Notify calls again");
    StatusCode::SERVICE_UNAVAILABLE
}

impl Door {
    /// Hashes are compared, so that the time it takes says nothing of the token.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        Sha256::digest(given) == Sha256::digest(self.token.expose_secret())
    }
}
