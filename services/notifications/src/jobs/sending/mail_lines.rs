//! Lines to the council's mail server. One is used again only once the server has answered to the end: on a line that was given up in
//! the middle, its answer to the last message would be taken for that to the next.

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// For how long a line that nobody uses is kept: mail servers hang up after some minutes.
const IDLE: Duration = Duration::from_secs(30);
const LOGINS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// How what is said to the server is kept private.
pub(super) enum Privacy {
    /// By TLS, once both have said hello.
    AfterHello(TlsParameters),
    /// By TLS from the start.
    FromTheStart(TlsParameters),
    /// Not at all.
    None,
}

/// The lines to one server.
pub(super) struct MailLines {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) privacy: Privacy,
    pub(super) login: Option<Credentials>,
    /// How long each address of the server may take to answer the call.
    pub(super) connects_within: Duration,
    pub(super) idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// Why a message was not taken.
pub(super) enum NotTaken {
    /// The server was not even ready to hear of it: that says nothing of the message.
    NoLine(Error),
    /// It was refused, or the line broke off.
    Refused(Error),
}

impl MailLines {
    /// Sends a message over a line that is free and alive, or over a new one. Whoever stops waiting for it lets go of the line.
    pub(super) async fn send(&self, message: &Message) -> Result<Response, NotTaken> {
        let mut line = match self.free_one().await {
            Some(line) => line,
            None => self.new_one().await.map_err(NotTaken::NoLine)?,
        };
        let taken = line.send(message.envelope(), &message.formatted()).await.map_err(NotTaken::Refused)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((line, Instant::now()));
        Ok(taken)
    }

    async fn free_one(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut line, since) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if since.elapsed() < IDLE && line.test_connected().await {
                return Some(line);
            }
        }
    }

    async fn new_one(&self) -> Result<AsyncSmtpConnection, Error> {
        let hello = ClientId::default();
        let from_the_start = match &self.privacy {
            Privacy::FromTheStart(parameters) => Some(parameters.clone()),
            Privacy::AfterHello(_) | Privacy::None => None,
        };
        let server = (self.host.as_str(), self.port);
        let within = Some(self.connects_within);
        let mut line =
            AsyncSmtpConnection::connect_tokio1(server, within, &hello, from_the_start, None).await?;
        if let Privacy::AfterHello(parameters) = &self.privacy {
            line.starttls(parameters.clone(), &hello).await?;
        }
        if let Some(login) = &self.login {
            line.auth(&LOGINS, login).await?;
        }
        Ok(line)
    }
}
