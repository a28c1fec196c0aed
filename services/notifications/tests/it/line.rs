//! A line to a server on this machine that breaks off now and then, in the middle of whatever is said on it.

use crate::whims::Whims;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, copy};
use tokio::net::{TcpListener, TcpStream};

/// After how many bytes of one side a connection breaks off, at least and at most.
const BREAKS_AFTER: (u64, u64) = (1_000, 60_000);

/// The port of a line to that port.
pub async fn breaking(to: u16, whims: &Arc<Whims>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("its number").port();
    let whims = whims.clone();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let bytes = BREAKS_AFTER.0 + whims.below(BREAKS_AFTER.1 - BREAKS_AFTER.0);
            // That it breaks off is what it is for.
            tokio::spawn(carry(near, to, bytes));
        }
    });
    port
}

/// Carries what both say, until one side has said so many bytes or hangs up.
async fn carry(near: TcpStream, to: u16, bytes: u64) -> io::Result<()> {
    let far = TcpStream::connect(("127.0.0.1", to)).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let ((near_in, mut near_out), (far_in, mut far_out)) = (near.into_split(), far.into_split());
    let (mut near_in, mut far_in) = (near_in.take(bytes), far_in.take(bytes));
    tokio::select! {
        carried = copy(&mut near_in, &mut far_out) => carried.map(drop),
        carried = copy(&mut far_in, &mut near_out) => carried.map(drop),
    }
}
