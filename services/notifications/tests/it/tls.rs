//! A listener with TLS, by a certificate of its own.

use rcgen::CertifiedKey;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// A certificate that vouches for itself.
pub struct Certified {
    /// It, as a file to trust.
    pub authority: PathBuf,
    /// How many did not trust it.
    pub failed: Arc<AtomicUsize>,
    _folder: TempDir,
}

impl Certified {
    pub fn for_name(name: &str) -> (Self, TlsAcceptor) {
        runtime::install_crypto();
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        let authority = folder.path().join("authority.pem");
        std::fs::write(&authority, cert.pem()).expect("to write it");
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("a certificate with its key");
        let certified = Self { authority, failed: Arc::default(), _folder: folder };
        (certified, TlsAcceptor::from(Arc::new(config)))
    }
}

/// Takes connections, and gives those that are private.
pub struct TlsListener {
    pub socket: TcpListener,
    pub acceptor: TlsAcceptor,
    pub failed: Arc<AtomicUsize>,
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((socket, address)) = self.socket.accept().await else { continue };
            match self.acceptor.accept(socket).await {
                Ok(private) => return (private, address),
                Err(_) => self.failed.fetch_add(1, Ordering::Relaxed),
            };
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.socket.local_addr()
    }
}
