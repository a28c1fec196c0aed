use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Sleep,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::transport::server::{Connected, TcpConnectInfo};

/// How long a client may take to say anything at all. Neither tonic nor hyper asks for haste here.
const GREETING_WITHIN: Duration = Duration::from_secs(5);

/// As many bytes as the preface of HTTP/2 has.
const GREETING: usize = 24;

/// A client's connection: closed when it does not greet in time, and when the server is through with waiting.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    awaited: Option<Greeting>,
    cut_off: Pin<Box<WaitForCancellationFutureOwned>>,
}

#[derive(Debug)]
struct Greeting {
    heard: usize,
    patience: Pin<Box<Sleep>>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, cut_off: &CancellationToken) -> Self {
        let patience = Box::pin(tokio::time::sleep(GREETING_WITHIN));
        Self {
            stream,
            awaited: Some(Greeting { heard: 0, patience }),
            cut_off: Box::pin(cut_off.clone().cancelled_owned()),
        }
    }

    fn is_over(&mut self, context: &mut Context<'_>) -> Option<io::Error> {
        if self.cut_off.as_mut().poll(context).is_ready() {
            return Some(io::Error::new(io::ErrorKind::ConnectionAborted, "the server is gone"));
        }
        let greeting = self.awaited.as_mut()?;
        let impatient = greeting.patience.as_mut().poll(context).is_ready();
        impatient.then(|| io::Error::new(io::ErrorKind::TimedOut, "the client did not greet"))
    }

    fn hear(&mut self, bytes: usize) {
        if let Some(greeting) = &mut self.awaited {
            greeting.heard += bytes;
            if greeting.heard >= GREETING {
                self.awaited = None;
            }
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(error) = self.is_over(context) {
            return Poll::Ready(Err(error));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.hear(buffer.filled().len() - before);
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Connected for Connection {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.stream.connect_info()
    }
}
