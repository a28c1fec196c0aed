use std::{io, net::TcpListener};

/// A port of the loopback interface that was free a moment ago. Somebody may take it before it is used: who uses it
/// tries again with another.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
