//! Mails workers over the council's own mail server.

use super::http::NO_ANSWER;
use super::mail_lines::{MailLines, NotTaken, Privacy};
use crate::domain::delivery::{Outcome, Stage};
use crate::domain::message::Message as Said;
use crate::outside::{OutsideError, Way};
use chrono::{DateTime, Utc};
use fault::Fault;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use runtime::settings::{MailSecurity, Smtp};
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;
use uuid::Uuid;

/// Codes that speak of whoever sends and not of the message: a login that lacks, is refused or is too weak (RFC 4954).
const OF_THE_LOGIN: [u16; 4] = [530, 534, 535, 538];

/// A mail server.
pub struct SmtpWire {
    way: Arc<Way>,
    lines: MailLines,
    from: Address,
}

impl SmtpWire {
    /// Over this way out, by this server. Connects with the first message.
    pub fn over(way: Arc<Way>, settings: &Smtp) -> Result<Self, OutsideError> {
        let from = settings.from.parse().map_err(|error| unusable(&error))?;
        let login = match (&settings.user, &settings.password) {
            (Some(user), Some(password)) => {
                Some(Credentials::new(user.clone(), password.expose_secret().to_owned()))
            }
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(unusable(&"user and password go together")),
        };
        if settings.host.is_empty() {
            return Err(unusable(&"host is not set"));
        }
        let lines = MailLines {
            host: settings.host.clone(),
            port: settings.port,
            privacy: privacy(&way, settings)?,
            login,
            connects_within: way.timeout / 2,
            idle: Mutex::default(),
        };
        Ok(Self { way, lines, from })
    }

    /// Mails a message once. Fails only where that could not even be tried.
    pub async fn mail(&self, id: Uuid, to: &str, said: &Said, at: DateTime<Utc>) -> Result<Outcome, Fault> {
        let Ok(to) = to.parse::<Address>() else {
            return Ok(Outcome::new(Stage::PermanentFailure, "the address is none"));
        };
        let message = self.message(id, to, said, at).map_err(Fault::defect)?;
        Ok(match self.lines.send(&message).await {
            Ok(taken) => Outcome::new(Stage::Delivered, format!("SMTP {}", taken.code())),
            Err(NotTaken::Refused(error)) => refused(&error),
            Err(NotTaken::NoLine(error)) => put_right(refused(&error)),
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

fn privacy(way: &Way, settings: &Smtp) -> Result<Privacy, OutsideError> {
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &way.authority {
        let pem = std::fs::read(path).map_err(|error| unusable(&error))?;
        let authority = Certificate::from_pem(&pem).map_err(|error| unusable(&fault::describe(&error)))?;
        parameters = parameters.add_root_certificate(authority);
    }
    let parameters = parameters.build().map_err(|error| unusable(&fault::describe(&error)))?;
    Ok(match settings.security {
        MailSecurity::Starttls => Privacy::AfterHello(parameters),
        MailSecurity::Tls => Privacy::FromTheStart(parameters),
        MailSecurity::None => Privacy::None,
    })
}

/// What the server's refusal means. Its words are left out: they often repeat the address.
fn refused(error: &smtp::Error) -> Outcome {
    let Some(code) = error.status() else {
        let detail = if error.is_timeout() {
            NO_ANSWER
        } else if error.is_tls() {
            "no private connection"
        } else {
            "no connection"
        };
        return Outcome::new(Stage::TechnicalFailure, detail);
    };
    let of_the_login = OF_THE_LOGIN.contains(&u16::from(code));
    let stage =
        if error.is_permanent() && !of_the_login { Stage::PermanentFailure } else { Stage::TemporaryFailure };
    Outcome::new(stage, format!("SMTP {code}"))
}

/// What is refused before a message was spoken of, the council can put right: the message is tried again.
fn put_right(refused: Outcome) -> Outcome {
    match refused.status {
        Stage::PermanentFailure => Outcome { status: Stage::TemporaryFailure, ..refused },
        _ => refused,
    }
}

fn unusable(wrong: &dyn ToString) -> OutsideError {
    OutsideError::Unusable { key: "smtp", wrong: wrong.to_string() }
}
