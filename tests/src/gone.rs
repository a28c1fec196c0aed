//! Another system of the council that wants no message any more.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const GONE: &[u8] = b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A server that answers every call with 410, for as long as this value is there.
pub struct Gone {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Gone {
    /// On a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        let serving = tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                // Who calls has nothing to say that matters; an error is theirs to notice.
                let mut heard = [0; 16_384];
                if socket.read(&mut heard).await.is_ok() {
                    socket.write_all(GONE).await.ok();
                }
            }
        });
        Self { address, serving }
    }

    /// Where it is called.
    pub fn url(&self) -> String {
        format!("http://{}/in", self.address)
    }
}

impl Drop for Gone {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
