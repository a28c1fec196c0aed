use super::connection::Connection;
use futures::{Stream, stream};
use std::{io, time::Duration};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// How long to leave the door alone when the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(200);

/// The connections of those who come in, without Nagle's delay.
pub(super) fn door(
    listener: TcpListener,
    cut_off: CancellationToken,
) -> impl Stream<Item = io::Result<Connection>> {
    stream::unfold((listener, cut_off), |(listener, cut_off)| async move {
        let connection = Connection::new(next(&listener).await, &cut_off);
        Some((Ok(connection), (listener, cut_off)))
    })
}

async fn next(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await.and_then(|(stream, _)| stream.set_nodelay(true).map(|()| stream)) {
            Ok(stream) => return stream,
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Gone before it came in.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, InvalidInput};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | InvalidInput)
}
