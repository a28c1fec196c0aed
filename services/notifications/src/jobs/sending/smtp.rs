//! Mails workers over the council's own mail server.

use crate::domain::delivery::{Outcome, Stage};
use crate::domain::message::Message as Said;
use crate::outside::{OutsideError, Way};
use chrono::{DateTime, Utc};
use fault::Fault;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{Address, AsyncTransport, Tokio1Executor};
use runtime::settings::{MailSecurity, Smtp};
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::SystemTime;
use uuid::Uuid;

/// A mail server.
pub struct SmtpWire {
    way: Arc<Way>,
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl SmtpWire {
    /// Over this way out, by this server. Connects with the first message.
    pub fn over(way: Arc<Way>, settings: &Smtp) -> Result<Self, OutsideError> {
        let from = settings.from.parse().map_err(|error| unusable(&error))?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(security(&way, settings)?)
            .timeout(Some(way.timeout));
        let server = match (&settings.user, &settings.password) {
            (Some(user), Some(password)) => {
                server.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()))
            }
            (None, None) => server,
            (Some(_), None) | (None, Some(_)) => return Err(unusable(&"user and password go together")),
        };
        if settings.host.is_empty() {
            return Err(unusable(&"host is not set"));
        }
        Ok(Self { way, server: server.build(), from })
    }

    /// Mails a message once. Fails only where that could not even be tried.
    pub async fn mail(&self, id: Uuid, to: &str, said: &Said, at: DateTime<Utc>) -> Result<Outcome, Fault> {
        let Ok(to) = to.parse::<Address>() else {
            return Ok(Outcome::new(Stage::PermanentFailure, "the address is none"));
        };
        let message = self.message(id, to, said, at).map_err(Fault::defect)?;
        Ok(match self.server.send(message).await {
            Ok(taken) => Outcome::new(Stage::Delivered, format!("SMTP {}", taken.code())),
            Err(error) => refused(&error),
        })
    }

    fn message(
        &self,
        id: Uuid,
        to: Address,
        said: &Said,
        at: DateTime<Utc>,
    ) -> Result<Message, lettre::error::Error> {
        let automatic =
            HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let mail = said.mail(&self.way.application);
        Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            .date(SystemTime::from(at))
            .from(Mailbox::new(None, self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .raw_header(automatic)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)
    }
}

fn security(way: &Way, settings: &Smtp) -> Result<Tls, OutsideError> {
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &way.authority {
        let pem = std::fs::read(path).map_err(|error| unusable(&error))?;
        let authority = Certificate::from_pem(&pem).map_err(|error| unusable(&fault::describe(&error)))?;
        parameters = parameters.add_root_certificate(authority);
    }
    let parameters = parameters.build().map_err(|error| unusable(&fault::describe(&error)))?;
    Ok(match settings.security {
        MailSecurity::Starttls => Tls::Required(parameters),
        MailSecurity::Tls => Tls::Wrapper(parameters),
        MailSecurity::None => Tls::None,
    })
}

/// What the server's refusal means. Its words are left out: they often repeat the address.
fn refused(error: &smtp::Error) -> Outcome {
    let code = error.status().map(|code| format!("SMTP {code}"));
    match code {
        Some(code) if error.is_permanent() => Outcome::new(Stage::PermanentFailure, code),
        Some(code) => Outcome::new(Stage::TemporaryFailure, code),
        None if error.is_timeout() => Outcome::new(Stage::TechnicalFailure, "no answer in time"),
        None if error.is_tls() => Outcome::new(Stage::TechnicalFailure, "no private connection"),
        None => Outcome::new(Stage::TechnicalFailure, "no connection"),
    }
}

fn unusable(wrong: &dyn ToString) -> OutsideError {
    OutsideError::Unusable { key: "smtp", wrong: wrong.to_string() }
}
